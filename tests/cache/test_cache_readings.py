"""What the cache keeps of the files of an archive, in batches."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import messy
import pytest

from feeds import posts
from feeds.cache import Cache
from feeds.config import Config
from feeds.model import Enclosure, Origin, Person, Post
from feeds.problems import problem
from feeds.readings import Batch, Reading, batches, forget_others, pack, store, stored, unpack
from feeds.sources import SourceFile, content, scan

if TYPE_CHECKING:
    from pathlib import Path

FILES = [SourceFile(f"posts/{number:04}.md", 5, number, number, number) for number in range(2000)]


def _post(source: str, digest: str, published: str, **fields: Any) -> Post:
    moment = datetime.fromisoformat(published)
    return Post(source, digest, "c", "markdown", 0, f"https://example.org/{source}", moment, "T", **fields)


READINGS = (
    Reading("a.md", "1", held=problem("file-empty", "a.md")),
    Reading("b.md", "2", problems=(problem("no-title", "b.md", 3), problem("no-title", "b.md"))),
    Reading("c.md", "3", _post("c.md", "3", "2020-01-01T08:00:00+08:00", tags=("a", "b"), heading=(1, 2))),
    Reading(
        "d.md", "4", _post("d.md", "4", "2020-01-01T00:00:00+00:00", origin=Origin("a", "b")), orders=("dmy",)
    ),
    Reading(
        "e\udce9.md",
        "5",
        _post(
            "e\udce9.md",
            "5",
            "2020-01-01T00:00:00.5-03:30",
            updated=datetime.fromisoformat("2021-01-01T00:00:00+00:00"),
            authors=(Person("陈大文", "a@example.org"),),
            enclosures=(Enclosure("a.mp3", length=5),),
            podcast=(("itunes:episode", "1"), ("itunes:season", "2")),
            mentions=("c",),
            lines=(("url", 2), ("published", 3)),
            summary="",
        ),
        expires=datetime.fromisoformat("2030-01-01T08:00:00+08:00"),
        without_zone="noon",
        placed=True,
    ),
)


def _batch(readings: tuple[Reading, ...]) -> Batch:
    return Batch([SourceFile(each.source, 1, 2, 3, 4) for each in readings], list(readings))


@pytest.mark.parametrize("readings", [READINGS, READINGS[:2], READINGS[4:], ()])
def test_a_batch_comes_back_as_it_was(readings: tuple[Reading, ...]) -> None:
    batch = _batch(readings)
    again = unpack("key", pack("key", batch))
    # Equal values that differ in kind or in their offset are to stay apart: repr tells them.
    assert repr(list(again.readings)) == repr(list(batch.readings))
    assert list(again.files) == batch.files


def test_messy_posts_come_back_as_they_were(tmp_path: Path) -> None:
    source = messy.write(tmp_path)
    files = scan(source, messy.CONFIG.posts).files
    data = {file.path: content(source, file.path) for file in files}
    read = [posts.parse(path, each, Config()) for path, each in data.items() if isinstance(each, bytes)]
    assert repr(unpack("key", pack("key", Batch(files, read))).readings) == repr(read)


def test_what_was_read_under_other_settings_is_not_known() -> None:
    assert unpack("other", pack("key", _batch(READINGS))) == Batch((), ())
    assert unpack("key", b"") == Batch((), ())


def test_names_decide_what_is_kept_together() -> None:
    before = {tuple(batch) for batch in batches(FILES)}
    assert sum(map(len, before)) == len(FILES)
    assert 5 < len(before) < len(FILES) // 60
    for number in range(0, len(FILES), 90):
        after = {tuple(batch) for batch in batches(FILES[:number] + FILES[number + 1 :])}
        assert len(after - before) <= 3


def test_batches_that_are_gone_are_forgotten() -> None:
    cache = Cache(None)
    first, second, *_ = batches(FILES)
    for batch in (first, second):
        store(cache, batch, b"packed")
    forget_others(cache, [second])
    assert (stored(cache, first), stored(cache, second)) == (b"", b"packed")
    cache.close()
