"""JSON text (RFC 8259) read member by member, so that a feed of any length is judged one item at a time."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator

_SPACE = regex(r"[ \t\n\r]*+")
_TOKEN = regex(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s{}\[\],:"]++', re.DOTALL)
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})
_MOST_DIGITS = 4000
_LONGEST_NAME = 60
_MOST_TOKENS = 200_000


class TrailingTextError(json.JSONDecodeError):
    """There is more after the outermost value."""


class Member(NamedTuple):
    """A member of the outermost object or, where there is a `number`, an element of an array in it."""

    path: str
    name: str
    number: int | None
    value: object
    start: int
    """Where its name begins, or the element, in characters."""
    value_start: int
    end: int
    odd: frozenset[str]
    """The kinds of Oddity in it."""


class Oddity(NamedTuple):
    """What every parser reads differently, and where."""

    kind: str
    """"duplicate": a name that an object has twice; "constant": NaN or an infinity."""
    path: str
    start: int


def child(path: str, name: str) -> str:
    """The path of the member `name` of the object at `path`."""
    short = name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…"
    return f"{path}.{short}" if path else short


def element(path: str, index: int) -> str:
    """The path of an element of the array at `path`."""
    return f"{path}[{index}]"


def is_array(text: str) -> bool:
    """Whether the outermost value looks like an array."""
    return text.startswith("[", _skip(text, 0))


def members(text: str, streamed: str) -> Iterator[Member]:
    """The members of the outermost object in their order; of the array `streamed`, first the array, empty,
    then each of its elements. Raises JSONDecodeError where it is not JSON, TrailingTextError where it goes on
    after the object, and RecursionError where it is nested too deep to be read at all.
    """
    odd: list[str] = []
    decoder = _decoder(odd)
    at = _expect("{", text, _skip(text, 0))
    more = not text.startswith("}", at)
    while more:
        start = at
        name, at = decoder.raw_decode(text, at)
        if not isinstance(name, str):
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, start)
        at = _expect(":", text, _skip(text, at))
        path = child("", name)
        if name == streamed and text.startswith("[", at):
            yield Member(path, name, None, [], start, at, at, frozenset())
            end = yield from _elements(text, at, name, decoder, odd)
        else:
            value, end = decoder.raw_decode(text, at)
            yield Member(path, name, None, value, start, at, end, frozenset(odd))
            odd.clear()
        at, more = _after_value("}", text, end)
    at = _skip(text, at + 1)
    if at < len(text):
        raise TrailingTextError("Extra data", text, at)


def _elements(
    text: str, at: int, name: str, decoder: json.JSONDecoder, odd: list[str]
) -> Generator[Member, None, int]:
    """The elements of the array that begins at `at`; returns where it ends."""
    at = _skip(text, at + 1)
    index = 0
    more = not text.startswith("]", at)
    while more:
        value, end = decoder.raw_decode(text, at)
        yield Member(element(name, index), name, index, value, at, at, end, frozenset(odd))
        odd.clear()
        index += 1
        at, more = _after_value("]", text, end)
    return at + 1


def _after_value(closing: str, text: str, at: int) -> tuple[int, bool]:
    """Where the next member begins, and True; or where `closing` stands, and False."""
    at = _skip(text, at)
    if text.startswith(closing, at):
        return at, False
    return _expect(",", text, at), True


def _expect(character: str, text: str, at: int) -> int:
    """Where the next token after `character` begins."""
    if not text.startswith(character, at):
        raise json.JSONDecodeError(f"Expecting '{character}' delimiter", text, at)
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _decoder(odd: list[str]) -> json.JSONDecoder:
    """A decoder that leaves a note in `odd` for each thing that other parsers read otherwise."""

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(found)
        if len(made) < len(found):
            odd.append("duplicate")
        return made

    def constant(name: str) -> float:
        odd.append("constant")
        return float(name)

    return json.JSONDecoder(object_pairs_hook=pairs, parse_constant=constant, parse_int=_integer)


def _integer(digits: str) -> float:
    """Python refuses to read an integer of more than 4300 digits."""
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)


def starts(text: str, member: Member, paths: Collection[str]) -> dict[str, int]:
    """Where each of `paths` below `member` begins, but for those far into a huge one."""
    return {path: start for path, start, _ in _nodes(text, member) if path in paths}


def oddities(text: str, member: Member) -> list[Oddity]:
    """What `member.odd` is about; those far into a huge member stand at its beginning."""
    found = [Oddity(kind, path, start) for path, start, kind in _nodes(text, member) if kind]
    unseen = member.odd - {each.kind for each in found}
    return found + [Oddity(kind, member.path, member.start) for kind in sorted(unseen)]


@dataclass(slots=True)
class _Open:
    """An object or array that a scan is in."""

    path: str
    names: set[str] | None
    """Those seen so far; None in an array."""
    index: int = 0


def _nodes(text: str, member: Member) -> Iterator[tuple[str, int, str]]:
    """Path, start and oddity (or "") of what is in a member whose value is known to be well-formed."""
    path = member.path
    stack: list[_Open] = []
    naming = False
    for token in islice(_TOKEN.finditer(text, member.value_start, member.end), _MOST_TOKENS):
        word = token[0]
        inside = stack[-1] if stack else None
        if word in ("}", "]"):
            stack.pop()
            naming = False
        elif word == "," and inside:
            naming = inside.names is not None
            inside.index += 1
        elif naming and inside and inside.names is not None:
            name = json.loads(word)
            path = child(inside.path, name)
            yield path, token.start(), "duplicate" if name in inside.names else ""
            inside.names.add(name)
            naming = False
        elif word != ":":
            if inside and inside.names is None:
                path = element(inside.path, inside.index)
                yield path, token.start(), ""
            if word in _CONSTANTS:
                yield path, token.start(), "constant"
            if word in ("{", "["):
                naming = word == "{"
                stack.append(_Open(path, set() if naming else None))
