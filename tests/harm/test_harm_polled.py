"""Readers that poll while feeds are regenerated, and clocks that are set back."""

from __future__ import annotations

import os
import threading
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from archives import FEEDS, NOW, assert_whole, build, contents, ids, write_post, write_posts
from loopback import served

from feeds import validate
from feeds.validate import readback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REGENERATIONS = 200
LIMIT = 20


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of the folder `out`."""
    with served(tmp_path / "out") as address:
        yield address


def _errors(feed: bytes) -> list[str]:
    return [found.message for found in validate.findings(feed) if found.severity == "error"]


class Poller(threading.Thread):
    """Reads each feed and all its archives, again and again, until there is nothing more to come."""

    def __init__(self, site: str) -> None:
        super().__init__()
        self.site = site
        self.published = 0
        """How many posts there are in any case."""
        self.done = False
        self.rounds = 0
        self.trouble: list[str] = []
        self._get = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def run(self) -> None:
        while not self.trouble:
            last = self.done
            self._read(FEEDS[self.rounds % len(FEEDS)])
            self.rounds += 1
            if last:
                return

    def _read(self, name: str) -> None:
        wanted = {f"https://example.org/p/{number}" for number in range(self.published)}
        seen: set[str] = set()
        address = self.site + name
        while address:
            try:
                with self._get(address, timeout=20) as answer:
                    data = answer.read()
                feed = readback.read(data)
            except (OSError, ValueError) as error:
                self.trouble.append(f"{address}: {error}")
                return
            if address == self.site + name and (errors := _errors(data)):
                self.trouble.append(f"{address}: {errors}")
            seen |= {entry.id for entry in feed.entries}
            address = feed.older
        if not wanted <= seen:
            self.trouble.append(f"{name}: {sorted(wanted - seen)} nowhere to be found")


def test_readers_never_see_a_broken_feed_nor_an_archive_that_is_not_there(tmp_path: Path, site: str) -> None:
    posts, out = write_posts(tmp_path / "posts", LIMIT), tmp_path / "out"
    options = {"use_cache": True, "cache": tmp_path / "cache"}
    build(posts, out, options=options, limit=LIMIT, self=site)
    poller = Poller(site)
    poller.published = LIMIT
    poller.start()
    try:
        for number in range(LIMIT, LIMIT + REGENERATIONS):
            write_post(posts, number)
            if not number % 7:
                write_post(posts, number // 3, body=f"Edited at {number}.")
            build(posts, out, options=options, limit=LIMIT, self=site)
            poller.published = number + 1
            if poller.trouble:
                break
    finally:
        poller.done = True
        poller.join()
    assert not poller.trouble, poller.trouble[:3]
    assert poller.rounds > 20
    assert len(contents(out / "archive")) == 3 * REGENERATIONS / LIMIT


def test_a_clock_set_back_leaves_feeds_whole_and_files_newer(tmp_path: Path) -> None:
    posts, out = write_posts(tmp_path / "posts", 30), tmp_path / "out"
    build(posts, out, limit=10)
    before = {file: file.stat().st_mtime_ns for file in out.rglob("*.xml")}
    for file in before:
        ahead = before[file] + 10**18
        os.utime(file, ns=(ahead, ahead))
        before[file] = ahead
    write_post(posts, 30)
    build(posts, out, options={"now": NOW - timedelta(days=900)}, limit=10, edits="clock")
    write_post(posts, 29, body="Edited.")
    build(posts, out, options={"now": NOW - timedelta(days=1800)}, limit=10, edits="clock")
    assert_whole(out)
    assert ids(out)[0] == "https://example.org/p/30"
    for file, then in before.items():
        assert file.stat().st_mtime_ns >= then
    feed = readback.read((out / "atom.xml").read_bytes())
    assert all(
        entry.published and entry.updated and entry.updated >= entry.published for entry in feed.entries
    )


@pytest.mark.parametrize("cache", [True, False])
def test_a_scheduled_post_keeps_its_id_whichever_way_the_clock_goes(tmp_path: Path, cache: bool) -> None:
    posts, out = write_posts(tmp_path / "posts", 3), tmp_path / "out"
    scheduled = datetime(2026, 6, 1, tzinfo=UTC)
    write_post(posts, 900, date=scheduled.isoformat(), url="https://example.org/scheduled")
    seen = []
    for days in (-30, 1, -30, 2, 2, -30):
        options = {"now": scheduled + timedelta(days=days), "use_cache": cache, "cache": tmp_path / "cache"}
        outcome = build(posts, out, options=options)
        assert_whole(out)
        assert len(ids(out)) == (4 if days > 0 else 3)
        seen.append(str(outcome.changes))
    assert seen == [
        "3 new, 0 edited, 0 gone, 0 would reappear",
        "1 new, 0 edited, 0 gone, 0 would reappear",
        "0 new, 0 edited, 1 gone, 0 would reappear",
        "0 new, 0 edited, 0 gone, 1 would reappear",
        "0 new, 0 edited, 0 gone, 0 would reappear",
        "0 new, 0 edited, 1 gone, 0 would reappear",
    ]
