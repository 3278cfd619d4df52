"""What the output folder, or the live site, remembers of earlier runs: its ledger, else the feeds themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feeds import ledger
from feeds.config import USAGE
from feeds.dates import rfc3339
from feeds.documents import ARCHIVE
from feeds.formats import FORMATS
from feeds.ledger import Line
from feeds.problems import FeedsError, Problem, problem
from feeds.validate import readback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.validate.readback import ReadFeed

REFUSED = 3
_ABSENT = (404, 410)


class Memory(NamedTuple):
    """What was published before."""

    lines: dict[str, Line]
    """By id."""
    polled: frozenset[str]
    """Ids of the entries of the polled feed."""
    feed_id: str | None
    problems: tuple[Problem, ...] = ()

    @property
    def first_run(self) -> bool:
        return not self.lines and not self.polled


_UNREADABLE = readback.ReadFeed("", "", "", "", "", None, ())


def recall(name: str, fetch: Callable[[str], bytes | None], *, accept: bool = False) -> Memory:
    """Read what was published. `fetch` gives the content of a path below the folder `name`, None where there is none.

    A ledger that is lost or damaged is rebuilt from the feeds. Raises FeedsError with status 3 where it cannot be,
    unless `accept` says that a new one is meant.
    """
    polled = _polled(fetch)
    stored = fetch(ledger.FILE_NAME)
    path = f"{name}/{ledger.FILE_NAME}"
    trouble = None
    lines: tuple[Line, ...] = ()
    if stored is None:
        if polled is None:
            return Memory({}, frozenset(), None)
        trouble = "the ledger is missing"
    else:
        try:
            lines = ledger.parse(stored.decode("utf-8"))
        except UnicodeDecodeError:
            trouble = "the ledger is not UTF-8"
        except ledger.DamagedError as error:
            trouble, lines = f"the ledger is damaged: {error}", error.lines
    known = {line.id: line for line in lines}
    shown = frozenset(entry.id for entry in polled.entries if entry.id) if polled else frozenset()
    if trouble is None and not shown <= known.keys():
        trouble = "the ledger lacks entries that are published"
    if trouble is None:
        return Memory(known, shown, polled.id if polled else None)
    if polled is None or not shown:
        if not accept:
            raise FeedsError(problem("ledger-lost", path, reason=trouble), status=REFUSED)
        return Memory(known, shown, None)
    rebuilt = {line.id: line for line in _rebuilt(polled, fetch) if line.id not in known}
    told = problem("ledger-rebuilt", path, reason=trouble, count=len(rebuilt))
    return Memory(rebuilt | known, shown, polled.id, (told,))


def _polled(fetch: Callable[[str], bytes | None], folder: str = "") -> ReadFeed | None:
    """The feed of `folder` as a reader sees it; None where there is none. One without entries: it cannot be read."""
    found = None
    for name in ("atom", "rss", "json"):
        content = fetch(folder + FORMATS[name].file_name)
        if content is not None:
            try:
                found = readback.read(content)
            except ValueError:
                found = _UNREADABLE
            if found.entries:
                return found
    return found


def published_title(fetch: Callable[[str], bytes | None], folder: str) -> str | None:
    """The title of the feed that was published in `folder`; None where there is none."""
    feed = _polled(fetch, f"{folder}/")
    return feed.title if feed else None


def _rebuilt(polled: ReadFeed, fetch: Callable[[str], bytes | None]) -> Iterator[Line]:
    yield from _lines(polled, None)
    number = 1
    while (page := _polled(fetch, f"{ARCHIVE}/{number}/")) is not None:
        yield from _lines(page, f"{ARCHIVE}/{number}")
        number += 1


def _lines(feed: ReadFeed, archive: str | None) -> Iterator[Line]:
    for entry in feed.entries:
        if entry.id and entry.published:
            yield Line(
                id=entry.id,
                url=entry.link or entry.id,
                source="",
                title=entry.title or "",
                published=rfc3339(entry.published),
                updated=rfc3339(entry.updated or entry.published),
                digest="",
                archive=archive,
            )


def from_folder(folder: Path) -> Callable[[str], bytes | None]:
    """How to fetch what was published in `folder`."""

    def fetch(path: str) -> bytes | None:
        try:
            return (folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    return fetch


def from_site(base: str) -> Callable[[str], bytes | None]:
    """How to fetch what is live below the URL `base`.

    What it returns raises FeedsError with status 2 where the site does not answer as it should.
    """
    from feeds.validate.fetch import fetch as get

    def fetch(path: str) -> bytes | None:
        got = get(f"{base.rstrip('/')}/{path}")
        if got.data is None and got.status not in _ABSENT:
            reason = "; ".join(found.message for found in got.findings)
            raise FeedsError(problem("against-unreadable", base, reason=reason), status=USAGE)
        return got.data

    return fetch
