from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from bounded import assert_all_are_done
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Entry, Feed, FeedMeta, Person, Post
from feeds.validate.readback import compare, read

PUBLISHED = datetime(2013, 10, 9, 9, 23, tzinfo=timezone(timedelta(hours=8)))
UPDATED = datetime(2014, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))
ENTRY = Entry(
    post=Post(
        source="spring.md", digest="", markup="markdown", body_start=0, url="https://tides.example/spring",
        published=PUBLISHED, title="Spring & neap", content="",
    ),
    id="https://tides.example/spring",
    url="https://tides.example/spring",
    title="Spring & neap",
    published=PUBLISHED,
    updated=UPDATED,
    authors=(Person("Ines Rey"), Person("Jo")),
    summary="High.",
    html="<p>High.</p>",
)  # fmt: skip
META = FeedMeta(id="https://tides.example/", title="Tides", link="https://tides.example/", updated=UPDATED)
FEED = Feed(META, (ENTRY,))
RSS = """\
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel>
    <title>Tides</title><link>https://tides.example/</link>
    <atom:link rel="self" href="https://tides.example/rss.xml"/>
    <item>
      <title>Spring &amp; neap</title>
      <link>https://tides.example/spring</link>
      <description>High.</description>
      <content:encoded>&lt;p&gt;High.&lt;/p&gt;</content:encoded>
      <guid>https://tides.example/spring</guid>
      <pubDate>Wed, 09 Oct 2013 09:23:00 +0800</pubDate>
      <atom:updated>2014-01-02T03:04:05-03:30</atom:updated>
      <dc:creator>Ines Rey, Jo</dc:creator>
    </item>
  </channel>
</rss>
"""
ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>https://tides.example/</id><title>Tides</title><updated>2014-01-02T03:04:05-03:30</updated>
  <link rel="self" href="https://tides.example/atom.xml"/><link href="https://tides.example/"/>
  <entry>
    <id>https://tides.example/spring</id>
    <title>Spring &amp; neap</title>
    <link rel="alternate" href="https://tides.example/spring"/>
    <link rel="enclosure" href="https://tides.example/spring.mp3"/>
    <published>2013-10-09T09:23:00+08:00</published>
    <updated>2014-01-02T03:04:05-03:30</updated>
    <author><name>Ines Rey</name></author>
    <author><name>Jo</name></author>
    <summary>High.</summary>
    <content type="html">&lt;p&gt;High.&lt;/p&gt;</content>
  </entry>
</feed>
"""
JSON = """\
{"version": "https://jsonfeed.org/version/1.1", "title": "Tides", "items": [{
  "id": "https://tides.example/spring", "url": "https://tides.example/spring", "title": "Spring & neap",
  "date_published": "2013-10-09T09:23:00+08:00", "date_modified": "2014-01-02T03:04:05-03:30",
  "authors": [{"name": "Ines Rey"}, {"name": "Jo"}], "summary": "High.", "content_html": "<p>High.</p>"
}]}
"""
FORMATS = {"rss": RSS, "atom": ATOM, "json": JSON}


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_to_be_published_is_what_is_seen(name):
    seen = read(FORMATS[name].encode())
    assert seen.format == name
    assert seen.title == "Tides"
    assert list(compare(seen, FEED)) == []


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("id", {"id": "https://tides.example/2"}),
        ("link", {"url": "https://tides.example/2"}),
        ("title", {"title": "Spring &amp; neap"}),
        ("published", {"published": PUBLISHED + timedelta(seconds=1)}),
        ("published", {"published": PUBLISHED.astimezone(UTC)}),
        ("updated", {"updated": PUBLISHED}),
        ("updated", {"updated": UPDATED.astimezone(UTC)}),
        ("authors", {"authors": (Person("Ines Rey"),)}),
        ("authors", {"authors": (Person("Jo"), Person("Ines Rey"))}),
        ("content", {"html": ""}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_differs_is_found(name, field, changes):
    feed = Feed(META, (ENTRY._replace(**changes),))
    found = [
        finding
        for finding in compare(read(FORMATS[name].encode()), feed)
        if f"the {field} " in finding.message
    ]
    assert [(finding.code, finding.entry, finding.severity) for finding in found] == [
        ("readback-differs", 0, "error")
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_missing_entries_and_another_order_are_found(name):
    seen = read(FORMATS[name].encode())
    assert [finding.code for finding in compare(seen, Feed(META, ()))] == ["readback-count"]
    other = ENTRY._replace(id="https://tides.example/neap")
    codes = [finding.code for finding in compare(seen, Feed(META, (other, ENTRY)))]
    assert codes[:2] == ["readback-count", "readback-differs"]


def test_a_guid_that_is_no_permalink_has_to_say_so():
    moved = ENTRY._replace(url="https://tides.example/new")
    data = RSS.replace("<link>https://tides.example/spring", "<link>https://tides.example/new").encode()
    (finding,) = compare(read(data), Feed(META, (moved,)))
    assert "isPermaLink" in finding.message
    said = data.replace(b"<guid>", b'<guid isPermaLink="false">')
    assert list(compare(read(said), Feed(META, (moved,)))) == []


@pytest.mark.parametrize("data", [b"", b"<rss/>", b"<html/>", b"{}", b"[]", b"{", b"<rss", b'{"items": 1}'])
def test_no_feed_is_no_feed(data):
    with pytest.raises(ValueError, match=r"."):
        read(data)


def test_our_own_formats_are_read_back():
    samples = Path(__file__).parents[1] / "formats" / "golden"
    feeds = [path for path in sorted(samples.glob("*")) if path.suffix in (".xml", ".json")]
    assert feeds
    for path in feeds:
        assert all(entry.id and entry.link for entry in read(path.read_bytes()).entries), path.name


def seen(date):
    item = f"<item><title>t</title><pubDate>{date}</pubDate></item>"
    return read(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode()).entries[0].published


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Wed, 09 Oct 2013 09:23:00 +0800", "2013-10-09T09:23:00+08:00"),
        ("09 Oct 2013 09:23:00 -0330", "2013-10-09T09:23:00-03:30"),
        ("Wed, 9 Oct 2013 09:23 GMT", "2013-10-09T09:23:00+00:00"),
        ("wed, 09 oct 2013 09:23:00 +0800", "2013-10-09T09:23:00+08:00"),
        ("Wed, 09 Oct 2013 09:23:00 -0000", None),
        ("Wed, 31 Feb 2013 09:23:00 +0800", None),
        ("Wed, 09 Oct 2013 25:23:00 +0800", None),
        ("Wed, 09 Okt 2013 09:23:00 +0800", None),
        ("yesterday", None),
    ],
)
def test_dates_of_rss(date, moment):
    assert seen(date) == (moment and datetime.fromisoformat(moment))


@given(
    st.datetimes(
        timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    ).filter(lambda moment: moment.year > 1582)
)
def test_dates_of_rss_are_what_the_standard_library_says(moment):
    text = format_datetime(moment)
    assert seen(text) == parsedate_to_datetime(text) == moment.replace(microsecond=0)


def test_a_long_namespace_is_not_repeated_in_every_name():
    start = f'<rss version="2.0"><channel xmlns:x="{"a" * 1_000_000}"><title>Tides</title>'
    text = f"{start}{'<x:a/>' * 50_000}</channel></rss>"
    assert_all_are_done(
        "from feeds.validate import readback", "readback.read(text.encode())", [text], cpu_seconds=10
    )
