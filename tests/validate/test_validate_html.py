from __future__ import annotations

import pytest
from bounded import assert_all_are_done
from hypothesis import given
from hypothesis import strategies as st

from feeds.validate import html

FRAGMENTS = [
    ("<p>High &amp; low</p>", []),
    ('<P CLASS=a>High<BR/><img src="https://tides.example/a.png" alt="a > b">', []),
    ("3 < 4 and 5 > 4, a <3 b, <-, <>", []),
    ("<!-- <script> -->", []),
    ("<!DOCTYPE html><?php?>", []),
    ('<a title="<script>">moon</a>', []),
    ("<script>alert(1)</script>", [("html-unsafe-element", "script")]),
    ("<ScRiPt src=x>", [("html-unsafe-element", "script")]),
    ("<script/src=x>", [("html-unsafe-element", "script")]),
    ("<iframe></iframe><iframe>", [("html-unsafe-element", "iframe")]),
    ("<?import a ?>", [("html-unsafe-element", "?import")]),
    ("<tide>", [("html-unknown-element", "tide")]),
    ("</tide>", []),
    ("<a href='https://tides.example/", [("html-broken", "<a href=")]),
    ("<b onclick=alert(1)>", [("html-unsafe-attribute", "onclick")]),
    ('<b data-x="1" aria-label="2" DATA-Y=3>', []),
    ('<b x:y="1">', [("html-unsafe-attribute", "x:y")]),
    ('<img src="moon.png">', [("html-relative-url", "moon.png")]),
    ("<a href=/moon>", [("html-relative-url", "/moon")]),
    ("<a href='//tides.example/'>", [("html-relative-url", "//tides.example/")]),
    ('<a href="#moon">', [("html-relative-url", "#moon")]),
    ('<a href="">', []),
    (
        '<a href="data:,x"><a href=" https://tides.example/">',
        [("html-relative-url", " https://tides.example/")],
    ),
    (
        '<video src="moon.mp4"><area href="moon">',
        [("html-relative-url", "moon.mp4"), ("html-relative-url", "moon")],
    ),
    ('<a href="javascript:alert(1)">', [("html-unsafe-attribute", "href=javascript:alert(1)")]),
    ('<area href="JavaScript:a">', [("html-unsafe-attribute", "href=JavaScript:a")]),
    ("<a href=' java\nscript:a'>", [("html-unsafe-attribute", "href= java\nscript:a")]),
    ("<img src='vb&#115;cript:a'>", [("html-unsafe-attribute", "src=vb&#115;cript:a")]),
    ('<a href="javascripts:a">', []),
    ('<b style="color: red; margin: 0 auto -1px .5em">', []),
    ("<b style=\"border: 1px solid rgb(0, 0, 0); font: 15px 'Comic Sans'\">", []),
    ('<b style="position: absolute; color: red">', [("html-unsafe-style", "position")]),
    ('<b style="margin: 99999em">', [("html-unsafe-style", "99999em")]),
    ('<b style="background-image: none; background-position: 0 50%; border-radius: 5px">', []),
    ('<b style="background-repeat: repeat-y">', [("html-unsafe-style", "repeat-y")]),
    ('<b style="color: expression(alert(1))">', [("html-unsafe-style", "color: expression(alert(1))")]),
    (
        '<b style="background: url(https://tides.example/)">',
        [("html-unsafe-style", "background: url(https://tides.example/)")],
    ),
    ('<b style="bogus">', [("html-unsafe-style", "bogus")]),
    (
        "a &#150; b &#x92; &#65533; &#160;",
        [("html-character", "&#150;"), ("html-character", "&#x92;"), ("html-character", "&#65533;")],
    ),
]


@pytest.mark.parametrize(("fragment", "expected"), FRAGMENTS, ids=[fragment for fragment, _ in FRAGMENTS])
def test_a_fragment_is_judged(fragment, expected):
    assert sorted(html.troubles(fragment)) == sorted(expected)


@given(st.text(alphabet="<>ab/!-?=\"' &#;x1style", max_size=80))
def test_no_fragment_breaks_it(fragment):
    assert all(code.startswith("html-") for code, _ in html.troubles(fragment))


PIECES = [
    "<",
    "<a ",
    '<a b="',
    "<a b='",
    "<!--",
    "<a style='",
    "<p " + "a" * 50,
    '<a title="<script ',
    "<script x='y",
    "&#1",
    "<b a=",
    "<!",
    "</",
    "<a/",
    "<a\t",
]


def test_time_is_linear_in_size() -> None:
    texts = [piece * (1_000_000 // len(piece)) for piece in PIECES]
    assert_all_are_done("from feeds.validate import html", "list(html.troubles(text))", texts, cpu_seconds=20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("High & low, 3 < 4", None),
        ("AT&T", None),
        ("<b>High</b>", "</b>"),
        ("</tide>", None),
        ("&copy; 2013", "&copy;"),
        ("&#169; 2013", "&#169;"),
        ("&tide;", None),
    ],
)
def test_markup_in_plain_text_is_seen(text, expected):
    assert html.markup_in(text) == expected
