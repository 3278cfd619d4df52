"""Files -> posts: each file is read by itself, then what an archive publishes is put together."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feeds import addresses, attachments, fields, links, paths, values
from feeds import config as settings
from feeds.headers import read
from feeds.held import site_page, told_kind, why_held
from feeds.media import measure
from feeds.model import Post
from feeds.people import named
from feeds.post_file import LeftOutError, PostFile, header_line, hint
from feeds.post_links import mentioned
from feeds.problems import CODES, USAGE, FeedsError, Problem, problem
from feeds.readings import Batch, Reading, batches, forget_others, pack, store, stored, unpack
from feeds.sources import after_blanks, as_it_is, content, decode, is_furniture, is_readme, scan
from feeds.times import ORDERS, When, is_time

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from feeds.cache import Cache
    from feeds.config import Config
    from feeds.dates import Order
    from feeds.parallel import Map
    from feeds.sources import Scan, SourceFile
    from feeds.values import Heading

_FEW = 250
"""Files that are not worth handing over."""


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
    beside: tuple[str, ...] = ()
    """Full paths of files beside the posts that were measured, read, or looked for."""


def load_posts(
    source: str | os.PathLike[str],
    config: Config | None = None,
    *,
    now: datetime | None = None,
    found: Scan | None = None,
    cache: Cache | None = None,
    cache_key: str = "",
    mapped: Map = map,
) -> Loaded:
    """Read every post below `source`.

    Without `config`, the settings are those of `config.load(source)`. `now` decides about posts of the future and
    expired ones; without it there are none. `found` is the result of an earlier `scan`. `cache` keeps what files say
    under `cache_key`, which tells settings and versions apart. `mapped` is how to read many files.

    Raises FeedsError with status 2 where there is no such folder, or the settings cannot be used.
    """
    source = Path(source)
    config = settings.load(source) if config is None else config
    check_settings(config)
    found = found or scan(source, config.posts)
    readings: list[Reading] = []
    problems = list(found.problems)
    stale: list[list[SourceFile]] = []
    changed = 0
    together = list(batches(found.files))
    for files in together:
        known = unpack(cache_key, stored(cache, files))
        if known.files == files:
            readings += known.readings
        else:
            stale.append(files)
            changed += len(set(files).difference(known.files))
    tasks = ((source, config, cache_key, files, stored(cache, files)) for files in stale)
    results = mapped(_read_batch, tasks) if changed > _FEW else map(_read_batch, tasks)
    for files, (packed, unreadable) in zip(stale, results, strict=True):
        readings += unpack(cache_key, packed).readings
        problems += unreadable
        if cache:
            store(cache, files, packed)
    if cache and stale:
        forget_others(cache, together)
    if order := archive_order(readings) if config.posts.date_order is None else None:
        readings = [_reread(source, reading, config, order) for reading in readings]
    loaded = gather(readings, problems, config, now)
    measured = measure(source, loaded.posts, follow_links=config.posts.follow_links)
    people = named(source, measured.posts, follow_links=config.posts.follow_links)
    told = sorted((*loaded.problems, *measured.problems), key=_place_of)
    return loaded._replace(posts=people.posts, problems=tuple(told), beside=(*measured.files, *people.files))


def _read_batch(task: tuple[Path, Config, str, list[SourceFile], bytes]) -> tuple[bytes, list[Problem]]:
    """What the files say, packed, and which cannot be read. What is known of those that did not change stands."""
    source, config, key, files, packed = task
    batch = unpack(key, packed)
    known = dict(zip(batch.files, batch.readings, strict=True))
    digests = {reading.source: reading for reading in batch.readings}
    read = {
        file: known.get(file) or _read(source, file.path, digests.get(file.path), config) for file in files
    }
    readings = {file: reading for file, reading in read.items() if isinstance(reading, Reading)}
    unreadable = [found for found in read.values() if isinstance(found, Problem)]
    return pack(key, Batch(list(readings), list(readings.values()))), unreadable


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
        raise FeedsError(wrong, status=USAGE)


def archive_order(readings: Iterable[Reading]) -> Order | None:
    """The order of day and month that all dates of the archive agree on, where some leave it open."""
    seen = {order for reading in readings for order in reading.orders}
    known = [order for order in ORDERS if order in seen]
    return known[0] if "either" in seen and len(known) == 1 else None


def gather(
    readings: Iterable[Reading], problems: Iterable[Problem], config: Config, now: datetime | None
) -> Loaded:
    """Put together what the files of an archive say. No file is read."""
    readings = sorted(readings, key=lambda reading: reading.source)
    told = list(problems)
    roots, kind_roots = _roots(readings)
    shown: dict[str, Post] = {}
    without_zone: list[Reading] = []
    left_out = sum(found.code == "file-unreadable" for found in told)
    read = len(readings) + left_out
    held = 0
    pages = sum(reading.page is not None for reading in readings)
    told_apart = 0 < pages <= sum(reading.says_post for reading in readings)
    for reading in readings:
        hold = (
            reading.held
            or (reading.page if told_apart else None)
            or ((roots or kind_roots) and site_page(reading, roots, kind_roots))
            or due(reading, now, future=config.posts.future)
        )
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
        first = shown.setdefault(post.uri, post)
        if first is not post and paths.place(first.source).language and not paths.place(post.source).language:
            # Of translations at one address, the one in the site's own language has it.
            shown[post.uri], first, post = post, post, first
        if first is not post and _is_copy(post, first):
            held += 1
            told.append(problem("post-copy", post.source, post.line("url"), other=first.source))
        elif first is not post:
            left_out += 1
            told.append(problem("url-twice", post.source, post.line("url"), url=post.url, other=first.source))
    if without_zone:
        told.append(_zone_warning(without_zone))
    since, wake = _span(readings, now, future=config.posts.future)
    told.sort(key=_place_of)
    return Loaded(tuple(shown.values()), tuple(told), read, left_out, held, since, wake)


def _roots(readings: Collection[Reading]) -> tuple[set[str], set[str]]:
    """The folders that keep their posts in `_posts`, and those that keep them in `posts`, apart from pages."""
    in_posts = (reading.source for reading in readings if paths.POST_FOLDER in reading.source)
    roots = {folder for path in in_posts if (folder := paths.post_root(path)) is not None}
    kind_roots: set[str] = set()
    if any("page" in reading.source or "attachment" in reading.source for reading in readings):
        kinds = (paths.kind_root(reading.source) for reading in readings if reading.post)
        kind_roots = {kind[0] for kind in kinds if kind and not kind[1]}
    return roots, kind_roots


def _is_copy(post: Post, other: Post) -> bool:
    """Whether a crawl has fetched one page twice, as `index.html` and `index.html?share=1`."""
    return (
        post.markup == other.markup == "html"
        and post.title == other.title
        and post.published == other.published
    )


def _place_of(found: Problem) -> tuple[str, int, str]:
    return found.path, found.line or 0, found.code


def _zone_warning(readings: list[Reading]) -> Problem:
    first = readings[0]
    line = first.post.line("published") if first.post else None
    count = len(readings)
    if count == 1:
        return problem("date-without-zone", first.source, line, text=first.without_zone)
    return problem("dates-without-zone", first.source, line, text=first.without_zone, count=count)


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
    posts = [(reading.post, reading.expires) for reading in readings if reading.post]
    moments = [] if future else [post.published for post, _ in posts]
    moments += [expires for _, expires in posts if expires]
    since = max((moment for moment in moments if moment <= now), default=None)
    wake = min((moment for moment in moments if moment > now), default=None)
    return since, wake


def parse(source: str, data: bytes, config: Config, *, order: Order | None = None) -> Reading:
    """Read the post in the file `source`, a path below SOURCE, whose content is `data`.

    `order` is the archive's order of day and month, where the settings tell none.

    Raises FeedsError with status 2 where guessing an encoding needs a package that is not installed.
    """
    digest = hashlib.sha256(data).hexdigest()
    problems: tuple[Problem, ...] = ()
    utf8: bytes | None = data
    text = as_it_is(data, config.posts.encoding)
    if text is None:
        text, problems = decode(data, source, config.posts.encoding)
        utf8 = None
        if any(CODES[found.code].severity == "error" for found in problems):
            return Reading(source, digest, problems=problems)
    if not text or text.isspace():
        return Reading(source, digest, held=problem("file-empty", source))
    file = PostFile(source, text, read(text), config, utf8)
    file.problems += problems
    if is_furniture(source, dated=bool(file.fields("published"))) and not (
        is_readme(source) and addresses.is_placed(file)
    ):
        return Reading(source, digest, held=problem("not-a-post", source))
    if hold := why_held(file):
        return Reading(source, digest, held=hold)
    try:
        return _reading(file, digest, order or config.posts.date_order)
    except LeftOutError as error:
        if error.problem.severity == "info":
            return Reading(source, digest, held=error.problem)
        found = (*file.problems, error.problem)
        says_post, page = told_kind(file)
        placed = addresses.is_placed(file)
        return Reading(source, digest, problems=found, placed=placed, says_post=says_post, page=page)


def _reading(file: PostFile, digest: str, order: Order | None) -> Reading:
    for code, line, details in file.header.notes:
        file.warn(code, line, **details)
    if broken := file.header.broken:
        raise file.fail(broken.code, broken.line, **broken.details)
    when = When(file, order)
    own = addresses.own_url(file)
    published = when.published(own)
    if published is None:
        if paths.names_page(file.source):
            raise file.fail("post-page")
        raise file.fail("no-timestamp", header_line(file), hint=hint(file, is_time, "updated"))
    url = own or addresses.permalink(file, published) or addresses.from_template(file, published)
    title, heading = fields.title(file)
    body_start = file.header.body_start
    if heading and not file.text[body_start : heading.start].strip():
        body_start, heading = heading.end, None
    updated = when.updated(published)
    post = _post(file, digest, url, published, updated, title, body_start, heading)
    expires = when.expires()
    says_post, page = told_kind(file)
    return Reading(
        file.source,
        digest,
        post,
        tuple(file.problems),
        expires=expires,
        without_zone=when.without_zone,
        orders=tuple(sorted(when.orders)),
        placed=bool(file.fields("published")) and bool(own or file.fields("permalink")),
        says_post=says_post,
        page=page,
    )


def _post(
    file: PostFile,
    digest: str,
    url: str,
    published: datetime,
    updated: datetime | None,
    title: str,
    body_start: int,
    heading: Heading | None,
) -> Post:
    uri = links.to_uri(url)
    authors = fields.authors(file)
    tags = fields.words(file, "tags")
    categories = fields.words(file, "categories")
    summary = fields.summary(file, title)
    image = attachments.image(file, url)
    enclosures, podcast = attachments.media(file, url)
    start = after_blanks(file.text, body_start)
    if start == len(file.text):
        if not (summary or image or enclosures):
            raise file.fail("no-body", file.text.count("\n") + 1)
        file.warn("body-empty", header_line(file))
    names = [person.name for person in authors]
    seen = repr((title, summary, image, names, tags, categories, [each.url for each in enclosures]))
    content = hashlib.blake2b(seen.encode("utf-8", "backslashreplace"), digest_size=16)
    content.update(_encoded(file, start))
    return Post(
        source=file.source,
        digest=digest,
        content=content.hexdigest(),
        markup=paths.markup(file.source),
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
        language=fields.language(file),
        enclosures=enclosures,
        origin=next(
            (origin for _, field in file.fields("origin") if (origin := values.origin_of(field))), None
        ),
        podcast=podcast,
        mentions=mentioned(file.text, start, file.source),
        lines=_shared(tuple(file.lines.items())),
        encoded=uri if uri != url else None,
    )


def _encoded(file: PostFile, start: int) -> bytes | memoryview:
    """The text from `start` on in UTF-8, without the blanks at its end."""
    text = file.text
    end = len(text)
    while end > start and text[end - 1].isspace():
        end -= 1
    if file.utf8 is None:
        return text[start:end].encode("utf-8", "surrogatepass")
    return memoryview(file.utf8)[len(text[:start].encode()) : len(file.utf8) - len(text[end:].encode())]


@lru_cache(maxsize=4096)
def _shared(lines: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """One value for all posts whose headers look alike."""
    return lines
