"""What is dropped or changed is named, once a post, at its line."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import lxml.html
import pytest
from rendering import DEFAULT, FAST, URL, codes, post, rendered

from feeds.render import render
from feeds.sanitize import id_prefix, sanitize
from feeds.summary import plain

if TYPE_CHECKING:
    from feeds.config import MarkdownSettings

PREFIX = id_prefix(URL)
KEPT = [
    "figure", "picture", "source", "img", "figcaption", "audio", "dl", "dt", "dd", "table", "caption",
    "th", "td", "sub", "time", "del", "ins",
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("a\n\n<script>x</script>\n\n<script>y</script>", "html-script", 3),
        ('a\n\n<p onclick="x">a</p>', "html-script", 3),
        ("a\n\n<style>x</style>", "html-style", 3),
        ('a\n\n<p style="color:red">a</p>\n\n<p style="color:blue">b</p>', "html-style", 3),
        ("a\n\n<form><button>x</button></form>", "html-dropped", 3),
        ("a\n\n<svg><path/></svg>", "html-dropped", 3),
        ("a\n\n[x](javascript:y)", "url-unsafe", None),
        ('a\n\n<a href="javascript:y">x</a>', "url-unsafe", 3),
        ('a\n\n<a href="http://[">x</a>', "url-broken", 3),
        ("a\n\nb\x08c\x0bd", "control-character", 3),
        ("a\n\nb&#8;c", "control-character", 3),
        ("a\n\nb&#x1F;c", "control-character", 3),
        ("a\n\nb\ufffec", "control-character", 3),
        ("a\n\nb\ud800c", "control-character", 3),
    ],
)
def test_named_at_its_line(body: str, code: str, line: int | None) -> None:
    for markup in ("markdown", "html"):
        if line is None and markup == "html":
            continue
        found = [problem for problem in rendered(body, markup=markup).problems if problem.code == code]
        assert len({problem.message for problem in found}) == len(found)
        assert found[0].line == (line or 3)
        assert found[0].path == "post.md"


def test_the_name_of_a_tab_is_shown() -> None:
    result = rendered('<Tabs>\n<TabItem value="a" label="A &amp; b">\n\nText.\n\n</TabItem>\n</Tabs>')
    assert "<strong>A &amp; b</strong>" in result.html


ROWS = "a\n\n| x | y |\n|---|:-:|\n| `{0}` | 2 |\n"


@pytest.mark.parametrize(
    ("body", "left_out", "line"),
    [
        (ROWS.format("1") + "| 3 | 4 | 注 five | six\n", "注 five | six", 6),
        (ROWS.format("1") + "| 3 | 4 | |\n", "", None),
        (ROWS.format("1") + "3 | 4\n7 | 8 | nine\n", "nine", 7),
        ("> " + ROWS.format("1").replace("\n", "\n> ") + "| 3 | 4 | 5 |", "5", 6),
        ("```\n" + ROWS.format("1") + "| 3 | 4 | 5 |\n```", "", None),
        (ROWS.format("a \\| b"), "", None),
        (ROWS.format("1") + "\nno | row | of it", "", None),
    ],
)
@pytest.mark.parametrize("engine", [DEFAULT, FAST], ids=["markdown", "commonmark"])
def test_cells_beyond_the_last_column(
    body: str, left_out: str, line: int | None, engine: MarkdownSettings
) -> None:
    result = rendered(body, engine)
    assert codes(result) == ["table-cell-dropped"] * bool(left_out)
    for problem in result.problems:
        assert problem.message.startswith(f"{left_out} stands beyond")
        assert problem.line == line
        assert left_out not in result.html


@pytest.mark.parametrize(
    ("body", "lost", "line"),
    [
        ("a[^1]\n\n[^1]: b", (), None),
        ("a\n\n[^1]: b\n[^2]: c", ("1", "2"), 3),
        ("a[^B]\n\n> 1. [^b]: c", (), None),
        ("a[^b]\n\n> 1. [^c]: d", ("c",), 3),
        ("`[^1]` [^注]\n\n[^1]: b\n[^注]: c", ("1",), 3),
        ("```\n[^1]: b\n```", (), None),
    ],
)
def test_footnotes_that_nothing_refers_to(body: str, lost: tuple[str, ...], line: int | None) -> None:
    result = rendered(body, FAST)
    assert codes(result) == ["footnote-dropped"] * len(lost)
    assert [problem.message.split()[2] for problem in result.problems] == list(lost)
    assert [problem.line for problem in result.problems[:1]] == [line] * bool(lost)
    assert not [code for code in codes(rendered(body, DEFAULT)) if code == "footnote-dropped"]


def test_footnotes_of_one_name() -> None:
    body = "a[^1]\n\n[^1]: one\n[^1]: two\n"
    (problem,) = rendered(body).problems
    assert (problem.code, problem.line) == ("footnote-dropped", 3)
    assert "one" in rendered(body, FAST).html
    assert not rendered("a[^1]\n\n[^1]: one\n[^1]: one\n").problems


@pytest.mark.parametrize(
    ("embed", "url"),
    [
        ('<iframe src="https://www.youtube.com/embed/abc-1_2?rel=0"></iframe>', "https://www.youtube.com/watch?v=abc-1_2"),
        ('<iframe src="//www.youtube-nocookie.com/embed/abc"></iframe>', "https://www.youtube.com/watch?v=abc"),
        ('<iframe src="https://player.vimeo.com/video/42?x"></iframe>', "https://vimeo.com/42"),
        ('<iframe src="//player.bilibili.com/player.html?aid=1&amp;bvid=BV1x"></iframe>', "https://www.bilibili.com/video/BV1x"),
        ('<iframe src="/demo/"></iframe>', "https://example.org/demo/"),
        ('<iframe src="https://maps.example/?a=1&amp;b=2">old</iframe>', "https://maps.example/?a=1&amp;b=2"),
        ('<embed src="http://player.youku.com/player.php/sid/XMTI/v.swf">', "https://v.youku.com/v_show/id_XMTI.html"),
        (
            '<object><param name="movie" value="http://www.youtube.com/v/abc"><embed src="http://www.youtube.com/v/abc"></object>',
            "https://www.youtube.com/watch?v=abc",
        ),
        ('<object data="x.pdf">Your browser is old.</object>', "https://example.org/2013/post/x.pdf"),
        ('<script src="https://gist.github.com/ann/0a1b.js"></script>', "https://gist.github.com/ann/0a1b"),
        ('<YouTube id="dQw4w9WgXcQ" />', "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ('<lite-youtube videoid="abc-1"></lite-youtube>', "https://www.youtube.com/watch?v=abc-1"),
        ('<Vimeo url="https://vimeo.com/1" />', "https://vimeo.com/1"),
        ('<Tweet id="123456" />', "https://twitter.com/i/status/123456"),
        ('<amp-youtube data-videoid="abc-1"></amp-youtube>', "https://www.youtube.com/watch?v=abc-1"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", [DEFAULT, FAST], ids=["markdown", "commonmark"])
def test_embeds_become_links(embed: str, url: str, engine: object) -> None:
    result = rendered(f"Before\n\n{embed}\n\nAfter", engine)  # type: ignore[arg-type]
    assert result.html.count(f'<a href="{url}">{url}</a>') == 1
    assert codes(result) == ["embed-linked"]
    assert result.problems[0].line == 3
    assert "Before" in result.html
    assert "After" in result.html


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<p style="text-align: center">x</p>', '<p align="center">x</p>'),
        (
            '<img data-src="a.png" src="data:image/gif;base64,R0lGOD">',
            '<img src="https://example.org/2013/post/a.png">',
        ),
        (
            '<img class="lazy" src="dot.gif" data-src="/a.png"><noscript><img src="/a.png"></noscript>',
            '<img class="lazy" src="https://example.org/a.png">',
        ),
        ('<noscript><img src="/a.png"></noscript>', '<img src="https://example.org/a.png">'),
        ('<img src="/img/loading.gif" data-src="/a.png">', '<img src="https://example.org/a.png">'),
        (
            '<img data-full="b" data-echo="/a.png?c" src="blank.gif">',
            '<img src="https://example.org/a.png?c">',
        ),
        ('<img src="/a.png" data-full="/b.png">', '<img src="https://example.org/a.png">'),
        (
            '<img src="/a.png" class="lazy" data-full="/b.png">',
            '<img src="https://example.org/a.png" class="lazy">',
        ),
        (
            '<img data-srcset="/a.png, /b.png 2x">',
            '<img src="https://example.org/a.png"'
            ' srcset="https://example.org/a.png, https://example.org/b.png 2x">',
        ),
        (
            '<picture><source data-srcset="/a.webp 1x"><img src="/a.png"></picture>',
            '<picture><source srcset="https://example.org/a.webp 1x"><img src="https://example.org/a.png"></picture>',
        ),
        (
            "<audio><source data-src=/a.ogg></audio>",
            '<audio controls=""><source src="https://example.org/a.ogg">'
            ' <a href="https://example.org/a.ogg">https://example.org/a.ogg</a></audio>',
        ),
        (
            '<amp-img src="/a.png" alt="A"><noscript><img src="/a.png"></noscript></amp-img>',
            '<img src="https://example.org/a.png" alt="A">',
        ),
        (
            '<AMP-video src="/a.mp4"><p>Old.</p></AMP-video>',
            '<video src="https://example.org/a.mp4" controls=""><p>Old.</p>'
            ' <a href="https://example.org/a.mp4">https://example.org/a.mp4</a></video>',
        ),
        ('<Image src="/a.png" alt="A" priority />', '<img src="https://example.org/a.png" alt="A">'),
        ('<StaticImage src="/a.png" alt="A" />', '<img src="https://example.org/a.png" alt="A">'),
        (
            '<Figure src="/a.png" caption="B &amp; c" />',
            '<figure><img src="https://example.org/a.png" alt=""><figcaption>B &amp; c</figcaption></figure>',
        ),
        ('x <Link to="/a">b</Link>.', 'x <a href="https://example.org/a">b</a>.'),
        ('x <router-link to="/a">b</router-link>.', 'x <a href="https://example.org/a">b</a>.'),
        ('x <Link to="javascript:a">b</Link>.', "x <a>b</a>."),
        ('x <LinkCard title="B" href="/a" />.', 'x <a href="https://example.org/a">B</a>.'),
        ('x <Link rel="stylesheet" href="/a">b', "x b"),
        ('<Details summary="A">b</Details>', "<details><summary>A</summary>\nb</details>"),
        (
            '<img class="lazy" data-src="/a.png?b&amp;c"><noscript><img src="/a.png?b&amp;c"></noscript>',
            '<img class="lazy" src="https://example.org/a.png?b&amp;c">',
        ),
        (
            '<noscript><img src="/a.png"></noscript><img class="lazy" src="dot.gif" data-src="/a.png">',
            '<img src="https://example.org/a.png">',
        ),
        (
            '<noscript><img src="/a.png"></noscript><img data-src="/b.png">' + '<img data-src="/a.png">' * 2,
            "".join(f'<img src="https://example.org/{name}.png">' for name in "aba"),
        ),
        ('<img src="/a.png"><img data-src="/a.png">', '<img src="https://example.org/a.png">' * 2),
        ('<input type="checkbox" checked> done', "☑ done"),
        ("<math><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation></math>", "x^2"),
        ("<math><mi>x</mi><mo>+</mo></math>", "x+"),
        (
            '<span class="katex-mathml"><math><mi>x</mi></math></span><span class="katex-html"><span>x</span></span> y',
            '<span class="katex-mathml">x</span> y',
        ),
        ('<span class="katex-html"><i>x</i></span> y', '<span class="katex-html"><i>x</i></span> y'),
        (
            '<span><math><mi>x</mi></math></span><span class="katex-html"><span>x</span> y',
            '<span>x</span><span class="katex-html"><span>x</span> y</span>',
        ),
        ('a <script type="math/tex">x<y</script> b', "a x&lt;y b"),
        (
            '<script type="math/tex; mode=display">% <![CDATA[\nx\\\\y<z %]]></script>',
            "x\\\\y&lt;z",
        ),
        (
            '<span class="MathJax_Preview">x&lt;y</span><script type="math/tex">x<y</script>',
            '<span class="MathJax_Preview">x&lt;y</span>',
        ),
        ('<b>x</b><script type="math/tex" id="MathJax-Element-1">x</script>', "<b>x</b>"),
        ("std::vector<int> and git add <path>", "std::vector&lt;int&gt; and git add &lt;path&gt;"),
        ("Dear <your name here>, run <file name>", "Dear &lt;your name here&gt;, run &lt;file name&gt;"),
        ("put it in <title>, not in <script>", "put it in &lt;title&gt;, not in &lt;script&gt;"),
        ("<center><font color=red>x</font></center>", "<center>x</center>"),
        ('<a id="x"/>text', '<a id="ID-x"></a>text'),
        ("<html><head><title>T</title><meta charset=utf-8></head><body><p>x</p></body></html>", "<p>x</p>"),
        (
            '<video src="/a.mp4" autoplay></video>',
            '<video src="https://example.org/a.mp4" controls="">'
            ' <a href="https://example.org/a.mp4">https://example.org/a.mp4</a></video>',
        ),
        (
            "<audio><source src=a.ogg><source src=a.mp3></audio><video src=a.mp4 />",
            '<audio controls=""><source src="https://example.org/2013/post/a.ogg">'
            '<source src="https://example.org/2013/post/a.mp3">'
            ' <a href="https://example.org/2013/post/a.ogg">https://example.org/2013/post/a.ogg</a></audio>'
            '<video src="https://example.org/2013/post/a.mp4" controls="">'
            ' <a href="https://example.org/2013/post/a.mp4">https://example.org/2013/post/a.mp4</a></video>',
        ),
        (
            '<video src="/a.mp4">Too old? <a href="/b.avi">Another</a></video>',
            '<video src="https://example.org/a.mp4" controls="">'
            'Too old? <a href="https://example.org/b.avi">Another</a></video>',
        ),
        (
            '<a href="/x"><video src="/a.mp4"></video></a><audio src="/a.mp3">Too old.</audio>',
            '<a href="https://example.org/x"><video src="https://example.org/a.mp4" controls=""></video></a>'
            '<audio src="https://example.org/a.mp3" controls="">'
            'Too old. <a href="https://example.org/a.mp3">https://example.org/a.mp3</a></audio>',
        ),
        ('<video src="/a.mp4">', '<video src="https://example.org/a.mp4" controls=""></video>'),
        ("<audio></audio>", '<audio controls=""></audio>'),
        ("<pre>\n\nx</pre>", "<pre>\n\nx</pre>"),
        (
            "<details open><summary>s</summary>x</details>",
            '<details open=""><summary>s</summary>\nx</details>',
        ),
        ("<details><summary>s</summary> x</details>", "<details><summary>s</summary> x</details>"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>", "<ruby>漢<rp>(</rp><rt>kan</rt></ruby>"),
        (
            "<ruby>漢<rt>kan</rt>字<RT lang=ja>ji</RT></ruby>",
            '<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rp>(</rp><rt lang="ja">ji</rt><rp>)</rp></ruby>',
        ),
        ("<ruby>漢<rt>kan</ruby>", "<ruby>漢<rt>kan</rt></ruby>"),
        ("<rt>kan</rt>", "<rt>kan</rt>"),
        ('<p dir="rtl" lang="he">x</p>', '<p dir="rtl" lang="he">x</p>'),
        (
            "<kbd>x</kbd><mark>y</mark><abbr title=z>w</abbr>",
            '<kbd>x</kbd><mark>y</mark><abbr title="z">w</abbr>',
        ),
        ('<td colspan="2">x</td>', "x"),
    ],
)
def test_what_means_the_same_takes_its_place(body: str, expected: str) -> None:
    expected = expected.replace("ID-", PREFIX)
    assert rendered(body, markup="html").html == expected


@pytest.mark.parametrize("engine", [DEFAULT, FAST], ids=["markdown", "commonmark"])
def test_a_picture_that_is_loaded_late_is_there_once(engine: MarkdownSettings) -> None:
    url = "https://pic1.zhimg.com/a.jpg"
    placeholder = 'src="data:image/svg+xml;utf8,<svg></svg>"'
    for late in (
        f'data-actualsrc="{url}"',
        f'data-original="https://pic1.zhimg.com/r.jpg" data-actualsrc="{url}"',
    ):
        for pair in (
            f'<noscript><img src="{url}"></noscript><img {placeholder} {late}>',
            f'<img {placeholder} {late}><noscript><img src="{url}"></noscript>',
        ):
            for body in (f"<figure>{pair}</figure>", f"<div>\n{pair}\n</div>"):
                result = rendered(body, engine)
                assert result.html.count("<img") == 1
                assert codes(result) == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("if a<b then IMPORTANT, done.", None),
        ("<p>if a<b then IMPORTANT</p>\n\n<p>done</p>", "if a<b then IMPORTANT\n\ndone"),
        ('text <a href="x>foo</a>\n\nimportant after', 'text <a href="x>foo\n\nimportant after'),
        ("text <a href='x>foo</a> after", "text <a href='x>foo after"),
        ("text <a href= x", None),
        ("text before <!-- never closed\n\nimportant", None),
        ("text <!-->one<!--->two<!-- --!>three<!----> four", "text onetwothree four"),
        ("text <? never\n\nimportant", None),
        ("text <! never\n\nimportant", None),
        ("text <![CDATA[ never\n\nimportant", None),
        ("text <!", None),
        ("use </ to close, </3 to weep", None),
        ("my heart </3 and <b>more</b>", "my heart </3 and more"),
        ("text <im", None),
        ("text </b", None),
        ("text <b", None),
        ("<script><!-- x </script>text <iframe></iframe><!-- y -->more", "text more"),
    ],
)
@pytest.mark.parametrize("engine", ["html", "commonmark"])
def test_what_is_never_closed_is_text(body: str, text: str | None, engine: str) -> None:
    if engine == "html":
        result = rendered(body, markup="html")
    else:
        result = rendered(f"<div>\n{body.replace(chr(10), '')}\n</div>", FAST)
        text = text and text.replace("\n", "")
        body = body.replace("\n", "")
    seen = lxml.html.fragment_fromstring(result.html, create_parent="div").text_content().strip()
    assert seen.startswith(body if text is None else text)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("a\n\n<p>b <? IMPORTANT ?> c</p>", "<?…>"),
        ("a\n\n<p>b <!IMPORTANT> c</p>", "<!…>"),
        ("a\n\n<p>b <title>IMPORTANT</title> c</p>", "<title>"),
        ("a\n\n<p>b </IMPORTANT text here> c</p>", "</important …>"),
        ("a\n\n<p>b </b text here> c</p>", "</b …>"),
    ],
)
@pytest.mark.parametrize("engine", ["html", "markdown", "commonmark"])
def test_text_that_browsers_do_not_show_is_named(body: str, what: str, engine: str) -> None:
    if engine == "html":
        result = rendered(body, markup="html")
    else:
        result = rendered(body, FAST if engine == "commonmark" else DEFAULT)
    assert "IMPORTANT" not in result.html
    assert [(each.code, each.line) for each in result.problems] == [("html-dropped", 3)]
    assert result.problems[0].message.startswith(f"{what} is left out")


def test_what_holds_no_text_is_not_worth_a_word() -> None:
    body = """<?xml version="1.0"?><!DOCTYPE html><html><title> </title><body>
<?xml:namespace prefix = o /><![if !supportLists]>a<![endif]><!><? ?></p ><br></br clear="all"></font --></html>"""
    assert codes(rendered(body, markup="html")) == []


@pytest.mark.parametrize("engine", ["html", "markdown", "commonmark"])
def test_a_section_is_its_text(engine: str) -> None:
    body = "<div>a <![CDATA[1 < 2 &amp; <b onclick=x>IMPORTANT</b><script>x</script>]]> b</div>"
    if engine == "html":
        result = rendered(body, markup="html")
    else:
        result = rendered(body, FAST if engine == "commonmark" else DEFAULT)
    seen = lxml.html.fragment_fromstring(result.html, create_parent="div").text_content().strip()
    assert seen == "a 1 < 2 &amp; <b onclick=x>IMPORTANT</b><script>x</script> b"
    assert codes(result) == []


def test_what_a_post_may_hold_is_kept_without_a_word() -> None:
    body = """
<figure><picture><source srcset="a.webp" type="image/webp"><img src="a.png" alt="A" width="1" height="2"></picture>
<figcaption>Caption</figcaption></figure>
<audio src="a.mp3" preload="none"></audio>
<dl><dt>t</dt><dd>d</dd></dl>
<table><caption>c</caption><tr><th scope="col">h</th></tr><tr><td align="right" rowspan="2">d</td></tr></table>
<p>H<sub>2</sub>O <time datetime="2013-10-09">then</time> <del cite="/x">old</del> <ins>new</ins></p>
"""
    result = rendered(body, markup="html")
    assert codes(result) == []
    for tag in KEPT:
        assert f"<{tag}" in result.html, tag


def test_nothing_is_said_of_a_plain_post() -> None:
    assert codes(rendered("# T\n\nText with [a](b), `<script>` and\n\n    <script>code</script>\n")) == []


def test_messages_cannot_steer_a_terminal() -> None:
    result = rendered('<a href="javascript:\x1b[31m\n::error::x\u202e">x</a>', markup="html")
    assert result.problems
    assert all(problem.message.isprintable() for problem in result.problems)


def test_half_characters_are_dropped_wherever_they_come_from() -> None:
    for raw in ("a\ud800b", "<p title='\udfff'>a<x1>\ud800b"):
        clean, findings = sanitize(raw, URL)
        assert plain(clean).startswith("a")
        assert clean.isascii()
        assert [finding.code for finding in findings] == ["control-character"]
    (finding,) = sanitize("a\ud800b", URL)[1]
    assert finding.details == {"char": "U+D800"}


def test_arguments_and_result_travel_between_processes() -> None:
    result = pickle.loads(
        pickle.dumps(render(pickle.loads(pickle.dumps(post())), "<script>x</script>", DEFAULT))
    )
    assert codes(result) == ["html-script"]


def test_nothing_ends_a_cdata_section_unseen() -> None:
    for body in ("]]>", "`]]>`", "a ]]&gt; b", '<p title="]]>">x</p>', "<![CDATA[x]]>"):
        for result in (rendered(body), rendered(body, FAST), rendered(body, markup="html")):
            assert "]]>" not in result.html


def test_a_picture_that_is_not_there_needs_no_word() -> None:
    result = rendered('<p><img src="data:,">a<img src=""></p>')
    assert (result.html.count("src"), codes(result)) == (0, [])
    assert codes(rendered('<a href="data:,">a</a>')) == ["url-unsafe"]
