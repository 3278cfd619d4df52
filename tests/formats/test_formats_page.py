"""index.html, the subscribe page: what a browser is given. How it looks is for tests/browser."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from lxml import html
from samples import ANN, NASTY, entry, feed, nasty

from feeds.formats import FORMATS, Subscription, page
from feeds.formats.page_words import WORDS, direction, words_for


def subscriptions(meta, *rows):
    return [
        Subscription(meta, FORMATS[name], path, entries=7, by=by, name=label)
        for name, path, by, label in rows
    ]


MAIN = (("rss", "rss.xml", "", ""), ("atom", "atom.xml", "", ""), ("json", "feed.json", "", ""))
TAGS = (("rss", "tag/日本/rss.xml", "tag", "日本"), ("atom", "tag/日本/atom.xml", "tag", "日本"))


def document(*entries, rows=MAIN, opml=None, **fields):
    meta = feed(*entries, **fields).meta
    return html.document_fromstring(page.write(meta, subscriptions(meta, *rows), entries, opml).decode())


def test_it_says_what_this_is():
    shown = document(title="AT&T <b>", description="1 < 2", rights="© us")
    assert shown.findtext(".//title") == "AT&T <b>"
    assert shown.find(".//h1").text_content() == "AT&T <b>"
    assert shown.find(".//meta[@name='description']").get("content") == "1 < 2"
    assert "1 < 2" in shown.find(".//header").text_content()
    assert shown.find(".//header//a").get("href") == "https://example.org/"
    assert shown.find(".//footer").text_content() == "© us"


def test_a_description_that_is_only_the_title_is_not_shown_below_it():
    assert document(title="T", description="T").find(".//p[@class='about']") is None
    assert document(title="T", description="D").find(".//p[@class='about']").text_content() == "D"


def test_every_feed_has_a_link_and_an_address_to_copy():
    shown = document(self_url="https://f.example.org/x.xml?a=1&b=2", rows=MAIN[:1])
    link, address = shown.find(".//li/a"), shown.find(".//li/code")
    assert (link.text, link.get("href"), link.get("type")) == ("RSS", "rss.xml", "application/rss+xml")
    assert address.text_content() == "https://f.example.org/x.xml?a=1&b=2"


def test_addresses_are_relative_where_nobody_knows_the_host():
    assert [code.text_content() for code in document(rows=(*MAIN, *TAGS)).iter("code")] == [
        "rss.xml",
        "atom.xml",
        "feed.json",
        "tag/%E6%97%A5%E6%9C%AC/rss.xml",
        "tag/%E6%97%A5%E6%9C%AC/atom.xml",
    ]


def test_browsers_discover_every_feed():
    shown = document(title="T & T", rows=(*MAIN, *TAGS))
    alternates = [(it.get("type"), it.get("title"), it.get("href")) for it in shown.iterfind("head/link")]
    assert alternates == [
        ("application/rss+xml", "T & T (RSS)", "rss.xml"),
        ("application/atom+xml", "T & T (Atom)", "atom.xml"),
        ("application/feed+json", "T & T (JSON Feed)", "feed.json"),
        ("application/rss+xml", "T & T (RSS)", "tag/%E6%97%A5%E6%9C%AC/rss.xml"),
        ("application/atom+xml", "T & T (Atom)", "tag/%E6%97%A5%E6%9C%AC/atom.xml"),
    ]
    assert {it.get("rel") for it in shown.iterfind("head/link")} == {"alternate"}


def test_feeds_by_tag_are_gathered_under_their_names():
    shown = document(rows=(*MAIN, *TAGS))
    (group,) = shown.iterfind(".//details")
    assert group.find("summary").text_content() == "By tag"
    (tag,) = group.iterfind("ul/li")
    assert tag.find("p").text_content() == "日本 7"
    assert [link.text for link in tag.iter("a")] == ["RSS", "Atom"]


def test_opml_is_offered_where_there_is_one():
    assert document(opml="feeds.opml").find(".//p[@class='opml']/a").get("href") == "feeds.opml"
    assert document().find(".//p[@class='opml']") is None


def test_the_newest_posts():
    shown = document(entry(title="1 < 2", authors=(ANN,), tags=("a<b",), categories=("c",)))
    (post,) = shown.iterfind(".//ol/li")
    assert post.find(".//a").get("href") == "https://example.org/one"
    assert post.find(".//a").text_content() == "1 < 2"
    assert post.find(".//time").get("datetime") == "2013-10-09T09:23:00+08:00"
    assert post.find(".//time").text == "2013-10-09"
    assert [it.text for it in post.find("p[@class='facts']").iter("bdi")] == ["Ann Lee", "#c", "#a<b"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)"])
def test_only_addresses_on_the_web_become_links(url):
    (post,) = document(entry(url=url)).iterfind(".//ol/li")
    assert post.find(".//a") is None


def test_no_markup_of_a_post_gets_through():
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    shown = document(
        entry(title=hostile, tags=(hostile,), language=hostile, url=f"https://e.org/{hostile}"),
        title=hostile,
        description=hostile,
        rights=hostile,
        language=hostile,
        self_url=f"https://e.org/{hostile}",
        rows=(*MAIN, ("rss", hostile, "tag", hostile)),
        opml=hostile,
    )
    assert {element.tag for element in shown.iter()}.isdisjoint({"script", "img"})
    assert not [name for element in shown.iter() for name in element.attrib if name.startswith("on")]


def test_the_policy_allows_its_own_style_and_nothing_else():
    made = page.write(feed().meta, [], []).decode()
    (style,) = re.findall(r"<style>(.*?)</style>", made, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"\"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\"" in made
    assert not re.search(r"url\(|@import|style=|src=", made)


@pytest.mark.parametrize(
    ("language", "lang", "runs", "heading", "ui"),
    [
        (None, "en", "ltr", "Subscribe", None),
        ("en-GB", "en-GB", "ltr", "Subscribe", None),
        ("zh-CN", "zh-CN", "ltr", "订阅", None),
        ("zh-TW", "zh-TW", "ltr", "訂閱", None),
        ("zh-Hant-HK", "zh-Hant-HK", "ltr", "訂閱", None),
        ("he", "he", "rtl", "הרשמה", None),
        ("ur", "ur", "rtl", "Subscribe", "en"),
        ("sw", "sw", "ltr", "Subscribe", "en"),
    ],
)
def test_language_and_direction(language, lang, runs, heading, ui):
    shown = document(language=language)
    assert (shown.get("lang"), shown.get("dir")) == (lang, runs)
    assert shown.find(".//h2").text == heading
    assert shown.find(".//h2").get("lang") == ui


def test_a_post_in_another_language_says_so():
    shown = document(entry(language="he"), entry(language="zh-CN"), entry(), language="zh-CN")
    assert [it.get("lang") for it in shown.iterfind(".//ol/li")] == ["he", None, None]


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_words_are_whole_in_every_language(words):
    assert all(words)
    assert words_for(words.language) is words
    assert words_for(f"{words.language.upper()}-XX") is words
    assert direction(words.language) == ("rtl" if words.language in {"ar", "fa", "he"} else "ltr")


def test_nasty_posts():
    meta = nasty().meta
    shown = html.document_fromstring(page.write(meta, subscriptions(meta, *MAIN), NASTY).decode())
    assert [it.text_content() for it in shown.iterfind(".//p[@class='title']")] == [
        one.title for one in NASTY
    ]
