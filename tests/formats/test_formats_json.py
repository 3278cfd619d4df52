"""JSON Feed 1.1."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from samples import ANN, NASTY, entry, feed, nasty

from feeds.formats import jsonfeed
from feeds.model import Enclosure, Person


def document(*entries, **fields):
    return json.loads(jsonfeed.write(feed(*entries, **fields)))


def item(**fields):
    return document(entry(**fields))["items"][0]


def test_all_that_an_item_can_say_in_a_fixed_order():
    shown = item(
        title="AT&T: 1 < 2",
        id="https://example.org/frozen",
        image="https://e.org/i.png",
        updated=datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC),
        authors=(ANN, Person("Bo")),
        categories=("News", "C++"),
        tags=("C++", "news"),
        language="he",
        enclosures=(
            Enclosure("https://e.org/1.mp3", "audio/mpeg", 12, "One", 61),
            Enclosure("https://e.org/2.pdf"),
        ),
    )
    assert list(shown.items()) == [
        ("id", "https://example.org/frozen"),
        ("url", "https://example.org/one"),
        ("title", "AT&T: 1 < 2"),
        ("content_html", "<p>Hello.</p>"),
        ("summary", "Hello."),
        ("image", "https://e.org/i.png"),
        ("date_published", "2013-10-09T09:23:00+08:00"),
        ("date_modified", "2020-02-29T23:59:59+00:00"),
        ("authors", [{"name": "Ann Lee", "url": "https://example.org/ann"}, {"name": "Bo"}]),
        ("tags", ["News", "C++", "news"]),
        ("language", "he"),
        (
            "attachments",
            [
                {
                    "url": "https://e.org/1.mp3",
                    "mime_type": "audio/mpeg",
                    "title": "One",
                    "size_in_bytes": 12,
                    "duration_in_seconds": 61,
                },
                {"url": "https://e.org/2.pdf", "mime_type": "application/pdf"},
            ],
        ),
    ]


def test_what_is_not_known_is_left_out():
    assert list(item(summary="")) == ["id", "url", "title", "content_html", "date_published"]


def test_an_item_always_has_content():
    assert item(html="")["content_html"] == ""


def test_all_that_a_feed_can_say_in_a_fixed_order():
    shown = document(
        title="T",
        description="About",
        self_url="https://f.example.org/feed.json",
        prev_archive="https://f.example.org/archive/2/feed.json",
        icon="https://e.org/i.png",
        logo="https://e.org/l.png",
        authors=(ANN,),
        language="zh-CN",
        hubs=("https://hub.example.org/",),
    )
    assert list(shown.items()) == [
        ("version", "https://jsonfeed.org/version/1.1"),
        ("title", "T"),
        ("home_page_url", "https://example.org/"),
        ("feed_url", "https://f.example.org/feed.json"),
        ("description", "About"),
        ("next_url", "https://f.example.org/archive/2/feed.json"),
        ("icon", "https://e.org/l.png"),
        ("favicon", "https://e.org/i.png"),
        ("authors", [{"name": "Ann Lee", "url": "https://example.org/ann"}]),
        ("language", "zh-CN"),
        ("hubs", [{"type": "WebSub", "url": "https://hub.example.org/"}]),
        ("items", []),
    ]


def test_language_of_an_item_only_where_it_differs():
    shown = document(entry(language="he"), entry(language="en"), entry(), language="en")
    assert [it.get("language") for it in shown["items"]] == ["he", None, None]


def test_text_and_markup_come_back_as_they_went_in():
    shown = json.loads(jsonfeed.write(nasty()))["items"]
    assert [(it["id"], it["title"], it["content_html"], it.get("summary", "")) for it in shown] == [
        (one.id, one.title, one.html, one.summary) for one in NASTY
    ]


def test_the_document_is_readable_utf_8():
    made = jsonfeed.write(nasty())
    assert made.startswith(b'{\n  "version": ')
    assert made.endswith(b"}\n")
    assert "🚲 Ünïcödé and 汉字".encode() in made


def test_a_lone_surrogate_is_refused_by_name():
    with pytest.raises(ValueError, match=r"^bad\.md: https://example\.org/bad: "):
        jsonfeed.write(feed(entry("good"), entry("bad", title="a\ud800b")))


def test_a_lone_surrogate_in_the_feeds_own_text_is_refused():
    with pytest.raises(ValueError, match="surrogates not allowed"):
        jsonfeed.write(feed(entry(), title="a\ud800b"))
