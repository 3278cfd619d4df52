"""Of a whole HTML page, the text is published and what frames it is not."""

from __future__ import annotations

import pytest

from feeds.html_pages import said_in_head
from feeds.page_text import text_alone

HEAD = "<!DOCTYPE html>\n<html><head><title>T</title></head>\n<body>"


@pytest.mark.parametrize(
    ("body", "text", "framed"),
    [
        (
            "<nav>Menu</nav>\n<div class='x e-content'><div>a</div>b</div>\n<footer>By</footer>",
            "\n<div>a</div>b\n",
            True,
        ),
        ("<main><div itemprop=articleBody>a</div></main>", "a", False),
        ("<h1>T</h1><article>a<section>b</section></article>", "a<section>b</section>", True),
        ("<article><section class=e-content>a</section> By</article>", "a", True),
        ("<!-- <article> --><article>a</article>", "a", False),
        ("<article>a</article><article>b</article>", None, False),
        ("<p class=e-content>a</p> b", None, False),
        ("<div class=e-content>never closed", None, False),
        ("<p>a</p>", None, False),
    ],
)
def test_the_text_of_a_page(body: str, text: str | None, framed: bool) -> None:
    page = HEAD + body
    assert text_alone(page, len(HEAD), body, "T") == (body if text is None else text, framed)


def test_what_is_no_whole_page_has_no_frame() -> None:
    body = "Before. <article>a</article>"
    assert text_alone(f"---\ntitle: T\n---\n{body}", 17, body, "T") == (body, False)


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0022)https://example.org/a -->",
        "<!--\n Page saved with SingleFile \n url: https://example.org/a \n saved date: Tue Jan 05 2021\n-->",
    ],
)
def test_what_browsers_note_of_a_page_that_they_save_is_its_address(comment: str) -> None:
    head = f"<!DOCTYPE html>\n{comment}<html><head><title>T</title>"
    assert [said.value for said in said_in_head(head) if said.key == "url"] == ["https://example.org/a"]
    known = f'{head}<link rel="canonical" href="https://example.org/b">'
    assert not [said for said in said_in_head(known) if said.key == "url"]
