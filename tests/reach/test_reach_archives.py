"""Archives (RFC 5005, 4): followed link by link, every post once; what is full stays as it is."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from posixpath import dirname, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import pytest
from archives import FIRST, build, contents, ids, write_post, write_posts
from lxml import etree

from feeds import validate

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
BASE = "https://feeds.example.org/f/"
XML = ("rss.xml", "atom.xml")


def links(document: bytes) -> dict[str, str]:
    """The links of a feed itself, by their relations."""
    root = etree.fromstring(document)
    feed = root[0] if root.tag == "rss" else root
    return {link.get("rel", "alternate"): link.get("href") for link in feed.iterchildren(f"{ATOM}link")}


def marks(document: bytes) -> set[str]:
    """Which of RFC 5005's marks the feed bears."""
    return {
        name
        for name in ("complete", "archive")
        if etree.fromstring(document).find(f".//{HISTORY}{name}") is not None
    }


def path_of(address: str, page: str) -> str:
    """The path below the output folder that `address` means in the file `page`."""
    if address.startswith(BASE):
        return unquote(address.removeprefix(BASE))
    assert "://" not in address
    return unquote(normpath(urljoin(f"{dirname(page)}/", address)).lstrip("/"))


def walk(out: Path, name: str) -> list[str]:
    """The documents from the polled feed back to the oldest, checking each link on the way."""
    pages, newer = [name], None
    while True:
        found = links((out / pages[-1]).read_bytes())
        if len(pages) > 1:
            assert path_of(found["current"], pages[-1]) == name
            assert ("next-archive" in found) == (len(pages) > 2)
            if newer:
                assert path_of(found["next-archive"], pages[-1]) == newer
            newer = pages[-1]
        if "prev-archive" not in found:
            return pages
        pages.append(path_of(found["prev-archive"], pages[-1]))
        assert len(pages) < 1000


def all_ids(out: Path, name: str) -> list[str]:
    return [one for page in walk(out, name) for one in ids(out, page)]


def published(source: Path) -> list[str]:
    """The addresses of the posts in the folder, newest first."""
    posts = []
    for file in source.glob("*.md"):
        header = file.read_text("utf-8").split("---\n")[1]
        keys = dict(line.split(": ", 1) for line in header.splitlines())
        posts.append((json.loads(keys["date"]), json.loads(keys["url"])))
    return [url for _, url in sorted(posts, reverse=True)]


def assert_followed(source: Path, out: Path, limit: int) -> None:
    """Every post is in exactly one document; the newest in the polled feed."""
    urls = published(source)
    for name in XML:
        assert ids(out, name) == urls[:limit]
        seen = all_ids(out, name)
        assert sorted(seen) == sorted(urls)
        for page in walk(out, name):
            document = (out / page).read_bytes()
            expected = {"archive"} if page != name else {"complete"} if len(urls) <= limit else set()
            assert marks(document) == expected
    assert ids(out, "feed.json") == urls[:limit]


@pytest.mark.parametrize("base", [BASE, None], ids=["absolute", "relative"])
@pytest.mark.parametrize("count", [1, 9, 10, 11, 20, 21, 30, 31, 47])
def test_every_post_is_met_once(tmp_path: Path, count: int, base: str | None) -> None:
    source, out = write_posts(tmp_path / "posts", count), tmp_path / "out"
    build(source, out, limit=10, self=base)
    assert_followed(source, out, 10)


def test_json_leads_on_to_the_archives(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 35), tmp_path / "out"
    build(source, out, limit=10, self=BASE)
    seen, page = [], "feed.json"
    while True:
        feed = json.loads((out / page).read_bytes())
        seen += [item["id"] for item in feed["items"]]
        if "next_url" not in feed:
            break
        page = path_of(feed["next_url"], page)
    assert sorted(seen) == sorted(published(source))


def test_each_document_names_itself(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 25), tmp_path / "out"
    build(source, out, limit=10, self=BASE, by=("author",))
    feeds = [path for path in contents(out) if path.endswith(XML)]
    assert len(feeds) == 8
    for path in feeds:
        assert links((out / path).read_bytes())["self"] == BASE + path


def test_the_ledger_tells_which_archive_holds_a_post(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 25), tmp_path / "out"
    build(source, out, limit=10, self=BASE)
    rows = [json.loads(row) for row in (out / "ledger.jsonl").read_text("utf-8").splitlines()]
    held = {row["id"]: row["archive"] for row in rows}
    for page in walk(out, "atom.xml"):
        folder = dirname(page) or None
        assert {held.pop(name) for name in ids(out, page)} == {folder}
    assert not held


def test_without_archives_the_rest_is_left_out(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 25), tmp_path / "out"
    build(source, out, limit=10, self=BASE, archive=False)
    assert not (out / "archive").exists()
    for name in XML:
        document = (out / name).read_bytes()
        assert len(ids(out, name)) == 10
        assert links(document).keys().isdisjoint({"prev-archive", "next-archive", "current"})
        assert not marks(document)


def test_archives_come_and_go_with_the_setting(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 25), tmp_path / "out"
    build(source, out, limit=10, self=BASE)
    first = contents(out)
    build(source, out, limit=10, self=BASE, archive=False)
    assert len(all_ids(out, "atom.xml")) == 10
    build(source, out, limit=10, self=BASE)
    assert contents(out) == first


def test_a_large_feed_holds_fewer_entries_and_says_so(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_posts(source, 30, body="word " * 2000)
    outcome = build(source, out, limit=20, max_bytes=100_000, self=BASE)
    shown = len(ids(out))
    assert 5 <= shown < 20
    assert all((out / name).stat().st_size < 100_000 for name in (*XML, "feed.json"))
    told = [each for each in outcome.report.problems if each.code == "feed-too-large"]
    assert [each.severity for each in told] == ["warning"]
    assert str(shown) in told[0].message
    assert_followed(source, out, shown)


def test_one_post_alone_is_published_whatever_its_size(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 2, body="word " * 2000), tmp_path / "out"
    build(source, out, max_bytes=1000, self=BASE)
    assert_followed(source, out, 1)


def full_pages(out: Path, size: int) -> dict[str, bytes]:
    """Archive documents that nothing can be added to: full, and followed by another."""
    return {
        path: document
        for path, document in contents(out).items()
        if path.startswith("archive/")
        and path.endswith(XML)
        and "next-archive" in links(document)
        and len(ids(out, path)) >= size
    }


def test_adding_posts_one_by_one_leaves_full_pages_alone(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 4), tmp_path / "out"
    build(source, out, limit=4, self=BASE)
    before: dict[str, bytes] = {}
    for number in range(4, 30):
        write_post(source, number)
        build(source, out, limit=4, self=BASE, options={"use_cache": True, "cache": tmp_path / "cache"})
        assert_followed(source, out, 4)
        now = full_pages(out, 4)
        assert {path: now.get(path) for path in before} == before
        before = now
    assert len({dirname(path) for path in before}) == 6


@pytest.mark.parametrize("seed", range(2))
def test_a_long_life(tmp_path: Path, seed: int) -> None:
    """Adds of new and back-dated posts, edits, deletions and other limits, in any order."""
    chance = random.Random(seed)
    source, out = write_posts(tmp_path / "posts", 12), tmp_path / "out"
    options = {"use_cache": True, "cache": tmp_path / "cache"}
    day, limit = 12, 5
    build(source, out, limit=limit, self=BASE)
    for step in range(40):
        before = full_pages(out, 0)
        homes = {one: dirname(path) for path in before for one in ids(out, path)}
        act = chance.choice(["add", "add", "add", "back-dated", "edit", "delete", "limit"])
        file = chance.choice(sorted(source.glob("*.md")))
        if act == "add":
            day += 1
            write_post(source, day)
        elif act == "back-dated":
            moment = FIRST + timedelta(days=chance.randrange(day), hours=1, seconds=step)
            write_post(source, 1000 + step, date=moment.isoformat())
        elif act == "edit":
            file.write_text(file.read_text("utf-8") + f"\nEdited {step}.\n", encoding="utf-8")
        elif act == "delete":
            file.unlink()
        else:
            limit = chance.choice([3, 5, 8])
        build(source, out, limit=limit, self=BASE, max_new=100, options=options)
        assert_followed(source, out, limit)
        if act in ("add", "back-dated"):
            assert {path: (out / path).read_bytes() for path in before} == before
        elif act == "edit":
            home = homes.get(f"https://example.org/p/{int(file.stem)}")
            changed = {dirname(path) for path in before if (out / path).read_bytes() != before[path]}
            assert changed <= {home}


def test_every_archive_is_valid(tmp_path: Path) -> None:
    source, out = write_posts(tmp_path / "posts", 35), tmp_path / "out"
    build(source, out, limit=10, self=BASE, language="en", title="Example")
    for path, document in contents(out).items():
        if path.endswith((*XML, "feed.json", "feeds.opml")):
            told = [each for each in validate.findings(document) if each.severity != "info"]
            assert not told, (path, told)
