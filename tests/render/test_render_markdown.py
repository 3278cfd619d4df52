"""Markdown is read as its author saw it, whichever tool it was written for."""

from __future__ import annotations

import pickle
import re
import sys
from urllib.parse import unquote

import pytest
from rendering import DEFAULT, FAST, URL, codes, rendered

from feeds.config import MarkdownSettings
from feeds.problems import USAGE, FeedsError, Problem
from feeds.render import ENGINES
from feeds.summary import plain

BOTH = pytest.mark.parametrize("engine", [DEFAULT, FAST], ids=["markdown", "commonmark"])


def squeezed(text: str) -> str:
    """Without the white space that readers do not see."""
    return re.sub(r"\s*\n\s*", "", text)


@BOTH
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Hello *world* and **you**.", "<p>Hello <em>world</em> and <strong>you</strong>.</p>"),
        ("AT&T, 1 < 2", "<p>AT&amp;T, 1 &lt; 2</p>"),
        ("Below:\n- a\n- b", "<p>Below:</p><ul><li>a</li><li>b</li></ul>"),
        ("Below:\n1. a\n2. b", "<p>Below:</p><ol><li>a</li><li>b</li></ol>"),
        ("It was\n1986. A great year.", "<p>It was1986. A great year.</p>"),
        ("- a\n  - b\n    - c\n- d", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n\n    - b", "<ul><li><p>a</p><ul><li>b</li></ul></li></ul>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("1. a\n\n   more\n2. b", "<ol><li><p>a</p><p>more</p></li><li><p>b</p></li></ol>"),
        ("- a\n---\nb", "<ul><li>a</li></ul><hr><p>b</p>"),
        ("- [ ] open\n- [x] done", "<ul><li>☐ open</li><li>☑ done</li></ul>"),
        ("~~old~~ new", "<p><del>old</del> new</p>"),
        ("5~10 or a~~b", "<p>5~10 or a~~b</p>"),
        ("one\\\ntwo", "<p>one<br>two</p>"),
        (r"\<b> \$5 it\'s \"so\" me\@x \~\~y\~\~ \^1 \=", '<p>&lt;b&gt; $5 it\'s "so" me@x ~~y~~ ^1 =</p>'),
        (r"`\<b>` \\<i>x</i>", r"<p><code>\&lt;b&gt;</code> \<i>x</i></p>"),
        ("one  \ntwo", "<p>one<br>two</p>"),
        ("```c++\na < b;\n```", '<pre><code class="language-c++">a &lt; b;</code></pre>'),
        ('```js title="x.js"\nf()\n```', '<pre><code class="language-js">f()</code></pre>'),
        ("````\n```\nx\n```\n````", "<pre><code>```x```</code></pre>"),
        ("```\nnever closed", "<pre><code>never closed</code></pre>"),
        ("text\n```\nx\n```\nmore", "<p>text</p><pre><code>x</code></pre><p>more</p>"),
        ("- a\n  ```\n  x\n  ```\n- b", "<ul><li>a<pre><code>x</code></pre></li><li>b</li></ul>"),
        ("> ```\n> x\n> ```\n> - y", "<blockquote><pre><code>x</code></pre><ul><li>y</li></ul></blockquote>"),
        ("> a\n\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        (
            "Text\n| a | b |\n|---|--:|\n| 1 | 2 |",
            '<p>Text</p><table><thead><tr><th>a</th><th align="right">b</th></tr></thead>'
            '<tbody><tr><td>1</td><td align="right">2</td></tr></tbody></table>',
        ),
        (
            "Text\na | b\n--|--\n1 | 2",
            "<p>Text</p><table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        ("<pre>\na\n- b\n</pre>", "<pre>a- b</pre>"),
        ("    ```\n    not a fence\n    ```", "<pre><code>```not a fence```</code></pre>"),
        ("<https://example.com/>", '<p><a href="https://example.com/">https://example.com/</a></p>'),
        (
            "See https://example.com/a_b_c?x=1&y=2.",
            '<p>See <a href="https://example.com/a_b_c?x=1&amp;y=2">https://example.com/a_b_c?x=1&amp;y=2</a>.</p>',
        ),
        ("`https://example.com/`", "<p><code>https://example.com/</code></p>"),
        ("https://a.example/x[1]", '<p><a href="https://a.example/x%5B1%5D">https://a.example/x[1]</a></p>'),
        ("#one #two", "<p>#one #two</p>"),
        ("- #one\n- #two\n\n# Three", "<ul><li>#one</li><li>#two</li></ul><h1>Three</h1>"),
        ("<div>\n#one\n</div>", "<div>#one</div>"),
        (
            "<details>\n<summary>S</summary>\n\n- item\n\nInner **b**\n\n</details>",
            "<details><summary>S</summary><ul><li>item</li></ul><p>Inner <strong>b</strong></p></details>",
        ),
        (
            "<details><summary>S</summary>\n\n```\n</details>\n```\n\n<div>\n\n# H\n\n</div>\n\n</details>\n\n*x*",
            "<details><summary>S</summary><pre><code>&lt;/details&gt;</code></pre><div><h1>H</h1></div></details>"
            "<p><em>x</em></p>",
        ),
        ("<div>\n*raw*\n\n*x*\n</div>", "<div>*raw*<p><em>x</em></p></div>"),
        (
            "> <div>\n>\n> *x*\n>\n> </div>",
            "<blockquote><div><p><em>x</em></p></div></blockquote>",
        ),
        (
            "- a\n\n  <div>\n\n  *x*\n\n  </div>\n- b",
            "<ul><li><p>a</p><div><p><em>x</em></p></div></li><li><p>b</p></li></ul>",
        ),
        (
            "<table>\n<tr>\n<td>\n\n*x*\n\n</td>\n</tr>\n</table>",
            "<table><tbody><tr><td><p><em>x</em></p></td></tr></tbody></table>",
        ),
        ('<div markdown="1">\n\n*x*\n\n</div>', "<div><p><em>x</em></p></div>"),
        ("[https://a.example/](/b)", '<p><a href="https://example.org/b">https://a.example/</a></p>'),
        ("\u3000\u3000一\n\n\u3000二", "<p>\u3000\u3000一</p><p>\u3000二</p>"),
        ("- \u3000一\n- \u3000二", "<ul><li>\u3000一</li><li>\u3000二</li></ul>"),
        ("> a  \n> b", "<blockquote><p>a<br>b</p></blockquote>"),
        (">  \n> a", "<blockquote><p>a</p></blockquote>"),
        ("> a\n---", "<blockquote><p>a</p></blockquote><hr>"),
        ("   # a\ntext\n # b", "<h1>a</h1><p>text</p><h1>b</h1>"),
        ("    # a", "<pre><code># a</code></pre>"),
        ("a`, `b`` c``d` e `", "<p>a<code>, </code>b<code> c</code>d<code>e</code></p>"),
        ("# C:\\\ntext", "<h1>C:\\</h1><p>text</p>"),
        (
            "# C#\n## F# ##\n### C# and `#`\n#### #",
            "<h1>C#</h1><h2>F#</h2><h3>C# and <code>#</code></h3><h4></h4>",
        ),
        ("```\na\n    ```\nb\n```", "<pre><code>a```b</code></pre>"),
        (
            "[a][b] [a] [b]\n[a]\n\n[a]: /a\n[b]: /b",
            '<p><a href="https://example.org/b">a</a> <a href="https://example.org/a">a</a> '
            '<a href="https://example.org/b">b</a><a href="https://example.org/a">a</a></p>',
        ),
        (
            "| a | b |\n|---|---|\n| `x\\|y` `z` | ``p\\|q`r`` |",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
            "<tbody><tr><td><code>x|y</code> <code>z</code></td><td><code>p|q`r</code></td></tr></tbody></table>",
        ),
        ("`x\\|y`", r"<p><code>x\|y</code></p>"),
        ("[a][B]\n\n[b]: <https://b.example/>", '<p><a href="https://b.example/">a</a></p>'),
        (
            "见https://a.example/x xhttps://b.example",
            '<p>见<a href="https://a.example/x">https://a.example/x</a> xhttps://b.example</p>',
        ),
        ("- a\n- \n-\n- b", "<ul><li>a</li><li></li><li></li><li>b</li></ul>"),
        ("1. a\n2. \n3. b", "<ol><li>a</li><li></li><li>b</li></ol>"),
        ("text\n-", "<h2>text</h2>"),
        (
            "1. a\n   - > b\n     > c\n     > - d\n   - e",
            "<ol><li>a<ul><li><blockquote><p>bc</p><ul><li>d</li></ul></blockquote></li><li>e</li></ul></li></ol>",
        ),
        (
            "- > a\n> b",
            "<ul><li><blockquote><p>a</p></blockquote></li></ul><blockquote><p>b</p></blockquote>",
        ),
        (
            "- a\n  > b\n  > c\n\n- d",
            "<ul><li><p>a</p><blockquote><p>bc</p></blockquote></li><li><p>d</p></li></ul>",
        ),
        ("- a\n\n  b\n  # c\n- d", "<ul><li><p>a</p><p>b</p><h1>c</h1></li><li><p>d</p></li></ul>"),
        *(
            (
                f"| a | b |\n|---|---|\n| 1 | 2 |\n{below}",
                "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
                + expected,
            )
            for below, expected in (
                ("> c", "<blockquote><p>c</p></blockquote>"),
                ("# c", "<h1>c</h1>"),
                ("---", "<hr>"),
                ("- c", "<ul><li>c</li></ul>"),
            )
        ),
        (
            "- a\n\n- b\n  c | d\n  --|--\n  1 | 2\n- e",
            "<ul><li><p>a</p></li><li><p>b</p><table><thead><tr><th>c</th><th>d</th></tr></thead>"
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table></li><li><p>e</p></li></ul>",
        ),
    ],
)
def test_both_engines_agree(body: str, expected: str, engine: MarkdownSettings) -> None:
    assert squeezed(rendered(body, engine).html) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Term\n:   What it is", "<dl><dt>Term</dt><dd>What it is</dd></dl>"),
        ("*[HTML]: Hypertext\n\nHTML", '<p><abbr title="Hypertext">HTML</abbr></p>'),
        ("1. a\n  - b", "<ol><li>a<ul><li>b</li></ul></li></ol>"),
        ("    :::python\n    x = 1", '<pre><code class="language-python">x = 1</code></pre>'),
        ('    :::python hl_lines="1 3"\n    x', '<pre><code class="language-python">x</code></pre>'),
        ("$$\na_1 * b_2 \\\\\n- c < d\n$$", "<p>$$a_1 * b_2 \\\\- c &lt; d$$</p>"),
        ("$$ is a process id\n\nnext", "<p>$$ is a process id</p><p>next</p>"),
        ("##a##\n## b##", "<h2>a</h2><h2>b</h2>"),
        ("[a] [1]\n\n[1]: /a", '<p><a href="https://example.org/a">a</a></p>'),
        ("##无空格\n#无空格\n#", "<h2>无空格</h2><p>#无空格</p><h1></h1>"),
        ("<div>\n\n*x*\n\n</div>\n*y*", "<div><p><em>x</em></p></div><p><em>y</em></p>"),
        ("<div>\n    <p>a</p>\n\n    <p>*b*</p>\n</div>", "<div><p>a</p><p>*b*</p></div>"),
        ("<div>\n<pre>\n\n*a*\n</pre>\n\n*b*\n</div>", "<div><pre>*a*</pre>*b*</div>"),
        ('<div>\n\n<p markdown="1">*x*</p>\n\n</div>', "<div><p>*x*</p></div>"),
        ("<div>\n\n*x*", "<div>*x*</div>"),
        ("[https://a.example]", '<p>[<a href="https://a.example">https://a.example</a>]</p>'),
        (
            "[see https://a.example/x[1]].",
            '<p>[see <a href="https://a.example/x%5B1%5D">https://a.example/x[1]</a>].</p>',
        ),
        (
            "a\n%[https://b.example/x_y_z.]",
            '<p>a<a href="https://b.example/x_y_z.">https://b.example/x_y_z.</a></p>',
        ),
        ("    %[https://a.example]", "<pre><code>%[https://a.example]</code></pre>"),
        ("a %[b](https://a.example)", '<p>a %<a href="https://a.example">b</a></p>'),
        (
            "（https://example.com/x）。",
            '<p>（<a href="https://example.com/x">https://example.com/x</a>）。</p>',
        ),
        (
            '<a href="/x">https://y.example/</a>',
            '<p><a href="https://example.org/x">https://y.example/</a></p>',
        ),
        (
            "- a\n\n        def f():\n            pass\n",
            "<ul><li>a<pre><code>  def f():      pass</code></pre></li></ul>",
        ),
    ],
)
def test_default_engine(body: str, expected: str) -> None:
    assert re.sub(r"\n *(?=<)|\n", "", rendered(body).html) == expected


def test_blanks_that_break_no_line_are_left_out_of_quotes() -> None:
    assert rendered("> a \n> b  \n>\n> c ").html == "<blockquote>\n<p>a\nb</p>\n<p>c</p>\n</blockquote>"


def test_code_in_html_stays_as_it_is() -> None:
    code = "<div><pre>\na | b\n  # c\n</pre></div>"
    assert rendered(code).html == code.replace("<pre>\n", "<pre>")


def test_settings_choose_the_extensions() -> None:
    assert "<br>" in rendered("a\nb", MarkdownSettings(extensions=("extra", "nl2br"))).html
    assert "<table>" not in rendered("a|b\n-|-\n1|2", MarkdownSettings(extensions=())).html


@pytest.mark.parametrize("name", ["exrta", "no.such.module", "json", ""])
def test_unknown_extension_is_a_settings_error(name: str) -> None:
    with pytest.raises(FeedsError) as caught:
        rendered("text", MarkdownSettings(extensions=("extra", name)))
    assert caught.value.status == USAGE
    assert [problem.code for problem in caught.value.problems] == ["markdown-extension-unknown"]
    assert f"extension {name} " in caught.value.problems[0].message


def test_settings_error_travels_between_processes() -> None:
    error = FeedsError(Problem("feeds.toml", None, "markdown-engine-missing", "message"), status=USAGE)
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, again.status, str(again)) == (error.problems, USAGE, "message")


def test_missing_engine_is_a_settings_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "comrak", None)
    with pytest.raises(FeedsError) as caught:
        ENGINES["commonmark"](FAST)
    assert [problem.code for problem in caught.value.problems] == ["markdown-engine-missing"]


def test_html_posts_are_not_read_as_markdown() -> None:
    assert rendered("<p>2 * 3 * 4</p>", markup="html").html == "<p>2 * 3 * 4</p>"


@BOTH
@pytest.mark.parametrize("name", ["x", "注", "50%", "a%20b"])
def test_footnotes_lead_to_each_other_and_to_no_other_post(engine: MarkdownSettings, name: str) -> None:
    body = f"One[^1] and two[^{name}].\n\n[^1]: First.\n[^{name}]: Second.\n"
    one = rendered(body, engine).html
    other = rendered(body, engine, url="https://example.org/other/").html
    ids = re.findall(r' id="([^"]+)"', one)
    targets = re.findall(r' href="([^"]+)"', one)
    assert len(set(ids)) == len(ids) == len(targets) == 4
    assert {target.partition("#")[0] for target in targets} == {URL}
    names = {target.partition("#")[2] for target in targets}
    assert {name if name in ids else unquote(name) for name in names} == set(ids)
    assert not set(ids) & set(re.findall(r' id="([^"]+)"', other))


@BOTH
@pytest.mark.parametrize(
    "note",
    [
        "[注]: 本文首发于某某网站，转载请注明出处。", "[注]:\n图/某某中国", "[1]:张三.书名.出版社,2001\n[2]:李四.书名",
        "[Update]: done", "[x]: a<3", '[Update]: done "at last"', "- a\n\n  [1]: 书名.2001",
    ],
)  # fmt: skip
def test_notes_that_read_like_addresses_of_links_stay(engine: MarkdownSettings, note: str) -> None:
    result = rendered(f"a\n\n{note}\n\n```\n[b]: c\n```\n", engine)
    shown = plain(result.html)
    for word in re.findall(r"[^\s\-]+", note):
        assert word.strip('"') in shown
    assert "<code>[b]: c\n</code>" in result.html


@BOTH
@pytest.mark.parametrize(
    "code",
    ["```\n[b]:\tc%20d\n```", "    [b]: c&lt;", "> ```\n> [b]:\n> c\n> ```", "<pre>\n[b]: c&amp;\n</pre>"],
)
def test_what_looks_like_a_note_in_code_stays_as_it_is(engine: MarkdownSettings, code: str) -> None:
    assert "\\" not in rendered(f"a\n\n{code}\n\n[1]: 书\n", engine).html


@BOTH
def test_a_note_stays_though_its_words_are_said_elsewhere(engine: MarkdownSettings) -> None:
    assert plain(rendered("It is done.\n\n[Update]: done\n", engine).html) == "It is done. [Update]: done"


@BOTH
@pytest.mark.parametrize(
    "address",
    ["b", "b/c", "b.html", "图.png", "图/", "/图", "#注", "https://图.example/", "<a>", "www.图.cn"],
)
def test_addresses_of_links_are_not_shown(engine: MarkdownSettings, address: str) -> None:
    alone = f"a [x] ![x]\n\n[x]: {address}\n"
    assert plain(rendered(alone, engine).html) == "a x"
    assert plain(rendered(f"a\n\n[x]: {address}\n", engine).html) == ("a" if address != "b" else "a [x]: b")


@BOTH
@pytest.mark.parametrize("name", ["a" * 300, "图" * 50])
def test_one_address_serves_many_links(engine: MarkdownSettings, name: str) -> None:
    links = "- [x]\n" * 20
    for definition in (f"[x]: /{name}", f"[x]:\n/{name}"):
        assert rendered(f"{links}\n{definition}", engine).html.count("<a href=") == 20
    assert rendered(f"    a\n\n{links}\n[x]: /{name}", engine).html.startswith("<pre><code>a\n</code></pre>")


@BOTH
def test_nothing_is_left_over_from_one_post_to_the_next(engine: MarkdownSettings) -> None:
    body = "[a][r] x[^1] HTML\n\n[^1]: n"
    alone = rendered(body, engine)
    rendered("[r]: /r\n\n*[HTML]: h\n\n[^1]: other\n\nx[^1] [a][r] <div>", engine)
    assert rendered(body, engine) == alone


def test_an_empty_body_is_empty() -> None:
    for body in ("", " \n\n", "<!-- nothing -->"):
        result = rendered(body)
        assert (result.html.strip(), result.summary, codes(result)) == ("", "", [])


@BOTH
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# The set {a, b}", "<h1>The set {a, b}</h1>"),
        ("Sets {1, 2}\n---", "<h2>Sets {1, 2}</h2>"),
        ("if (x)\n{ y = 1; }", "<p>if (x){ y = 1; }</p>"),
        ("`f`{a, b} *x*{y}", "<p><code>f</code>{a, b} <em>x</em>{y}</p>"),
        ('# JSON {"a": 1}', '<h1>JSON {"a": 1}</h1>'),
        ("# x {a=1}", "<h1>x {a=1}</h1>"),
    ],
)
def test_words_in_braces_are_text(engine: MarkdownSettings, body: str, expected: str) -> None:
    assert squeezed(rendered(body, engine).html) == squeezed(expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# a {.b}", '<h1 class="b">a</h1>'),
        ("# a { .b .c title=d }", '<h1 class="b c" title="d">a</h1>'),
        ("a\n{: .b }", '<p class="b">a</p>'),
        ("# Preface {-}", "<h1>Preface</h1>"),
        ("*a*{: reversed }", "<p><em>a</em></p>"),
        ("`ls`{bash} `x`{y}", "<p><code>ls</code> <code>x</code>{y}</p>"),
        ("![a](/b){width=50%}", '<p><img alt="a" src="https://example.org/b" width="50%"></p>'),
    ],
)
def test_attributes_in_braces_are_none(body: str, expected: str) -> None:
    assert rendered(body).html == expected
