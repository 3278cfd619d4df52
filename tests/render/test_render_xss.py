"""Nothing that a post holds runs in a reader."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering import DEFAULT, FAST, URL, rendered

from feeds.sanitize import ATTRIBUTES, TAGS, sanitize
from feeds.summary import plain

VECTORS = (Path(__file__).parent / "xss.txt").read_text("utf-8").splitlines()
"""One a line."""

if TYPE_CHECKING:
    from feeds.config import MarkdownSettings

SCHEMES = {"http", "https", "mailto", "tel", "ftp"}
URLS = {"href", "src", "poster", "cite", "longdesc"}


class _Tokens(HTMLParser):
    """A second opinion: the elements and attributes as another parser than the sanitiser's sees them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


def assert_safe(text: str) -> None:
    elements = _Tokens(text).seen
    if text.strip():
        root = lxml.html.fragment_fromstring(text, create_parent="div")
        elements += [(each.tag, list(each.attrib.items())) for each in root.iterdescendants()]
        assert all(isinstance(tag, str) for tag, _ in elements), text
    for tag, attributes in elements:
        assert tag in TAGS, text
        for name, value in attributes:
            assert name in ATTRIBUTES.get(tag, set()) | {"class", "dir", "id", "lang", "title"}, text
            if name in URLS:
                scheme = re.match(r"([a-z]+):", value or "")
                assert scheme, text
                assert scheme[1] in SCHEMES or re.match(
                    r"data:image/(png|jpeg|gif|webp);base64,", value or ""
                ), text
            if name == "srcset":
                assert re.match(r"https?://", value or ""), text
            if name in {"id", "name"}:
                assert re.match(r"p[0-9a-f]{10}-", value or ""), text


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize(
    ("markup", "engine"),
    [("markdown", DEFAULT), ("markdown", FAST), ("html", DEFAULT)],
    ids=["md", "cm", "html"],
)
def test_vector_is_disarmed(vector: str, markup: str, engine: MarkdownSettings) -> None:
    for body in (vector, f"Text {vector} text.", f"- {vector}\n\n> {vector}\n", f"<div>\n{vector}\n</div>\n"):
        result = rendered(body, engine, markup=markup)
        assert_safe(result.html)
        assert "text-too-complex" not in [problem.code for problem in result.problems]


@pytest.mark.parametrize("vector", VECTORS)
def test_summary_is_text(vector: str) -> None:
    """It may talk of tags: whoever writes it into a feed escapes it."""
    result = rendered("Body.", summary=f"Before {vector} after")
    assert "\n" not in result.summary
    assert result.summary.startswith("Before")
    assert len(result.summary) <= 1001


PIECES = st.one_of(
    st.sampled_from(
        [
            *"<>&;\"'=/ \n\t!-?]`[()*_:#",
            "<script>", "</script>", "<svg>", "</svg>", "<math>", "<style>", "</style>", "<p>", "<b>", "<a href=",
            "javascript:", "data:", " onerror=", "<img src=", "<!--", "-->", "<![CDATA[", "]]>", "<table>", "<td>",
            "<noscript>", "<iframe ", "<title>", "<textarea>", "<xmp>", "<template>", "<select>", "<math><mtext>",
            "<mglyph>", "<form>", "</form>", "<object data=", "&lt;", "&#", "&#x3c;", "&quot;", "srcset=", "style=",
            "<annotation encoding='application/x-tex'>", "<pre>\n", "id=", "href='#", "<input type=checkbox ", "/>",
        ]
    ),
    st.text(st.characters(exclude_categories=['Cs', 'Cc']), max_size=6),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_html_is_disarmed_and_stays_as_it_is(text: str) -> None:
    clean, _ = sanitize(text, URL)
    assert_safe(clean)
    again, findings = sanitize(clean, URL)
    assert again == clean
    assert not [finding for finding in findings if finding.code != "html-dropped"]
    assert "\x00" not in plain(clean)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join), st.sampled_from([DEFAULT, FAST]))
def test_any_markdown_is_disarmed(text: str, engine: MarkdownSettings) -> None:
    result = rendered(text, engine)
    assert_safe(result.html)
    assert not re.search(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", result.html + result.summary
    )


HTML = [
    "<p>", "</p>", "<br>", "<br />", "<br/>", "<hr />", "<hr/>", "<div>", "</div>", "<div />", '<div id="d"/>', "<b>",
    "</b>", '<img src="i.png" alt="a > b" />', '<img src="//x.example/i.png" alt=""/>', '<img alt="a" src="a:b">',
    '<img src="i" data-src="j"/>', '<img title="t"  src="i">', "<img src=i>", '<a href="#fn:1">', '<a href="#[%">',
    '<a class="c" href="#fn-1">', '<a href="javascript:x">', '<a href="http://[">', '<a href="https://x.example/a#b">',
    '<a href="https://x..example:99999/">', "</a>", "<!--more-->", "<!-- more -->", "<!---->", "<!-->", "<!--->",
    "<u>", "<!--", "-->", "<!-- <script> -->", "<!x>", "<?x>", "<", ">", '"', "'", "=", "/", " ", "text", "&amp;", "&",
    "<script>", "</script>", '<td align="right">', '<code class="language-c">', "<pre>", "</pre>", "\n", '<li id="#">',
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(HTML), max_size=12).map("".join))
def test_usual_html_is_the_same_without_a_closer_look(raw: str) -> None:
    clean, findings = sanitize(raw, URL)
    with patch("feeds.sanitize._UNUSUAL", re.compile("")):
        looked, found = sanitize(raw, URL)
    assert (clean, set(map(str, findings))) == (looked, set(map(str, found)))
