"""The YAML of front matter -> its fields. It may be broken, or made to do harm.

No value is given a type. Plain lines are read without libyaml, and broken ones key by key.
"""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from feeds.front_matter import (
    DEEPEST,
    KEY_LINE,
    Field,
    Found,
    HeaderError,
    Note,
    Value,
    found_of,
    legal_header,
)
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_NODES = 20_000
_LARGEST = 1_000_000
"""Characters of a header that is more than plain lines."""

_ODD = regex(r"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""YAML takes it for more than text."""
_NO_PLAIN = r"\x00-\x1f"
_PLAIN_START = rf"[^ \-?:,\[\]{{}}#&*!|>'\"%@`{_NO_PLAIN}]"
_PLAIN_TEXT = (
    rf"{_PLAIN_START}(?:[^ :#{_NO_PLAIN}]++|:(?=[^ ,\[\]{{}}{_NO_PLAIN}])"
    rf"|(?<=[^ ])#| ++(?=[^ #{_NO_PLAIN}]))*+"
)
_DOUBLE_QUOTED = rf"(?:[^\"\\{_NO_PLAIN}]++|\\[\"\\])*+"
_SINGLE_QUOTED = rf"(?:[^'{_NO_PLAIN}]++|'')*+"
_LIST_TEXT = rf"{_PLAIN_START}(?:[^ :#,\[\]{{}}'\"{_NO_PLAIN}]++| ++(?=[^ #,\]]))*+"
_LIST_ITEM = rf"(?:{_LIST_TEXT}|\"{_DOUBLE_QUOTED}\"|'{_SINGLE_QUOTED}')"
_LIST = rf"\[ *+(?:{_LIST_ITEM}(?: *+, *+{_LIST_ITEM})*+ *+)?\]"
_PLAIN_LINE = regex(
    r"^(?:(?P<indent> *+)(?:(?P<key>[A-Za-z_][A-Za-z0-9_-]{0,99}+) *+:|(?P<dash>-)(?= ))"
    rf"(?: ++(?:(?P<plain>{_PLAIN_TEXT})|\"(?P<double>{_DOUBLE_QUOTED})\"|'(?P<single>{_SINGLE_QUOTED})'"
    rf"|(?P<list>{_LIST})))?)? *+$",
    re.MULTILINE,
)
"""A line that means the same whatever stands above and below it, but for its depth; or a blank one."""
_PLAIN_LIST_ITEM = regex(rf"({_LIST_TEXT})|\"({_DOUBLE_QUOTED})\"|'({_SINGLE_QUOTED})'")
_NULLS = frozenset({"", "~", "null"})
_TRAP = regex(
    r"[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE"
    r"|0[0-7_]+|0x[0-9a-fA-F_]+|\d+(?::[0-5]?\d)+|\d+\.\d*0"
)
_LONGEST_TRAP = 12


def load_yaml(text: str, *, mend: bool = True) -> Found:
    """Raises yaml.YAMLError where the text is not YAML and is not to be mended."""
    text, notes = legal_header(text)
    if "\\u" in text:
        text = _SURROGATES.sub(_pair, text)
    found = _load_plain_lines(text)
    if found is None:
        if len(text) > _LARGEST:
            raise HeaderError("header-too-complex")
        try:
            found = _Composer(text).found()
        except (yaml.YAMLError, HeaderError) as error:
            if not mend or (isinstance(error, HeaderError) and error.note.code == "header-too-complex"):
                raise
            found = _load_mended(text, error)
        if "#" in text:
            _take_hashtags(text, found)
    found["notes"] = notes + found["notes"]
    return found


_HASHTAG_LINE = regex(
    r"^(?P<key>tags?|keywords|labels|topics|categor(?:y|ies)|标签|標籤|タグ|태그|теги) *: +"
    r"(?P<tags>#[^\W\d_][^\s#,]*+(?:,? ++#[^\s#,]++)*+) *$",
    re.MULTILINE | re.IGNORECASE,
)


def _take_hashtags(text: str, found: Found) -> None:
    """Tags that their marks make a comment of: what note programs write is not meant for YAML."""
    for line in _HASHTAG_LINE.finditer(text):
        field = found["fields"].get(line["key"])
        if field is not None and field.value is None:
            found["fields"][line["key"]] = field._replace(value=line["tags"])
            found["traps"].append((line["key"], field.line, line["tags"]))


_SURROGATES = regex(r"(?<!\\)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _pair(found: re.Match[str]) -> str:
    """The character that a JSON writer put as two escapes, which YAML does not allow."""
    return chr(0x10000 + ((int(found[1], 16) - 0xD800) << 10) + int(found[2], 16) - 0xDC00)


def _load_plain_lines(text: str) -> Found | None:
    """What YAML makes of lines of `key: value`, with plain lists and mappings of such lines below a key.

    None where the text may mean more, which YAML has to tell.
    """
    if not text.replace("\n", "").isprintable() and _ODD.search(text):
        return None
    fields: dict[str, Field] = {}
    traps: list[tuple[str, int, str]] = []
    top = ""
    below: list[Value] | dict[str, Value] | None = None
    depth = ""
    at = 0
    for number, line in enumerate(_PLAIN_LINE.finditer(text), 1):
        if line.start() != at:
            return None
        at = line.end() + 1
        indent, key, dash, plain, double, single, listed = line.groups()
        value: Value = None
        if plain is not None:
            value = None if plain in _NULLS else plain
            if _is_trap(plain) and (dash or not indent):
                traps.append((key or top, number, plain))
        elif double is not None or single is not None:
            value = _without_escapes(double, single)
        elif listed is not None:
            items = _PLAIN_LIST_ITEM.findall(listed)
            value = [
                (None if item in _NULLS else item) if item else _without_escapes(*marked)
                for item, *marked in items
            ]
            if not indent and not dash:
                traps += ((key, number, item) for item, _, _ in items if _is_trap(item))
        if key and not indent:
            if key in fields:
                return None
            fields[key] = Field(value, number, listed)
            top, below = key if line.lastgroup == "key" else "", None
        elif key or dash:
            if below is None and top:
                below, depth = [] if dash else {}, indent
                fields[top] = fields[top]._replace(value=below)
            if indent != depth:
                return None
            if key and isinstance(below, dict):
                below[key] = value
            elif dash and isinstance(below, list) and line.lastgroup != "dash":
                below.append(value)
            else:
                return None
    return found_of(fields, None, traps) if at > len(text) else None


def _without_escapes(double: str | None, single: str | None) -> str:
    """What stands between marks of one kind or the other."""
    if double:
        return re.sub(r"\\(.)", r"\1", double) if "\\" in double else double
    return single.replace("''", "'") if single else ""


def _is_trap(text: str) -> bool:
    return len(text) <= _LONGEST_TRAP and _TRAP.fullmatch(text) is not None


class _Composer:
    """The events of libyaml -> values. Built by hand, so as to keep text as it is, and to stop at a bomb."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._nodes = 0
        self._notes: list[Note] = []
        self._traps: list[tuple[str, int, str]] = []
        self._key = ""
        self._end = 0
        """Where the last value ends, in characters of the text."""

    def found(self) -> Found:
        """Raises yaml.YAMLError or HeaderError."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return found_of({})
        event = next(self._events)
        if isinstance(event, yaml.ScalarEvent) and not event.value and not event.style:
            fields = {}
        elif isinstance(event, yaml.MappingStartEvent):
            fields = self._fields(event.anchor)
        else:
            kind = "a list" if isinstance(event, yaml.SequenceStartEvent) else "text"
            raise HeaderError("header-not-mapping", _line(event), kind=kind)
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                raise HeaderError("header-broken", _line(event), reason="a second document begins")
        return found_of(fields, self._notes, self._traps)

    def _fields(self, anchor: str | None) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        merged: list[Value] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._key = self._key_of(event, 1)
            event = next(self._events)
            value = self._node(event, 1)
            if key == "<<":
                merged.append(value)
                continue
            if key in fields:
                self._notes.append(Note("key-twice", line, {"key": key}))
            if isinstance(event, yaml.ScalarEvent):
                self._look_for_trap(event)
            written = None
            if isinstance(event, yaml.CollectionStartEvent) and event.flow_style:
                written = self._text[_index(event) : self._end].strip()
            fields[key] = Field(value, line, written)
        for key, value in _merge(merged).items():
            fields.setdefault(key, Field(value, 1))
        if anchor:
            self._anchors[anchor] = ({key: field.value for key, field in fields.items()}, self._nodes)
        return fields

    def _look_for_trap(self, event: Any) -> None:
        if not event.style and _is_trap(event.value):
            self._traps.append((self._key, _line(event), event.value))

    def _key_of(self, event: Any, depth: int) -> str:
        self._node(event, depth)
        return str(event.value) if isinstance(event, yaml.ScalarEvent) else ""

    def _node(self, event: Any, depth: int) -> Value:
        self._nodes += 1
        if self._nodes > _MOST_NODES or depth > DEEPEST:
            raise HeaderError("header-too-complex", _line(event))
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise HeaderError("header-broken", _line(event), reason=f"no anchor &{event.anchor}")
            value, size = self._anchors[event.anchor]
            self._nodes += size
            return value
        before = self._nodes
        if isinstance(event, yaml.ScalarEvent):
            value = None if not event.style and event.value in _NULLS and event.tag is None else event.value
            if event.tag:
                value = _tagged(event)
            self._end = _end(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = self._sequence(depth)
        else:
            value = self._mapping(depth)
        if event.anchor:
            self._anchors[event.anchor] = (value, self._nodes - before + 1)
        return value

    def _sequence(self, depth: int) -> Value:
        items: list[Value] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
            if depth == 1 and isinstance(event, yaml.ScalarEvent):
                self._look_for_trap(event)
        self._end = _end(event)
        return items

    def _mapping(self, depth: int) -> Value:
        values: dict[str, Value] = {}
        merged: list[Value] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key_of(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if key == "<<":
                merged.append(value)
            else:
                values[key] = value
        self._end = _end(event)
        return _merge(merged) | values


_OWN_TAG = regex(r"![^\W\d_][\w-]*")
_TYPE_TAGS = frozenset({"!binary", "!bool", "!date", "!float", "!int", "!null", "!str", "!timestamp"})


def _tagged(event: Any) -> str:
    """The text of a scalar with a tag, which may be the first word of an author who meant no tag."""
    tag, value = str(event.tag), str(event.value)
    if tag in {"!binary", "tag:yaml.org,2002:binary"}:
        try:
            return base64.b64decode(value, validate=False).decode()
        except ValueError:
            return value
    if _OWN_TAG.fullmatch(tag) and tag not in _TYPE_TAGS and not event.style:
        return f"{tag} {value}".strip()
    return value


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _index(event: Any) -> int:
    return int(event.start_mark.index)


def _merge(merged: list[Value]) -> dict[str, Value]:
    """What merge keys bring in; of two the first wins."""
    values: dict[str, Value] = {}
    for each in merged:
        for mapping in each if isinstance(each, list) else [each]:
            if isinstance(mapping, dict):
                values = mapping | values
    return values


# --- Broken YAML --------------------------------------------------------------------------------------------

_WIDE_INDENT = regex(r"^[ \t\u00a0\u3000]+", re.MULTILINE)
_NO_BLANK = regex(r"[^\s:]+:[^\s:\"']")
_WIDE_COLON = regex(r"^([^\S\n]*+(?:- +)?[\w.-]+)[ \t]*：[ \t]*", re.MULTILINE)


def _load_mended(text: str, error: Exception) -> Found:
    """Read each key by itself, so that a broken line harms no other. Raises HeaderError where a line is no field."""
    fields: dict[str, Field] = {}
    notes: list[Note] = []
    traps: list[Any] = []
    blank_before = False
    chunk: list[str] = []
    start = 1

    def take() -> None:
        if not chunk:
            return
        try:
            found = _Composer("\n".join(chunk)).found()
        except (yaml.YAMLError, HeaderError) as wrong:
            if isinstance(wrong, HeaderError) and wrong.note.code == "header-too-complex":
                raise
            if not KEY_LINE.match(chunk[0]):
                raise HeaderError("header-broken", start, reason="no key begins it") from None
            found = _mended(chunk)
            notes.append(_what_was_mended(chunk, start, wrong))
        for key, field in found["fields"].items():
            if key in fields:
                notes.append(Note("key-twice", start, {"key": key}))
            fields[key] = field._replace(line=field.line + start - 1)
        notes.extend(note._replace(line=note.line + start - 1) for note in found["notes"])
        traps.extend((key, line + start - 1, value) for key, line, value in found["traps"])

    text = _WIDE_INDENT.sub(lambda found: found[0].replace("\u00a0", " ").replace("\u3000", "  "), text)
    for number, line in enumerate(text.split("\n"), 1):
        if KEY_LINE.match(line) or _begins_a_key(line, chunk):
            take()
            chunk, start = [line.lstrip()], number
        elif not line.strip():
            blank_before = True
            chunk.append(line)
            continue
        elif chunk and line[0] in " \t-":
            chunk.append(line)
        elif line[0] not in "#%":
            if blank_before and chunk:
                raise HeaderError("header-unclosed", 0, fence="---")
            if isinstance(error, HeaderError):
                raise error
            raise HeaderError("header-broken", number, reason=f"no key and value: {line.strip()[:80]}")
        blank_before = False
    take()
    return found_of(fields, notes, traps)


_PLAIN_FIELD = regex(r"[^:：]+[:：]\s*[^\s\"'\[{|>&*!].*")


def _begins_a_key(line: str, chunk: list[str]) -> bool:
    """Whether a line is a key in spite of its indentation: nothing is above it that it could belong to."""
    if line[:1] not in {" ", "\t"} or not KEY_LINE.match(line.lstrip()):
        return False
    return not chunk or _is_plain_field(chunk[0])


@lru_cache(maxsize=1)
def _is_plain_field(line: str) -> bool:
    """Asked anew for each line below it."""
    return _PLAIN_FIELD.fullmatch(line) is not None


def _what_was_mended(chunk: list[str], line: int, wrong: Exception) -> Note:
    """The line that YAML cannot read, of a key's first line or of those below it, and what to write instead."""
    mark = getattr(wrong, "problem_mark", None)
    at = min(mark.line, len(chunk) - 1) if mark and chunk[0].rstrip().endswith((":", "：")) else 0
    text = chunk[at].strip()
    if _WIDE_COLON.match(text):
        return Note("colon-wide", line + at, {"text": text})
    how = "put the value in quotes"
    if "\t" in chunk[at][: len(chunk[at]) - len(chunk[at].lstrip())]:
        how = "indent it with spaces, not tabs"
    elif _NO_BLANK.match(text):
        how = "write a space behind the colon"
    return Note("header-mended", line + at, {"text": text, "how": how})


def _mended(chunk: list[str]) -> Found:
    """The field of a key line, and of those below that belong to it, that YAML cannot read."""
    match = KEY_LINE.match(chunk[0])
    key, value = match["key"], match["value"].strip()  # type: ignore[index]
    below = "\n".join(chunk[1:]).rstrip()
    if below and not value:
        mended = _WIDE_COLON.sub(r"\1: ", below.replace("\t", "  "))
        try:
            return _Composer(f"{key}:\n{mended}").found()
        except (yaml.YAMLError, HeaderError):
            lines = [re.sub(r"^\s*- *", "", line).strip() for line in below.split("\n")]
            return found_of({key: Field([_unquoted(line) for line in lines if line], 1)})
    try:
        return _Composer(f"{key}: {value}").found()
    except (yaml.YAMLError, HeaderError):
        text = " ".join([value, *(line.strip() for line in chunk[1:] if line.strip())])
        return found_of({key: Field(_unquoted(text) or None, 1)})


def _unquoted(text: str) -> str:
    """`text` without quotation marks around the whole of it, or a stray mark before it."""
    text = text.strip()
    for mark in "\"'":
        if len(text) > 1 and text[0] == text[-1] == mark:
            inner = text[1:-1].replace("\\" + mark, mark)
            left = re.sub(r"\w'\w", "", text[1:-1].replace("\\" + mark, ""))
            if mark not in left or _quotes_within(left, mark):
                return inner
    for stray in ('"', "["):
        if text.startswith(stray) and text.count(stray) == 1 and "]" not in text:
            return text[1:].strip()
    return text


def _quotes_within(text: str, mark: str) -> bool:
    """Whether the first mark in `text` opens a quotation and the last closes one, at the edges of words."""
    first, last = text.find(mark), text.rfind(mark)
    opens = (first == 0 or text[first - 1] in " (") and text[first + 1 : first + 2].strip() != ""
    closes = (
        text[last + 1 : last + 2] in {"", " ", ".", ",", "!", "?", ")", ":"}
        and text[last - 1 : last].strip() != ""
    )
    return first < last and opens and closes
