"""Which feed documents there are, and which posts each holds: polled feeds, archives, feeds by tag and author."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from feeds.links import resolve, slugify
from feeds.model import Entry, FeedMeta, Person
from feeds.problems import problem
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from feeds.config import Config, FeedSettings
    from feeds.ledger import Known
    from feeds.model import Enclosure, Rendered
    from feeds.problems import Problem
    from feeds.validate.readback import ReadFeed

ARCHIVE = "archive"
_AUTHORITY_END = regex("[/?#]")


class Document(NamedTuple):
    """A feed document, before it is written in each format."""

    folder: str
    """Below DIR, with slashes; empty for the main feed."""
    meta: FeedMeta
    """Without the addresses that differ from format to format: see `meta_for`."""
    posts: tuple[Known, ...]
    """Newest first."""
    older: str | None = None
    """Folder of the archive document before this one."""
    newer: str | None = None
    """Folder of the archive document after this one."""
    name: str = ""
    """The tag, category, author or year whose feed it is."""

    def path(self, file_name: str) -> str:
        """Below DIR, with slashes."""
        return f"{self.folder}/{file_name}" if self.folder else file_name


def newest_first(known: Iterable[Known]) -> list[Known]:
    """In the order that readers see: by publication, ties by address."""
    return sorted(known, key=lambda one: (-one.post.published.timestamp(), one.url))


def main_meta(
    posts: Sequence[Known], settings: FeedSettings, feed_id: str | None
) -> tuple[FeedMeta, list[Problem]]:
    """What the feed says of itself: from the settings, else from what the posts' addresses share.

    `posts` is not empty; `feed_id` is what subscribers know, where there are some.
    """
    problems = []
    link = settings.link
    if link is None:
        sites = _sites(posts)
        link = min(sites, key=lambda site: (-sites[site], site))
        if len(sites) > 1:
            problems.append(problem("feed-link-guessed", "feeds.toml", count=len(sites), link=link))
    if settings.self is None:
        problems.append(problem("self-unknown", "feeds.toml"))
    title = settings.title or urlsplit(link).netloc
    meta = FeedMeta(
        id=feed_id or link,
        title=title,
        link=link,
        updated=_updated(posts),
        description=settings.description or title,
        language=settings.language,
        # RFC 4287, 4.1.1: a feed has an author unless each of its entries does.
        authors=settings.author or (Person(title),),
        contributors=settings.contributors,
        categories=settings.categories,
        rights=settings.rights,
        icon=settings.icon,
        logo=settings.logo,
        hubs=settings.hub,
        ttl=settings.ttl,
        podcast=settings.podcast,
        kept_id=feed_id if feed_id != link else None,
    )
    return meta, problems


def _sites(posts: Iterable[Known]) -> Counter[str]:
    """How many of the posts' addresses belong to each site."""
    sites: Counter[str] = Counter()
    # Most posts share what is before their path: it is taken apart once.
    for start, number in Counter("/".join(one.url.split("/", 3)[:3]) for one in posts).items():
        sites[_site(start)] += number
    return sites


def _site(url: str) -> str:
    """The root of the site that a URI belongs to."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme.lower()}{mark}{_AUTHORITY_END.split(rest, 1)[0]}/"


def main_and_archives(
    posts: Sequence[Known], polled: int, meta: FeedMeta, settings: FeedSettings
) -> list[Document]:
    """The polled feed with its `polled` newest entries, and archive documents with the rest (RFC 5005, 4).

    Archive documents fill from the oldest, and a post stays in the one that it was first put in: but for the last
    one, which still fills, they never change when posts are added.
    """
    shown, rest = posts[:polled], posts[polled:]
    pages = _pages(rest, settings.limit or len(posts)) if settings.archive else {}
    numbers = sorted(number for number, members in pages.items() if members)
    folders = [f"{ARCHIVE}/{number}" for number in numbers]
    complete = not rest
    main = Document(
        "",
        meta._replace(updated=_updated(shown), complete=complete),
        tuple(shown),
        older=folders[-1] if folders else None,
    )
    archives = [
        Document(
            folder,
            meta._replace(updated=_updated(pages[number]), archive=True),
            tuple(newest_first(pages[number])),
            older=older,
            newer=newer,
        )
        for number, folder, older, newer in zip(
            numbers, folders, [None, *folders], [*folders[1:], None], strict=False
        )
    ]
    return [main, *archives]


def _pages(rest: Sequence[Known], size: int) -> dict[int, list[Known]]:
    pages: dict[int, list[Known]] = {}
    waiting = []
    for one in reversed(rest):
        if one.archive is None:
            waiting.append(one)
        else:
            pages.setdefault(int(one.archive.removeprefix(f"{ARCHIVE}/")), []).append(one)
    last = max(pages, default=1)
    for one in waiting:
        if len(pages.setdefault(last, [])) >= size:
            last += 1
            pages[last] = []
        pages[last].append(one)
    return pages


_NAMES: dict[str, Callable[[Known, FeedSettings], Iterable[str]]] = {
    "tag": lambda one, _: one.post.tags,
    "category": lambda one, _: one.post.categories,
    "author": lambda one, settings: (person.name for person in one.post.authors or settings.author),
    "year": lambda one, _: (f"{one.post.published.year:04}",),
}
_FIELDS = {"tag": "tags", "category": "categories", "author": "author"}
"""Which field of a post tells it."""
_OF_THE_SHOW = ("itunes:new-feed-url", "podcast:guid")
"""Podcast values that are true of the main feed alone."""


def by_name(
    posts: Sequence[Known],
    meta: FeedMeta,
    settings: FeedSettings,
    listed: Mapping[str, str],
    published: Callable[[str], ReadFeed | None],
) -> tuple[list[Document], list[Problem]]:
    """The feeds of each tag, category, author or year, as the settings ask. `posts` come newest first.

    `listed` are the titles of the feeds that were published, by folder, `published` gives the feed of a folder:
    where two names want the same folder, whoever has it keeps it.
    """
    documents: list[Document] = []
    problems: list[Problem] = []
    podcast = tuple(pair for pair in meta.podcast if pair[0] not in _OF_THE_SHOW)
    for kind in settings.by:
        groups: dict[str, tuple[str, list[Known]]] = {}
        for one in reversed(posts):
            for key, name in {name.casefold(): name for name in _NAMES[kind](one, settings)}.items():
                groups.setdefault(key, (name, []))[1].append(one)
        shown = {name: members for name, members in groups.values() if len(members) >= settings.min_posts}
        slugs, gone = _slugs(shown, kind, listed, published)
        owners = gone | {slug: name for name, slug in slugs.items()}
        for name, members in shown.items():
            slug = slugs[name]
            if slug != slugify(name):
                post = members[0].post
                other = owners.get(slugify(name), "a name that is gone")
                told = {"kind": kind, "name": name, "slug": slug, "other": other}
                problems.append(problem("slug-taken", post.source, post.line(_FIELDS[kind]), **told))
            newest = tuple(reversed(members))[: settings.limit]
            folder = f"{kind}/{slug}"
            own = meta._replace(
                id=f"{meta.id}#{quote(folder)}",
                title=f"{meta.title}: {name}",
                updated=_updated(newest),
                complete=len(newest) == len(members),
                podcast=podcast,
                kept_id=None,
            )
            documents.append(Document(folder, own, newest, name=name))
    return sorted(documents, key=lambda document: document.folder), problems


def _slugs(
    groups: Mapping[str, Sequence[Known]],
    kind: str,
    listed: Mapping[str, str],
    published: Callable[[str], ReadFeed | None],
) -> tuple[dict[str, str], dict[str, str]]:
    """A folder's name for each of the names, and the names that are gone by the folders that they have left.

    Whoever has a folder keeps it. One that is left goes to nobody but a name whose posts it shows: a new spelling.
    """
    slugs = _kept(groups, kind, listed)
    taken = set(slugs.values())
    wanted: dict[str, list[str]] = {}
    for name in groups:
        wanted.setdefault(slugify(name), []).append(name)
    gone: dict[str, str] = {}
    for plain, rivals in wanted.items():
        waiting = [name for name in rivals if name not in slugs]
        if not waiting:
            continue
        numbered = (f"{plain}-{number}" for number in count(2))
        vacant: list[str] = []
        left: dict[str, ReadFeed] = {}
        for slug in chain([plain], (slug for slug in numbered if slug not in wanted)):
            if slug in taken:
                continue
            feed = published(f"{kind}/{slug}")
            owner = _name_of(feed.title, slug) if feed else None
            back = next((name for name in waiting if owner and name.casefold() == owner.casefold()), None)
            if back:
                slugs[back] = slug
                waiting.remove(back)
            elif feed and owner:
                gone[slug] = owner
                left[slug] = feed
            else:
                vacant.append(slug)
            if feed is None and len(vacant) >= len(waiting):
                break
        for slug, feed in left.items():
            ids = {entry.id for entry in feed.entries}
            if heir := next((name for name in waiting if any(one.id in ids for one in groups[name])), None):
                slugs[heir] = slug
                waiting.remove(heir)
        slugs.update(zip(waiting, vacant, strict=False))
    return slugs, gone


def _kept(names: Iterable[str], kind: str, listed: Mapping[str, str]) -> dict[str, str]:
    """The folders' names that the published list of all feeds tells."""
    known = {name.casefold(): name for name in names}
    slugs: dict[str, str] = {}
    for folder, title in listed.items():
        above, _, slug = folder.partition("/")
        name = _name_of(title, slug) if above == kind else None
        if name and name.casefold() in known:
            slugs.setdefault(known[name.casefold()], slug)
    return slugs


def _name_of(title: str, slug: str) -> str | None:
    """The name whose feed has this title and lies in this folder."""
    start, _, number = slug.rpartition("-")
    plain = (slug, start) if number.isdecimal() else (slug,)
    parts = title.split(": ")
    names = (": ".join(parts[at:]) for at in range(1, len(parts)))
    return next((name for name in names if slugify(name) in plain), None)


def _updated(posts: Sequence[Known]) -> datetime:
    latest = max(one.updated for one in posts)
    return max((one.updated for one in posts if one.updated == latest), key=datetime.isoformat)


def meta_for(document: Document, file_name: str, base: str | None) -> FeedMeta:
    """The document's meta with the addresses that it has as `file_name` below `base`.

    Where `base` is not known, links between documents are relative, and there is no self link.
    """

    def address(folder: str | None) -> str | None:
        if folder is None:
            return None
        path = quote(f"{folder}/{file_name}" if folder else file_name)
        return base + path if base else "../" * (document.folder.count("/") + bool(document.folder)) + path

    paged = document.meta.archive or document.older is not None
    return document.meta._replace(
        self_url=address(document.folder) if base else None,
        current=address("") if paged else None,
        prev_archive=address(document.older),
        next_archive=address(document.newer),
    )


def entries_of(known: Iterable[Known], rendered: Mapping[str, Rendered], config: Config) -> tuple[Entry, ...]:
    """The posts as readers get them."""
    return tuple(_entry(one, rendered[one.post.source], config) for one in known)


def _entry(known: Known, rendered: Rendered, config: Config) -> Entry:
    post = known.post
    return Entry(
        post=post,
        id=known.id,
        url=known.url,
        title=post.title,
        published=post.published,
        updated=known.updated,
        authors=post.authors or config.feed.author,
        summary=rendered.summary,
        html=rendered.html,
        image=resolve(known.url, post.image) if post.image else None,
        enclosures=tuple(_absolute(each, known.url) for each in post.enclosures),
    )


def _absolute(enclosure: Enclosure, base: str) -> Enclosure:
    return enclosure._replace(url=resolve(base, enclosure.url))


_ENTRY_OVERHEAD = 1_500
"""About how many bytes an entry takes besides its content and summary."""


def how_many_fit(known: Sequence[Known], rendered: Mapping[str, Rendered], max_bytes: int) -> int:
    """How many of the entries, one at least, stay below `max_bytes` together, even with their HTML escaped."""
    total = 0
    for number, one in enumerate(known):
        html, summary, _ = rendered[one.post.source]
        escapes = 3 * (html.count("<") + html.count(">")) + 4 * html.count("&")
        total += len(html.encode()) + escapes + len(summary.encode()) + _ENTRY_OVERHEAD
        if total > max_bytes:
            return max(number, 1)
    return len(known)
