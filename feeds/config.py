"""Settings: built-in defaults, then feeds.toml, then FEEDS_* variables, then options."""

from __future__ import annotations

import codecs
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from feeds.characters import illegal_in
from feeds.languages import is_language
from feeds.links import check_template, is_mail_address, is_web_url, to_uri
from feeds.problems import USAGE, FeedsError, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from feeds.dates import Order
    from feeds.model import Person

FILE_NAME = "feeds.toml"

FORMATS = ("rss", "atom", "json")
GROUPINGS = ("tag", "category", "author", "year")
ENGINES = ("markdown", "commonmark")
FIELDS = (
    "url",
    "permalink",
    "published",
    "updated",
    "title",
    "author",
    "summary",
    "tags",
    "categories",
    "image",
    "draft",
    "language",
    "slug",
    "enclosure",
    "duration",
    "expires",
    "origin",
)
"""What the `[keys]` table can map: the fields of `keys.KEYS`, which has the defaults."""


class FeedSettings(NamedTuple):
    """What subscribers see: the `[feed]` table."""

    title: str | None = None
    """The feed's name; without one, the site's host."""
    link: str | None = None
    """The site that the posts belong to; without one, the site of most of them."""
    self: str | None = None
    """Where the output folder is hosted: then feeds tell their own address, as validators advise."""
    description: str | None = None
    """One line on what the feed is about."""
    language: str | None = None
    """BCP 47 tag of the posts' language, such as en or zh-CN."""
    author: tuple[Person, ...] = ()
    """Author of posts that name none: a name, a table of name, email and url, or a list of them."""
    contributors: tuple[Person, ...] = ()
    """People who help, in the same forms."""
    categories: tuple[str, ...] = ()
    """What the feed as a whole is about."""
    rights: str | None = None
    """Copyright or licence."""
    icon: str | None = None
    """URL of a small square picture."""
    logo: str | None = None
    """URL of a picture twice as wide as high."""
    hub: tuple[str, ...] = ()
    """URLs of WebSub hubs, which tell readers of new posts at once."""
    ttl: int | None = None
    """How many minutes readers may wait between polls."""
    limit: int | None = 50
    """How many entries the polled feeds hold, or "all"."""
    max_bytes: int = 1_000_000
    """How large a polled feed may grow before it holds fewer entries."""
    max_new: int | None = None
    """How many entries may be new at once; by default half the feed, at least 10."""
    formats: tuple[str, ...] = FORMATS
    """What is written, of rss, atom and json."""
    by: tuple[str, ...] = ()
    """Feeds of each tag, category, author or year as well."""
    min_posts: int = 1
    """How many posts a tag, category, author or year needs to get feeds of its own."""
    archive: bool = True
    """Whether older posts are kept in archive documents."""
    edits: str = "author"
    """Who may raise `updated` of an edited post: only its author, or the clock too."""
    gzip: bool = False
    """Whether each file gets a compressed twin, NAME.gz."""
    podcast: tuple[tuple[str, str], ...] = ()
    """itunes and Podcasting 2.0 values of the whole feed, by the element's name."""


class PostSettings(NamedTuple):
    """How to read posts: the `[posts]` table."""

    timezone: str | None = None
    """IANA name of the zone of times without an offset; by default UTC, with a warning."""
    base_url: str | None = None
    """The site's root, which relative permalinks and {base} start from."""
    url_template: str | None = None
    """How the addresses of posts that name none are made, such as {base}{year}/{month}/{slug}/."""
    date_order: Order | None = None
    """Order of day and month in dates such as 3/4/2010: dmy or mdy."""
    encoding: str | None = None
    """Encoding of posts that are not UTF-8, or "guess"."""
    future: bool = False
    """Whether posts from the future are published before their time."""
    follow_links: bool = False
    """Whether symbolic links that lead out of SOURCE are followed."""
    ignore: tuple[str, ...] = ()
    """Glob patterns of paths below SOURCE that hold no posts."""


class MarkdownSettings(NamedTuple):
    """The `[markdown]` table."""

    engine: str = "markdown"
    """markdown, or commonmark, which is faster and reads as GitHub does."""
    extensions: tuple[str, ...] = ("extra", "sane_lists", "gfm")
    """Extensions of Python-Markdown, for the engine of that name."""


_NO_KEYS: dict[str, tuple[str, ...]] = {}


class Config(NamedTuple):
    """All settings of a run."""

    feed: FeedSettings = FeedSettings()
    posts: PostSettings = PostSettings()
    keys: dict[str, tuple[str, ...]] = _NO_KEYS
    """Overrides of `keys.KEYS`: which front matter keys mean what; an empty tuple: none does."""
    markdown: MarkdownSettings = MarkdownSettings()
    file: str = FILE_NAME
    """The file that was read, or to be written: what problems name. It shapes nothing."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("wants a text that is not empty")
    if illegal_in(value):
        raise ValueError("wants a text without control characters")
    return value.strip()


def _url(value: object) -> str:
    url = _text(value)
    if not is_web_url(url) or urlsplit(url).port == 0:
        raise ValueError("wants an absolute http or https URL, such as https://example.org/")
    return url


def _folder_url(value: object) -> str:
    url = _url(value)
    if "?" in url or "#" in url:
        raise ValueError("wants the address of a folder, without ? and #")
    return url if url.endswith("/") else url + "/"


def _uri(value: object) -> str:
    """An address that goes into the feeds, which hold URIs."""
    return to_uri(_url(value))


def _folder_uri(value: object) -> str:
    return to_uri(_folder_url(value))


def _email(value: object) -> str:
    address = _text(value)
    if not is_mail_address(address):
        raise ValueError("wants an e-mail address, such as ann@example.org")
    return address


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(_text(word) for word in value.split(",") if word.strip())
    if isinstance(value, list):
        return tuple(_text(item) for item in value)
    raise ValueError('wants a list of texts, such as ["a", "b"]')


def _uris(value: object) -> tuple[str, ...]:
    return tuple(_uri(word) for word in _words(value))


def _language(value: object) -> str:
    tag = _text(value)
    if not is_language(tag):
        raise ValueError("wants a language tag of BCP 47, such as en, zh-CN or pt-BR")
    return tag


def _people(value: object) -> tuple[Person, ...]:
    from feeds.model import Person

    if isinstance(value, list):
        return tuple(person for item in value for person in _people(item))
    if isinstance(value, dict):
        unknown = value.keys() - {"name", "email", "url"}
        if unknown or "name" not in value:
            raise ValueError('wants a name, or a table such as {name = "…", email = "…", url = "…"}')
        url = _uri(value["url"]) if "url" in value else None
        return (Person(_text(value["name"]), _email(value["email"]) if "email" in value else None, url),)
    return (Person(_text(value)),)


def _count(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError("wants a whole number of 1 or more")
    return value


def _count_or_all(value: object) -> int | None:
    try:
        return None if value == "all" else _count(value)
    except ValueError as error:
        raise ValueError(f'{error}, or "all"') from None


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in _FLAGS:
        return _FLAGS[value.lower()]
    raise ValueError("wants true or false")


_FLAGS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


def _zone(value: object) -> str:
    from feeds.dates import DateError, zone

    name = _text(value)
    try:
        zone(name)
    except DateError:
        from zoneinfo import available_timezones

        # Shorter names are all alike: MST would be as near to PST as anything.
        hint = _hint(name, sorted(each for each in available_timezones() if "/" in each), nearness=0.75)
        wants = "the name of a zone, such as Europe/Berlin, or an offset, such as +08:00"
        raise ValueError(f"wants {wants}{hint}") from None
    return name


_NO_ENCODINGS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})
"""Codecs of Python that no text is written in."""


def text_codec(name: str) -> str:
    """What Python calls the encoding of text of that name. Raises LookupError where there is none."""
    codec = codecs.lookup(name).name
    if codec in _NO_ENCODINGS:
        raise LookupError(name)
    # Python has codecs from bytes to bytes too, such as hex, and tells only when they are used.
    b" ".decode(codec, "replace")
    return codec


def _encoding(value: object) -> str:
    name = _text(value)
    if name != "guess":
        try:
            text_codec(name)
        except LookupError:
            raise ValueError('wants "guess" or the name of an encoding, such as gb18030') from None
    return name


def _template(value: object) -> str:
    template = _text(value)
    check_template(template)
    return template


def _flag_as(yes: str, no: str) -> Callable[[object], str]:
    return lambda value: yes if _flag(value) else no


def _owner(value: object) -> str:
    """As "Name <address>"."""
    if isinstance(value, dict):
        (person,) = _people(value)
        value = f"{person.name} <{person.email}>"
    name, _, address = _text(value).rpartition("<")
    return f"{name.strip()} <{_email(address.removesuffix('>'))}>".strip()


def _funding(value: object) -> str:
    url, _, words = _text(value).partition(" ")
    return f"{_uri(url)} {words.strip() or url}"


def _podcast(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ValueError('wants a table, such as {"itunes:category" = "Arts > Books"}')
    pairs: list[tuple[str, str]] = []
    for name, given in value.items():
        if name not in PODCAST:
            raise ValueError(f"knows no {name}{_hint(name, PODCAST)}")
        if isinstance(given, list) and name not in _REPEATED:
            raise ValueError(f"wants one {name}")
        for each in given if isinstance(given, list) else [given]:
            try:
                pairs.append((name, PODCAST[name](each)))
            except ValueError as error:
                raise ValueError(f"{name} {error}") from None
    return tuple(pairs)


def _one_of(*choices: str) -> Callable[[object], str]:
    def convert(value: object) -> str:
        if value not in choices:
            raise ValueError(f"wants one of: {', '.join(choices)}{_hint(str(value), choices)}")
        return str(value)

    return convert


def _some_of(*choices: str) -> Callable[[object], tuple[str, ...]]:
    def convert(value: object) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_one_of(*choices)(word) for word in _words(value)))

    return convert


PODCAST: dict[str, Callable[[object], str]] = {
    "itunes:applepodcastsverify": _text,
    "itunes:author": _text,
    "itunes:block": _flag_as("yes", "no"),
    "itunes:category": _text,
    "itunes:complete": _flag_as("yes", "no"),
    "itunes:explicit": _flag_as("true", "false"),
    "itunes:image": _uri,
    "itunes:keywords": _text,
    "itunes:new-feed-url": _uri,
    "itunes:owner": _owner,
    "itunes:subtitle": _text,
    "itunes:summary": _text,
    "itunes:title": _text,
    "itunes:type": _one_of("episodic", "serial"),
    "podcast:block": _flag_as("yes", "no"),
    "podcast:funding": _funding,
    "podcast:guid": _text,
    "podcast:license": _text,
    "podcast:location": _text,
    "podcast:locked": _flag_as("yes", "no"),
    "podcast:medium": _text,
    "podcast:person": _text,
    "podcast:txt": _text,
}
"""What the `[feed.podcast]` table can hold: elements of the itunes and Podcasting 2.0 namespaces, and their values."""
_REPEATED = ("itunes:category", "podcast:funding", "podcast:person", "podcast:txt")


def _formats(value: object) -> tuple[str, ...]:
    formats = _some_of(*FORMATS)(value)
    if not formats:
        raise ValueError(f"wants at least one of: {', '.join(FORMATS)}")
    return formats


def _keys(value: object) -> tuple[str, ...]:
    return tuple(word.lower() for word in _words(value))


SETTINGS: dict[str, dict[str, Callable[[object], Any]]] = {
    "feed": {
        "title": _text,
        "link": _uri,
        "self": _folder_uri,
        "description": _text,
        "language": _language,
        "author": _people,
        "contributors": _people,
        "categories": _words,
        "rights": _text,
        "icon": _uri,
        "logo": _uri,
        "hub": _uris,
        "ttl": _count,
        "limit": _count_or_all,
        "max_bytes": _count,
        "max_new": _count,
        "formats": _formats,
        "by": _some_of(*GROUPINGS),
        "min_posts": _count,
        "archive": _flag,
        "edits": _one_of("author", "clock"),
        "gzip": _flag,
        "podcast": _podcast,
    },
    "posts": {
        "timezone": _zone,
        "base_url": _folder_url,
        "url_template": _template,
        "date_order": _one_of("dmy", "mdy"),
        "encoding": _encoding,
        "future": _flag,
        "follow_links": _flag,
        "ignore": _words,
    },
    "keys": dict.fromkeys(FIELDS, _keys),
    "markdown": {"engine": _one_of(*ENGINES), "extensions": _words},
}


def load(
    source: Path,
    *,
    file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    options: Mapping[str, object] | None = None,
) -> Config:
    """Read the settings for the posts in `source`.

    `file` is the settings file, else SOURCE/feeds.toml, else ./feeds.toml, where there is one. `options` are
    named "table.key" and win over `environ`, which wins over the file.

    Raises FeedsError with exit status 2 for an unknown name or a value that is not understood.
    """
    values: dict[str, dict[str, Any]] = {table: {} for table in SETTINGS}
    path = file or find(source)
    if path is not None:
        _read_file(path, values)
    for name, text in (environ or {}).items():
        if name.startswith("FEEDS_") and (place := _variable(name)):
            _put(values, *place, text, where=name)
    for name, value in (options or {}).items():
        table, _, key = name.partition(".")
        _put(values, table, key, value, where="--" + key.replace("_", "-"))
    return Config(
        feed=FeedSettings(**values["feed"]),
        posts=PostSettings(**values["posts"]),
        keys=values["keys"],
        markdown=MarkdownSettings(**values["markdown"]),
        file=str(path or FILE_NAME),
    )


def find(source: Path) -> Path | None:
    """The settings file that a run over `source` reads when none is named."""
    return next((path for path in (source / FILE_NAME, Path(FILE_NAME)) if path.is_file()), None)


def _read_file(path: Path, values: dict[str, dict[str, Any]]) -> None:
    import tomllib

    name = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document = tomllib.loads(text)
    except OSError as error:
        raise FeedsError(problem("settings-unreadable", name, reason=error.strerror), status=USAGE) from None
    except UnicodeDecodeError as error:
        raise FeedsError(problem("settings-unreadable", name, reason=str(error)), status=USAGE) from None
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else None
        raise FeedsError(problem("settings-broken", name, line, reason=str(error)), status=USAGE) from None
    for table, content in document.items():
        if table not in SETTINGS or not isinstance(content, dict):
            hint = _hint(table, SETTINGS)
            raise _unknown(name, _line(text, None, table), f"[{table}]", hint)
        for key, value in content.items():
            _put(values, table, key, value, where=name, line=partial(_line, text, table, key))


def _variable(name: str) -> tuple[str, str] | None:
    """Where the variable's value belongs; None for another program's variable."""
    key = name.removeprefix("FEEDS_").lower()
    known = {_variable_key(table, key): (table, key) for table, keys in SETTINGS.items() for key in keys}
    if key in known:
        return known[key]
    from difflib import get_close_matches

    if get_close_matches(key, known, n=1, cutoff=0.75):
        hint = _hint(key, known, show=lambda near: "FEEDS_" + near.upper())
        raise _unknown("environment", None, name, hint)
    return None


def _variable_key(table: str, key: str) -> str:
    return f"keys_{key}" if table == "keys" else key


def _put(
    values: dict[str, dict[str, Any]],
    table: str,
    key: str,
    value: object,
    *,
    where: str,
    line: Callable[[], int | None] = lambda: None,
) -> None:
    convert = SETTINGS[table].get(key)
    if convert is None:
        raise _unknown(where, line(), f"{table}.{key}", _hint(key, SETTINGS[table]))
    try:
        values[table][key] = convert(value)
    except ValueError as error:
        wrong = problem("settings-value", where, line(), key=f"{table}.{key}", value=value, reason=str(error))
        raise FeedsError(wrong, status=USAGE) from None


def _unknown(where: str, line: int | None, name: str, hint: str) -> FeedsError:
    return FeedsError(problem("settings-unknown", where, line, name=name, hint=hint), status=USAGE)


def _hint(name: str, known: Any, show: Callable[[str], str] = str, nearness: float = 0.5) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1, cutoff=nearness)
    return f"; did you mean {show(near[0])}?" if near else ""


def _line(text: str, table: str | None, key: str) -> int | None:
    """The line of feeds.toml that sets `key`: tomllib does not tell."""
    setting = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    inside = None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            inside = header[1]
            if inside == f"{table}.{key}" or (table is None and inside.split(".")[0].strip("\"'") == key):
                return number
        elif inside == table and setting.match(line):
            return number
    return None


def as_rows(config: Config) -> Iterator[tuple[str, str]]:
    """Every setting that shapes the output, as text: what a cache compares."""
    for table in (config.feed, config.posts, config.markdown):
        for name, value in zip(table._fields, table, strict=True):
            yield f"{type(table).__name__}.{name}", repr(value)
    yield "keys", repr(sorted(config.keys.items()))
