"""What was published before: the ids that subscribers know, and what a change would do to them."""

from __future__ import annotations

import json
import re
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import chain, count
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import quote, urlsplit

from feeds.dates import rfc3339
from feeds.outcome import Changes
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from feeds.model import Post

FILE_NAME = "ledger.jsonl"

_Name = TypeVar("_Name", int, str)
_Bearer = TypeVar("_Bearer")
_DOMAIN = regex(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?")
"""RFC 4151, 2.1."""
_ID = regex(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\ud800-\udfff\ufffe\uffff]+")
_ARCHIVE = regex(r"archive/[1-9][0-9]{0,8}")


class Line(NamedTuple):
    """One entry ever published: one line of ledger.jsonl."""

    id: str
    url: str
    """As a URI."""
    source: str
    """Path of the post below SOURCE; empty where the line was rebuilt from a feed."""
    title: str
    published: str
    """RFC 3339, like `updated`."""
    updated: str
    digest: str
    """Of what readers see of the post; empty where the line was rebuilt from a feed."""
    archive: str | None = None
    """Path of the archive document that holds the entry."""


_ROW = "{" + ", ".join(f'"{name}": %s' for name in Line._fields) + "}\n"


class Known(NamedTuple):
    """A post, and what the ledger knows of it."""

    post: Post
    url: str
    """As a URI."""
    id: str
    updated: datetime
    """When readers are told that it last changed; `post.published` where it never did."""
    line: Line | None
    """None: it was never published."""

    @property
    def archive(self) -> str | None:
        """Folder of the archive document that holds the entry by now."""
        return self.line.archive if self.line else None


class DamagedError(ValueError):
    """A ledger whose lines cannot all be read. `lines` holds those that can."""

    def __init__(self, number: int, lines: tuple[Line, ...]) -> None:
        super().__init__(f"line {number} cannot be read")
        self.lines = lines


def parse(data: bytes) -> tuple[Line, ...]:
    """Read ledger.jsonl. Raises DamagedError where a line is not what we wrote."""
    lines: list[Line] = []
    broken = None
    read = json.JSONDecoder().raw_decode
    for number, row in enumerate(data.removesuffix(b"\n").split(b"\n"), 1):
        try:
            text = row.decode().strip(" \t\r")
            value, end = read(text)
            if end != len(text):
                raise ValueError("more than one value")
            lines.append(_line(value))
        except (ValueError, TypeError, RecursionError):
            broken = broken or number
    if broken:
        raise DamagedError(broken, tuple(lines))
    return tuple(lines)


def _line(row: Any) -> Line:
    line = Line(**row)
    if set(map(type, line[:-1])) != {str} or type(line.archive) not in (str, type(None)):
        raise TypeError("a value of the wrong kind")
    if not _ID.fullmatch(line.id) or not line.url:
        raise ValueError("not a value that we write")
    if line.archive is not None and not _ARCHIVE.fullmatch(line.archive):
        raise ValueError("not a value that we write")
    for date in (line.published, line.updated):
        if datetime.fromisoformat(date).tzinfo is None:
            raise ValueError("a date without its offset")
    return line


def dump(lines: Iterable[Line]) -> bytes:
    """ledger.jsonl: oldest first, so that it grows at its end."""
    rows = BytesIO()
    for line in sorted(lines, key=_order):
        row = _ROW % tuple(["null" if value is None else encode_basestring(value) for value in line])
        rows.write(row.encode("utf-8", "backslashreplace"))
    return rows.getvalue()


def _order(line: Line) -> tuple[str, str]:
    return (line.published, line.id)


def _same_page(url: str) -> str:
    """What is left of an address without its scheme, trailing slash, index page and the case of its host."""
    host, _, path = re.sub(r"^https?://(www\.)?", "", url).partition("/")
    path = re.sub(r"(^|/)index\.html?$", r"\1", path)
    return host.lower() + "/" + path.rstrip("/")


def _slug(url: str) -> str:
    """The last part of an address, without its ending: what most changes of a scheme leave as it was."""
    return re.split(r"[?#]", _same_page(url))[0].rpartition("/")[2].removesuffix(".html")


def _moment(published: datetime) -> str:
    """In seconds, whatever the offset that it is written with."""
    return str(int(published.timestamp()))


_SIGNS = (
    ("source", "url"),
    ("url", "published"),
    ("content", "published"),
    ("source", "published"),
    ("url",),
    ("source", "title"),
    ("source", "content"),
    ("page",),
    ("published", "title"),
    ("content", "slug"),
)
"""By what a post is known again, the surest sign first."""

_OF_LINE: dict[str, Callable[[Line], str]] = {
    "source": lambda line: line.source,
    "url": lambda line: line.url,
    "published": lambda line: _moment(datetime.fromisoformat(line.published)),
    "title": lambda line: line.title,
    "content": lambda line: line.digest,
    "page": lambda line: _same_page(line.url),
    "slug": lambda line: _slug(line.url),
}
_OF_POST: dict[str, Callable[[tuple[Post, str]], str]] = {
    "source": lambda pair: pair[0].source,
    "url": lambda pair: pair[1],
    "published": lambda pair: _moment(pair[0].published),
    "title": lambda pair: pair[0].title,
    "content": lambda pair: pair[0].content,
    "page": lambda pair: _same_page(pair[1]),
    "slug": lambda pair: _slug(pair[1]),
}
"""The marks that a sign is made of: those of a line, and of a post with its URI. They are looked at only where no surer
sign has told: most posts are where they were, and the others are few."""


def identify(posts: Sequence[Post], lines: Iterable[Line], edited_at: datetime | None = None) -> list[Known]:
    """Give each post the id that subscribers know, else its own address.

    A line of the ledger belongs to one post at most; a sign that two lines or two posts share counts for none.
    `edited_at` becomes `updated` of a post that changed since without its author saying when.
    """
    urls = [post.uri for post in posts]
    free = {line.id: line for line in lines}
    found: dict[int, Line] = {}
    unknown = dict(enumerate(zip(posts, urls, strict=True)))
    for sign in _SIGNS:
        if not free or not unknown:
            break
        lines_by = _unique([_OF_LINE[mark] for mark in sign], free)
        for key, at in _unique([_OF_POST[mark] for mark in sign], unknown, lines_by).items():
            found[at] = free.pop(lines_by[key])
            del unknown[at]
    taken = {line.id for line in found.values()} | free.keys()
    known = []
    for at, (post, url) in enumerate(zip(posts, urls, strict=True)):
        line = found.get(at)
        updated = post.updated or post.published
        if line and edited_at:
            updated = _updated(post, updated, line, edited_at)
        name = line.id if line else url if url not in taken else _tag_id(post, url, taken)
        taken.add(name)
        known.append((post, url, name, updated, line))
    # Made as plain tuples are: by their own constructor, they would take three times as long.
    return list(map(partial(tuple.__new__, Known), known))


def _updated(post: Post, said: datetime, line: Line, edited_at: datetime) -> datetime:
    moments = [said, datetime.fromisoformat(line.updated)]
    if line.digest not in ("", post.content) and said <= moments[1]:
        moments.append(edited_at.replace(microsecond=0).astimezone(post.published.tzinfo))
    # The first of those that are the same, as in the next run: each may be written with another offset.
    return max(moments)


def _unique(
    sign: Sequence[Callable[[_Bearer], str]],
    bearers: Mapping[_Name, _Bearer],
    among: Collection[tuple[str, ...]] | None = None,
) -> dict[tuple[str, ...], _Name]:
    """Who bears the sign's marks, if they are `among` those, where all are there and nobody else bears the same."""
    unique: dict[tuple[str, ...], _Name] = {}
    twice = set()
    keys = zip(*(map(mark, bearers.values()) for mark in sign), strict=True)
    for name, key in zip(bearers, keys, strict=True):
        if among is not None and key not in among:
            continue
        if key in unique:
            twice.add(key)
        elif all(key):
            unique[key] = name
    return {key: name for key, name in unique.items() if key not in twice}


def _tag_id(post: Post, url: str, taken: set[str]) -> str:
    """A tag URI (RFC 4151), for a post whose own address an older entry has for its id.

    A tag names a domain; of an address that has none there, such as http://my_blog.example/, the id is a UUID.
    """
    parts = urlsplit(url)
    tag = f"tag:{parts.hostname},{rfc3339(post.published)[:10]}:{parts.path}"
    own = f"{tag}:{quote(post.source, errors='surrogateescape')}"
    names = chain((tag, own), (f"{own}:{number}" for number in count(2)))
    if not _DOMAIN.fullmatch(parts.hostname or ""):
        from uuid import NAMESPACE_URL, uuid5

        return next(urn for name in names if (urn := uuid5(NAMESPACE_URL, name).urn) not in taken)
    return next(name for name in names if name not in taken)


def changes(
    before: Mapping[str, Line],
    polled_before: Collection[str],
    after: Mapping[str, Line],
    present: Collection[str],
    shown: Collection[str],
    polled: Iterable[str],
) -> Changes:
    """Compare the ledger and the ids of the polled feed with what they would become.

    `present` are the ids of all posts, `shown` of those in any feed or archive.
    """
    return Changes(
        new=tuple(name for name in after if name not in before),
        edited=tuple(
            name
            for name, line in before.items()
            if line.digest and name in shown and after[name].digest != line.digest
        ),
        gone=tuple(
            name
            for name, line in before.items()
            if name not in present and (line.archive is not None or name in polled_before)
        ),
        reappearing=tuple(name for name in polled if name in before and name not in polled_before),
    )
