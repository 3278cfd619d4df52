"""Real readers subscribe to the nasty posts over HTTP, and see what was published."""

from __future__ import annotations

import calendar
import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

import feedparser
import nasty_posts
import pytest
from samples import NASTY, feed, nasty

from feeds import Options
from feeds import build as publish
from feeds.config import load
from feeds.formats import FORMATS, Subscription, opml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Site

    from feeds.model import Entry


class Seen(NamedTuple):
    """One entry, as a reader shows it."""

    link: str
    title: str
    published: int
    """Seconds since 1970."""
    author: str
    content: str
    enclosure: str


def _run(command: list[str], home: Path, text: str = "") -> str:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return subprocess.run(
        command,
        env={**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", "NO_PROXY": "*"},
        input=text,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


def _newsboat(url: str, home: Path) -> list[Seen]:
    settings = home / ".newsboat"
    settings.mkdir(exist_ok=True)
    (settings / "urls").write_text(f"{url}\n")
    (settings / "config").write_text("max-items 0\n")
    _run(["newsboat", "-x", "reload"], home)
    with closing(sqlite3.connect(settings / "cache.db")) as database:
        rows = database.execute(
            "SELECT url, title, pubDate, author, content, enclosure_url FROM rss_item ORDER BY pubDate DESC, id"
        )
        return [Seen(*(value or "" for value in row)) for row in rows]


def _sfeed(url: str, home: Path) -> list[Seen]:
    if shutil.which("curl") is None:
        pytest.skip("curl, which sfeed calls, is not installed")
    (home / "sfeedrc").write_text(f'sfeedpath="{home}"\nfeeds() {{\n  feed it "{url}"\n}}\n')
    _run(["sfeed_update", str(home / "sfeedrc")], home)
    seen = []
    for line in (home / "it").read_text("utf-8").splitlines():
        stamp, title, link, content, _, _, author, enclosure, *_ = line.split("\t")
        text = re.sub(r"\\(.)", lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), content)
        seen.append(Seen(link, title, int(stamp), author, text, enclosure))
    return seen


def _feedparser(url: str, home: Path) -> list[Seen]:  # noqa: ARG001
    read = feedparser.parse(url, sanitize_html=False, resolve_relative_uris=False)
    assert not read.bozo
    return [
        Seen(
            it.link,
            it.title,
            calendar.timegm(it.published_parsed),
            it.get("author_detail", {}).get("name", ""),
            it.content[-1].value,
            it.enclosures[0].href if it.get("enclosures") else "",
        )
        for it in read.entries
    ]


READERS = {"newsboat": _newsboat, "sfeed": _sfeed, "feedparser": _feedparser}
SEEN_BY_ALL = tuple(one for one in NASTY if one.published.timestamp() >= 0)
"""Newsboat counts the seconds of a date without a sign."""


def _as_seen(one: Entry, name: str) -> list[Seen]:
    """How a reader may show the entry: with its authors' joined name from RSS, with any one of them from Atom."""
    names = [person.name for person in one.authors]
    joined = ", ".join(names)
    enclosure = one.enclosures[0].url if one.enclosures else ""
    return [
        Seen(one.url, one.title, int(one.published.timestamp()), author, one.html.strip(), enclosure)
        for author in ([joined] if name == "rss" else [joined, *names])
    ]


@pytest.mark.parametrize("name", ["rss", "atom"])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_reader_sees_what_was_published(
    reader: Callable[[str, Path], list[Seen]], name: str, site: Site, home: Path
) -> None:
    row = FORMATS[name]
    meta = nasty(self_url=site.base + row.file_name).meta
    (site.folder / row.file_name).write_bytes(row.write(nasty()._replace(meta=meta, entries=SEEN_BY_ALL)))
    seen = reader(site.base + row.file_name, home)
    by_link = {it.link: it._replace(content=it.content.strip()) for it in seen}
    assert len(seen) == len(by_link) == len(SEEN_BY_ALL)
    for one in SEEN_BY_ALL:
        assert by_link[one.url] in _as_seen(one, name)


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_an_edit_reaches_newsboat_once(name: str, site: Site, home: Path) -> None:
    row = FORMATS[name]
    before = SEEN_BY_ALL[0]
    after = before._replace(title="Mended", updated=datetime(2021, 1, 1, tzinfo=UTC))
    for one in (before, after):
        (site.folder / row.file_name).write_bytes(row.write(feed(one)))
        os.utime(site.folder / row.file_name, (one.updated.timestamp(), one.updated.timestamp()))
        seen = _newsboat(site.base + row.file_name, home)
    assert [(it.link, it.title, it.published) for it in seen] == [
        (before.url, "Mended", int(before.published.timestamp()))
    ]


def _listed() -> bytes:
    rows = [
        Subscription(
            nasty(self_url=f"https://feeds.example.org/{name}?a=1&b=2", title=title).meta, row, "", 1
        )
        for row in (FORMATS["rss"], FORMATS["atom"])
        for name, title in ((f"{row.name}.xml", "AT&T"), (f"tag/日本/{row.name}.xml", "Tag: 日本"))
    ]
    return opml.write("All & sundry", rows)


ADDRESSES = [
    "https://feeds.example.org/rss.xml?a=1&b=2",
    "https://feeds.example.org/tag/日本/rss.xml?a=1&b=2",
    "https://feeds.example.org/atom.xml?a=1&b=2",
    "https://feeds.example.org/tag/日本/atom.xml?a=1&b=2",
]


def test_newsboat_imports_every_feed(home: Path) -> None:
    assert _import_into_newsboat(_listed(), home) == ADDRESSES


def test_sfeed_imports_every_feed(home: Path) -> None:
    imported = _run(["sfeed_opml_import"], home, _listed().decode())
    assert re.findall(r"^\s*feed '(.*?)' '(.*?)'", imported, re.MULTILINE) == list(
        zip(["AT&T (RSS)", "Tag: 日本 (RSS)", "AT&T (Atom)", "Tag: 日本 (Atom)"], ADDRESSES, strict=True)
    )


# --- From files to readers ----------------------------------------------------------------------------------


def _publish(source: Path, site: Site, **options: Any) -> None:
    publish(source, site.folder, load(source), Options(use_cache=False, jobs=1, **options))


def _assert_seen(seen: list[Seen], name: str) -> None:
    by_link = {it.link: it for it in seen}
    assert len(seen) == len(by_link) == len(nasty_posts.SEEN)
    for one in nasty_posts.SEEN:
        it = by_link[one.url]
        assert it.title == one.title
        assert it.published == int(datetime.fromisoformat(one.published).timestamp())
        assert it.author in {", ".join(one.authors), *(one.authors if name == "atom" else ())}
        assert it.enclosure == (one.enclosures[0] if one.enclosures else "")
        for part in one.contains:
            assert part in it.content


@pytest.mark.parametrize("name", ["rss", "atom"])
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
def test_a_reader_sees_what_the_files_say(
    reader: Callable[[str, Path], list[Seen]], name: str, site: Site, home: Path, tmp_path: Path
) -> None:
    _publish(nasty_posts.write(tmp_path / "posts", site.base), site)
    _assert_seen(reader(site.base + FORMATS[name].file_name, home), name)


@pytest.mark.parametrize("name", ["rss", "atom"])
@pytest.mark.parametrize("reader", [_newsboat, _feedparser], ids=["newsboat", "feedparser"])
def test_an_edited_and_moved_post_is_no_new_one(
    reader: Callable[[str, Path], list[Seen]], name: str, site: Site, home: Path, tmp_path: Path
) -> None:
    source = nasty_posts.write(tmp_path / "posts", site.base)
    _publish(source, site)
    address = site.base + FORMATS[name].file_name
    reader(address, home)
    file = source / "old.md"
    edited = file.read_text("utf-8").replace("http://example.org/old", "https://example.org/1999/old/")
    file.write_text(edited.replace("Old news.", "Newer words."), encoding="utf-8")
    _publish(source, site)
    seen = reader(address, home)
    assert len(seen) == len(nasty_posts.SEEN)
    (old,) = (it for it in seen if it.title == "Before all this")
    assert (old.link, old.content.strip()) == ("https://example.org/1999/old/", "<p>Newer words.</p>")


def test_a_reader_that_follows_the_archives_sees_every_post(site: Site, home: Path, tmp_path: Path) -> None:
    _publish(nasty_posts.write(tmp_path / "posts", site.base, limit=3), site)
    for name in ("rss", "atom"):
        address: str | None = site.base + FORMATS[name].file_name
        seen: list[Seen] = []
        while address:
            seen += _feedparser(address, home)
            links = feedparser.parse(address).feed.links
            address = next((link.href for link in links if link.rel == "prev-archive"), None)
        _assert_seen(seen, name)


def _import_into_newsboat(listed: bytes, home: Path) -> list[str]:
    (home / ".newsboat").mkdir()
    (home / "feeds.opml").write_bytes(listed)
    _run(["newsboat", "-i", str(home / "feeds.opml")], home)
    lines = (home / ".newsboat" / "urls").read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines if line]


def _import_into_sfeed(listed: bytes, home: Path) -> list[str]:
    imported = _run(["sfeed_opml_import"], home, listed.decode())
    return re.findall(r"^\s*feed '.*?' '(.*?)'", imported, re.MULTILINE)


@pytest.mark.parametrize("importer", [_import_into_newsboat, _import_into_sfeed], ids=["newsboat", "sfeed"])
def test_a_reader_imports_every_feed_that_was_published(
    importer: Callable[[bytes, Path], list[str]], site: Site, home: Path, tmp_path: Path
) -> None:
    _publish(nasty_posts.write(tmp_path / "posts", site.base), site)
    files = {
        str(path.relative_to(site.folder))
        for row in FORMATS.values()
        for path in site.folder.rglob(row.file_name)
    }
    assert len(files) > 30
    imported = importer((site.folder / "feeds.opml").read_bytes(), home)
    assert len(imported) == len(files)
    assert {unquote(address.removeprefix(site.base)) for address in imported} == files
