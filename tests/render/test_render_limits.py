"""No post takes for ever, whatever is in it: it is rendered, or published as it was written and said so."""

from __future__ import annotations

import threading

import pytest
from bounded import assert_all_are_done
from rendering import DEFAULT, FAST, codes, rendered

from feeds.markdown_limits import DEEPEST

N = 10_000

HOSTILE = {
    "brackets": "[" * N,
    "links": "[a](" * N,
    "links in angles": "[a](<" * N,
    "images": "![a" * N,
    "footnotes": "[^" * N,
    "footnotes that nothing refers to": "".join(f"[^{number}]: a\n" for number in range(3000)),
    "notes": "[1]: 书\n" * N,
    "notes behind quotes": ">" * 10 * N + "]: a " * N,
    "rows too wide": "|a|\n|-|\n" + "|b|c\n" * N,
    "one footnote": "[^1] " * N + "\n\n[^1]: a",
    "emphases": "*a _b " * N,
    "stars": "*" * N,
    "code": "`" * N,
    "code of all lengths": " ".join("`" * number for number in range(1, 400)),
    "code in code": "```(`" * N,
    "escaped code": "\\\\``<b>" * N,
    "formulas without end": "$$|\n" * N,
    "quoted addresses": "b \n> https://a.b/)" * N,
    "backslashes": "\\" * N,
    "tags": "<a " * N,
    "tags with quotes": "<a href='" * N,
    "comments": "<!--" * N,
    "instructions": "<?" * N,
    "sections": "<![CDATA[" * N,
    "declarations": "<!a" * N,
    "references": "&lt;" * 10 * N,
    "ampersands": "&" * 10 * N,
    "mail": "<a@" * N,
    "addresses": "https://a;" * N,
    "deletions": "~~a ~" * N,
    "quotes": ">" * N,
    "quoted lines": "> a\n" * N,
    "lists in lists": "- " * N,
    "numbers in numbers": "1. " * N,
    "deep lists": "\n".join("  " * number + "- a" for number in range(300)),
    "lists and quotes": "- > " * N,
    "long list": "- a\n" * N,
    "headings": "# a\n" * N,
    "underlines": "===\n" * N,
    "attributes": "# a {" * N,
    "abbreviations": "*[a]: b\n" * 3000 + "\na",
    "tables": "|a|b|\n|-|-|\n" + "|1|2|\n" * N,
    "wide table": "|a" * N + "\n" + "|-" * N,
    "fences": "```\n" * (N + 1),
    "formulas": "$$\n" * (N + 1),
    "terms": "a\n: b\n\n" * 3000,
    "breaks": "a  \n" * N,
    "paragraphs": "a\n\n" * 5 * N,
    "code blocks": "    a\n\n" * N,
    "elements": "<div>" * N,
    "closed elements": "<b>" * N + "x" + "</b>" * N,
    "lists of elements": "<ul><li>" * N,
    "unknown elements": "<x>" * N,
    "drawings": "<svg>" * N,
    "scripts": "<script>" * N,
    "attributes of one": "<p " + " ".join(f"a{number}=1" for number in range(N)) + ">",
    "markdown in html": "<div markdown=1>\n\n" * 500,
    "marks of stashed things": "\x02wzxhzdk:0\x03 klzzwxh:0001" * N,
    "combining characters": "\u0301" * N,
    "one line": "word " * 1_000_000,
    "empty lines": "\n" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("engine", ["markdown", "commonmark", "html"])
def test_it_ends(name: str, engine: str) -> None:
    result = rendered(
        HOSTILE[name],
        FAST if engine == "commonmark" else DEFAULT,
        markup="html" if engine == "html" else "markdown",
    )
    assert len(result.summary) <= 1000
    assert len(result.html) < 60 * len(HOSTILE[name]) + 1000


HOSTILE_HTML = {
    "spaces of a fragment": "# href=" + " " * 80_000,
    "spaces of an id": "# href='#a' id=" + " " * 80_000,
    "objects": "<object>" * 10_000 + "</object>",
    "objects of embeds": "<object>" * 10_000 + "</object>" + "<embed src=x>" * 10_000,
    "unknown elements closed once": "<x1>" * 60_000 + "</x1>",
    "unknown elements": "".join(f"<a{number}>" for number in range(110_000)),
    "scripts that are not run": "<img class=lazy data-src=zz>" + "<noscript>" * 24_000 + "</noscript>",
    "pictures and scripts": "".join(
        f"<img class=lazy data-src=z{number}><noscript>" for number in range(20_000)
    )
    + "</noscript>",
    "formulas shown twice": '<math>x</math></span><span class="katex-html">' * 20_000,
    "formulas in scripts": '<script type="math/tex">x' * 20_000,
    "pictures that wait": f"<img src='' data-x='{'a.png?' * 50_000} '>" * 3,
    "hidden mail": "<b data-cfemail=4242424242>" * 20_000,
    "handlers": f"<a {' '.join(f'on{number}=1' for number in range(20_000))}>",
    "formulas": "<math><annotation " + "application/x-tex " * 13_000 + "<x></math>",
    "quotes": "<b x='<b y=\"" * 50_000,
    "quotes in quotes": "".join(
        ("<b a=\"'", "<b a='=\"", "<b =\"'' ")[number % 3] for number in range(90_000)
    ),
    "readings of no word": "<rt>" * 200_000,
    "comments": "<!--" * 200_000,
    "sections": "<![CDATA[" * 100_000,
    "tags": "<a x=y " * 100_000,
    "names": "<" + "a" * 1_000_000,
    "spaces": "<a " + " " * 1_000_000,
    "equals": "<a " + "=" * 1_000_000,
    "slashes": "<a" + "/" * 1_000_000,
    "slashes and spaces": "<a b" + "/ " * 500_000 + "= ",
}


def test_html_is_read_in_bounded_time_and_memory() -> None:
    assert_all_are_done(
        "from feeds.sanitize import sanitize, TooComplexError",
        "try: sanitize(text, 'https://example.org/')\n    except TooComplexError: pass",
        list(HOSTILE_HTML.values()),
        cpu_seconds=30,
    )


def test_what_is_too_complex_is_published_as_written() -> None:
    result = rendered("[" * N + "\n<b>")
    assert codes(result) == ["text-too-complex"]
    assert result.html == f"<pre>{'[' * N}\n&lt;b&gt;</pre>"
    assert result.summary.startswith("[[")


def test_a_table_of_a_thousand_columns_is_enough() -> None:
    widest, wider = (f"{'|a' * columns}\n{'|-' * columns}\n" for columns in (1000, 1001))
    assert codes(rendered(widest, FAST)) == []
    assert codes(rendered(wider, FAST)) == ["text-too-complex"]


def test_what_took_minutes_takes_seconds() -> None:
    texts = [
        "a\nb|c\n" + " " * 120_000 + "x|\n",
        "# a {:" + " " * 160_000 + "x\n",
        "# a {:" + "\t" * 40_000 + "x\n",
        ("https://a.b/" + ";" * 1980 + " ") * 300,
        "x" + "_" * 160_000,
        "[^a]: " + "`a` " * 25_000,
        "1. a\n" * 30_000 + "\n*[a]: b\n",
        "<b><!-- a -->\n" * 12_000,
        "".join(f"<a href='script:{number}'>a</a> {'word ' * 100}\n\n" for number in range(10_000)),
    ]
    assert_all_are_done(SETUP, "rendered(text)", texts, cpu_seconds=12)


def test_many_findings_have_their_lines() -> None:
    result = rendered("".join(f"[a](script:{number})\n\n" for number in range(2000)))
    assert [problem.line for problem in result.problems] == [*range(1, 4000, 2)]


SETUP = "sys.path.append('tests')\nfrom rendering import DEFAULT, FAST, rendered"
MAIL = ["a@b.c ", "a@b.c,", "mailto:a@b.c ", "xmpp:a@b.c "]


def test_mail_addresses_fill_no_memory() -> None:
    texts = [each * 40_000 for each in MAIL] + ["a@b.c " * 3000 + "x" * 1_000_000]
    texts.append("https://a.b/" + ")" * 1_000_000)
    assert_all_are_done(SETUP, "rendered(text, FAST)", texts, cpu_seconds=20, memory=500 << 20)


@pytest.mark.parametrize("mark", ["line\n", "[^1]", "*a ", "www.a ", "word "])
def test_no_text_fills_the_memory(mark: str) -> None:
    made = [f"{mark!r} * {size // len(mark)}" for size in (100_000, 25_000_000)]
    assert_all_are_done(SETUP, "rendered(eval(text), FAST)", made, cpu_seconds=20, memory=3 << 30)


def test_a_thousand_mail_addresses_are_enough() -> None:
    assert codes(rendered("a@b.c " * 3000, FAST)) == []
    assert codes(rendered("a@b.c\n" * 40_000, FAST)) == []
    assert codes(rendered("a@b.c " * 6000, FAST)) == ["text-too-complex"]


def test_the_next_post_is_none_the_worse() -> None:
    before = rendered("a *b* [c](d)\n\n- e\n\n[^1]: f\n\ng[^1]")
    rendered("\n".join("  " * number + "- a[^1]" for number in range(300)) + "\n\n[^1]: x")
    assert rendered("a *b* [c](d)\n\n- e\n\n[^1]: f\n\ng[^1]") == before


def test_the_limit_does_not_hang_on_who_calls() -> None:
    """Where Python's stack ends must not decide, or workers would make other feeds than one process alone."""
    body = "\n".join("    " * number + "- a" for number in range(DEEPEST // 2 - 2))

    def from_below(depth: int) -> str:
        return from_below(depth - 1) if depth else rendered(body).html

    results = []
    thread = threading.Thread(target=lambda: results.append(rendered(body).html))
    thread.start()
    thread.join()
    assert results == [from_below(0)] == [from_below(250)]
    assert "<pre>" not in results[0]


@pytest.mark.parametrize(
    "body",
    [
        "\n".join(f"[{number}](https://example.com/{number}) and text  " for number in range(1500)),
        "\n".join(
            f'- [{number}](https://example.com/{number} "title") *note* `code`' for number in range(3000)
        ),
        "\n\n".join(f"Note {number}.[^{number}]" for number in range(600))
        + "\n\n"
        + "\n".join(f"[^{number}]: Text." for number in range(600)),
        "\n".join("    " * number + "- item" for number in range(12)),
        "> " * 10 + "deep",
        "字" * 500_000,
        "\n\n".join(["A paragraph with *some* [markup](x) in it, and more words."] * 5000),
        "|a|b|\n|-|-|\n" + "|1 [x](y)|2|\n" * 2000,
    ],
    ids=["links", "list", "footnotes", "nested", "quotes", "one line", "paragraphs", "table"],
)
def test_long_posts_are_not_too_complex(body: str) -> None:
    assert codes(rendered(body)) == []
