"""What the settings and the posts say beside titles and texts, and where each format shows it."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from archives import FEEDS, NOW, build, contents, write_post, write_posts
from lxml import etree

from feeds import Options, validate
from feeds import build as publish
from feeds.config import load
from feeds.validate import readback

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
}
SETTINGS = """
[feed]
title = "Nasty & <small> 汉字"
link = "https://example.org/"
self = "https://feeds.example.org/f/"
description = "All that goes wrong: &, <, ]]>"
language = "zh-CN"
author = [{name = "Ann & Co", email = "ann@example.org", url = "https://example.org/ann"}, "Bo"]
contributors = [{name = "Cy", url = "https://example.org/cy"}]
categories = ["R&D", "科技"]
rights = "© Ann & Bo"
icon = "https://example.org/icon.png"
logo = "https://example.org/logo.png"
hub = ["https://hub.example.org/?a=1&b=2"]
ttl = 60
"""
WHERE: dict[str, dict[str, list[str]]] = {
    "channel/title/text()": {"rss": ["Nasty & <small> 汉字"]},
    "a:title/text()": {"atom": ["Nasty & <small> 汉字"]},
    "title": {"json": ["Nasty & <small> 汉字"]},
    "channel/link/text()": {"rss": ["https://example.org/"]},
    "a:link[@rel='alternate']/@href": {"atom": ["https://example.org/"]},
    "home_page_url": {"json": ["https://example.org/"]},
    "channel/a:link[@rel='self']/@href": {"rss": ["https://feeds.example.org/f/rss.xml"]},
    "a:link[@rel='self']/@href": {"atom": ["https://feeds.example.org/f/atom.xml"]},
    "feed_url": {"json": ["https://feeds.example.org/f/feed.json"]},
    "channel/description/text()": {"rss": ["All that goes wrong: &, <, ]]>"]},
    "a:subtitle/text()": {"atom": ["All that goes wrong: &, <, ]]>"]},
    "description": {"json": ["All that goes wrong: &, <, ]]>"]},
    "channel/language/text()": {"rss": ["zh-CN"]},
    "@xml:lang": {"atom": ["zh-CN"]},
    "language": {"json": ["zh-CN"]},
    "a:author/a:name/text()": {"atom": ["Ann & Co", "Bo"]},
    "a:author/a:email/text()": {"atom": ["ann@example.org"]},
    "a:author/a:uri/text()": {"atom": ["https://example.org/ann"]},
    "authors": {"json": [{"name": "Ann & Co", "url": "https://example.org/ann"}, {"name": "Bo"}]},
    "a:contributor/a:name/text()": {"atom": ["Cy"]},
    "channel/category/text()": {"rss": ["R&D", "科技"]},
    "a:category/@term": {"atom": ["R&D", "科技"]},
    "channel/copyright/text()": {"rss": ["© Ann & Bo"]},
    "a:rights/text()": {"atom": ["© Ann & Bo"]},
    "channel/image/url/text()": {"rss": ["https://example.org/logo.png"]},
    "a:icon/text()": {"atom": ["https://example.org/icon.png"]},
    "a:logo/text()": {"atom": ["https://example.org/logo.png"]},
    "icon": {"json": ["https://example.org/logo.png"]},
    "favicon": {"json": ["https://example.org/icon.png"]},
    "channel/a:link[@rel='hub']/@href": {"rss": ["https://hub.example.org/?a=1&b=2"]},
    "a:link[@rel='hub']/@href": {"atom": ["https://hub.example.org/?a=1&b=2"]},
    "hubs": {"json": [{"type": "WebSub", "url": "https://hub.example.org/?a=1&b=2"}]},
    "channel/ttl/text()": {"rss": ["60"]},
    "channel/generator/text()": {"rss": ["feeds"]},
    "a:generator/text()": {"atom": ["feeds"]},
    # Of the posts: one that came from elsewhere, in another language, edited; one without an author of its own.
    "channel/item[1]/source/@url": {"rss": ["https://origin.example.org/feed?a=1&b=2"]},
    "channel/item[1]/source/text()": {"rss": ["Another <site>"]},
    "a:entry[1]/a:link[@rel='via']/@href": {"atom": ["https://origin.example.org/feed?a=1&b=2"]},
    "channel/item[1]/dc:language/text()": {"rss": ["he"]},
    "a:entry[1]/@xml:lang": {"atom": ["he"]},
    "channel/item[1]/category/text()": {"rss": ["News", "C++"]},
    "a:entry[1]/a:category/@term": {"atom": ["News", "C++"]},
    "channel/item[1]/dc:creator/text()": {"rss": ["Cy, Di"]},
    "a:entry[1]/a:author/a:name/text()": {"atom": ["Cy", "Di"]},
    "channel/item[1]/pubDate/text()": {"rss": ["Wed, 09 Oct 2013 09:23:00 +0800"]},
    "channel/item[1]/a:updated/text()": {"rss": ["2013-10-10T00:00:00+00:00"]},
    "a:entry[1]/a:published/text()": {"atom": ["2013-10-09T09:23:00+08:00"]},
    "a:entry[1]/a:updated/text()": {"atom": ["2013-10-10T00:00:00+00:00"]},
    "channel/item[1]/description/text()": {"rss": ["In short: AT&T."]},
    "a:entry[1]/a:summary/text()": {"atom": ["In short: AT&T."]},
    "channel/item[2]/dc:creator/text()": {"rss": ["Ann & Co, Bo"]},
    "a:entry[2]/a:author/a:name/text()": {"atom": ["Ann & Co", "Bo"]},
    "channel/item[2]/dc:language/text()": {"rss": []},
}
FILES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("furniture")
    source, out = folder / "posts", folder / "out"
    write_post(
        source,
        1,
        date="2013-10-09 09:23 +0800",
        updated="2013-10-10T00:00:00Z",
        author=["Cy", "Di"],
        language="he",
        categories=["News"],
        tags=["C++"],
        summary="In short: AT&T.",
        origin={"title": "Another <site>", "url": "https://origin.example.org/feed?a=1&b=2"},
    )
    write_post(source, 2, date="2013-10-08 09:23 +0800", author=None)
    (source / "feeds.toml").write_text(SETTINGS, encoding="utf-8")
    publish(source, out, load(source), Options(use_cache=False, jobs=1, now=NOW))
    return out


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [(path, name, what) for path, row in WHERE.items() for name, what in row.items()],
)
def test_each_is_where_readers_look_for_it(path: str, name: str, expected: list[Any], made: Path) -> None:
    document = (made / FILES[name]).read_bytes()
    if name == "json":
        value = json.loads(document)[path]
        assert (value if isinstance(value, list) else [value]) == expected
    else:
        assert [str(it) for it in etree.fromstring(document).xpath(path, namespaces=NAMES)] == expected


def test_json_says_of_a_post_what_the_others_say(made: Path) -> None:
    item = json.loads((made / "feed.json").read_bytes())["items"][0]
    assert {
        name: item[name]
        for name in ("language", "authors", "tags", "summary", "date_published", "date_modified")
    } == {
        "language": "he",
        "authors": [{"name": "Cy"}, {"name": "Di"}],
        "tags": ["News", "C++"],
        "summary": "In short: AT&T.",
        "date_published": "2013-10-09T09:23:00+08:00",
        "date_modified": "2013-10-10T00:00:00+00:00",
    }


def test_there_is_nothing_to_find_fault_with(made: Path) -> None:
    for name, document in contents(made).items():
        if name.endswith((".xml", ".json", ".opml")):
            # A "<" in the title is what this title is about: the finding says that readers differ there.
            told = {each.code for each in validate.findings(document)} - {
                "markup-ambiguous",
                "json-html-in-text",
            }
            assert not told, name


def test_the_three_formats_are_in_step(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    write_post(source, 12, author=["A", "B"], updated="2021-05-05T00:00:00+02:00")
    write_post(source, 13, date="2013-10-09 09:23 +0800", author=None)
    build(source, out, limit=5, by=("author",), self="https://feeds.example.org/")
    folders = {path.parent for path in out.rglob("rss.xml")}
    assert len(folders) == 6
    for folder in folders:
        rss, atom, js = (readback.read((folder / name).read_bytes()) for name in FEEDS)
        for one, two, three in zip(rss.entries, atom.entries, js.entries, strict=True):
            assert one.id == two.id == three.id
            assert one.link == two.link == three.link
            assert one.title == two.title == three.title
            assert str(one.published) == str(two.published) == str(three.published)
            assert (
                str(one.updated or one.published) == str(two.updated) == str(three.updated or three.published)
            )
            assert one.html == two.html == three.html
            assert one.summary == two.summary == three.summary
            assert ", ".join(two.authors) == ", ".join(one.authors)
            assert two.authors == three.authors or not three.authors


def assert_twins(out: Path, *, all_of_them: bool = True) -> None:
    files = contents(out)
    twins = {name for name in files if name.endswith(".gz")}
    assert {name.removesuffix(".gz") for name in twins} <= files.keys()
    for name in twins:
        assert gzip.decompress(files[name]) == files[name.removesuffix(".gz")], name
    if all_of_them:
        assert len(twins) * 2 == len(files)


def test_each_file_has_a_compressed_twin(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 12, tags=["a"]), tmp_path / "out"
    build(source, out, gzip=True, limit=5, by=("tag",))
    assert_twins(out)
    first = contents(out)
    assert not build(source, out, gzip=True, limit=5, by=("tag",)).report.changed
    write_post(source, 12, tags=["a"])
    build(source, out, gzip=True, limit=5, by=("tag",))
    assert_twins(out)
    assert contents(out)["rss.xml.gz"] != first["rss.xml.gz"]


@pytest.mark.parametrize("cached", [True, False])
def test_twins_that_are_not_asked_for_any_more_stay_true(cached: bool, tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    options = {"use_cache": cached, "cache": tmp_path / "cache"}
    build(source, out, gzip=True, limit=5, options=options)
    for number in range(12, 18):
        write_post(source, number)
        build(source, out, limit=5, options=options)
        assert_twins(out, all_of_them=False)
    build(source, out, gzip=True, limit=5, options=options)
    assert_twins(out)


def test_a_twin_that_was_deleted_or_damaged_comes_back(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 3), tmp_path / "out"
    options = {"use_cache": True, "cache": tmp_path / "cache"}
    build(source, out, gzip=True, options=options)
    (out / "rss.xml.gz").unlink()
    (out / "index.html.gz").write_bytes(b"damaged")
    assert build(source, out, gzip=True, options=options).report.changed
    assert_twins(out)
