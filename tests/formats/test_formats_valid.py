"""What is written is valid: the only findings are about the words of the nasty posts themselves."""

from __future__ import annotations

import pytest
from samples import ANN, NASTY, PODCAST, entry, feed, nasty

from feeds.formats import FORMATS, Subscription, opml
from feeds.validate import findings

OF_THE_POSTS = {
    "date-implausible",
    "html-undeclared",
    "json-date-implausible",
    "json-html-in-text",
    "markup-ambiguous",
}
PLAIN = {"self_url": "https://feeds.example.org/x", "language": "en", "authors": (ANN,)}


def codes(document):
    return {finding.code for finding in findings(document) if finding.severity != "info"}


@pytest.mark.parametrize("row", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize(
    "history",
    [
        {"complete": True},
        {
            "archive": True,
            "current": "https://feeds.example.org/y",
            "next_archive": "https://feeds.example.org/z",
        },
        {"prev_archive": "https://feeds.example.org/y"},
    ],
)
def test_nasty_posts(row, history):
    assert codes(row.write(nasty(**history))) <= OF_THE_POSTS


@pytest.mark.parametrize("row", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize(
    "entries",
    [(), (entry(),), (entry(summary=""),), (entry(html=""),)],
    ids=["none", "plain", "no summary", "no content"],
)
def test_plain_posts(row, entries):
    assert codes(row.write(feed(*entries, **PLAIN))) == set()


def test_a_podcast_with_all_that_directories_ask_for():
    told = (("itunes:category", "Arts > Books"), ("itunes:explicit", "no"), ("itunes:type", "episodic"))
    made = feed(*PODCAST, icon="https://example.org/cover.png", podcast=told, **PLAIN)
    assert codes(FORMATS["rss"].write(made)) == set()


def test_opml():
    rows = [Subscription(nasty().meta, row, row.file_name, len(NASTY)) for row in FORMATS.values()]
    assert codes(opml.write("Nasty & <all>", rows)) == set()
