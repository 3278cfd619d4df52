"""Summaries are short, plain text that says what a post is about."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rendering import DEFAULT, FAST, rendered

from feeds.render import CHOSEN_SUMMARY, SUMMARY
from feeds.summary import plain, shorten


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("First *one*.\n\nSecond `two`.", "First one. Second two."),
        ("# Heading\n\nText.", "Text."),
        ("![alt](x.png)\n\nText.", "Text."),
        ("```\ncode\n```\n\nText.", "Text."),
        ("| a |\n|---|\n| b |\n\nText.", "Text."),
        ("Text[^1].\n\n[^1]: Note.", "Text."),
        ("AT&amp;T &lt;b&gt; &copy;", "AT&T <b> ©"),
        ("one  \ntwo\nthree", "one two three"),
        ("中文\n中文", "中文中文"),
        ("中文\n\n中文", "中文 中文"),
        ("- 中文\n- 中文", "中文 中文"),
        ("월급날\n매수", "월급날 매수"),
        ("- a\n- b", "a b"),
        ("# Only a heading", "Only a heading"),
        ("```\nonly code\n```", "only code"),
        ("Before\n\n<!-- more -->\n\nAfter", "Before"),
        ("Before<!--more-->After", "Before"),
        ("Before\n\n<!-- truncate -->\n\nAfter", "Before"),
        ("Before\n\n<!-- excerpt -->\n\nAfter", "Before"),
        ("Before\n\n<!-- TEASER_END: Read on -->\n\nAfter", "Before"),
        ("Before\n\nREADMORE\n\nAfter", "Before"),
        ("<!-- more -->\n\nAfter", "After"),
        ("`<!-- more -->` is a mark", "<!-- more --> is a mark"),
        ("a<ruby>漢<rt>kan</rt></ruby>b", "a漢b"),
    ],
)
@pytest.mark.parametrize("engine", [DEFAULT, FAST], ids=["markdown", "commonmark"])
def test_from_the_body(body: str, expected: str, engine: object) -> None:
    assert rendered(body, engine).summary == expected  # type: ignore[arg-type]


def test_the_mark_of_middleman_is_not_shown() -> None:
    assert "READMORE" not in rendered("Before\n\nREADMORE\n\nAfter").html


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("Plain words", "Plain words"),
        ("  two\n lines ", "two lines"),
        ("*Some* [Markdown](x) & `code`", "Some Markdown & code"),
        ("<p>Some <b>HTML</b></p>", "Some HTML"),
        ("AT&amp;T", "AT&T"),
        ("AT&T, 1 < 2", "AT&T, 1 < 2"),
        ("&amp;lt;", "&lt;"),
        ("2013. A *year*", "2013. A year"),
        ("- a *dash*", "- a dash"),
        ("# *one*", "# one"),
        ("C# and F#", "C# and F#"),
        ("snake_case_name", "snake_case_name"),
        ("bell\x07", "bell"),
    ],
)
def test_of_the_author(own: str, expected: str) -> None:
    assert rendered("Body.", summary=own).summary == expected


def test_an_empty_one_of_the_author_does_not_count() -> None:
    assert rendered("Body.", summary=" ").summary == "Body."


def test_lengths() -> None:
    assert len(rendered("word " * 1000).summary) <= SUMMARY
    assert len(rendered("字" * 1000).summary) == SUMMARY
    assert len(rendered("x", summary="word " * 1000).summary) <= CHOSEN_SUMMARY
    assert len(rendered("word " * 90 + "\n\n<!-- more -->").summary) > SUMMARY
    assert rendered("short").summary == "short"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one two three", "one two…"),
        ("one two, three", "one two…"),
        ("一二三四五六七八九十一", "一二三四五六七八九…"),
        ("一二三四五六七八，九十", "一二三四五六七八…"),
        ("abcdefghijklmno", "abcdefghi…"),
        ("exactly 10", "exactly 10"),
    ],
)
def test_cut(text: str, expected: str) -> None:
    assert shorten(text, 10) == expected


@pytest.mark.parametrize(
    "cluster",
    ["👩‍👩‍👧", "🇩🇪", "e\u0301", "👍🏽", "❤️", "1️⃣", "한\u11ab", "की", "🏴\U000e0067\U000e0062\U000e007f"],
)
def test_nothing_is_cut_in_two(cluster: str) -> None:
    text = cluster * 40
    for limit in range(len(cluster) + 2, 30):
        cut = shorten(text, limit).removesuffix("…")
        assert len(cut) % len(cluster) == 0, (limit, cut)


@given(st.text(min_size=1), st.integers(2, 60))
def test_cut_of_any_text(text: str, limit: int) -> None:
    cut = shorten(text, limit)
    assert len(cut) <= max(limit, 1)
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


def test_text_of_html() -> None:
    assert plain('<p title="a&gt;b">x<br>y</p><p>z</p>') == "x y z"
    assert plain("<p>a</p>\n<pre><code>b</code></pre>") == "a b"
    assert plain("") == ""
    assert not unicodedata.category(plain("a&nbsp;b")[1]).startswith("C")
