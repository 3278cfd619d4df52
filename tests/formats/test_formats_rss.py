"""RSS 2.0: what readers need, and what feedgen alone gets wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from html import escape

import pytest
from lxml import etree
from samples import ANN, BEIJING, NASTY, PODCAST, WHEN, entry, feed, nasty

from feeds.formats import rss
from feeds.model import Enclosure, Origin, Person

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
}


def channel(*entries, **fields):
    return etree.fromstring(rss.write(feed(*entries, **fields)))[0]


def item(**fields):
    return channel(entry(**fields)).find("item")


def text(element, path):
    return element.findtext(path, namespaces=NAMES)


def all_of(element, path):
    return element.findall(path, NAMES)


def order(element):
    return [etree.QName(child).localname for child in element]


def test_an_item_says_what_the_post_says():
    shown = item(slug="2013/10?a=1&b=2", title="AT&T: 1 < 2", authors=(ANN,), summary="Short & plain")
    assert text(shown, "title") == "AT&T: 1 < 2"
    assert text(shown, "link") == "https://example.org/2013/10?a=1&b=2"
    assert text(shown, "guid") == "https://example.org/2013/10?a=1&b=2"
    assert text(shown, "description") == "Short & plain"
    assert text(shown, "content:encoded") == "<p>Hello.</p>"
    assert text(shown, "dc:creator") == "Ann Lee"
    assert text(shown, "pubDate") == "Wed, 09 Oct 2013 09:23:00 +0800"


@pytest.mark.parametrize(
    ("own_id", "permalink"), [("https://example.org/one", "true"), ("https://e.org/x", "false")]
)
def test_guid_is_a_permalink_only_where_it_is_the_link(own_id, permalink):
    shown = item(id=own_id)
    assert shown.find("guid").attrib == {"isPermaLink": permalink}
    assert text(shown, "guid") == own_id


def test_description_comes_before_content():
    shown = order(item())
    assert shown.index("description") < shown.index("encoded")


def test_content_without_a_summary_follows_an_empty_description():
    shown = item(summary="")
    assert [description.text for description in shown.iter("description")] == [None]
    assert order(shown).index("description") + 1 == order(shown).index("encoded")
    assert text(shown, "content:encoded") == "<p>Hello.</p>"


def test_an_empty_description_has_both_its_tags():
    """Else feedparser-rs takes the content that follows for the description."""
    assert b"<description></description>" in rss.write(feed(entry(summary="")))


def test_a_summary_alone_is_the_description():
    shown = item(html="", summary="Only this")
    assert text(shown, "description") == "Only this"
    assert text(shown, "content:encoded") is None


def test_several_authors_are_one_joined_name_and_never_an_author_element():
    shown = item(authors=(ANN, Person("Bo")))
    assert [creator.text for creator in all_of(shown, "dc:creator")] == ["Ann Lee, Bo"]
    assert shown.find("author") is None


@pytest.mark.parametrize(
    ("when", "printed"),
    [
        (WHEN, "Wed, 09 Oct 2013 09:23:00 +0800"),
        (WHEN.replace(microsecond=5), "Wed, 09 Oct 2013 09:23:00 +0800"),
        (datetime(1963, 11, 23, 17, 16, 20, tzinfo=UTC), "Sat, 23 Nov 1963 17:16:20 +0000"),
        (
            datetime(2000, 1, 2, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
            "Sun, 02 Jan 2000 00:00:00 -0330",
        ),
    ],
)
def test_dates_keep_their_offset(when, printed):
    assert text(item(published=when), "pubDate") == printed


def test_an_edit_keeps_pub_date_and_tells_updated():
    shown = item(updated=datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC))
    assert text(shown, "pubDate") == "Wed, 09 Oct 2013 09:23:00 +0800"
    assert text(shown, "atom:updated") == "2020-02-29T23:59:59+00:00"


def test_a_post_that_was_never_edited_tells_no_updated():
    assert text(item(), "atom:updated") is None


def test_the_channel_says_what_the_feed_says():
    shown = channel(
        title="T & T",
        description="About",
        language="zh-CN",
        rights="© us",
        ttl=60,
        categories=("News", "R&D"),
        updated=datetime(2014, 1, 1, tzinfo=BEIJING),
    )
    assert text(shown, "title") == "T & T"
    assert text(shown, "link") == "https://example.org/"
    assert text(shown, "description") == "About"
    assert text(shown, "language") == "zh-CN"
    assert text(shown, "copyright") == "© us"
    assert text(shown, "ttl") == "60"
    assert [category.text for category in all_of(shown, "category")] == ["News", "R&D"]
    assert text(shown, "generator") == "feeds"
    assert text(shown, "docs") is None


def test_last_build_date_is_the_feeds_own_and_never_now():
    shown = channel(updated=datetime(2014, 1, 1, tzinfo=BEIJING))
    assert [date.text for date in all_of(shown, "lastBuildDate")] == ["Wed, 01 Jan 2014 00:00:00 +0800"]


def test_a_channel_without_a_description_has_its_title_for_one():
    assert text(channel(title="Only a title"), "description") == "Only a title"


def test_the_channel_link_is_the_site_whatever_other_links_there_are():
    shown = channel(self_url="https://f.example.org/rss.xml", hubs=("https://hub.example.org/",))
    assert [link.text for link in shown.findall("link")] == ["https://example.org/"]


def test_links_of_atom_say_where_the_feed_its_hubs_and_its_archive_are():
    shown = channel(
        self_url="https://f.example.org/rss.xml",
        hubs=("https://hub1.example.org/", "https://hub2.example.org/"),
        current="https://f.example.org/now.xml",
        prev_archive="https://f.example.org/1.xml",
        next_archive="https://f.example.org/3.xml",
    )
    assert [(link.get("rel"), link.get("href")) for link in all_of(shown, "atom:link")] == [
        ("self", "https://f.example.org/rss.xml"),
        ("hub", "https://hub1.example.org/"),
        ("hub", "https://hub2.example.org/"),
        ("current", "https://f.example.org/now.xml"),
        ("prev-archive", "https://f.example.org/1.xml"),
        ("next-archive", "https://f.example.org/3.xml"),
    ]
    assert all_of(shown, "atom:link")[0].get("type") == "application/rss+xml"


@pytest.mark.parametrize("name", ["archive", "complete"])
def test_history(name):
    assert len(all_of(channel(**{name: True}), f"fh:{name}")) == 1
    assert not all_of(channel(), f"fh:{name}")


@pytest.mark.parametrize(
    ("icon", "logo", "shown"),
    [
        ("https://e.org/i.png", None, "https://e.org/i.png"),
        ("https://e.org/i.png", "https://e.org/l.JPG?v=2", "https://e.org/l.JPG?v=2"),
        ("https://e.org/i.png", "https://e.org/l.svg", "https://e.org/i.png"),
        ("https://e.org/favicon.ico", None, None),
    ],
)
def test_the_image_is_one_that_rss_allows(icon, logo, shown):
    made = channel(title="T", icon=icon, logo=logo)
    assert text(made, "image/url") == shown
    if shown:
        assert text(made, "image/title") == "T"
        assert text(made, "image/link") == "https://example.org/"


def test_the_first_enclosure_is_the_items_and_the_others_are_media():
    shown = item(
        enclosures=(
            Enclosure("https://e.org/1.mp3", "audio/mpeg", 12),
            Enclosure("https://e.org/2.mp4", None, 34, duration=56),
            Enclosure("https://e.org/3"),
        )
    )
    assert [dict(it.attrib) for it in shown.findall("enclosure")] == [
        {"url": "https://e.org/1.mp3", "length": "12", "type": "audio/mpeg"}
    ]
    assert [dict(it.attrib) for it in all_of(shown, "media:content")] == [
        {"url": "https://e.org/2.mp4", "type": "video/mp4", "fileSize": "34", "duration": "56"},
        {"url": "https://e.org/3", "type": "application/octet-stream"},
    ]


def test_an_enclosure_of_unknown_length_and_type_has_what_the_standard_requires():
    shown = item(enclosures=(Enclosure("https://e.org/1"),)).find("enclosure")
    assert dict(shown.attrib) == {"url": "https://e.org/1", "length": "0", "type": "application/octet-stream"}


def test_the_image_is_a_thumbnail_and_no_enclosure():
    shown = item(image="https://e.org/i.png")
    assert [it.get("url") for it in all_of(shown, "media:thumbnail")] == ["https://e.org/i.png"]
    assert shown.find("enclosure") is None


def test_categories_and_tags_come_once_each_categories_first():
    shown = item(categories=("News", "C++"), tags=("C++", "news", "R&D"))
    assert [category.text for category in shown.findall("category")] == ["News", "C++", "news", "R&D"]


@pytest.mark.parametrize(
    ("origin", "url", "shown"),
    [
        (Origin("Their feed", "https://o.org/f"), "https://o.org/f", "Their feed"),
        (Origin(None, "https://o.org/f"), "https://o.org/f", "https://o.org/f"),
    ],
)
def test_source(origin, url, shown):
    source = item(origin=origin).find("source")
    assert (source.get("url"), source.text) == (url, shown)


def test_a_source_without_a_url_is_left_out():
    assert item(origin=Origin("Their feed", None)).find("source") is None


def test_language_of_an_item_only_where_it_differs():
    made = channel(entry(language="he"), entry(language="en"), entry(), language="en")
    assert [text(it, "dc:language") for it in made.findall("item")] == ["he", None, None]


def test_podcast_values_stand_where_the_directories_want_them():
    made = channel(
        *PODCAST,
        podcast=(
            ("itunes:author", "Ann Lee"),
            ("itunes:owner", "Ann Lee <ann@example.org>"),
            ("itunes:image", "https://example.org/cover.png"),
            ("itunes:category", "Society & Culture > Documentary"),
            ("podcast:funding", "https://example.org/give Support us"),
        ),
    )
    assert text(made, "itunes:author") == "Ann Lee"
    assert text(made, "itunes:owner/itunes:name") == "Ann Lee"
    assert text(made, "itunes:owner/itunes:email") == "ann@example.org"
    assert all_of(made, "itunes:image")[0].get("href") == "https://example.org/cover.png"
    assert all_of(made, "itunes:category")[0].get("text") == "Society & Culture"
    assert all_of(made, "itunes:category/itunes:category")[0].get("text") == "Documentary"
    funding = all_of(made, "podcast:funding")[0]
    assert (funding.get("url"), funding.text) == ("https://example.org/give", "Support us")

    shown = made.find("item")
    assert text(shown, "itunes:explicit") == "false"
    assert text(shown, "itunes:episode") == "1"
    assert text(shown, "itunes:duration") == "3723"
    assert all_of(shown, "itunes:image")[0].get("href") == "https://example.org/1.jpg"
    transcript, chapters = all_of(shown, "podcast:transcript")[0], all_of(shown, "podcast:chapters")[0]
    assert dict(transcript.attrib) == {"url": "https://example.org/1.vtt", "type": "text/vtt"}
    assert dict(chapters.attrib) == {"url": "https://example.org/1.json", "type": "application/json+chapters"}


@pytest.mark.parametrize(
    ("owner", "told"),
    [("Ann Lee <ann@example.org>", {"owner": "ann@example.org"}), ("Ann Lee", {}), ("", {})],
)
def test_a_lock_names_the_address_of_who_holds_the_key(owner, told):
    """Without one, podcast-partytime does not see it."""
    podcast = (("podcast:locked", "yes"), ("itunes:owner", owner))
    (lock,) = all_of(channel(entry(), podcast=podcast), "podcast:locked")
    assert (lock.text, dict(lock.attrib)) == ("yes", told)


def test_an_item_has_no_place_for_what_is_about_the_channel():
    shown = item(podcast=(("itunes:category", "Arts"), ("itunes:type", "serial"), ("itunes:season", "2")))
    assert [it.tag.rpartition("}")[2] for it in shown if "itunes" in it.tag] == ["season"]


def test_a_podcast_is_told_what_the_feed_knows():
    made = channel(
        *PODCAST,
        authors=(Person("匿名"), ANN),
        logo="https://example.org/logo.svg",
        icon="https://example.org/icon.png",
        podcast=(("itunes:category", "Arts"),),
    )
    assert text(made, "itunes:author") == "匿名, Ann Lee"
    assert text(made, "itunes:owner/itunes:name") == "Ann Lee"
    assert text(made, "itunes:owner/itunes:email") == "ann@example.org"
    assert [it.get("href") for it in all_of(made, "itunes:image")] == ["https://example.org/icon.png"]


def test_addresses_of_an_episode_are_absolute():
    made = item(slug="e/1", podcast=(("podcast:transcript", "1.srt"), ("itunes:image", "/i.png")))
    transcript, image = all_of(made, "podcast:transcript")[0], all_of(made, "itunes:image")[0]
    assert dict(transcript.attrib) == {"url": "https://example.org/e/1.srt", "type": "application/x-subrip"}
    assert image.get("href") == "https://example.org/i.png"


@pytest.mark.parametrize(
    ("said", "shown"), [("true", "true"), ("No", "false"), ("clean", "false"), ("YES", "true")]
)
def test_explicit_in_the_words_that_directories_take(said, shown):
    assert text(item(podcast=(("itunes:explicit", said),)), "itunes:explicit") == shown


@pytest.mark.parametrize("name", ["rawvoice:rating", "explicit", ":x", "itunes:a b"])
def test_an_element_that_no_podcast_namespace_has_is_refused_by_name(name):
    with pytest.raises(ValueError, match=r"^bad\.md: https://example\.org/bad: "):
        rss.write(feed(entry("bad", podcast=((name, "x"),))))


def test_what_the_author_said_of_an_episode_stands():
    (episode,) = PODCAST
    made = item(
        enclosures=episode.enclosures,
        image=episode.image,
        podcast=(("itunes:duration", "1:02:04"), ("itunes:image", "https://example.org/other.png")),
    )
    assert [it.text for it in all_of(made, "itunes:duration")] == ["1:02:04"]
    assert [it.get("href") for it in all_of(made, "itunes:image")] == ["https://example.org/other.png"]


def test_a_namespace_is_declared_only_where_it_is_used():
    document = rss.write(feed(entry()))
    for uri in (NAMES[prefix] for prefix in ("dc", "fh", "itunes", "media", "podcast")):
        assert uri.encode() not in document
    assert document.count(b"xmlns") == 2
    assert rss.write(nasty()).count(b"xmlns") == 4


def test_entries_keep_their_order():
    links = [text(it, "link") for it in etree.fromstring(rss.write(nasty()))[0].findall("item")]
    assert links == [one.url for one in NASTY]


def test_what_a_summary_says_about_tags_is_none():
    """Readers take a description for HTML."""
    shown = item(summary="Never write <script>alert(1)</script> & co.")
    assert text(shown, "description") == "Never write &lt;script&gt;alert(1)&lt;/script&gt; &amp; co."


def test_text_and_markup_come_back_as_they_went_in():
    for shown, one in zip(etree.fromstring(rss.write(nasty()))[0].findall("item"), NASTY, strict=True):
        assert text(shown, "title") == one.title
        assert text(shown, "content:encoded") == one.html
        assert text(shown, "description") in (one.summary, escape(one.summary, quote=False))


@pytest.mark.parametrize(
    ("summary", "written"),
    [
        ("AT&T: 1 < 2 > 0", "AT&T: 1 < 2 > 0"),
        ("Use <b>, not <i>.", "Use &lt;b&gt;, not &lt;i&gt;."),
        ("Write to <ann@example.org>.", "Write to &lt;ann@example.org&gt;."),
        ("Write &amp; for &.", "Write &amp;amp; for &amp;."),
        ("Use </ to close", "Use &lt;/ to close"),
        ("&ltimg src=x&gt", "&amp;ltimg src=x&amp;gt"),
        ("a &copy b", "a &amp;copy b"),
        ("a &#60 b", "a &amp;#60 b"),
        ("a & b, R&D", "a & b, R&D"),
        ("The end <![CDATA[ of ]]> it", "The end &lt;![CDATA[ of ]]&gt; it"),
    ],
)
def test_readers_that_take_a_description_for_html_lose_nothing_of_it(summary, written):
    assert (
        text(etree.fromstring(rss.write(feed(entry(summary=summary))))[0].find("item"), "description")
        == written
    )


def test_the_document_is_readable_utf_8():
    document = rss.write(nasty())
    assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<rss ")
    assert document.endswith(b"</rss>\n")
    assert "🚲 Ünïcödé and 汉字".encode() in document
    assert b"&#" not in document
    assert b"<content:encoded><![CDATA[<p>Hello.</p>]]></content:encoded>\n" in document


@pytest.mark.parametrize("field", ["title", "summary", "html"])
@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud800", "\ufffe"])
def test_a_character_that_xml_forbids_is_refused_by_name(field, character):
    entries = (entry("good"), entry("bad", **{field: f"a{character}b"}))
    with pytest.raises(ValueError, match=r"^bad\.md: https://example\.org/bad: "):
        rss.write(feed(*entries))


def test_a_character_that_xml_forbids_in_the_feeds_own_text_is_refused():
    with pytest.raises(ValueError, match=r"^https://example\.org/: "):
        rss.write(feed(entry(), title="a\x00b"))
