"""Files -> posts: what each front matter key means, and which posts an archive publishes."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from feeds import dates, links, parallel, values
from feeds.dates import DateError
from feeds.headers import Field, plain_key, read
from feeds.media import measure
from feeds.model import Post
from feeds.problems import CODES, FeedsError, Problem, problem
from feeds.readings import Reading, recalled, remember
from feeds.sources import MARKUPS, content, decode, is_furniture, legal_text, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime, tzinfo
    from pathlib import Path

    from feeds.cache import Cache
    from feeds.config import Config
    from feeds.headers import Header, Value
    from feeds.model import Enclosure, Person
    from feeds.readings import Stored
    from feeds.sources import Scan, SourceFile
    from feeds.values import Heading

KEYS: dict[str, tuple[str, ...]] = {
    "url": ("url", "canonical_url", "canonical", "original_url", "link", "source"),
    "permalink": ("permalink", "path", "url", "canonical_url", "canonical"),
    "published": (
        "date_published", "publish_date", "published_at", "pub_date", "published", "date.created", "date", "time",
        "created", "date_time", "published_date", "published_on", "published_time", "publication_date", "post_date",
        "posted", "posted_at", "created_at", "create_time", "created_date", "creation_date", "date_created",
        "created_on", "timestamp", "pub_datetime", "publish_time", "first_published_at", "create_date",
    ),
    "updated": (
        "updated", "updated_at", "updated_date", "modified", "lastmod", "last_modified_at", "last_modified",
        "modified_at", "modified_date", "modified_time", "date_modified", "date_updated", "last_updated",
        "last_update.date", "last_update", "date.updated", "mod_datetime", "update_date", "update_time", "updated_on",
        "update", "edited", "edited_at", "revised",
    ),
    "title": ("title",),
    "author": ("author", "authors", "by", "byline", "creator", "writer", "extra.author", "params.author", "name"),
    "summary": ("summary", "description", "excerpt", "abstract", "desc", "extra.description"),
    "tags": ("tags", "tag", "keywords", "labels", "topics", "taxonomies.tags"),
    "categories": ("categories", "category", "taxonomies.categories"),
    "image": (
        "image", "images", "cover", "cover_image", "thumbnail", "featured_image", "feature_image", "featured",
        "hero_image", "hero", "banner", "og_image", "header.image", "header.teaser", "teaser", "thumb", "photo",
        "img", "extra.image",
    ),
    "draft": ("draft", "is_draft"),
    "language": ("language", "lang", "locale", "extra.lang"),
    "slug": ("slug", "basename"),
    "enclosure": (
        "enclosure", "enclosures", "audio", "audio_url", "audio_file", "podcast", "mp3", "media", "video", "video_url",
    ),
    "duration": ("duration", "itunes_duration", "itunes:duration"),
    "expires": ("expires", "expiry_date", "expiration_date", "expire", "expire_date", "unpublish_date", "valid_until"),
    "origin": ("origin", "source_feed", "source"),
}  # fmt: skip
"""Which front matter keys mean what, the first that says something wins. Case, hyphens and underscores do not
count; a point leads into a table. The `[keys]` table of the settings replaces lists."""

_WEAK_URL_KEYS = frozenset({"link", "source"})
"""May as well name the page that a post is about."""
_SEVERAL = frozenset({"authors", "categories", "tags"})
_WEAK_MEDIA_KEYS = frozenset({"media", "video"})
"""May as well name a page with a player."""
_SURE_ENCLOSURES = frozenset({"enclosure", "enclosures"})

Order = Literal["dmy", "mdy"]
_ORDERS: tuple[Order, ...] = ("dmy", "mdy")

_DRAFT_STATUSES = frozenset({"draft", "pending", "auto-draft", "wip", "idea", "unpublished", "trash"})
_HIDDEN_STATUSES = frozenset({"hidden", "unlisted"})
_PRIVATE_STATUSES = frozenset(
    {"private", "secret", "protected", "friends", "members", "paid", "password", "usemask"}
)
_PAGE_LAYOUTS = frozenset({
    "404", "about", "archive", "archives", "categories", "category", "friends", "home", "index", "links", "page",
    "redirect", "redirected", "search", "static", "tag", "tags",
})  # fmt: skip
_DRAFT_FOLDERS = frozenset({"_drafts", "drafts"})
_POST_FOLDER = "_posts"

_CHUNK = 250
"""Files that a worker reads at a time."""


class Loaded(NamedTuple):
    """The posts of an archive that readers are to see, and what became of the other files."""

    posts: tuple[Post, ...]
    """By path."""
    problems: tuple[Problem, ...]
    """By path and line; those of severity "info" tell what is held back too."""
    read: int
    """Files that may hold a post."""
    left_out: int
    """Because of an error."""
    held: int
    """Drafts, hidden and future posts, and files that are no posts."""
    since: datetime | None = None
    """From when on the same files give the same posts; None: ever since."""
    wake: datetime | None = None
    """When that ends: a post's hour comes, or it expires."""
    media: tuple[str, ...] = ()
    """Full paths of the files that were measured, or looked for."""


def load_posts(
    source: Path,
    config: Config,
    *,
    now: datetime | None = None,
    found: Scan | None = None,
    cache: Cache | None = None,
    cache_key: str = "",
    jobs: int = 1,
) -> Loaded:
    """Read every post below `source`.

    `now` decides about posts of the future and expired ones; without it there are none. `found` is the result
    of an earlier `scan`. `cache` keeps what files say under `cache_key`, which tells settings and versions apart.
    Many files are read by `jobs` processes.

    Raises FeedsError with status 2 where there is no such folder, or the settings cannot be used.
    """
    check_settings(config)
    found = found or scan(source, config.posts)
    readings: list[Reading] = []
    problems = list(found.problems)
    stale: list[Stored] = []
    for stored in recalled(cache, cache_key, found.files):
        if stored.fresh and stored.reading:
            readings.append(stored.reading)
        else:
            stale.append(stored)
    new: list[tuple[SourceFile, Reading]] = []
    for stored, reading in zip(stale, _read_all(source, stale, config, jobs), strict=True):
        if isinstance(reading, Reading):
            readings.append(reading)
            new.append((stored.file, reading))
        else:
            problems.append(reading)
    if cache:
        remember(cache, cache_key, new, found.files)
    if order := archive_order(readings) if config.posts.date_order is None else None:
        readings = [_reread(source, reading, config, order) for reading in readings]
    loaded = gather(readings, problems, config, now)
    measured = measure(source, loaded.posts, follow_links=config.posts.follow_links)
    told = sorted((*loaded.problems, *measured.problems), key=_place_of)
    return loaded._replace(posts=measured.posts, problems=tuple(told), media=measured.files)


def _read_all(source: Path, stale: list[Stored], config: Config, jobs: int) -> list[Reading | Problem]:
    chunks = [stale[at : at + _CHUNK] for at in range(0, len(stale), _CHUNK)]
    tasks = ((source, [(file.path, reading) for file, _, reading in chunk], config) for chunk in chunks)
    with parallel.workers(jobs) as workers:
        executor = workers() if len(chunks) > 1 else None
        return list(chain.from_iterable(parallel.ordered(_read_chunk, tasks, executor, jobs)))


def _read_chunk(task: tuple[Path, list[tuple[str, Reading | None]], Config]) -> list[Reading | Problem]:
    source, files, config = task
    return [_read(source, path, known, config) for path, known in files]


def _read(source: Path, path: str, known: Reading | None, config: Config) -> Reading | Problem:
    """What the file says, or why it cannot be read; `known` is what it said when its bytes were last looked at."""
    data = content(source, path)
    if isinstance(data, Problem):
        return data
    if known and hashlib.sha256(data).hexdigest() == known.digest:
        return known
    return parse(path, data, config)


def _reread(source: Path, reading: Reading, config: Config, order: Order) -> Reading:
    """The reading with the order of day and month that the other posts tell."""
    data = content(source, reading.source) if "either" in reading.orders else None
    return parse(reading.source, data, config, order=order) if isinstance(data, bytes) else reading


def check_settings(config: Config) -> None:
    """Raises FeedsError with status 2 where the settings contradict each other."""
    template = config.posts.url_template
    if template and config.posts.base_url is None and template.startswith(("{base}", "/")):
        reason = "wants posts.base_url, such as https://example.org/, to be set too"
        wrong = problem(
            "settings-value", "feeds.toml", key="posts.url_template", value=template, reason=reason
        )
        raise FeedsError(wrong, status=2)


def archive_order(readings: Iterable[Reading]) -> Order | None:
    """The order of day and month that all dates of the archive agree on, where some leave it open."""
    seen = {order for reading in readings for order in reading.orders}
    known = [order for order in _ORDERS if order in seen]
    return known[0] if "either" in seen and len(known) == 1 else None


def gather(
    readings: Iterable[Reading], problems: Iterable[Problem], config: Config, now: datetime | None
) -> Loaded:
    """Put together what the files of an archive say. No file is read."""
    readings = sorted(readings, key=lambda reading: reading.source)
    told = list(problems)
    roots = {folder for reading in readings if (folder := _post_root(reading.source)) is not None}
    shown: dict[str, Post] = {}
    without_zone: list[Reading] = []
    left_out = sum(found.code == "file-unreadable" for found in told)
    read = len(readings) + left_out
    held = 0
    for reading in readings:
        hold = reading.held or _page(reading, roots) or due(reading, now, future=config.posts.future)
        if hold:
            held += 1
            told.append(hold)
            continue
        told += reading.problems
        post = reading.post
        if post is None:
            left_out += 1
            continue
        if reading.without_zone:
            without_zone.append(reading)
        first = shown.setdefault(links.to_uri(post.url), post)
        if first is not post:
            left_out += 1
            told.append(problem("url-twice", post.source, post.line("url"), url=post.url, other=first.source))
    if without_zone:
        told.append(_zone_warning(without_zone))
    since, wake = _span(readings, now, future=config.posts.future)
    told.sort(key=_place_of)
    return Loaded(tuple(shown.values()), tuple(told), read, left_out, held, since, wake)


def _place_of(found: Problem) -> tuple[str, int, str]:
    return found.path, found.line or 0, found.code


def _zone_warning(readings: list[Reading]) -> Problem:
    first = readings[0]
    line = first.post.line("published") if first.post else None
    count = len(readings)
    if count == 1:
        return problem("date-without-zone", first.source, line, text=first.without_zone)
    return problem("dates-without-zone", first.source, line, text=first.without_zone, count=count)


def _post_root(path: str) -> str | None:
    """The folder whose posts lie in `_posts`, with a slash at its end; None where there is no such folder."""
    before, mark, _ = f"/{path}".partition(f"/{_POST_FOLDER}/")
    return f"{before}/"[1:] if mark else None


def _page(reading: Reading, roots: set[str]) -> Problem | None:
    """Jekyll and Hexo keep posts in `_posts`; what lies beside it is a page of the site, not a post."""
    if not roots or reading.placed or _post_root(reading.source) is not None:
        return None
    folder = reading.source.rpartition("/")[0]
    while True:
        root = f"{folder}/" if folder else ""
        if root in roots:
            return problem("post-page", reading.source)
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


def due(reading: Reading, now: datetime | None, *, future: bool = False) -> Problem | None:
    """Why the post is not for readers at `now`: its hour has not come, or it has expired."""
    if reading.post is None or now is None:
        return None
    if reading.post.published > now and not future:
        return problem(
            "post-future", reading.source, reading.post.line("published"), date=reading.post.published
        )
    if reading.expires is not None and reading.expires <= now:
        return problem("post-expired", reading.source, reading.post.line("expires"), date=reading.expires)
    return None


def _span(
    readings: Iterable[Reading], now: datetime | None, *, future: bool
) -> tuple[datetime | None, datetime | None]:
    """The last moment before, and the first after `now`, at which a post comes or goes."""
    if now is None:
        return None, None
    since = wake = None
    for reading in readings:
        if reading.post is None:
            continue
        moments = (None if future else reading.post.published, reading.expires)
        for moment in moments:
            if moment is None:
                continue
            if moment <= now:
                since = moment if since is None or moment > since else since
            else:
                wake = moment if wake is None or moment < wake else wake
    return since, wake


# --- One file -----------------------------------------------------------------------------------------------


class _LeftOutError(Exception):
    """The file cannot be published. Carries why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


class _File:
    """A file while it is read: its header, and what is found wrong with it."""

    def __init__(self, source: str, text: str, header: Header, config: Config) -> None:
        self.source = source
        self.text = text
        self.header = header
        self.config = config
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._by_meaning = _by_meaning(header, config)

    def fields(self, name: str) -> list[tuple[str, Field]]:
        """The fields that mean `name` and say something, the first that counts first, with their plain keys."""
        return self._by_meaning.get(name, [])

    def warn(self, code: str, line: int | None, **details: object) -> None:
        self.problems.append(problem(code, self.source, line, **details))

    def fail(self, code: str, line: int | None = None, **details: object) -> _LeftOutError:
        return _LeftOutError(problem(code, self.source, line, **details))

    def legal(self, text: str, line: int | None) -> str:
        clean, illegal = legal_text(text)
        if illegal:
            self.warn("control-character", line, char=illegal.char)
        return clean


Meanings = dict[str, tuple[tuple[str, int, str], ...]]
"""By the first part of a key: what it means, its rank among the keys that mean that, and the whole key."""


def _meanings(keys: Mapping[str, Iterable[str]]) -> Meanings:
    found: dict[str, list[tuple[str, int, str]]] = {}
    for name, names in keys.items():
        for rank, key in enumerate(map(plain_key, names)):
            found.setdefault(key.partition(".")[0], []).append((name, rank, key))
    return {key: tuple(meanings) for key, meanings in found.items()}


_MEANINGS = _meanings(KEYS)


def _by_meaning(header: Header, config: Config) -> dict[str, list[tuple[str, Field]]]:
    meanings = _meanings(KEYS | config.keys) if config.keys else _MEANINGS
    ranked: list[tuple[str, int, str, Field]] = []
    for first, whole in header.fields.items():
        for name, rank, key in meanings.get(first, ()):
            field = whole if key == first else _inner(header.fields, key)
            if field is not None and field.value not in _NOTHING:
                ranked.append((name, rank, key, field))
    ranked.sort()
    found: dict[str, list[tuple[str, Field]]] = {}
    for name, _, key, field in ranked:
        found.setdefault(name, []).append((key, field))
    return found


_NOTHING: tuple[Value, ...] = (None, "", [], {})


def _inner(fields: Mapping[str, Field], key: str) -> Field | None:
    """The field that a key with points leads to."""
    first, *rest = key.split(".")
    field = fields.get(first)
    for name in rest:
        if field is None or not isinstance(field.value, dict):
            return None
        inner = {plain_key(key): value for key, value in field.value.items()}
        field = Field(inner[name], field.line) if name in inner else None
    return field


def parse(source: str, data: bytes, config: Config, *, order: Order | None = None) -> Reading:
    """Read the post in the file `source`, a path below SOURCE, whose content is `data`.

    `order` is the archive's order of day and month, where the settings tell none.

    Raises FeedsError with status 2 where guessing an encoding needs a package that is not installed.
    """
    digest = hashlib.sha256(data).hexdigest()
    text, problems = decode(data, source, config.posts.encoding)
    if any(CODES[found.code].severity == "error" for found in problems):
        return Reading(source, digest, problems=problems)
    if not text or text.isspace():
        return Reading(source, digest, held=problem("file-empty", source))
    file = _File(source, text, read(text), config)
    file.problems += problems
    if is_furniture(source, dated=bool(file.fields("published"))):
        return Reading(source, digest, held=problem("not-a-post", source))
    if hold := _held(file):
        return Reading(source, digest, held=hold)
    try:
        return _reading(file, digest, order or config.posts.date_order)
    except _LeftOutError as error:
        found = (*file.problems, error.problem)
        return Reading(source, digest, problems=found, placed=_is_placed(file))


def _reading(file: _File, digest: str, order: str | None) -> Reading:
    for code, line, details in file.header.notes:
        file.warn(code, line, **details)
    if broken := file.header.broken:
        raise file.fail(broken.code, broken.line, **broken.details)
    when = _When(file, order)
    own = _own_url(file)
    published = when.published(own)
    if published is None:
        raise file.fail("no-timestamp", _header_line(file))
    url = own or _permalink(file, published) or _from_template(file, published)
    title, heading = _title(file)
    body_start = file.header.body_start
    if heading and not file.text[body_start : heading.start].strip():
        body_start, heading = heading.end, None
    updated = when.updated(published)
    post = _post(file, digest, url, published, updated, title, body_start, heading)
    expires = when.expires()
    return Reading(
        file.source,
        digest,
        post,
        tuple(file.problems),
        expires=expires,
        without_zone=when.without_zone,
        orders=tuple(sorted(when.orders)),
        placed=bool(file.fields("published")) and bool(own or file.fields("permalink")),
    )


def _is_placed(file: _File) -> bool:
    """Whether the header itself holds an address and a date."""
    return bool(file.fields("published")) and (
        any(links.is_web_url(values.address_of(field) or "") for _, field in file.fields("url"))
        or bool(file.fields("permalink"))
    )


def _header_line(file: _File) -> int | None:
    return 1 if file.header.kind else None


# --- What is no post ----------------------------------------------------------------------------------------


def _held(file: _File) -> Problem | None:
    """Why the author keeps the file from readers, or why it is no post."""
    header = file.header.fields
    for _, field in file.fields("draft"):
        if not values.is_false(field.value):
            return problem("post-draft", file.source, field.line)
    if "drafts/" in file.source.lower() and not _DRAFT_FOLDERS.isdisjoint(file.source.lower().split("/")):
        return problem("post-draft", file.source)
    telling = _HOLDING_KEYS & header.keys()
    if file.header.kind == "comment" and (tags := header.get("tags")):
        for word, code in _HOLDING_TAGS:
            if word in values.words_of(tags):
                return problem(code, file.source, tags.line)
    if not telling:
        return None
    return (None if telling.issubset(_LAYOUT_KEYS) else _kept_back(file)) or _page_layout(file)


def _kept_back(file: _File) -> Problem | None:
    header = file.header.fields
    for key, speaks, code in _FLAGS:
        flag = header.get(key)
        if flag is not None and speaks(flag.value):
            return problem(code, file.source, flag.line)
    for key in _STATUS_KEYS:
        said = header.get(key)
        if said and isinstance(said.value, str):
            for code, words in _STATUSES:
                if said.value.strip().lower() in words:
                    return problem(code, file.source, said.line)
    password = header.get("password")
    if password and password.value and not values.is_false(password.value):
        return problem("post-private", file.source, password.line)
    for key in ("build.list", "build.render"):
        built = _inner(header, key)
        if built and values.is_false(built.value):
            return problem("post-hidden", file.source, built.line)
    return None


def _page_layout(file: _File) -> Problem | None:
    if _post_root(file.source) is not None:
        return None
    for key in _LAYOUT_KEYS:
        said = file.header.fields.get(key)
        layout = said.value if said else None
        if (
            said
            and isinstance(layout, str)
            and layout.strip().lower() in _PAGE_LAYOUTS
            and not _is_placed(file)
        ):
            return problem("post-page", file.source, said.line)
    return None


_FLAGS: tuple[tuple[str, Callable[[Value], bool], str], ...] = (
    ("published", values.is_false, "post-draft"),
    ("publish", values.is_false, "post-draft"),
    ("dgpublish", values.is_false, "post-draft"),
    ("ispublished", values.is_false, "post-draft"),
    ("public", values.is_false, "post-private"),
    ("ispublic", values.is_false, "post-private"),
    ("private", values.is_true, "post-private"),
    ("isprivate", values.is_true, "post-private"),
    ("headless", values.is_true, "post-hidden"),
    ("hidden", values.is_true, "post-hidden"),
    ("hide", values.is_true, "post-hidden"),
    ("unlisted", values.is_true, "post-hidden"),
    ("permalink", values.is_false, "post-hidden"),
    ("eleventyexcludefromcollections", values.is_true, "post-hidden"),
    ("feed", values.is_false, "post-hidden"),
    ("rss", values.is_false, "post-hidden"),
    ("article", values.is_false, "post-page"),
)
"""Keys, whether they speak when true or when false, and what they say then."""
_STATUS_KEYS = ("status", "visibility", "poststatus", "security")
_LAYOUT_KEYS = ("layout", "type")
_HOLDING_KEYS = {
    "build", "password", *_STATUS_KEYS, *_LAYOUT_KEYS, *(key for key, _, _ in _FLAGS)
}  # fmt: skip
_HOLDING_TAGS = (("draft", "post-draft"), ("private", "post-private"))
"""Nikola's, in its own headers only."""
_STATUSES = (
    ("post-draft", _DRAFT_STATUSES),
    ("post-hidden", _HIDDEN_STATUSES),
    ("post-private", _PRIVATE_STATUSES),
)


# --- Times --------------------------------------------------------------------------------------------------

_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?", re.ASCII)
_LASTS = re.compile(r"[~≈]?\d{1,3} ?(?:h|hours?|m|min|mins|minutes?|分钟|分)\b.{0,20}", re.IGNORECASE)
_CREATED_COMMENT = re.compile(
    r"<!--[ \t]*CreateTime[ \t]*[:：][ \t]*([^<>\n]{1,60}?)[ \t]*-->", re.IGNORECASE
)
_FLAG_OR_DATE = frozenset(
    {"published", "posted", "created", "updated", "update", "edited", "modified", "revised"}
)
"""Keys that may hold yes, no or a remark instead of a date."""


class _When:
    """Reads the times of a file, and remembers what they leave open."""

    def __init__(self, file: _File, order: str | None) -> None:
        self._file = file
        self._zone = _own_zone(file) or _zone(file.config.posts.timezone)
        self._order: Any = order
        self.without_zone: str | None = None
        self.orders: set[str] = set()

    def published(self, url: str | None) -> datetime | None:
        """When the post appeared: from its header, else from its path or its address."""
        file = self._file
        clock: tuple[str, int] | None = None
        for key, field in file.fields("published"):
            text = values.text_of(field)
            if text is None:
                raise file.fail("date-unreadable", field.line, text=field.value)
            if _CLOCK.fullmatch(text):
                clock = clock or (text, field.line)
                continue
            if key in _FLAG_OR_DATE and not any(char.isdigit() for char in text):
                continue
            if key == "time" and _LASTS.fullmatch(text):
                continue
            return self._taken(text, field.line, self._clock_beside(text, key))
        if "published" not in file.config.keys and (found := _CREATED_COMMENT.search(file.text)):
            line = file.text.count("\n", 0, found.start()) + 1
            return self._taken(found[1], line)
        if day := dates.from_path(file.source) or dates.from_path(_own_path(file, url)):
            return self._taken(f"{day} {clock[0]}" if clock else day, clock[1] if clock else None)
        if clock:
            raise file.fail("date-unreadable", clock[1], text=clock[0])
        return None

    def _clock_beside(self, text: str, key: str) -> str:
        """The time of day that stands in a field of its own beside the date `text`."""
        field = self._file.header.fields.get("time")
        beside = values.text_of(field) if field and key != "time" and ":" not in text else None
        return f" {beside}" if beside and _CLOCK.fullmatch(beside) else ""

    def _taken(self, text: str, line: int | None, clock: str = "") -> datetime:
        if line is not None:
            self._file.lines["published"] = line
        try:
            return self._parsed(text, clock, line)
        except DateError as error:
            raise self._file.fail(error.code, line, **error.details) from None

    def _parsed(self, text: str, clock: str, line: int | None) -> datetime:
        parsed = dates.parse(text + clock, self._zone, order=self._order)
        if parsed.order:
            order: Any = self._order or self._order_of_path(text, parsed.order)
            self.orders.add(order if parsed.order == "either" and order else parsed.order)
            if order != self._order:
                parsed = dates.parse(text + clock, self._zone, order=order)
        for code in parsed.notes:
            if code == "date-without-zone":
                self.without_zone = self.without_zone or text
            else:
                self._file.warn(code, line, text=text, value=dates.rfc3339(parsed.value))
        return parsed.value

    def _order_of_path(self, text: str, possible: str) -> str | None:
        """The order in which the date is the one in the file's path."""
        day = dates.from_path(self._file.source) if possible == "either" else None
        fitting = [order for order in _ORDERS if day and _day(text, order) == day]
        return fitting[0] if len(fitting) == 1 else None

    def updated(self, published: datetime) -> datetime | None:
        """When the author last changed the post; None where that says no more than `published`."""
        for key, field in self._file.fields("updated"):
            text = values.text_of(field) or ""
            if isinstance(field.value, dict) or (
                key in _FLAG_OR_DATE and not any(char.isdigit() for char in text)
            ):
                continue
            moment = self._lenient("updated", text, field.line)
            if moment is None:
                return None
            if moment < published:
                if ":" in text or moment.date() < published.astimezone(moment.tzinfo).date():
                    self._file.warn("updated-before-published", field.line, text=text)
                return None
            self._file.lines["updated"] = field.line
            return moment
        return None

    def expires(self) -> datetime | None:
        for _, field in self._file.fields("expires"):
            if moment := self._lenient("expires", values.text_of(field) or "", field.line):
                self._file.lines["expires"] = field.line
                return moment
        return None

    def _lenient(self, what: str, text: str, line: int) -> datetime | None:
        """A time that a post can do without."""
        before = self.without_zone
        try:
            moment = self._parsed(text, "", line)
        except DateError:
            self._file.warn("date-ignored", line, what=what, text=text)
            return None
        self.without_zone = before
        return moment


def _day(text: str, order: Order) -> str:
    return dates.parse(text, None, order=order).value.date().isoformat()


def _own_zone(file: _File) -> tzinfo | None:
    """The zone that the post itself says its times are in."""
    for key in _ZONE_KEYS:
        said = file.header.fields.get(key)
        name = values.text_of(said) if said else None
        try:
            if name:
                return dates.zone(name)
        except DateError:
            continue
    return None


_ZONE_KEYS = ("timezone", "tz")


@lru_cache(maxsize=64)
def _zone(name: str | None) -> tzinfo | None:
    return dates.zone(name) if name else None


def _own_path(file: _File, url: str | None) -> str:
    """The path of the post's own address, which may hold its date."""
    if url:
        return unquote(urlsplit(url).path)
    return next((text for _, field in file.fields("permalink") if (text := values.text_of(field))), "")


# --- Addresses ----------------------------------------------------------------------------------------------


def _own_url(file: _File) -> str | None:
    """The absolute address that the post gives itself."""
    site = _site(file.config)
    elsewhere = None
    for key, field in (*file.fields("url"), *_relative_fields(file)):
        text = values.address_of(field)
        if text is None or not links.is_web_url(text):
            continue
        if site and key in _WEAK_URL_KEYS and not links.same_site(text, site):
            elsewhere = elsewhere or (text, field.line)
            continue
        file.lines["url"] = field.line
        return text
    if elsewhere and not file.config.posts.url_template and not file.fields("permalink"):
        file.lines["url"] = elsewhere[1]
        return elsewhere[0]
    if elsewhere:
        file.warn("link-elsewhere", elsewhere[1], url=elsewhere[0])
    return None


def _site(config: Config) -> str | None:
    """Where the posts are, if the settings tell: then keys that may name other pages are not believed blindly."""
    template = config.posts.url_template
    if "url" in config.keys:
        return None
    return config.posts.base_url or (template if template and template.startswith("http") else None)


_PLACEHOLDER = re.compile(r"(?<![\w:]):([a-z_]+)(?::output_ext)?")
_PLACEHOLDERS = {
    "title": "slug", "slugorfilename": "slug", "slugorcontentbasename": "slug", "filename": "name", "basename": "name",
    "contentbasename": "name", "shortyear": "short_year", "section": "folder", "sections": "folder",
}  # fmt: skip
_NO_PATH = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|www\.|\.\./|.*(?:[\t\n<>\"{}\\]|://)", re.DOTALL)
_SURE_PATH = re.compile(r"/|[^/.]+/|[^/]+\.html?\Z", re.IGNORECASE)
_SOURCE_SUFFIXES = tuple(suffix for suffix in MARKUPS if not suffix.startswith(".htm"))
_STYLES = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})


def _permalink(file: _File, published: datetime) -> str | None:
    """The address that the post gives itself relative to its site."""
    base = file.config.posts.base_url
    in_template = _template_keys(file.config.posts.url_template)
    for key, field in _relative_fields(file):
        text = values.address_of(field) or ""
        if key in in_template or not _may_be_path(text, key):
            continue
        if base is None:
            raise file.fail("permalink-relative", field.line, permalink=text)
        file.lines["url"] = field.line
        if _PLACEHOLDER.search(text):
            text = _PLACEHOLDER.sub(lambda found: f"{{{_PLACEHOLDERS.get(found[1], found[1])}}}", text)
            return _expanded(file, "{base}/" + text.lstrip("/"), published, field.line)
        return links.below(base, links.path_part(text))
    return None


@lru_cache(maxsize=64)
def _template_keys(template: str | None) -> frozenset[str]:
    """The keys whose values the template puts in their place: they are parts of addresses, not addresses."""
    return frozenset(map(plain_key, links.check_template(template))) if template else frozenset()


def _relative_fields(file: _File) -> list[tuple[str, Field]]:
    """Settings that say which keys hold the address say so of relative ones too."""
    return file.fields("url" if "url" in file.config.keys else "permalink")


def _may_be_path(text: str, key: str) -> bool:
    if not text or values.is_true(text) or values.is_false(text) or text in _STYLES:
        return False
    if _NO_PATH.match(text) or any(text.lower().endswith(suffix) for suffix in _SOURCE_SUFFIXES):
        return False
    return key in {"permalink", "path"} or bool(_SURE_PATH.match(text))


def _from_template(file: _File, published: datetime) -> str:
    """The address that the settings' template gives. Raises where the post has no address."""
    template = file.config.posts.url_template
    strange = next(
        ((text, field.line) for key, field in file.fields("url") if (text := _strange_address(key, field))),
        None,
    )
    if template:
        if strange:
            file.warn("url-ignored", strange[1], url=strange[0])
        return _expanded(file, template, published, _header_line(file))
    if strange:
        raise file.fail("url-not-absolute", strange[1], url=strange[0])
    raise file.fail("no-url", _header_line(file))


def _strange_address(key: str, field: Field) -> str | None:
    """What stands in a field for the address without being one."""
    text = values.address_of(field)
    if text is None or key in _WEAK_URL_KEYS or values.is_true(text) or values.is_false(text):
        return None
    return None if links.is_web_url(text) else text


def _expanded(file: _File, template: str, published: datetime, line: int | None) -> str:
    try:
        url = links.expand(
            template, file.config.posts.base_url, lambda name: _template_field(file, published, name)
        )
    except links.MissingFieldError as error:
        raise file.fail("url-field-missing", line, field=error.args[0], template=template) from None
    if not links.is_web_url(url):
        raise file.fail("url-not-absolute", line, url=url)
    return url


_DATE_FIELDS: dict[str, Callable[[datetime], str]] = {
    "year": lambda moment: f"{moment.year:04}",
    "shortyear": lambda moment: f"{moment.year % 100:02}",
    "month": lambda moment: f"{moment.month:02}",
    "imonth": lambda moment: str(moment.month),
    "day": lambda moment: f"{moment.day:02}",
    "iday": lambda moment: str(moment.day),
    "yday": lambda moment: f"{moment.timetuple().tm_yday:03}",
    "hour": lambda moment: f"{moment.hour:02}",
    "minute": lambda moment: f"{moment.minute:02}",
    "second": lambda moment: f"{moment.second:02}",
}
"""Parts of the date, as its author wrote it, by the `plain_key` of the template's field."""


def _template_field(file: _File, published: datetime, name: str) -> str | None:
    """What stands in a field of a URL template."""
    key = plain_key(name)
    if key in _DATE_FIELDS:
        return _DATE_FIELDS[key](published)
    place = _place(file.source)
    if key == "slug":
        for _, field in file.fields("slug"):
            if text := values.text_of(field):
                return links.name_part(text.strip("/").replace("/", "\0")).replace("%00", "/")
        return links.name_part(place.slug)
    if key in {"name", "filename"}:
        return links.name_part(place.name)
    if key in {"categories", "category"} and (known := _category_path(file, key)) is not None:
        return known
    if key == "folder":
        return "/".join(map(links.name_part, place.folder.split("/"))) or "/"
    if key in {"lang", "language"}:
        return next(
            (tag for _, field in file.fields("language") if (tag := values.language_of(field))),
            place.language,
        ) or (file.config.feed.language)
    said = file.header.fields.get(key) or _inner(file.header.fields, key)
    if said is None:
        return None
    if isinstance(said.value, list):
        return links.path_part("/".join(item.strip() for item in said.value if isinstance(item, str)))
    text = values.text_of(said)
    return links.path_part(legal_text(text)[0]) if text else None


def _category_path(file: _File, key: str) -> str | None:
    """What stands for `:categories` in an address; None where the key's own value does.

    Jekyll puts the folders above `_posts` first, and leaves nothing where there is no category (Permalinks,
    "Placeholders").
    """
    if not _is_jekyll(file.source):
        words = () if key in file.header.fields else _words(file, "categories")
    elif key == "categories":
        above = file.source.partition(f"{_POST_FOLDER}/")[0]
        folders = [part for part in _NOT_IN_ADDRESS.sub("", above).split("/") if part]
        several = [word for said in file.fields("categories") for word in _split_words(file, *said)]
        words = tuple(dict.fromkeys(word.lower() for word in (*folders, *several))) or ("/",)
    else:
        words = _words(file, "categories")[:1]
    return links.path_part("/".join(words)) or None


def _is_jekyll(path: str) -> bool:
    """Whether the file lies and is named as Jekyll wants its posts to."""
    return _post_root(path) is not None and _DATE_BEFORE.match(path.rpartition("/")[2]) is not None


class _Place(NamedTuple):
    """What a file's path tells."""

    folder: str
    """Without what site generators leave out of addresses: `_posts`, and `content` or `source` at the beginning."""
    name: str
    """Without its suffix; of `post/index.md` it is `post`."""
    slug: str
    """The name without the date before it."""
    language: str | None
    """Of `post.de.md` and `post/index.de.md`."""


_LANGUAGES = (
    "ar|bg|bn|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|nb|nl|no|pl|pt|ro|ru|sk|sl|sr|sv|th"
    "|tr|uk|vi|zh"
)
_IN_LANGUAGE = re.compile(rf"([^.]+)\.((?:{_LANGUAGES})(?:[-_][a-z]{{2,4}})?)", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"(?<=.)\.x?html?\Z", re.IGNORECASE)
_INDEX = re.compile(r"index(?:\.[a-z]{2}(?:-[a-z]{2})?)?", re.IGNORECASE)
_NOT_IN_ADDRESS = re.compile(r"\A(?:src/)?(?:content|pages|source)/|(?:(?<=/)|\A)_posts/")
_DATE_BEFORE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[-_ ]+(?=.)", re.ASCII)


def _place(path: str) -> _Place:
    folder, _, file_name = path.rpartition("/")
    name = _PAGE_SUFFIX.sub("", file_name.rpartition(".")[0])
    translated = _IN_LANGUAGE.fullmatch(name)
    language = translated[2] if translated else None
    name = translated[1] if translated else name
    if folder and _INDEX.fullmatch(name):
        folder, _, name = folder.rpartition("/")
        stem, dot, suffix = name.rpartition(".")
        name = stem if dot + suffix.lower() in MARKUPS else name
    slug = _DATE_BEFORE.sub("", name, count=1)
    return _Place(_NOT_IN_ADDRESS.sub("", folder + "/").strip("/"), name, slug, language)


# --- Everything else ----------------------------------------------------------------------------------------


def _title(file: _File) -> tuple[str, Heading | None]:
    """The title, and the heading of the body that it was taken from."""
    start = file.header.body_start
    for key, field in file.fields("title"):
        written = values.text_of(field)
        if written is None:
            continue
        file.lines["title"] = field.line
        _tell_trap(file, key)
        text = file.legal(written, field.line)
        if file.header.kind == "list":
            text = values.heading_text(text)
        title = values.title_of(text)
        if title.had_tags:
            file.warn("title-tags", field.line, title=title.text)
        if title.text:
            return file.legal(title.text, field.line), None
    heading = values.first_heading(file.text, start, _markup(file.source))
    if heading is None:
        raise file.fail("no-title", _header_line(file))
    line = file.text.count("\n", 0, heading.start) + 1
    file.lines["title"] = line
    return file.legal(heading.title, line), heading


def _tell_trap(file: _File, key: str) -> None:
    for other, line, text in file.header.traps:
        if other == key:
            file.problems.append(problem("yaml-trap", file.source, line, key=key, text=text))


def _markup(path: str) -> str:
    return MARKUPS["." + path.rpartition(".")[2].lower()]


def _post(
    file: _File,
    digest: str,
    url: str,
    published: datetime,
    updated: datetime | None,
    title: str,
    body_start: int,
    heading: Heading | None,
) -> Post:
    authors = _authors(file)
    tags = _words(file, "tags")
    categories = _words(file, "categories")
    summary = _summary(file, title)
    image = _image(file, url)
    enclosures, podcast = _media(file, url)
    body = file.text[body_start:]
    if not body.strip():
        if not (summary or image or enclosures):
            raise file.fail("no-body", file.text.count("\n") + 1)
        file.warn("body-empty", _header_line(file))
    names = [person.name for person in authors]
    seen = repr((title, summary, image, names, tags, categories, [each.url for each in enclosures]))
    content = hashlib.blake2b(seen.encode("utf-8", "backslashreplace"), digest_size=16)
    content.update(body.strip().encode())
    return Post(
        source=file.source,
        digest=digest,
        content=content.hexdigest(),
        markup=_markup(file.source),
        body_start=body_start,
        heading=(heading.start, heading.end) if heading else None,
        url=url,
        published=published,
        title=title,
        updated=updated,
        authors=authors,
        tags=tags,
        categories=categories,
        summary=summary,
        image=image,
        language=_language(file),
        enclosures=enclosures,
        origin=next(
            (origin for _, field in file.fields("origin") if (origin := values.origin_of(field))), None
        ),
        podcast=podcast,
        mentions=_mentions(body),
        lines=_shared(tuple(file.lines.items())),
    )


def body(post: Post, text: str) -> str:
    """The body of the post in its file's decoded text, without the heading that became its title.

    Its first line is the line of the file that holds `post.body_start`; no line is lost.
    """
    if post.heading is None:
        return text[post.body_start :]
    start, end = post.heading
    return text[post.body_start : start] + "\n" * text.count("\n", start, end) + text[end:]


def _authors(file: _File) -> tuple[Person, ...]:
    for key, field in file.fields("author"):
        if (
            key == "name"
            and "author" not in file.config.keys
            and _names_the_post(file, values.text_of(field))
        ):
            continue
        people = values.people_of(field, several=key in _SEVERAL)
        if people:
            file.lines["author"] = field.line
            _tell_trap(file, key)
            if any(legal_text(person.name)[1] for person in people):
                people = tuple(person._replace(name=file.legal(person.name, field.line)) for person in people)
            return tuple(person for person in people if person.name.strip())
    return ()


def _names_the_post(file: _File, name: str | None) -> bool:
    """Whether a key `name`, which names the author in some archives, is the post's own name, as it is in others."""
    if name is None or not file.fields("title"):
        return True
    place = _place(file.source)
    own = {place.name.lower(), place.slug.lower()}
    own.update(
        (values.text_of(field) or "").lower() for _, field in (*file.fields("slug"), *file.fields("title"))
    )
    return name.lower() in own or _DATE_BEFORE.match(name) is not None


def _language(file: _File) -> str | None:
    said = (tag for _, field in file.fields("language") if (tag := values.language_of(field)))
    return next(said, None) or (_place(file.source).language or "").replace("_", "-") or None


def _split_words(file: _File, key: str, field: Field) -> tuple[str, ...]:
    """Tags or categories. Those in one text Jekyll parts at blanks (Posts, "Tags and Categories")."""
    words = values.words_of(field)
    if (
        key in _SEVERAL
        and len(words) == 1
        and isinstance(field.value, str)
        and " " in words[0]
        and _is_jekyll(file.source)
    ):
        return tuple(dict.fromkeys(words[0].split()))
    return words


def _words(file: _File, name: str) -> tuple[str, ...]:
    for key, field in file.fields(name):
        words = _split_words(file, key, field)
        if words:
            file.lines[name] = field.line
            _tell_trap(file, key)
            if any(legal_text(word)[1] for word in words):
                words = tuple(filter(None, (file.legal(word, field.line).strip() for word in words)))
            return words
    return ()


def _summary(file: _File, title: str) -> str | None:
    for _, field in file.fields("summary"):
        text = values.text_of(field)
        if text and text != title:
            file.lines["summary"] = field.line
            return file.legal(text, field.line)
    return None


def _image(file: _File, url: str) -> str | None:
    for _, field in file.fields("image"):
        image = values.image_of(field)
        if image is None:
            continue
        if image.startswith(("..", "@", "~")) or not _resolves(url, image):
            file.problems.append(problem("image-unreachable", file.source, field.line, image=image))
            return None
        file.lines["image"] = field.line
        return image
    return None


def _resolves(url: str, address: str) -> bool:
    try:
        return links.is_web_url(links.resolve(url, address))
    except ValueError:
        return False


def _media(file: _File, url: str) -> tuple[tuple[Enclosure, ...], tuple[tuple[str, str], ...]]:
    """The media files that belong to the post, and what podcast apps want to know of them."""
    for key, field in file.fields("enclosure"):
        found = tuple(
            each
            for each in values.enclosures_of(field)
            if _resolves(url, each.url) and (key not in _WEAK_MEDIA_KEYS or values.is_media(each.url))
        )
        if found:
            file.lines["enclosure"] = field.line
            return _with_podcast(file, found)
        if key in _SURE_ENCLOSURES:
            file.warn("enclosure-unreadable", field.line, text=values.text_of(field) or field.value)
    return (), ()


def _with_podcast(
    file: _File, found: tuple[Enclosure, ...]
) -> tuple[tuple[Enclosure, ...], tuple[tuple[str, str], ...]]:
    duration = next((values.seconds(values.text_of(said)) for _, said in file.fields("duration")), None)
    if duration is not None and found[0].duration is None:
        found = (found[0]._replace(duration=duration), *found[1:])
    return found, tuple(_podcast(file))


def _podcast(file: _File) -> Iterator[tuple[str, str]]:
    """What podcast apps want to know of an episode."""
    for element, keys, value_of, wants in _PODCAST:
        said = next((it for key in keys if (it := _inner(file.header.fields, key)) and it.value), None)
        if said is None:
            continue
        for text in said.value if isinstance(said.value, list) else [values.text_of(said)]:
            if not isinstance(text, str):
                continue
            value = value_of(" ".join(file.legal(text, said.line).split()))
            if value:
                yield element, value
            else:
                file.warn("podcast-value", said.line, name=element, text=text, wants=wants)
            if element not in _REPEATED:
                break


def _matching(pattern: str) -> Callable[[str], str | None]:
    whole = re.compile(pattern, re.ASCII | re.IGNORECASE)
    return lambda text: text.lower() if whole.fullmatch(text) else None


def _address(text: str) -> str | None:
    return text if _resolves("https://example.org/", text) else None


def _short(text: str) -> str | None:
    return text if len(text) <= _LONGEST_TEXT else None


_LONGEST_TEXT = 255
_NUMBER = (_matching(r"[1-9]\d{0,8}"), "a whole number of 1 or more")
_YES_NO = (_matching("yes|no|true|false|clean|explicit"), "true or false")
_WORDS = (_short, f"a text of {_LONGEST_TEXT} characters at most")
_URL = (_address, "an address")
_PODCAST: tuple[tuple[str, tuple[str, ...], Callable[[str], str | None], str], ...] = (
    ("itunes:episode", ("itunesepisode", "itunes:episode", "itunes.episode", "episode", "episodenumber"), *_NUMBER),
    ("itunes:season", ("itunesseason", "itunes:season", "itunes.season", "season"), *_NUMBER),
    ("itunes:episodeType", ("itunesepisodetype", "itunes:episodetype", "itunes.episodetype", "episodetype"),
     _matching("full|trailer|bonus"), "full, trailer or bonus"),
    ("itunes:explicit", ("itunesexplicit", "itunes:explicit", "itunes.explicit", "explicit"), *_YES_NO),
    ("itunes:block", ("itunesblock", "itunes:block", "itunes.block"), _matching("yes|no"), "yes or no"),
    ("itunes:title", ("itunestitle", "itunes:title", "itunes.title"), *_WORDS),
    ("itunes:author", ("itunesauthor", "itunes:author", "itunes.author"), *_WORDS),
    ("itunes:subtitle", ("itunessubtitle", "itunes:subtitle", "itunes.subtitle", "subtitle"), *_WORDS),
    ("podcast:transcript", ("podcast:transcript", "podcast.transcript", "transcript"), *_URL),
    ("podcast:chapters", ("podcast:chapters", "podcast.chapters", "chapters"), *_URL),
    ("podcast:person", ("podcast:person", "podcast.person", "podcast.persons"), *_WORDS),
    ("podcast:license", ("podcast:license", "podcast.license"), *_WORDS),
    ("podcast:location", ("podcast:location", "podcast.location"), *_WORDS),
)  # fmt: skip
"""Elements, the keys that tell them, and which values they have."""
_REPEATED = ("podcast:person", "podcast:transcript")


_MENTION = re.compile(
    r"""\{%-?\s*(?:post_url|post_link|link)\s+['"]?([^\s'"%]{1,300})|\{\{[<%]\s*(?:rel)?ref\s+['"]?([^\s'"<>%]{1,300})"""
)


def _mentions(text: str) -> tuple[str, ...]:
    """The posts that template tags name (Jekyll, Hexo, Hugo)."""
    if "{" not in text:
        return ()
    return tuple(dict.fromkeys(jekyll or hugo for jekyll, hugo in _MENTION.findall(text)))


@lru_cache(maxsize=4096)
def _shared(lines: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """One value for all posts whose headers look alike."""
    return lines
