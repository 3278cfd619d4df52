"""What a header says -> the model's values: titles, people, lists, images, media. Pure functions of text."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from feeds.characters import legal_text
from feeds.front_matter import plain_key
from feeds.languages import is_language
from feeds.links import SITE_ROOT, is_mail_address, is_web_url, slashed, to_uri
from feeds.model import Enclosure, Origin, Person
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.front_matter import Field, Value

_TRUE = frozenset({"true", "yes", "on", "1", "y"})
_FALSE = frozenset({"false", "no", "off", "0", "n", "none", "never"})


def is_true(value: Value) -> bool:
    """Whether a value says yes, in one of the words that people have for it."""
    return isinstance(value, str) and value.strip().lower() in _TRUE


def is_false(value: Value) -> bool:
    """Whether a value says no."""
    return isinstance(value, str) and value.strip().lower() in _FALSE


def text_of(field: Field) -> str | None:
    """The text of a field that holds one; of a list or mapping in brackets, what was written."""
    value = field.value
    if isinstance(value, str):
        return value.strip() or None
    if field.written:
        return field.written
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0].strip() or None
    return None


_WRAPPED = regex(
    r"<([^<>\s]+)>"
    r"|\[[^\[\]]*\]\(<?((?:[^()<>\s]|\([^()<>\s]*+\))++)>?(?:[ \t]+\"[^\"]*\")?\)"
    r"|[\"'`“‘]([^\s\"'`“”‘’<>]+)[\"'`”’]"
)
_UNSEEN = " \u200b\u200e\u200f\u2060\ufeff"
"""Characters without a shape, which are copied with an address and are no part of it, and blanks before them."""


def address_of(field: Field) -> str | None:
    """The address in a field: bare, in angle brackets or quotes, in a Markdown link, or alone in a list."""
    value = field.value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        text: str | None = value[0].strip()
    else:
        text = text_of(field)
    text = text.strip(_UNSEEN) if text else None
    wrapped = _WRAPPED.fullmatch(text) if text else None
    return (wrapped[1] or wrapped[2] or wrapped[3]) if wrapped else text or None


# --- Titles -------------------------------------------------------------------------------------------------

_ENTITY = regex(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PAIRED_TAG = regex(
    r"(?i)<(?P<tag>a|abbr|acronym|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub"
    r"|sup|tt|u|var)(?:\s[^<>]*)?>(?P<text>[^<>]*)</(?P=tag)\s*>"
)
_BREAK_TAG = regex(r"(?i)<(?:w?br|hr)\s*/?>")
_MOST_NESTED = 4


class Title(NamedTuple):
    """A title as plain text."""

    text: str
    had_tags: bool = False


def title_of(text: str) -> Title:
    """`text` on one line, without HTML tags, its entities decoded once."""
    stripped = text
    if "<" in text:
        stripped = _BREAK_TAG.sub(" ", text)
        for _ in range(_MOST_NESTED):
            stripped = _PAIRED_TAG.sub(r"\g<text>", stripped)
    had_tags = stripped != text
    return Title(" ".join(_decoded(stripped).split()), had_tags)


def _decoded(text: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


_HEADING_MARKS = (
    (regex(r"\{:?[ \t]*[#.][^{}]*\}[ \t]*\Z"), ""),
    (regex(r"!?\[([^\[\]]*)\]\([^()\s]*(?:[ \t]+\"[^\"]*\")?\)"), r"\1"),
    (regex(r"\[([^\[\]]*)\]\[[^\[\]]*\]"), r"\1"),
    (regex(r"(?<!`)(`++)([^`]+)\1(?!`)"), r"\2"),
    (regex(r"(\*\*|__|~~)(?=\S)([^*_~]*\S)\1"), r"\2"),
    (regex(r"(?<!\w)([*_])(?=\S)([^*_]*[^*_\s])\1(?!\w)"), r"\2"),
    (regex(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)
"""What Markdown marks, and what is left of it."""


def heading_text(text: str) -> str:
    """The plain text of a line of Markdown."""
    for mark, plain in _HEADING_MARKS:
        text = mark.sub(plain, text)
    return title_of(text).text


class Heading(NamedTuple):
    """The first heading of a body."""

    title: str
    start: int
    """In characters of the text, like `end`: the lines that it takes, without the last line's end."""
    end: int


_FENCE = regex(r" {0,3}(`{3,}|~{3,})")
_ATX = regex(r" {0,3}(#{1,6})(?=[ \t]|(?<=##)\S)")
_UNDERLINE = regex(r" {0,3}(?:=+|-{2,})[ \t]*")
_NO_PARAGRAPH = regex(r"[ \t]{4}|\t| {0,3}(?:[-*+>|<]|\d+[.)])")
_LINES_TO_LOOK_AT = 2000
_LONGEST_LEAD = 5000
"""Characters before a heading that the text begins with."""


def first_heading(text: str, start: int, markup: str) -> Heading | None:
    """The heading that is the title of the body, which begins at `start`.

    That is one of the first rank, or one that the body begins with: others name parts of it.
    """
    markdown = _markdown_heading(text, start) if markup == "markdown" else None
    tag = _html_heading(text, start, markdown.start if markdown else len(text))
    return tag or markdown


def _markdown_heading(text: str, start: int) -> Heading | None:
    fence = ""
    before = ""
    before_at = at = start
    for _ in range(_LINES_TO_LOOK_AT):
        if at >= len(text):
            break
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            line = ""
        elif opening := _FENCE.match(line):
            fence, line = opening[1], ""
        elif marks := _ATX.match(line):
            title = heading_text(line[marks.end() :].strip().rstrip("#").rstrip())
            if title and (len(marks[1]) == 1 or _begins(text, start, at)):
                return Heading(title, at, end)
        elif before.strip() and _UNDERLINE.fullmatch(line) and not _NO_PARAGRAPH.match(before):
            title = heading_text(before)
            if title and ("=" in line or _begins(text, start, before_at)):
                return Heading(title, before_at, end)
        before, before_at, at = line, at, end + 1
    return None


def _html_heading(text: str, start: int, limit: int) -> Heading | None:
    at = start
    while opening := _HEADING_TAG.search(text, at, limit):
        at = opening.end()
        if opening[1] != "1" and not _begins(text, start, opening.start()):
            continue
        closing = re.compile(rf"</h{opening[1]}\s*>", re.IGNORECASE).search(text, at)
        if closing is None:
            return None
        content = re.sub(r"<[^<>]*>", "", text[at : closing.start()])
        if title := title_of(content).text:
            return Heading(title, opening.start(), closing.end())
        at = closing.end()
    return None


_HEADING_TAG = regex(r"<h([1-6])(?:\s[^<>]*)?>", re.IGNORECASE)
_NO_PROSE = regex(
    r"<!--.*?(?:-->|\Z)|<[^<>]*>|\[?!\[[^\[\]]*\]\([^()]*\)(?:\]\([^()]*\))?|\{[{%][^{}]*[%}]\}|\[\[?toc\]?\]",
    re.DOTALL | re.IGNORECASE,
)


def _begins(text: str, start: int, at: int) -> bool:
    """Whether there is nothing to read between the two places: comments, tags and pictures at most."""
    return at - start < _LONGEST_LEAD and not _NO_PROSE.sub("", text[start:at]).strip()


# --- Lists --------------------------------------------------------------------------------------------------

_NAME_KEYS = ("name", "title", "label", "term", "tag", "displayname", "slug", "id")


def words_of(field: Field) -> tuple[str, ...]:
    """Tags or categories: a list in any dress, or a text with commas; each once, in order."""
    return _interned(tuple(dict.fromkeys(word for word in _words(field.value) if word)))


_HASHTAGS = regex(r"#[^\s#,;，、；]+(?:\s+#[^\s#,;，、；]+)+")
_DASHES = regex(r"-[^\s-]\S*(?: -[^\s-]\S*)+")
"""What YAML makes of a list whose dashes have no blank behind them."""
_LISTED = regex(r"""\[\s*+(?:'[^']*+'|"[^"]*+")(?:\s*+,\s*+(?:'[^']*+'|"[^"]*+"))*+\s*+\]""")
"""What a program wrote that took its own list for a text."""
_QUOTED = regex(r"""'([^']*+)'|"([^"]*+)\"""")
_WIKI_LINK = regex(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")


def unlinked(text: str) -> str:
    """A text out of the brackets that make it a link in a wiki."""
    return _WIKI_LINK.sub(r"\1", text) if "[[" in text else text


def _named(text: str) -> str:
    """A name with its entities decoded, and no link."""
    return unlinked(_decoded(text))


def _words(value: Value, *, split: bool = True) -> Iterator[str]:
    if isinstance(value, str):
        text = _named(value)
        yield from map(_word, _split(text) if split else [text])
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, str):
                yield from _words_of_item(item)
            else:
                yield from _words(item, split=False)
    elif isinstance(value, dict):
        named = _first_text(value, _NAME_KEYS)
        for word in [named] if named else value:
            yield from _words(word, split=False)


@lru_cache(maxsize=4096)
def _words_of_item(text: str) -> tuple[str, ...]:
    """There are many lists and few tags."""
    return tuple(_word(_named(part)) for part in text.split("，"))


def _word(text: str) -> str:
    return " ".join(text.strip().lstrip("#").split())


_SEMICOLON = regex("[;；]")
_COMMA = regex("[,，、\n]")


def _split(text: str) -> list[str]:
    """The parts of a text with semicolons, else commas, of any script (Pelican, 4.12, "File metadata"), or hashtags."""
    if _HASHTAGS.fullmatch(text.strip()):
        return text.split()
    if _LISTED.fullmatch(text.strip()):
        return [single or double for single, double in _QUOTED.findall(text)]
    if _DASHES.fullmatch(text):
        return text[1:].split(" -")
    return _SEMICOLON.split(text) if _SEMICOLON.search(text) else _COMMA.split(text)


def _first_text(mapping: dict[str, Value], keys: tuple[str, ...]) -> str | None:
    plain = {plain_key(key): value for key, value in mapping.items()}
    for key in keys:
        value = plain.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


@lru_cache(maxsize=65_536)
def _interned(words: tuple[str, ...]) -> tuple[str, ...]:
    """One tuple for all posts with the same words: there are many posts and few tags."""
    return tuple(map(intern, words))


# --- People -------------------------------------------------------------------------------------------------

_PERSON_KEYS = ("name", "displayname", "fullname", "nickname", "nick", "title", "login", "username", "id")
_EMAIL_KEYS = ("email", "mail")
_URL_KEYS = ("url", "uri", "link", "website", "homepage", "web", "site", "href", "avatarlink")
_MAIL = regex(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")
_LINKED_NAME = regex(r"\[(?P<name>[^\[\]]+)\]\(<?(?P<more>[^()<>\s]+)>?\)")
_NAME_AND = regex(r"(?P<name>[^<>()]*?)\s*[<(]\s*(?:mailto:)?(?P<more>[^<>()\s]+)\s*[>)]")
_MAIL_AND_NAME = regex(r"(?P<mail>[^\s@<>()]+@[^\s@<>()]+)\s*\((?P<name>[^()]+)\)")
_LONGEST_NAME = 320
_SUFFIXES = frozenset(
    {"esq", "ii", "iii", "inc", "jr", "llc", "ltd", "md", "phd", "sr", "gmbh", "co", "m.d", "ph.d"}
)


def people_of(field: Field, *, several: bool) -> tuple[Person, ...]:
    """Authors: names, `Name <mail>`, mappings, or a list of these.

    `several` tells that the key speaks of more than one, so that a comma surely parts names.
    """
    if isinstance(field.value, str):
        return _people_in(field.value, several)
    return tuple(dict.fromkeys(_people(field.value, several=several)))


@lru_cache(maxsize=1024)
def _people_in(text: str, several: bool) -> tuple[Person, ...]:
    names = _names(_named(text), several=several)
    return tuple(dict.fromkeys(person for name in names if (person := _person(name))))


def _people(value: Value, *, several: bool) -> Iterator[Person]:
    if isinstance(value, str):
        yield from _people_in(value, several)
    elif isinstance(value, list):
        for item in value:
            yield from _people(item, several=False)
    elif isinstance(value, dict):
        name = _first_text(value, _PERSON_KEYS)
        email, url = _first_text(value, _EMAIL_KEYS), _first_text(value, _URL_KEYS)
        if name or email:
            yield _one_person(
                " ".join(_decoded(name or email or "").split()),
                _kept(email) if email else None,
                to_uri(url) if url and is_web_url(url) else None,
            )
        else:
            named: list[Value] = [
                {"name": key, **item} for key, item in value.items() if isinstance(item, dict)
            ]
            if len(named) == len(value):
                yield from _people(named, several=False)


def _names(text: str, *, several: bool) -> list[str]:
    """The names in a text, unless its comma may part a name from what goes with it."""
    names = [name.strip() for name in _split(text)]
    if len(names) == 1:
        return names
    rest = [name for name in names[1:] if name]
    if ";" not in text and any(name.lower().rstrip(".") in _SUFFIXES for name in rest):
        return [text]
    sure = several or ";" in text or all(" " in name or not name.isascii() for name in names)
    return names if sure else [text]


def _person(text: str) -> Person | None:
    text = " ".join(text.split())
    if not text:
        return None
    if len(text) > _LONGEST_NAME:
        return Person(text)
    if match := _MAIL_AND_NAME.fullmatch(text):
        return Person(match["name"].strip(), _kept(match["mail"]))
    if match := _LINKED_NAME.fullmatch(text) or _NAME_AND.fullmatch(text):
        name, more = match["name"].strip(), match["more"]
        if _MAIL.fullmatch(more):
            return Person(name or more, _kept(more))
        if is_web_url(more) and name:
            return Person(name, None, to_uri(more))
    if _MAIL.fullmatch(text):
        return Person(text.partition("@")[0], _kept(text))
    return Person(text)


def _kept(mail: str) -> str | None:
    return mail if is_mail_address(mail) else None


@lru_cache(maxsize=4096)
def _one_person(name: str, email: str | None, url: str | None) -> Person:
    return Person(name, email, url)


# --- Images and media ---------------------------------------------------------------------------------------

_IMAGE_KEYS = (
    "src",
    "url",
    "path",
    "href",
    "image",
    "file",
    "filename",
    "feature",
    "teaser",
    "relative",
    "large",
)
_EMBEDDED = regex(r"!\[[^\[\]]*\]\(([^()\s]+)[^()]*\)|!?\[\[([^\[\]|]+)(?:\|[^\[\]]*)?\]\]")
"""A picture as Markdown or a wiki shows it."""
_PICTURE = regex(r"\.(?:avif|bmp|gif|jpe?g|jxl|png|svg|tiff?|webp)\b", re.IGNORECASE)
_MEDIA = regex(r"\.(?:aac|flac|m4a|m4v|mov|mp3|mp4|oga|ogg|ogv|opus|wav|webm)\b", re.IGNORECASE)

_MEDIA_AT_END = regex(rf"{_MEDIA.pattern}\Z", re.IGNORECASE)


def image_of(field: Field) -> str | None:
    """The address of a picture, absolute or relative."""
    return next((address for address in _addresses(field.value, _IMAGE_KEYS) if _is_picture(address)), None)


def _addresses(value: Value, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, str):
        found = _EMBEDDED.fullmatch(value.strip())
        yield slashed((found[1] or found[2].strip()) if found else SITE_ROOT.sub("/", value.strip()))
    elif isinstance(value, list):
        for item in value:
            yield from _addresses(item, keys)
    elif isinstance(value, dict) and (address := _first_text(value, keys)):
        yield slashed(address)


def _is_picture(address: str) -> bool:
    if is_web_url(address):
        return True
    return bool(_PICTURE.search(address)) and not re.search(r"[\s<>\"{}]", address)


_MEDIA_URL_KEYS = ("url", "src", "href", "file", "link", "audio", "audiourl", "mp3", "uri", "path")
_TYPE_KEYS = ("type", "mimetype", "mime", "format")
_LENGTH_KEYS = ("length", "size", "bytes", "filesize", "lengthinbytes")
_DURATION_KEYS = ("duration", "itunesduration", "durationinseconds", "seconds")


def is_media(address: str) -> bool:
    """Whether an address names a sound or a film, by its suffix."""
    return bool(_MEDIA.search(address))


def is_file(address: str) -> bool:
    """Whether an address names a picture, a sound or a film, by its suffix."""
    return is_media(address) or bool(_PICTURE.search(address))


def enclosures_of(field: Field) -> tuple[Enclosure, ...]:
    """Media files: addresses, mappings, a list of these, or WordPress's lines of address, length and type."""
    return tuple(dict.fromkeys(_enclosures(field.value)))


def _enclosures(value: Value) -> Iterator[Enclosure]:
    if isinstance(value, str):
        url, *more = value.split() or [""]
        if len(more) not in {0, 2} and _MEDIA_AT_END.search(value):
            url, more = value.strip(), []
        if is_web_url(url.replace(" ", "%20")) or (_MEDIA.search(url) and len(more) in {0, 2}):
            length = next((size for word in more if (size := _whole(word)) is not None), None)
            kind = next((word for word in more if _MIME.fullmatch(word)), None)
            yield Enclosure(slashed(url), kind, length)
    elif isinstance(value, list):
        for item in value:
            if not isinstance(item, list):
                yield from _enclosures(item)
    elif isinstance(value, dict):
        url = _first_text(value, _MEDIA_URL_KEYS) or ""
        if is_web_url(url.replace(" ", "%20")) or _MEDIA.search(url):
            kind = _first_text(value, _TYPE_KEYS)
            yield Enclosure(
                slashed(url),
                kind if kind and _MIME.fullmatch(kind) else None,
                _whole(_first_text(value, _LENGTH_KEYS)),
                _legal(_first_text(value, ("title",))),
                seconds(_first_text(value, _DURATION_KEYS)),
            )


_MIME = regex(r"[a-zA-Z]+/[\w.+-]+")


def _whole(text: str | None) -> int | None:
    digits = (text or "").replace(",", "").replace("_", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


def seconds(text: str | None) -> int | None:
    """A duration: seconds, `MM:SS` or `HH:MM:SS`."""
    if not text or not re.fullmatch(r"\d{1,6}(?::\d{1,2}){0,2}(?:\.\d+)?", text.strip(), re.ASCII):
        return None
    total = 0
    for part in text.strip().partition(".")[0].split(":"):
        total = total * 60 + int(part)
    return total


def origin_of(field: Field) -> Origin | None:
    """The feed that a post was first published in: a mapping with its address."""
    if not isinstance(field.value, dict):
        return None
    url = _first_text(field.value, ("url", "feed", "href", "link", "uri", "id"))
    if not url or not is_web_url(url):
        return None
    return Origin(_legal(_first_text(field.value, ("title", "name"))), to_uri(url))


def _legal(text: str | None) -> str | None:
    return legal_text(text)[0].strip() or None if text else None


def language_of(field: Field) -> str | None:
    """A language tag (RFC 5646, 2.1), from forms such as `zh_CN` and `en_US.UTF-8` too."""
    text = (text_of(field) or "").partition(".")[0].replace("_", "-")
    return intern(text) if is_language(text) else None
