"""Atom 1.0: what readers need, and what feedgen alone gets wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from html import unescape

import pytest
from lxml import etree
from samples import ANN, BEIJING, NASTY, WHEN, entry, feed, nasty

from feeds.formats import atom
from feeds.model import Enclosure, Origin, Person

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "media": "http://search.yahoo.com/mrss/",
}
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def document(*entries, **fields):
    return etree.fromstring(atom.write(feed(*entries, **fields)))


def shown_entry(**fields):
    return document(entry(**fields)).find("a:entry", NAMES)


def text(element, path):
    return element.findtext(path, namespaces=NAMES)


def all_of(element, path):
    return element.findall(path, NAMES)


def links(element):
    return [dict(link.attrib) for link in all_of(element, "a:link")]


def test_an_entry_says_what_the_post_says():
    shown = shown_entry(slug="2013?a=1&b=2", title="AT&T: 1 < 2", id="https://e.org/frozen", summary="1 < 2")
    assert text(shown, "a:id") == "https://e.org/frozen"
    assert text(shown, "a:title") == "AT&T: 1 < 2"
    assert links(shown) == [{"rel": "alternate", "href": "https://example.org/2013?a=1&b=2"}]
    assert text(shown, "a:published") == "2013-10-09T09:23:00+08:00"
    assert text(shown, "a:updated") == "2013-10-09T09:23:00+08:00"
    assert text(shown, "a:summary") == "1 < 2"
    assert text(shown, "a:content") == "<p>Hello.</p>"


def test_text_constructs_have_no_type_and_content_is_html():
    shown = document(entry(), title="T", description="D", rights="R")
    for path in ("a:title", "a:subtitle", "a:rights", "a:entry/a:title", "a:entry/a:summary"):
        assert dict(shown.find(path, NAMES).attrib) == {}, path
    assert dict(shown.find("a:entry/a:content", NAMES).attrib) == {"type": "html"}


def test_nothing_to_say_is_not_said():
    shown = document(entry(summary="", html=""))
    for path in ("a:subtitle", "a:rights", "a:entry/a:summary", "a:entry/a:content", "a:entry/a:author"):
        assert shown.find(path, NAMES) is None, path


def test_an_edit_keeps_published_and_raises_updated():
    shown = shown_entry(updated=datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC))
    assert text(shown, "a:published") == "2013-10-09T09:23:00+08:00"
    assert text(shown, "a:updated") == "2020-02-29T23:59:59+00:00"


def test_dates_have_no_fractions():
    shown = shown_entry(published=WHEN.replace(microsecond=123456))
    assert text(shown, "a:published") == text(shown, "a:updated") == "2013-10-09T09:23:00+08:00"


def test_updated_of_the_feed_is_its_own_and_never_now():
    shown = document(entry(), updated=datetime(2014, 1, 1, tzinfo=BEIJING))
    assert [date.text for date in all_of(shown, "a:updated")] == ["2014-01-01T00:00:00+08:00"]


def test_every_author_stands_in_the_entry_whole():
    shown = shown_entry(authors=(ANN, Person("Bo")))
    assert [
        [(etree.QName(it).localname, it.text) for it in author] for author in all_of(shown, "a:author")
    ] == [
        [("name", "Ann Lee"), ("email", "ann@example.org"), ("uri", "https://example.org/ann")],
        [("name", "Bo")],
    ]


def test_people_of_the_feed():
    shown = document(entry(), authors=(ANN,), contributors=(Person("Cy"), Person("Di")))
    assert [name.text for name in all_of(shown, "a:author/a:name")] == ["Ann Lee"]
    assert [name.text for name in all_of(shown, "a:contributor/a:name")] == ["Cy", "Di"]


def test_the_feed_says_what_it_is():
    shown = document(
        entry(),
        id="https://example.org/feed-id",
        title="T & T",
        description="About",
        language="zh-CN",
        rights="© us",
        icon="https://e.org/i.png",
        logo="https://e.org/l.svg",
        categories=("News", "R&D"),
    )
    assert text(shown, "a:id") == "https://example.org/feed-id"
    assert text(shown, "a:title") == "T & T"
    assert text(shown, "a:subtitle") == "About"
    assert shown.get(LANGUAGE) == "zh-CN"
    assert text(shown, "a:rights") == "© us"
    assert text(shown, "a:icon") == "https://e.org/i.png"
    assert text(shown, "a:logo") == "https://e.org/l.svg"
    assert [category.get("term") for category in all_of(shown, "a:category")] == ["News", "R&D"]
    assert text(shown, "a:generator") == "feeds"


def test_links_of_the_feed():
    shown = document(
        entry(),
        self_url="https://f.example.org/atom.xml",
        hubs=("https://hub.example.org/",),
        current="https://f.example.org/now.xml",
        prev_archive="https://f.example.org/1.xml",
        next_archive="https://f.example.org/3.xml",
    )
    assert links(shown) == [
        {"rel": "alternate", "href": "https://example.org/"},
        {"rel": "self", "type": "application/atom+xml", "href": "https://f.example.org/atom.xml"},
        {"rel": "hub", "href": "https://hub.example.org/"},
        {"rel": "current", "href": "https://f.example.org/now.xml"},
        {"rel": "prev-archive", "href": "https://f.example.org/1.xml"},
        {"rel": "next-archive", "href": "https://f.example.org/3.xml"},
    ]


@pytest.mark.parametrize("name", ["archive", "complete"])
def test_history(name):
    assert len(all_of(document(**{name: True}), f"fh:{name}")) == 1
    assert not all_of(document(), f"fh:{name}")


def test_every_enclosure_is_a_link_of_its_own_after_the_alternate_one():
    shown = shown_entry(
        enclosures=(
            Enclosure("https://e.org/1.mp3", "audio/mpeg", 12, "One"),
            Enclosure("https://e.org/2", length=0),
        )
    )
    assert links(shown) == [
        {"rel": "alternate", "href": "https://example.org/one"},
        {
            "rel": "enclosure",
            "href": "https://e.org/1.mp3",
            "type": "audio/mpeg",
            "length": "12",
            "title": "One",
        },
        {"rel": "enclosure", "href": "https://e.org/2", "length": "0"},
    ]


def test_where_a_post_came_from():
    assert links(shown_entry(origin=Origin("Their feed", "https://o.org/f")))[1:] == [
        {"rel": "via", "href": "https://o.org/f", "title": "Their feed"}
    ]
    assert links(shown_entry(origin=Origin(None, "https://o.org/f")))[1:] == [
        {"rel": "via", "href": "https://o.org/f"}
    ]
    assert links(shown_entry(origin=Origin("Their feed", None)))[1:] == []


def test_image():
    shown = shown_entry(image="https://e.org/i.png")
    assert [it.get("url") for it in all_of(shown, "media:thumbnail")] == ["https://e.org/i.png"]


def test_categories_and_tags_come_once_each_categories_first():
    shown = shown_entry(categories=("News", "C++"), tags=("C++", "news", "R&D"))
    assert [category.get("term") for category in all_of(shown, "a:category")] == [
        "News",
        "C++",
        "news",
        "R&D",
    ]


def test_language_of_an_entry_only_where_it_differs():
    shown = document(entry(language="he"), entry(language="en"), entry(), language="en")
    assert [it.get(LANGUAGE) for it in all_of(shown, "a:entry")] == ["he", None, None]


def test_a_namespace_is_declared_only_where_it_is_used():
    assert atom.write(feed(entry())).count(b"xmlns") == 1
    assert atom.write(nasty(complete=True)).count(b"xmlns") == 3


def test_every_element_is_in_a_namespace():
    assert all(etree.QName(element).namespace for element in etree.fromstring(atom.write(nasty())).iter())


def test_text_and_markup_come_back_as_they_went_in():
    shown = etree.fromstring(atom.write(nasty()))
    assert [text(it, "a:id") for it in all_of(shown, "a:entry")] == [one.id for one in NASTY]
    for it, one in zip(all_of(shown, "a:entry"), NASTY, strict=True):
        assert text(it, "a:title") == one.title
        assert text(it, "a:content") == one.html
        summary = it.find("{*}summary")
        shown_summary = text(it, "a:summary")
        if summary is not None and summary.get("type") == "html":
            shown_summary = unescape(shown_summary)
        assert shown_summary == (one.summary or None)


@pytest.mark.parametrize(
    ("summary", "kind", "written"),
    [
        ("AT&T: 1 < 2 > 0", None, "AT&T: 1 < 2 > 0"),
        ("Use <b>, not <i>.", "html", "Use &lt;b&gt;, not &lt;i&gt;."),
        ("Write &amp; for &.", "html", "Write &amp;amp; for &amp;."),
    ],
)
def test_a_summary_that_looks_like_html_says_that_it_is_text(summary, kind, written):
    (found,) = all_of(etree.fromstring(atom.write(feed(entry(summary=summary)))), "a:entry/a:summary")
    assert (found.get("type"), found.text) == (kind, written)


def test_the_document_is_readable_utf_8():
    made = atom.write(nasty())
    assert made.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<feed ")
    assert made.endswith(b"</feed>\n")
    assert "🚲 Ünïcödé and 汉字".encode() in made
    assert b"&#" not in made
    assert b'\n    <content type="html"><![CDATA[<p>Hello.</p>]]></content>\n  </entry>' in made


def test_content_needs_no_entities():
    """Parsers that count them against bombs, as fast-xml-parser 4 does, refuse a document with more than 1,000."""
    many = "<p>1 &lt; 2</p>\n" * 600
    made = atom.write(feed(*(entry(f"{number}", html=many) for number in range(3))))
    assert made.count(b"&") == many.count("&") * 3  # what the HTML itself says
    assert [it.text for it in all_of(etree.fromstring(made), "a:entry/a:content")] == [many] * 3


@pytest.mark.parametrize("html", ["]]>", "a\r\nb", "<![CDATA[x]]>"])
def test_what_cdata_cannot_hold_is_escaped(html):
    (found,) = all_of(etree.fromstring(atom.write(feed(entry(html=html)))), "a:entry/a:content")
    assert (found.get("type"), found.text) == ("html", html)


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\ud800", "\ufffe"])
def test_a_character_that_xml_forbids_is_refused_by_name(character):
    entries = (entry("good"), entry("bad", authors=(Person(f"a{character}b"),)))
    with pytest.raises(ValueError, match=r"^bad\.md: https://example\.org/bad: "):
        atom.write(feed(*entries))
