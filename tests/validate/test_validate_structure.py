from __future__ import annotations

from pathlib import Path

import bounded
import pytest
from lxml import etree

from feeds.validate.structure import conforms

FEEDS = Path(__file__).parents[1]
GOOD = sorted((FEEDS / "valid" / "atom").glob("*.xml")) + [
    FEEDS / "valid" / "ext" / name for name in ("archive-and-threads.xml", "complete.xml")
]
BROKEN = [
    "duplicate-element",
    "email-address",
    "media-type",
    "metadata-misplaced",
    "missing-attribute.term",
    "missing-element.id",
    "missing-element.name",
    "missing-element.updated",
    "namespace-missing",
    "namespace-obsolete",
    "no-href",
    "no-xhtml-div",
    "not-full-uri",
    "not-rfc3339",
    "not-rfc3339.small-letters",
    "text-type",
    "undefined-element",
    "undefined-element.in-person",
    "undefined-element.in-text",
    "unexpected-attribute",
    "uri-character",
    "whitespace",
]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_good_feed_conforms(path):
    assert list(conforms(etree.fromstring(path.read_bytes()))) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_feed_does_not(name):
    data = (FEEDS / "invalid" / "atom" / f"{name}.xml").read_bytes()
    (finding,) = conforms(etree.fromstring(data))
    assert finding.code == "structure"
    assert finding.message


def test_time_grows_with_what_there_is_not_with_its_square() -> None:
    setup = """
from lxml import etree
from feeds.validate.structure import conforms
def entry(count):
    tags = "<category term='x'/>" * count
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><entry>{tags}</entry></feed>"
    return etree.fromstring(feed, etree.XMLParser(huge_tree=True))
"""
    bounded.assert_all_are_done(setup, "list(conforms(entry(int(text))))", ["1000", "300000"], cpu_seconds=20)
