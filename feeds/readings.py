"""What one file says, and how a cache keeps it."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.model import Enclosure, Origin, Person, Post
from feeds.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feeds.cache import Cache
    from feeds.sources import SourceFile

_TABLE = "readings"
_ENCODE = json.JSONEncoder(default=datetime.isoformat).encode
_DECODE = json.JSONDecoder().decode
_BATCH = 500


class Reading(NamedTuple):
    """What one file says: the same for the same path, bytes and settings."""

    source: str
    digest: str
    """Of the file's bytes (SHA-256)."""
    post: Post | None = None
    problems: tuple[Problem, ...] = ()
    held: Problem | None = None
    """Why it is no post, or none for readers: no error."""
    expires: datetime | None = None
    without_zone: str | None = None
    """The time, where it has no offset and the settings name no zone."""
    orders: tuple[str, ...] = ()
    """Which orders of day and month its dates leave open: "dmy", "mdy" or "either"."""
    placed: bool = False
    """Its header holds both an address and a date, so that it is a post wherever it lies."""


class Stored(NamedTuple):
    """A file, and what an earlier run made of it."""

    file: SourceFile
    fresh: bool
    """The file is as it was then, as far as its size and time tell."""
    reading: Reading | None


def recalled(cache: Cache | None, key: str, files: Iterable[SourceFile]) -> Iterator[Stored]:
    """The files, with what the cache knows of them under `key`."""
    batch: list[SourceFile] = []
    for file in files:
        batch.append(file)
        if len(batch) == _BATCH:
            yield from _recalled(cache, key, batch)
            batch = []
    yield from _recalled(cache, key, batch)


def _recalled(cache: Cache | None, key: str, files: list[SourceFile]) -> Iterator[Stored]:
    rows = cache.get(_TABLE, map(_name, files)) if cache else {}
    for file in files:
        row = rows.get(_name(file))
        stored_key, size, mtime, inode, values = _DECODE(row.decode()) if row else (None, 0, 0, 0, [])
        if stored_key == key:
            same = (size, mtime, inode) == (file.size, file.mtime_ns, file.inode)
            yield Stored(file, same, _reading(values))
        else:
            yield Stored(file, False, None)


def remember(
    cache: Cache, key: str, new: list[tuple[SourceFile, Reading]], files: Iterable[SourceFile]
) -> None:
    """Keep what is `new` for the next run, and forget files that are no longer there."""
    for start in range(0, len(new), _BATCH):
        cache.put(_TABLE, [_row(key, file, reading) for file, reading in new[start : start + _BATCH]])
    if new:
        cache.keep(_TABLE, {_name(file) for file in files})


def _row(key: str, file: SourceFile, reading: Reading) -> tuple[str, bytes]:
    return _name(file), _ENCODE((key, file.size, file.mtime_ns, file.inode, reading)).encode()


def _name(file: SourceFile) -> str:
    return file.path if file.path.isascii() else json.dumps(file.path)


def _reading(values: list[Any]) -> Reading:
    source, digest, post, problems, held, expires, without_zone, orders, placed = values
    return Reading(
        source,
        digest,
        _post(post) if post else None,
        tuple(Problem(*each) for each in problems),
        Problem(*held) if held else None,
        datetime.fromisoformat(expires) if expires else None,
        without_zone,
        tuple(orders),
        placed,
    )


@lru_cache(maxsize=4096)
def _shared(value: tuple[Any, ...]) -> tuple[Any, ...]:
    """One value for all posts that have the same."""
    return value


def _pairs(values: list[list[Any]]) -> tuple[Any, ...]:
    return _shared(tuple(map(tuple, values)))


_READERS: dict[str, Callable[[Any], Any]] = {
    "published": datetime.fromisoformat,
    "updated": datetime.fromisoformat,
    "heading": tuple,
    "authors": lambda people: _shared(tuple(Person(*each) for each in people)),
    "tags": lambda tags: _shared(tuple(tags)),
    "categories": lambda categories: _shared(tuple(categories)),
    "enclosures": lambda enclosures: tuple(Enclosure(*each) for each in enclosures),
    "origin": lambda origin: Origin(*origin),
    "podcast": _pairs,
    "mentions": tuple,
    "lines": _pairs,
}
"""How to make what JSON has no words for."""
_PLACES = [(Post._fields.index(name), read) for name, read in _READERS.items()]


def _post(values: list[Any]) -> Post:
    for at, read in _PLACES:
        value = values[at]
        if value:
            values[at] = read(value)
        elif value is not None:
            values[at] = ()
    return Post._make(values)
