"""What the output folder, or the live site, remembers of earlier runs: its ledger, else the feeds themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from feeds import ledger
from feeds.config import GROUPINGS
from feeds.dates import rfc3339
from feeds.documents import ARCHIVE
from feeds.formats import FORMATS
from feeds.ledger import Line
from feeds.links import is_web_url, slugify, to_uri
from feeds.problems import REFUSED, USAGE, FeedsError, Problem, problem
from feeds.regex import regex
from feeds.validate import readback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from feeds.validate.readback import ReadFeed

_ABSENT = (404, 410)
_URI = regex(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
"""Other ids of foreign RSS feeds cannot be kept: Atom has no place for them (RFC 4287, 4.2.6)."""
_ARCHIVE_PAGE = regex(rf"{ARCHIVE}/([1-9][0-9]{{0,5}})/[^/]*$")


class Memory(NamedTuple):
    """What was published before."""

    lines: dict[str, Line]
    """By id."""
    polled: frozenset[str]
    """Ids of the entries of the polled feed."""
    feed_id: str | None
    """Of the Atom feed; None where nothing tells it."""
    cut: bool = False
    """The polled feed held the newest posts alone, and no archive the others."""
    problems: tuple[Problem, ...] = ()

    @property
    def first_run(self) -> bool:
        """Nothing was published before."""
        return not self.lines and not self.polled


_UNREADABLE = readback.ReadFeed("", "", "", "", "", ())
_LACKS = "the ledger lacks entries that are published"


def recall(
    name: str, fetch: Callable[[str], bytes | None], formats: Sequence[str], *, accept: bool = False
) -> Memory:
    """Read what was published. `fetch` gives the content of a path below the folder `name`, None where there is none.

    `formats` are those that are made: a feed in another one may be left from earlier settings.

    A ledger that is lost or damaged is rebuilt from the feeds. Raises FeedsError with status 3 where it cannot be,
    unless `accept` says that a new one is meant.
    """
    polled = _polled(fetch, "", formats)
    stored = fetch(ledger.FILE_NAME)
    trouble = None
    lines: tuple[Line, ...] = ()
    if stored is None:
        if polled is None and _polled(fetch, f"{ARCHIVE}/1/", formats) is None:
            return Memory({}, frozenset(), None)
        trouble = "the ledger is missing"
    else:
        try:
            lines = ledger.parse(stored)
        except ledger.DamagedError as error:
            trouble, lines = f"the ledger is damaged: {error}", error.lines
    known = {line.id: line for line in lines}
    shown = frozenset(entry.id for entry in polled.entries if entry.id) if polled else frozenset()
    if trouble is None and not shown <= known.keys():
        trouble = _LACKS
    cut = bool(shown and polled and polled.format != "json" and not polled.complete and not polled.older)
    memory = Memory(known, shown, None, cut)
    if trouble is not None:
        if not shown and not accept:
            lost = problem("ledger-lost", f"{name}/{ledger.FILE_NAME}", reason=trouble)
            raise FeedsError(lost, status=REFUSED)
        told = [*_published(polled, fetch, formats)]
        if not any(line.archive for line in told):
            told += _by_name(fetch, formats)
        memory = _rebuilt(memory, _lost(memory, told), name, trouble)
    archives = {line.archive for line in memory.lines.values() if line.archive}
    return memory._replace(feed_id=_feed_id(polled, fetch, archives))


def with_archives(
    memory: Memory, name: str, fetch: Callable[[str], bytes | None], formats: Sequence[str]
) -> Memory:
    """The memory, with the entries that stand in an archive and in no line of the ledger."""
    polled = _polled(fetch, "", formats)
    lost = _lost(memory, _published(polled, fetch, formats))
    return _rebuilt(memory, lost, name, _LACKS) if lost else memory


def _lost(memory: Memory, told: Iterable[Line]) -> dict[str, Line]:
    """The lines that the memory lacks, the first of each entry: what is polled stands in no archive but an old one."""
    lost: dict[str, Line] = {}
    for line in told:
        if line.id not in memory.lines:
            lost.setdefault(line.id, line)
    return lost


def _rebuilt(memory: Memory, lost: dict[str, Line], name: str, trouble: str) -> Memory:
    told = problem("ledger-rebuilt", f"{name}/{ledger.FILE_NAME}", reason=trouble, count=len(lost))
    return memory._replace(lines=lost | memory.lines, problems=(*memory.problems, told))


def _polled(fetch: Callable[[str], bytes | None], folder: str, formats: Sequence[str]) -> ReadFeed | None:
    """The feed of `folder` as a reader sees it; None where there is none. One without entries: it cannot be read."""
    found = None
    # Only Atom feeds always tell the feed's id.
    for name in sorted(FORMATS, key=lambda name: (name not in formats, name != "atom")):
        found = _read(fetch(folder + FORMATS[name].file_name)) or found
        if found and found.entries:
            return found
    return found


def _read(content: bytes | None) -> ReadFeed | None:
    try:
        return None if content is None else readback.read(content)
    except ValueError:
        return _UNREADABLE


def _feed_id(
    polled: ReadFeed | None, fetch: Callable[[str], bytes | None], archives: Iterable[str]
) -> str | None:
    """The id of the Atom feed. Where that is lost, other formats and the archives tell it too."""
    if polled and polled.format == "atom" and _URI.fullmatch(polled.id):
        return polled.id
    for folder in ("", *(f"{archive}/" for archive in sorted(archives))):
        for name in sorted(FORMATS, key=lambda name: name != "atom"):
            feed = _read(fetch(folder + FORMATS[name].file_name))
            if feed and _URI.fullmatch(feed.id):
                return feed.id
            if feed and is_web_url(feed.link) and to_uri(feed.link) == feed.link:
                return feed.link
    return None


def published(fetch: Callable[[str], bytes | None], formats: Sequence[str], folder: str) -> ReadFeed | None:
    """The feed that was published in `folder`; None where there is none."""
    return _polled(fetch, f"{folder}/", formats)


def listed(fetch: Callable[[str], bytes | None]) -> dict[str, str]:
    """The titles of the feeds by tag and the like, by folder, as the published list of all feeds tells them."""
    from feeds.formats import opml

    try:
        outlines = readback.tree(fetch(opml.FILE_NAME) or b"").iter("outline")
    except ValueError:
        return {}
    endings = {each.file_name: f" ({each.label})" for each in FORMATS.values()}
    titles: dict[str, str] = {}
    for outline in outlines:
        *_, above, slug, file_name = ("", "", *unquote(outline.get("xmlUrl", "")).split("/"))
        title = outline.get("title", "").removesuffix(endings.get(file_name, ""))
        titles.setdefault(f"{above}/{slug}", title)
    return titles


def _published(
    polled: ReadFeed | None, fetch: Callable[[str], bytes | None], formats: Sequence[str]
) -> Iterator[Line]:
    """A line for each entry of the polled feed and of the archives."""
    if polled is not None:
        yield from _lines(polled, None)
    newest = _ARCHIVE_PAGE.search(polled.older) if polled else None
    number, last = 1, int(newest[1]) if newest else 0
    while (page := _polled(fetch, f"{ARCHIVE}/{number}/", formats)) is not None or number < last:
        if page is not None:
            yield from _lines(page, f"{ARCHIVE}/{number}")
        number += 1


def _by_name(fetch: Callable[[str], bytes | None], formats: Sequence[str]) -> Iterator[Line]:
    """A line for each entry of the feeds by tag and the like: without archives, only they show some."""
    for folder in listed(fetch):
        above, _, slug = folder.partition("/")
        if above in GROUPINGS and slug == slugify(slug) and (feed := published(fetch, formats, folder)):
            yield from _lines(feed, None)


def _lines(feed: ReadFeed, archive: str | None) -> Iterator[Line]:
    for entry in feed.entries:
        if entry.published and _URI.fullmatch(entry.id):
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
