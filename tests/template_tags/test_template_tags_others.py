"""What other tools than site generators' tags write: boxes, comments and modules of MDX, WordPress's shortcodes."""

from __future__ import annotations

import pytest

from feeds.template_tags import Translated, translate

VIDEO = "https://example.org/a.mp4"


def told(body: str, markup: str = "markdown") -> Translated:
    return translate(body, site_url=None, post_url=lambda _: None, markup=markup)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (":::tip\n\nText.\n\n:::\n\nAfter.", "\n\nText.\n\n\n\nAfter."),
        (":::note A *title*\nText.\n:::", "**A *title***\n\nText.\n"),
        (":::note[A title]\nText.\n:::", "**A title**\n\nText.\n"),
        ("::: {.box}\nText.\n:::", "\nText.\n"),
        ('::: {.callout-note title="A b"}\nText.\n:::', "**A b**\n\nText.\n"),
        ("a\n\n```{r setup, include=FALSE}\nx\n```\n\nb", "a\n\n\n\nb"),
        ("```{python}\n#| label: a\n#| echo: false\nx\n```\n\nb", "\n\nb"),
        ("```{python}\n#| label: a\nx\n#| y\n```", "```{python}\nx\n#| y\n```"),
        ("```{r, echo=TRUE}\nx\n```", "```{r, echo=TRUE}\nx\n```"),
        ("```{r, echo=FALSE}\nx\n\ny", "```{r, echo=FALSE}\nx\n\ny"),
        ("::::tip{.box}\n:::note[A title]{.box}\nText.\n:::\n::::", "\n**A title**\n\nText.\n\n"),
        ("::::a\n:::b\nText.\n:::\n::::", "\n\nText.\n\n"),
        (":::tabs\n@tab A b\n\na\n@tab:active C\n\nc\n:::\n@tab", "\n**A b**\n\n\na\n**C**\n\n\nc\n\n@tab"),
        ('<img src="{{< blogdown/postref >}}a.png">', '<img src="a.png">'),
        ("> [!NOTE]\n> Text.", "> **Note**  \n> Text."),
        ("> [!tip]- A title\n> Text.", "> **A title**  \n> Text."),
        ("[[toc]]\n\n[TOC]\n\n@[toc](Contents)\n\nText.", "\n\n\n\n\n\nText."),
        ("a ==b c== d, 甲==乙==丙", "a <mark>b c</mark> d, 甲<mark>乙</mark>丙"),
        ("a %% hidden %% b\n%%hidden%%", "a  b\n"),
        ("a {/* b */} c", "a  c"),
        ("a\n\n{/* truncate */}\n\nb", "a\n\n<!-- truncate -->\n\nb"),
        ('[caption id="a" width="3"]<img src="a.png"> A cat[/caption] b', '<img src="a.png"> A cat b'),
        ("[embed]https://example.org/v[/embed]", '<a href="https://example.org/v">https://example.org/v</a>'),
        (f'[video width="3" mp4="{VIDEO}"][/video]', f'<a href="{VIDEO}">{VIDEO}</a>'),
        (
            '![a](https://b.c/d.png align="center") `![](e align="left")`',
            '![a](https://b.c/d.png) `![](e align="left")`',
        ),
        ("a\n\n===\n\nb", "a\n\n\n\nb"),
        ("a\n===\n\nb", "a\n===\n\nb"),
        ("[[!tag a]] [[!img b.png size=20x20]]", ' <img src="b.png" alt="">'),
        ('a\n\n[code lang="js"]\nb *c* {{ d }}\n[/code]\n\ne', "a\n\n```js\nb *c* {{ d }}\n```\n\ne"),
        ("[sourcecode language='php']if (a &lt; b)[/sourcecode]", "```php\nif (a < b)\n```"),
        ("a [code]b_c_[/code] d", "a <code>b&#95;c&#95;</code> d"),
        ("[code](a) `[code]x[/code]` [code] b", "[code](a) `[code]x[/code]` [code] b"),
        ("![](a.png =250x) ![](b.png#c =50%x30) (a =b)", "![](a.png) ![](b.png#c) (a =b)"),
        (":::note warn\nText.\n:::", "\nText.\n"),
        ("[[https://example.org/|a b]]", '<a href="https://example.org/">a b</a>'),
        ("{{video https://example.org/v}}", '<a href="https://example.org/v">https://example.org/v</a>'),
        ('\\[caption id="attachment\\_1" width="3"\\]![](a.png) A cat\\[/caption\\] b', "![](a.png) A cat b"),
        ("\\[embed\\]https://a.b/c?d\\=e\\[/embed\\]", '<a href="https://a.b/c?d=e">https://a.b/c?d=e</a>'),
        ("\\[caption\\] \\[video x", "\\[caption\\] \\[video x"),
        (
            r'\[video width="3" mp4="https://a.b/c\_d.mp4"\]\[/video\]',
            '<a href="https://a.b/c_d.mp4">https://a.b/c&#95;d.mp4</a>',
        ),
        ("`\\[embed\\]https://a.b/c\\[/embed\\]`", "`\\[embed\\]https://a.b/c\\[/embed\\]`"),
        ('\n    \\[caption id="a"\\]b\\[/caption\\]', '\n    \\[caption id="a"\\]b\\[/caption\\]'),
        ('<lj user="_ann_lee"> and <lj comm=b />', "&#95;ann&#95;lee and b"),
        ('`<lj user="ann">` <pre><lj user="ann"></pre>', '`<lj user="ann">` <pre><lj user="ann"></pre>'),
        (f"[youtube {VIDEO}]", f'<a href="{VIDEO}">{VIDEO}</a>'),
    ],
)
def test_what_it_means(body: str, expected: str) -> None:
    assert translate(body, site_url=None, post_url=lambda _: None) == (expected, ())


@pytest.mark.parametrize(
    "body",
    [
        '[gallery ids="1,2"]',
        "[gallery]",
        "[[!inline pages=x]]",
        "export const meta = {\n  a: [1],\n}",
        "export const a = () => (\n  <b/>\n)",
    ],
)
def test_what_nobody_can_fill_in_is_named(body: str) -> None:
    text, problems = translate(f"{body}\n\nAfter.", site_url=None, post_url=lambda _: None)
    assert text == "\n\nAfter."
    assert [(line, code) for line, code, _ in problems] == [(1, "template-tag-dropped")]


def test_links_whose_addresses_stand_in_an_included_file_leave_their_text() -> None:
    body = "See [a b][] and\n[c][d e], [f][F], `[g][]`, x[i][j].\n\n{% include references.md %}\n[f]: https://f.example\n"
    found = translate(body, site_url=None, post_url={}.get)
    assert found.body == "See a b and\nc, [f][F], `[g][]`, x[i][j].\n\n\n[f]: https://f.example\n", found.body
    assert [(line, code, details["tag"]) for line, code, details in found.problems] == [
        (1, "reference-unknown", "[a b][]"),
        (4, "template-tag-dropped", "{% include references.md %}"),
    ]


def test_other_files_that_are_included_hold_no_addresses() -> None:
    body = "See [a][b].\n\n{% include banner.html %}\n"
    assert translate(body, site_url=None, post_url={}.get).body.startswith("See [a][b].")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("@[youtube](abc123)", "https://www.youtube.com/watch?v=abc123"),
        ("@[card](https://a.example/x)", "<https://a.example/x>"),
        ("@[tweet](https://a.example/x) ", "<https://a.example/x>"),
        ("`@[card](https://a.example/x)`", "`@[card](https://a.example/x)`"),
        ("@[Ann](https://a.example/) wrote", "@[Ann](https://a.example/) wrote"),
    ],
)
def test_what_zenn_shows_of_other_sites(body: str, shown: str) -> None:
    assert shown in translate(f"A\n\n{body}\n", site_url=None, post_url={}.get).body


def test_what_only_zenn_knows_is_named() -> None:
    found = translate("A\n\n@[speakerdeck](0f1e2d)\n", site_url=None, post_url={}.get)
    assert (found.body, [code for _, code, _ in found.problems]) == ("A\n\n\n", ["template-tag-dropped"])


def test_a_link_to_a_note_that_is_not_here_leaves_its_text() -> None:
    found = translate(
        "[[Other note|that one]] [[ a | b ]] x[[1]] [[a]]", site_url=None, post_url=lambda _: None
    )
    assert found.body == "that one [[ a | b ]] x[[1]] [[a]]"


def test_beside_a_link_to_a_note_other_words_in_double_brackets_are_links_too() -> None:
    posts = {"Known": "https://example.org/known/"}
    found = translate("[[A b]] [[Known]] [[#c]] [[ d ]]", site_url=None, post_url=posts.get)
    assert found.body == 'A b <a href="https://example.org/known/">Known</a> <a href="#c">#c</a> [[ d ]]'
    assert [details for _, _, details in found.problems] == [{"tag": "[[A b]]"}]
    assert [code for _, code, _ in found.problems] == ["template-link-unknown"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<img src="/a.png" style={{ width: "50%" }} />', '<img src="/a.png"/>'),
        ("<Image\n  src={`/a.png`}\n  alt={'An \"a\"'}\n  width={256}\n/>", None),
        ("<Button onClick={() => alert('}')}>Go</Button>", "<Button>Go</Button>"),
        ("<Foo data={[\n  {a: 1},\n\n  {b: 2},\n]} {...props} wide />", "<Foo wide/>"),
        ("<a href={`https://example.com/${x}`}>a</a>", "<a>a</a>"),
        ("<img src={require('./a.png').default} alt={x}/>", '<img src="./a.png"/>'),
        ("`<a b={c}>` and x={1}, a < b={2}", "`<a b={c}>` and x={1}, a < b={2}"),
        ("```\n<a b={c}>\n```", "```\n<a b={c}>\n```"),
        ("<a b={c", "<a b={c"),
        ("<a b={{...x}} c={{}} d={{'e': 1}}>a</a>", "<a>a</a>"),
        ("$<a b={c}_1$", "$<a b={c}_1$"),
    ],
)
def test_elements_of_mdx_lose_what_only_a_program_can_work_out(body: str, expected: str | None) -> None:
    whole = '<Image src="/a.png" alt="An &quot;a&quot;" width="256"/>'
    assert told(body).body == (whole if expected is None else expected)
    assert not told(body).problems
    assert told(body, markup="html").body == body


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<a href={{ site.url }}/x>a</a>", "<a href=/x>a</a>"),
        ("<a href={{ '/x' | relative_url }} b={c}>a</a>", "<a href=/x b={c}>a</a>"),
        ("<a href={% link /x %}>a</a>", "<a href=/x>a</a>"),
        ("a ={{ '/x' }}", "a =/x"),
    ],
)
def test_tags_of_generators_in_the_place_of_a_value_are_none_of_mdx(body: str, expected: str) -> None:
    assert told(body) == (expected, ())


def test_elements_of_mdx_are_read_in_linear_time() -> None:
    body = "<a b={" * 200_000
    assert told(body).body == body


def test_links_to_lists_of_pelican_lose_their_address() -> None:
    body = "[a]({tag}python) [b](|author|ann) [c]({index}) \"{tag}x\" <a href='{category}d'>d</a>"
    plain = "a b [c](/blog/) \"{tag}x\" <a href=''>d</a>"
    result = translate(body, site_url="https://example.org/blog", post_url=lambda _: None)
    assert result.body == plain
    assert [(line, code) for line, code, _ in result.problems] == [(1, "template-tag-dropped")] * 3
