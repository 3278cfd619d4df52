"""OPML 2.0: the list of feeds."""

from __future__ import annotations

import pytest
from lxml import etree
from samples import feed

from feeds.formats import FORMATS, Subscription, opml


def subscription(name="rss", path=None, **fields):
    row = FORMATS[name]
    return Subscription(feed(**fields).meta, row, path or row.file_name, entries=3)


def outlines(*subscriptions):
    return [
        dict(it.attrib) for it in etree.fromstring(opml.write("T", subscriptions)).iterfind("body/outline")
    ]


def test_an_outline_says_all_that_a_reader_imports():
    assert outlines(
        subscription(
            title="A & B",
            description='About "it"',
            language="zh-CN",
            self_url="https://f.example.org/rss.xml?a=1&b=2",
        )
    ) == [
        {
            "text": "A & B",
            "title": "A & B",
            "type": "rss",
            "xmlUrl": "https://f.example.org/rss.xml?a=1&b=2",
            "htmlUrl": "https://example.org/",
            "description": 'About "it"',
            "language": "zh-CN",
        }
    ]


def test_what_is_not_known_is_left_out():
    (outline,) = outlines(subscription(path="tag/a/rss.xml"))
    assert set(outline) == {"text", "title", "type", "xmlUrl", "htmlUrl"}
    assert outline["xmlUrl"] == "tag/a/rss.xml"


def test_formats_of_one_feed_are_told_apart():
    shown = outlines(subscription("rss"), subscription("atom"), subscription("rss", title="Another"))
    assert [it["text"] for it in shown] == ["Example (RSS)", "Example (Atom)", "Another"]


def test_head_and_form():
    made = opml.write("A & B", [subscription()])
    root = etree.fromstring(made)
    assert root.tag == "opml"
    assert root.get("version") == "2.0"
    assert root.findtext("head/title") == "A & B"
    assert [child.tag for child in root[0]] == ["title"]
    assert made.endswith(b"</opml>\n")


def test_a_character_that_xml_forbids_is_refused():
    with pytest.raises(ValueError, match="XML compatible"):
        opml.write("a\x00b", [])
