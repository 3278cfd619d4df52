"""What one file says, and how a cache keeps it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.model import Enclosure, Origin, Person, Post
from feeds.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feeds.cache import Cache
    from feeds.sources import SourceFile

_TABLE = "readings"
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
    rows = cache.get(_TABLE, [_name(file) for file in files]) if cache else {}
    for file in files:
        row = rows.get(_name(file))
        stored_key, size, mtime, inode, values = json.loads(row) if row else ("", 0, 0, 0, None)
        known = values is not None and stored_key == key
        same = (size, mtime, inode) == (file.size, file.mtime_ns, file.inode)
        yield Stored(file, known and same, _reading(values) if values and known else None)


def remember(
    cache: Cache, key: str, new: list[tuple[SourceFile, Reading]], files: Iterable[SourceFile]
) -> None:
    """Keep what is `new` for the next run, and forget files that are no longer there."""
    for start in range(0, len(new), _BATCH):
        cache.put(_TABLE, [_row(key, file, reading) for file, reading in new[start : start + _BATCH]])
    if new:
        cache.keep(_TABLE, {_name(file) for file in files})


def _row(key: str, file: SourceFile, reading: Reading) -> tuple[str, bytes]:
    values = (key, file.size, file.mtime_ns, file.inode, _values(reading))
    return _name(file), json.dumps(values).encode()


def _name(file: SourceFile) -> str:
    return file.path if file.path.isascii() else json.dumps(file.path)


def _values(reading: Reading) -> list[Any]:
    post = reading.post
    expires = reading.expires and reading.expires.isoformat()
    return [*reading[:2], _post_values(post) if post else None, *reading[3:5], expires, *reading[6:]]


def _post_values(post: Post) -> list[Any]:
    values: dict[str, Any] = {name: getattr(post, name) for name in Post.__slots__}
    values["published"] = post.published.isoformat()
    values["updated"] = post.updated and post.updated.isoformat()
    values["authors"] = [(each.name, each.email, each.url) for each in post.authors]
    values["enclosures"] = [
        (each.url, each.type, each.length, each.title, each.duration) for each in post.enclosures
    ]
    values["origin"] = post.origin and (post.origin.title, post.origin.url)
    return list(values.values())


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


def _post(values: list[Any]) -> Post:
    fields = dict(zip(Post.__slots__, values, strict=True))
    fields["published"] = datetime.fromisoformat(fields["published"])
    fields["updated"] = datetime.fromisoformat(fields["updated"]) if fields["updated"] else None
    fields["heading"] = tuple(fields["heading"]) if fields["heading"] else None
    fields["authors"] = tuple(Person(*each) for each in fields["authors"])
    fields["enclosures"] = tuple(Enclosure(*each) for each in fields["enclosures"])
    fields["origin"] = Origin(*fields["origin"]) if fields["origin"] else None
    for name in ("tags", "categories", "mentions"):
        fields[name] = tuple(fields[name])
    for name in ("podcast", "lines"):
        fields[name] = tuple(map(tuple, fields[name]))
    return Post(**fields)
