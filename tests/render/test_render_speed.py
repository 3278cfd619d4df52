"""What makes Python-Markdown fast changes no byte of what it makes."""

from __future__ import annotations

import random
from pathlib import Path

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTagInlineProcessor

from feeds.markdown_gfm import GfmExtension
from feeds.markdown_speed import InlineProcessor, hasten
from feeds.sanitize import TooComplexError

SETS: dict[str, tuple[str | Extension, ...]] = {
    "default": ("extra", "sane_lists", GfmExtension()),
    "extra": ("extra",),
    "bare": (),
    "legacy": ("legacy_em", GfmExtension()),
    "all": (
        "extra",
        "sane_lists",
        "nl2br",
        "smarty",
        "toc",
        "admonition",
        "wikilinks",
        "codehilite",
        "legacy_em",
    ),
}

SAMPLE = """
Plain text on one line.
And another, with 3 < 4 & 5 > 2.

# Heading {#id}

Setext
------

* item *one*
* item **two** with `code`

    paragraph in the item

1. one
2. two
   - nested
3. three

> quote
> > deeper
> - list

| a | b |
|---|--:|
| x\\|y | `1|2` |

Term
: Definition with [link](http://example.com/a_(b) "title")

``` python
code *stays*
```

    indented <code>

![image][ref] and [short] and [long][ref] and [none][missing] \\[no\\](x)

<div class="x">raw *html*</div>

<div markdown="1">
*parsed* [^1]
</div>

Footnote[^1] and again[^1], HTML abbreviation, a@b.example <me@b.example> <http://x.example/>

Line one\x20\x20
line two\\
line three ~~gone~~ https://bare.example/path_a_b. ***both*** _a_ __b__ snake_case_word 2*3*4

[TOC]

!!! note
    Admonition

[[WikiLink]] "quotes" -- dashes... &copy; &amp; &#169; &notanentity

[ref]: http://example.com/ref 'Title'
[short]: <http://example.com/short>
[^1]: The note.
*[HTML]: Hypertext
"""


def engines(name: str) -> tuple[markdown.Markdown, markdown.Markdown]:
    stock, fast = (markdown.Markdown(extensions=list(SETS[name]), output_format="html") for _ in range(2))
    hasten(fast)
    return stock, fast


ENGINES = {name: engines(name) for name in SETS}
MARKS = [
    "*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "![", "[^", "](", "\\", "<", ">", "&", "~~",
    "\n", "\n\n", "{:", "}", "#", "-", "1.", ":", "|", "!", "中文", "é", "a", "b", "", "", "\xa0",
    "\x02", "\x03", "wzxhzdk:0", "klzzwxh:0001", "<b>", "</b>", "<div>", "</div>", "&amp;",
    "http://x.example/", "[ref]", "[^1]", "HTML", "<!--", "-->", "\t",
]  # fmt: skip
PIECES = st.one_of(
    st.sampled_from([line for line in SAMPLE.split("\n") if line]),
    st.sampled_from(MARKS),
    st.text(max_size=8),
)


COMMON = [
    "`code`", "` a b `", "[link](/u_v*w)", '[link](u "a title")', "[`c` *e*](u)", "![image](u)", '![i*j](u "t  t ")',
    "*em*", "**strong**", "*a `b` [c](d_e)*", "**`a`**", "* a*", "*a *", "![`c`](u)",
    "[^1](u)", "~~a~~", "snake_case", "a _b_", " * ", "!", " < ", " & ", "~", ":", "1",
    ".", "text", "中文", " ", "\n", "  \n", "*", "**", "`", "_", "__", "[", "]", "](u)", "![", "(", ")", "<", "&", "://",
    "\\", "\xa0",
]  # fmt: skip


@pytest.mark.parametrize("name", SETS)
def test_sample_is_the_same(name: str) -> None:
    stock, fast = ENGINES[name]
    assert fast.reset().convert(SAMPLE) == stock.reset().convert(SAMPLE)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SETS)), st.lists(PIECES, max_size=20), st.sampled_from(["", "\n", " ", "\n\n"]))
def test_any_text_is_the_same(name: str, pieces: list[str], joint: str) -> None:
    stock, fast = ENGINES[name]
    text = joint.join(pieces)
    assert fast.reset().convert(text) == stock.reset().convert(text)


@pytest.mark.parametrize("mark", COMMON)
def test_common_mark_is_the_same(mark: str) -> None:
    assert_common_is_the_same("default", mark)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SETS)), st.lists(st.sampled_from(COMMON), max_size=12).map("".join))
def test_common_marks_are_the_same(name: str, text: str) -> None:
    assert_common_is_the_same(name, text)


def assert_common_is_the_same(name: str, text: str) -> None:
    stock, fast = ENGINES[name]
    for block in (
        f"x{text}\n\n[^1]: y",
        f"- {text}\n\n    {text}",
        f"# {text}",
        f"x | y\n--|--\n{text} | {text}",
    ):
        assert fast.reset().convert(block) == stock.reset().convert(block)


STARTS = [
    "[a](b)", "[a]: b", "[^1]: note", "![a](b)", "!!! note", "*a*", "**a**", "* a", "*[HTML] : x", "*a", "***", "**",
    "_a_", "___", "2013-12-10", "1. a", "1.a", "12) a", "5：a", "१. a", "- a", "-a", "---", "===", "= a", "+ a", "> a",
    ": a", "#a", "# a", "`a`", "``` a", "~~~", "'a", '"a"', "(a)", "{: .a}", "{a}", "/a", "<b>a</b>", "<div>", "&amp;",
    "|a|b|", "|-|-|", "a|b", "中", "“a", "\u3000a", "\xa0a", "[TOC]", "[x", "]: a", "\\# a", "    a", " a", "", "",
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(SETS)),
    st.lists(
        st.tuples(st.sampled_from(["", "", "- ", "1. ", "> ", "    "]), st.sampled_from(STARTS)), max_size=9
    ),
)
def test_lines_that_begin_oddly_are_the_same(name: str, lines: list[tuple[str, str]]) -> None:
    text = "\n".join(map("".join, lines))
    stock, fast = ENGINES[name]
    for each in (text, f"x\n{text}", text.replace("\n", "\n\n")):
        assert fast.reset().convert(each) == stock.reset().convert(each)


def test_marks_that_are_read_at_once_are_reckoned() -> None:
    _, fast = engines("default")
    with pytest.raises(TooComplexError):
        fast.convert("*a* " * 20_000)


def test_a_placeholder_that_is_left_has_its_number() -> None:
    """Python-Markdown 3.11 leaves some where marks overlap, and tells with them how many marks came before."""
    text = "`a` `b`\n\n\\**strong**`c`*`d`\n\n* `e`"
    stock, fast = ENGINES["default"]
    expected = stock.reset().convert(text)
    assert "klzzwxh:0003" in expected
    assert fast.reset().convert(text) == expected
    assert "<em>again</em>" in fast.reset().convert("*again*")


def test_shuffled_lines_are_the_same() -> None:
    lines = SAMPLE.split("\n")
    for seed in range(40):
        random.Random(seed).shuffle(lines)
        text = "\n".join(lines)
        stock, fast = ENGINES["default"]
        assert fast.reset().convert(text) == stock.reset().convert(text)


def test_most_texts_are_passed_by() -> None:
    """The point of it all: no pattern is tried on plain text."""
    _, fast = engines("default")
    tried = []
    for pattern in fast.inlinePatterns:
        handle = pattern.getCompiledRegExp
        pattern.getCompiledRegExp = lambda handle=handle: tried.append(1) or handle()
    fast.convert("Plain text.\n\n- Plain item\n\nMore plain text, with more words.")
    fast.reset().convert('Some **marked** *text*, `code`, [a *link*](/x_y "or two") and ![an image](z).')
    assert not tried
    fast.reset().convert("Some _text_.")
    assert tried


def test_unknown_extension_is_left_alone() -> None:
    class Shout(Extension):
        def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
            md.inlinePatterns.register(SimpleTagInlineProcessor(r"()plain(?= words)()", "b"), "shout", 10)

    class Loud(SimpleTagInlineProcessor):
        __module__ = "somewhere.else"

    class Foreign(Extension):
        def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
            md.inlinePatterns.register(Loud(r"(x)(loud)x", "b"), "loud", 10)

    for extension, text in ((Shout(), "only plain words"), (Foreign(), "only xloudx words")):
        stock, fast = (markdown.Markdown(extensions=[extension]) for _ in range(2))
        hasten(fast)
        assert fast.convert(text) == stock.convert(text)
        assert "<b>" in fast.reset().convert(text)


def test_a_version_without_delimiters_reads_marks_the_long_way() -> None:
    engine = markdown.Markdown()
    vars(engine).pop("delimiters", None)
    hasten(engine)
    assert not engine.treeprocessors["inline"].reads_spans  # type: ignore[attr-defined]


def test_private_method_is_still_the_one_that_does_the_work() -> None:
    """If this fails, nothing is wrong but the speed: see InlineProcessor."""
    assert "_InlineProcessor__handleInline" in vars(InlineProcessor)
    assert "_InlineProcessor__handleInline" in vars(markdown.treeprocessors.InlineProcessor)


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[3] / "shared/posts").glob("hard-cases/*/*.md"))[::7]
)
def test_strangers_posts_are_the_same(path: Path) -> None:
    text = path.read_text("utf-8", "replace")
    stock, fast = ENGINES["default"]
    assert fast.reset().convert(text) == stock.reset().convert(text)
