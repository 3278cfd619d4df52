"""What one file says, and how a cache keeps it."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from feeds.model import Enclosure, Origin, Person, Post
from feeds.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feeds.cache import Cache
    from feeds.sources import SourceFile

_TABLE = "readings"
_ENCODE = json.JSONEncoder(default=datetime.isoformat).encode
_DECODE = json.JSONDecoder().decode
_LEAST = 64
"""Files of a batch."""
_MORE = 61
"""How many more it has on average. A prime: checksums of names in a row share their last bits."""


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
    says_post: bool = False
    """Its header calls it a post."""
    page: Problem | None = None
    """Why it is no post in an archive whose posts are called so: its header calls it a page."""


class Batch(NamedTuple):
    """Files as they were when they were read, and what each says."""

    files: Sequence[tuple[str, int, int, int, int]]
    """Path, size, times and inode: as `SourceFile` has them."""
    readings: Sequence[Reading]


def batches(files: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    """The files in groups that the cache keeps together: one by one they would take several times as long.

    Names decide where a group ends, so that a file more or less changes one or two groups and no others.
    """
    batch: list[SourceFile] = []
    for file in files:
        if len(batch) >= _LEAST and _checksum(file.path) % _MORE == 0:
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def _checksum(path: str) -> int:
    return crc32(path.encode("utf-8", "surrogatepass"))


def stored(cache: Cache | None, files: Sequence[SourceFile]) -> bytes:
    """What the cache keeps of the batch, packed; nothing where it knows of none."""
    return cache.get(_TABLE, [_name(files)]).get(_name(files), b"") if cache else b""


def store(cache: Cache, files: Sequence[SourceFile], packed: bytes) -> None:
    """Keep the batch, packed, for the next run."""
    cache.put(_TABLE, [(_name(files), packed)])


def forget_others(cache: Cache, kept: Iterable[Sequence[SourceFile]]) -> None:
    """Forget all batches but those that are `kept`."""
    cache.keep(_TABLE, set(map(_name, kept)))


def _name(files: Sequence[SourceFile]) -> str:
    path = files[0].path
    return path if path.isascii() else json.dumps(path)


_OF_READINGS = ("digest", "post", *Reading._fields[3:])
_OF_POSTS = Post._fields[2:]


def pack(key: str, batch: Batch) -> bytes:
    """The batch by columns, for those who know its `key`."""
    rows = [(each.digest, bool(each.post), *each[3:]) for each in batch.readings]
    posts = [each.post[2:] for each in batch.readings if each.post]
    columns = (_columns(_OF_READINGS, rows), _columns(_OF_POSTS, posts))
    return _ENCODE((key, list(zip(*batch.files, strict=True)), *columns)).encode()


def unpack(key: str, packed: bytes) -> Batch:
    """What was packed; an empty batch where that was nothing, or under another key."""
    values: list[Any] = _DECODE(packed.decode()) if packed else [None]
    if values[0] != key or not values[1]:
        return Batch((), ())
    _, files, columns, of_posts = values
    paths = files[0]
    digests, with_post, *rest = map(_values, _OF_READINGS, columns)
    own = compress(paths, with_post), compress(digests, with_post)
    # Made as plain tuples are: by their own constructors, they would take twice as long.
    posts = map(_NEW_POST, zip(*own, *map(_values, _OF_POSTS, of_posts), strict=True))
    each_post = posts if all(with_post) else (next(posts) if has else None for has in with_post)
    readings = map(_NEW_READING, zip(paths, digests, each_post, *rest, strict=True))
    return Batch(list(zip(*files, strict=True)), list(readings))


_NEW_POST: Callable[[Iterable[Any]], Post] = partial(tuple.__new__, Post)
_NEW_READING: Callable[[Iterable[Any]], Reading] = partial(tuple.__new__, Reading)


def _columns(names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    return list(map(_column, names, zip(*rows, strict=True)))


def _column(name: str, values: Iterable[Any]) -> Any:
    """The values; of a kind that many share: each once, and for each row which, or how many where all are the same."""
    if name in _OWN:
        return values
    places: dict[Any, int] = {}
    rows = [places.setdefault(value, len(places)) for value in values]
    return list(places), rows if len(places) > 1 else len(rows)


def _values(name: str, column: Any) -> list[Any]:
    if name in _DATES:
        return [text and datetime.fromisoformat(text) for text in column]
    if name in _OWN:
        return column  # type: ignore[no-any-return]
    values, rows = column
    if read := _READERS.get(name):
        values = [() if value == [] else value and read(value) for value in values]
    return values * rows if isinstance(rows, int) else [values[row] for row in rows]


def _pairs(values: list[list[Any]]) -> tuple[Any, ...]:
    return tuple(map(tuple, values))


_DATES = frozenset({"published", "updated", "expires"})
"""Not to be shared: the same moment may be written with several offsets."""
_OWN = _DATES | {"digest", "content", "body_start", "url", "title"}
"""What each post has of its own."""
_READERS: dict[str, Callable[[Any], Any]] = {
    "problems": lambda problems: tuple(Problem(*each) for each in problems),
    "held": lambda held: Problem(*held),
    "page": lambda page: Problem(*page),
    "orders": tuple,
    "heading": tuple,
    "authors": lambda people: tuple(Person(*each) for each in people),
    "tags": tuple,
    "categories": tuple,
    "enclosures": lambda enclosures: tuple(Enclosure(*each) for each in enclosures),
    "origin": lambda origin: Origin(*origin),
    "podcast": _pairs,
    "mentions": tuple,
    "lines": _pairs,
}
"""How to make what JSON has no words for."""
