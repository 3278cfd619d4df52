"""The FORMATS table, and what holds for every format in it."""

from __future__ import annotations

import json
import locale
import os
import pickle
import subprocess
import sys
from html import unescape
from pathlib import Path

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from samples import NASTY, entry, feed, nasty

from feeds.dates import rfc3339
from feeds.formats import FORMATS
from feeds.formats.media import type_of, type_of_url
from feeds.model import Enclosure

XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda it: it in "\t\n\r" or it >= " "
    ),
    min_size=1,
)

every_format = pytest.mark.parametrize("row", FORMATS.values(), ids=FORMATS)


def test_the_table():
    assert {name: (row.file_name, row.media_type) for name, row in FORMATS.items()} == {
        "rss": ("rss.xml", "application/rss+xml"),
        "atom": ("atom.xml", "application/atom+xml"),
        "json": ("feed.json", "application/feed+json"),
    }


@every_format
def test_a_row_can_go_to_another_process(row):
    assert pickle.loads(pickle.dumps(row)) == row


@every_format
def test_the_locale_is_let_be(row, monkeypatch):
    monkeypatch.setattr(locale, "setlocale", lambda *_: pytest.fail("the process's locale was touched"))
    row.write(nasty())


def test_the_same_bytes_whatever_the_process():
    code = (
        "import hashlib, samples; from feeds.formats import FORMATS;"
        "print([hashlib.sha256(row.write(samples.nasty())).hexdigest() for row in FORMATS.values()])"
    )
    root = Path(__file__).parents[2]

    def run(**environment):
        path = os.pathsep.join((str(root), str(root / "tests")))
        return subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": path, **environment},
            check=True,
            capture_output=True,
        ).stdout

    one = run(TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C")
    assert one == run(TZ="Asia/Shanghai", PYTHONHASHSEED="2", LC_ALL="C.UTF-8")


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_feedparser_reads_everything_back(name):
    made = nasty()
    read = feedparser.parse(FORMATS[name].write(made), sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    assert read.feed.link == made.meta.link
    assert [(it.id, it.link) for it in read.entries] == [(one.id, one.url) for one in NASTY]
    for it, one in zip(read.entries, NASTY, strict=True):
        assert it.title_detail.value == one.title
        assert one.html.strip() in [content.value for content in it.content]
        assert [person.name for person in it.get("authors", ())] in (
            [person.name for person in one.authors],
            [", ".join(person.name for person in one.authors)],
            [made.meta.authors[0].name],
        )
        assert [tag.term for tag in it.get("tags", ())] == list(
            dict.fromkeys((*one.post.categories, *one.post.tags))
        )
        if name == "atom":
            assert it.published == rfc3339(one.published)
            assert it.updated == rfc3339(one.updated)


@example(title="a\rb", html="<p>a\rb</p>", summary="a\rb")
@example(title="]]>", html="<![CDATA[ ]]>", summary="]]>")
@given(title=XML_TEXT, html=XML_TEXT, summary=XML_TEXT)
def test_any_text_comes_back_as_it_went_in(title, html, summary):
    made = feed(entry(title=title, html=html, summary=summary))
    item = etree.fromstring(FORMATS["rss"].write(made))[0].find("item")
    encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
    assert [item.findtext(tag) for tag in ("title", encoded)] == [title, html]
    assert summary in (item.findtext("description"), unescape(item.findtext("description")))
    shown = etree.fromstring(FORMATS["atom"].write(made)).find("{*}entry")
    assert [shown.findtext(f"{{*}}{tag}") for tag in ("title", "content")] == [title, html]
    assert summary in (shown.findtext("{*}summary"), unescape(shown.findtext("{*}summary")))
    (member,) = json.loads(FORMATS["json"].write(made))["items"]
    assert [member[name] for name in ("title", "content_html", "summary")] == [title, html, summary]


@every_format
def test_a_feed_without_entries(row):
    assert row.write(feed())


@pytest.mark.parametrize(
    ("url", "media_type"),
    [
        ("https://e.org/a.MP3", "audio/mpeg"),
        ("https://e.org/a.mp3?x=.png", "audio/mpeg"),
        ("https://e.org/a.tar.zip", "application/zip"),
        ("https://e.org/mp3", None),
        ("https://e.mp3", None),
        ("https://e.org/a.xyz", None),
    ],
)
def test_media_type_of_a_url(url, media_type):
    assert type_of_url(url) == media_type
    assert type_of(Enclosure(url)) == media_type or "application/octet-stream"
    assert type_of(Enclosure(url, type="a/b")) == "a/b"
