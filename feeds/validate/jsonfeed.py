"""The rules of JSON Feed 1.1, and of 1 which it extends (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from feeds.regex import regex
from feeds.validate import html, jsonscan, values
from feeds.validate.findings import finding
from feeds.validate.jsonscan import child, element

if TYPE_CHECKING:
    from feeds.validate.findings import Finding
    from feeds.validate.jsonscan import Member
    from feeds.validate.values import Check

_BOM = b"\xef\xbb\xbf"
_VERSION_1 = "https://jsonfeed.org/version/1"
_VERSION_1_1 = "https://jsonfeed.org/version/1.1"
_MOST_LEVELS = 64
_MOST_OF_A_CODE = 1000
_THE_FEED = "the feed"
_SURROGATE = regex(r"[\ud800-\udfff]")
_LETTERS = regex(r"[^A-Za-z]+")
_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_EXTENSION = regex(r"_[A-Za-z]")
_ODDITIES = {"duplicate": "json-duplicate-name", "constant": "json-number"}
_NEWER, _DEPRECATED = "json-newer-field", "json-author-deprecated"
_BY_VERSION = {_VERSION_1: _NEWER, _VERSION_1_1: _DEPRECATED}
_TYPES = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "an array",
    dict: "an object",
    type(None): "null",
}


class Flaw(NamedTuple):
    """A finding before its line is known."""

    code: str
    path: str
    details: dict[str, object] = {}  # noqa: RUF012


Rule = Callable[[str, object], Iterator[Flaw]]
"""Takes the path of a value and the value."""


class Shape(NamedTuple):
    """The fields of one kind of object."""

    fields: dict[str, Rule]
    required: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What the rules must remember from one member to the next."""

    escapes: bool
    """Whether a text may hold half of a character, which only an escape can say."""
    fields: dict[str, Member] = field(default_factory=dict)
    """Those of the feed itself."""
    ids: dict[str, str] = field(default_factory=dict)
    """The path of the first item with each id."""
    by_version: dict[str, tuple[Flaw, Member, int]] = field(default_factory=dict)
    """What depends on the version, which may come last: the first flaw of each code, its member and start."""
    counts: Counter[str] = field(default_factory=Counter)
    """How many flaws of each code there are."""

    def tells(self, code: str) -> bool:
        """Count a flaw, and tell whether it is to be told."""
        self.counts[code] += 1
        return self.counts[code] <= _MOST_OF_A_CODE


def findings(data: bytes) -> Iterator[Finding]:
    """What is wrong with the JSON Feed `data`: in the order of the text, then what concerns the whole.

    Of each code the first thousand are told, and how many more there are.
    """
    seen = _Seen(escapes=b"\\u" in data)
    yield from _findings(data, seen)
    for code, count in seen.counts.items():
        if count > _MOST_OF_A_CODE:
            yield finding("findings-cut", slug=code, count=count - _MOST_OF_A_CODE)


def _findings(data: bytes, seen: _Seen) -> Iterator[Finding]:
    if data.startswith(_BOM):
        yield finding("json-bom", 1)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield finding("json-encoding", error.object.count(b"\n", 0, error.start) + 1)
        text = data.removeprefix(_BOM).decode("utf-8", "replace")
    line_of = _line_counter(text)
    if jsonscan.is_array(text):
        yield finding("json-not-object", 1)
        return
    try:
        for member in jsonscan.members(text, "items"):
            for flaw, start in _member_flaws(text, member, seen):
                if flaw.code in _BY_VERSION.values():
                    seen.by_version.setdefault(flaw.code, (flaw, member, start))
                else:
                    yield _found(flaw, member, line_of(start))
    except jsonscan.TrailingTextError as error:
        yield finding("json-trailing-text", line_of(error.pos), column=error.colno)
    except json.JSONDecodeError as error:
        yield finding("json-syntax", line_of(error.pos), column=error.colno, reason=error.msg)
        return
    except RecursionError:
        yield finding("json-too-deep", None, where=_THE_FEED, most=_MOST_LEVELS)
        return
    for flaw, about, start in _whole_flaws(seen):
        yield _found(flaw, about, line_of(start) if about else None)


def _line_counter(text: str) -> Callable[[int], int]:
    """Tells the line of an offset; quick where one is near the one asked for before."""
    known, line = 0, 1

    def line_of(offset: int) -> int:
        nonlocal known, line
        if offset >= known:
            line += text.count("\n", known, offset)
        else:
            line -= text.count("\n", offset, known)
        known = offset
        return line

    return line_of


def _found(flaw: Flaw, member: Member | None, line: int | None) -> Finding:
    entry = member.number if member else None
    return finding(flaw.code, line, entry, where=flaw.path or _THE_FEED, **flaw.details)


def _member_flaws(text: str, member: Member, seen: _Seen) -> list[tuple[Flaw, int]]:
    """The flaws in a member of the feed, or in an item, each with where it begins."""
    odd_ones = jsonscan.oddities(text, member) if member.odd else ()
    flaws = [(Flaw(_ODDITIES[odd.kind], odd.path), odd.start) for odd in odd_ones]
    found = [flaw for flaw in _judge(member, seen) if seen.tells(flaw.code)]
    inner = {flaw.path for flaw in found} - {member.path}
    starts = jsonscan.starts(text, member, inner) if inner else {}
    flaws += [(flaw, starts.get(flaw.path, member.start)) for flaw in found]
    return sorted(flaws, key=lambda flaw: flaw[1])


def _judge(member: Member, seen: _Seen) -> Iterator[Flaw]:
    if member.number is None:
        if member.name in seen.fields:
            yield Flaw("json-duplicate-name", member.path)
        seen.fields.setdefault(member.name, member)
    broken = list(_broken_text(member, seen))
    yield from broken
    if any(flaw.code == "json-too-deep" for flaw in broken):
        return
    if member.number is not None:
        yield from _item(member.path, member.value, seen)
    else:
        yield from _field("", member.name, member.value, _FEED)


def _broken_text(member: Member, seen: _Seen) -> Iterator[Flaw]:
    """What keeps some parsers from reading a value at all."""
    is_worth_a_look = _has_inside if seen.escapes else _has_members
    waiting: list[tuple[str, object, int]] = [(member.path, member.value, 1)]
    while waiting:
        path, value, level = waiting.pop()
        if isinstance(value, str):
            if seen.escapes and _SURROGATE.search(value):
                yield Flaw("json-surrogate", path)
        elif level > _MOST_LEVELS:
            yield Flaw("json-too-deep", member.path, {"most": _MOST_LEVELS})
            return
        elif isinstance(value, dict):
            waiting += [
                (child(path, name), each, level + 1) for name, each in value.items() if is_worth_a_look(each)
            ]
        elif isinstance(value, list):
            waiting += [
                (element(path, at), each, level + 1) for at, each in enumerate(value) if is_worth_a_look(each)
            ]


def _has_members(value: object) -> bool:
    return isinstance(value, (dict, list))


def _has_inside(value: object) -> bool:
    """Whether there is anything in a value to look at."""
    return not value.isascii() if isinstance(value, str) else _has_members(value)


def _whole_flaws(seen: _Seen) -> Iterator[tuple[Flaw, Member | None, int]]:
    """What is only known at the end of the feed."""
    for name in _FEED.required:
        if name not in seen.fields:
            yield Flaw("json-missing-field", "", {"field": name}), None, 0
    for name, code in (("home_page_url", "json-no-home-page"), ("feed_url", "json-no-feed-url")):
        if name not in seen.fields:
            yield Flaw(code, ""), None, 0
    following = seen.fields.get("next_url")
    own = seen.fields.get("feed_url")
    if following and own and following.value == own.value:
        yield Flaw("json-next-url", "next_url"), following, following.start
    for flaw in _credits("", seen.fields, seen):
        about = seen.fields[flaw.path]
        seen.by_version[flaw.code] = flaw, about, about.start
    version = seen.fields.get("version")
    told = _BY_VERSION.get(str(version.value)) if version else None
    if told in seen.by_version:
        yield seen.by_version[told]


def _item(path: str, value: object, seen: _Seen) -> Iterator[Flaw]:
    yield from _object(_ITEM)(path, value)
    if not isinstance(value, dict):
        return
    if "content_html" not in value and "content_text" not in value:
        yield Flaw("json-no-content", path)
    if "date_published" not in value:
        yield Flaw("json-no-date", path)
    yield from _credits(path, value, seen)
    name = value.get("id")
    if isinstance(name, (str, int, float)) and not isinstance(name, bool):
        first = seen.ids.setdefault(str(name), path)
        if first != path:
            yield Flaw("json-id-duplicate", child(path, "id"), {"first": first, "value": name})


def _credits(path: str, fields: Collection[str], seen: _Seen) -> Iterator[Flaw]:
    """How version 1 and version 1.1 differ, once a feed: authors and languages."""
    if "author" in fields and "authors" not in fields and _DEPRECATED not in seen.by_version:
        yield Flaw(_DEPRECATED, child(path, "author"))
    newer = [name for name in ("authors", "language") if name in fields]
    if newer and _NEWER not in seen.by_version:
        yield Flaw(_NEWER, child(path, newer[0]))


def _object(shape: Shape) -> Rule:
    def rule(path: str, value: object) -> Iterator[Flaw]:
        if not isinstance(value, dict):
            yield _wrong_type(path, value, "an object")
            return
        for name in shape.required:
            if name not in value:
                yield Flaw("json-missing-field", path, {"field": name})
        for name, each in value.items():
            yield from _field(path, name, each, shape)

    return rule


def _field(path: str, name: str, value: object, shape: Shape) -> Iterator[Flaw]:
    rule = shape.fields.get(name)
    if rule:
        yield from rule(child(path, name), value)
    elif not _EXTENSION.match(name):
        yield Flaw("json-unknown-field", child(path, name), {"hint": _unknown_hint(name, shape)})


def _unknown_hint(name: str, shape: Shape) -> str:
    """Slips such as datePublished, date-published and Tags are told by their letters alone."""
    letters = _LETTERS.sub("", name).lower()
    near = next((known for known in shape.fields if known.replace("_", "") == letters), None)
    return f"write {near}" if near else "names of your own begin with an underscore and a letter"


def _array(rule: Rule) -> Rule:
    def rules(path: str, value: object) -> Iterator[Flaw]:
        if not isinstance(value, list):
            yield _wrong_type(path, value, "an array")
            return
        for index, each in enumerate(value):
            yield from rule(element(path, index), each)

    return rules


def _wrong_type(path: str, value: object, wanted: str) -> Flaw:
    return Flaw("json-type", path, {"found": _TYPES[type(value)], "wanted": wanted})


def _string(path: str, value: object) -> Iterator[Flaw]:
    if not isinstance(value, str):
        yield _wrong_type(path, value, "a string")


def _line(path: str, value: object) -> Iterator[Flaw]:
    """A string that is of no use when it is empty."""
    if not isinstance(value, str):
        yield _wrong_type(path, value, "a string")
    elif not value.strip():
        yield Flaw("json-empty", path)


def _plain(path: str, value: object) -> Iterator[Flaw]:
    """A line that readers show as it is."""
    yield from _line(path, value)
    if isinstance(value, str) and (markup := html.markup_in(value)):
        yield Flaw("json-html-in-text", path, {"value": markup})


def _html(path: str, value: object) -> Iterator[Flaw]:
    yield from _string(path, value)
    if isinstance(value, str):
        for code, culprit in html.troubles(value):
            yield Flaw(code, path, {"element": path, "value": culprit})


def _checked(check: Check, codes: dict[str, str]) -> Rule:
    """A line that passes a check; `codes` are ours by those of the check."""

    def rule(path: str, value: object) -> Iterator[Flaw]:
        yield from _line(path, value)
        if isinstance(value, str) and value.strip() and (code := check(value)):
            yield Flaw(codes[code], path, {"value": value})

    return rule


def _address(*schemes: str) -> Rule:
    """An absolute URL or IRI, since there is nothing that it could be relative to."""

    def rule(path: str, value: object) -> Iterator[Flaw]:
        yield from _line(path, value)
        if isinstance(value, str) and value.strip():
            scheme = _SCHEME.match(value)
            if not scheme:
                yield Flaw("json-url-relative", path, {"value": value})
            elif scheme[1].lower() not in schemes:
                yield Flaw("json-url-scheme", path, {"value": value})
            elif values.full_iri(value):
                yield Flaw("json-url", path, {"value": value})

    return rule


def _boolean(path: str, value: object) -> Iterator[Flaw]:
    if not isinstance(value, bool):
        yield _wrong_type(path, value, "true or false")


def _amount(path: str, value: object) -> Iterator[Flaw]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield _wrong_type(path, value, "a number")
    elif value < 0:
        yield Flaw("json-negative", path, {"value": value})


def _identity(path: str, value: object) -> Iterator[Flaw]:
    """Readers turn a number into text; without an id they must drop the item."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        yield _wrong_type(path, value, "a string")
    elif not isinstance(value, str):
        yield Flaw("json-id-not-text", path)
    elif not value.strip():
        yield Flaw("json-id-empty", path)


def _version(path: str, value: object) -> Iterator[Flaw]:
    if not isinstance(value, str):
        yield _wrong_type(path, value, "a string")
    elif value not in _BY_VERSION:
        yield Flaw("json-version", path, {"value": value})


def _person(path: str, value: object) -> Iterator[Flaw]:
    yield from _object(_PERSON)(path, value)
    if isinstance(value, dict) and not any(value.get(name) for name in _PERSON.fields):
        yield Flaw("json-author-empty", path)


def _timestamp(text: str) -> str | None:
    """T and Z may be small in JSON Feed (RFC 3339, 5.6), though not in Atom."""
    return values.rfc3339(text.upper())


_url = _address("http", "https")
_date = _checked(_timestamp, {"not-rfc3339": "json-date", "date-implausible": "json-date-implausible"})
_language = _checked(values.language, {"language": "json-language"})
_mime_type = _checked(values.media_type, {"media-type": "json-mime-type"})
_PERSON = Shape({"name": _plain, "url": _address("http", "https", "mailto"), "avatar": _url})
_HUB = Shape({"type": _line, "url": _url}, required=("type", "url"))
_ATTACHMENT = Shape(
    {
        "url": _url,
        "mime_type": _mime_type,
        "title": _plain,
        "size_in_bytes": _amount,
        "duration_in_seconds": _amount,
    },
    required=("url", "mime_type"),
)
_ITEM = Shape(
    {
        "id": _identity,
        "url": _url,
        "external_url": _url,
        "title": _plain,
        "content_html": _html,
        "content_text": _string,
        "summary": _plain,
        "image": _url,
        "banner_image": _url,
        "date_published": _date,
        "date_modified": _date,
        "author": _person,
        "authors": _array(_person),
        "tags": _array(_plain),
        "language": _language,
        "attachments": _array(_object(_ATTACHMENT)),
    },
    required=("id",),
)
_FEED = Shape(
    {
        "version": _version,
        "title": _plain,
        "home_page_url": _url,
        "feed_url": _url,
        "description": _plain,
        "user_comment": _string,
        "next_url": _url,
        "icon": _url,
        "favicon": _url,
        "author": _person,
        "authors": _array(_person),
        "language": _language,
        "expired": _boolean,
        "hubs": _array(_object(_HUB)),
        "items": _array(_object(_ITEM)),
    },
    required=("version", "title", "items"),
)
