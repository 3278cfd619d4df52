"""Front matter -> its fields, as they were written.

python-frontmatter finds and parses it, through one handler for each kind of header. No value is given a type:
`21:30`, `no`, `0123` and `2013-10-09 09:23 +0800` stay the text that their author wrote.
"""

from __future__ import annotations

import base64
import json
import re
import tomllib
from collections import Counter
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from feeds.html_pages import said_in_head, said_in_page
from feeds.sources import legal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Value = str | list["Value"] | dict[str, "Value"] | None
"""As written; None for null and for nothing."""


class Field(NamedTuple):
    """What a key of the header says."""

    value: Value
    line: int
    """Counted from 1, in the file."""
    written: str | None = None
    """The source of a list or mapping in brackets, which may be a title such as `[translated] Text`."""


class Note(NamedTuple):
    """Something that is wrong with a header: the code of a problem, and what it needs."""

    code: str
    line: int
    details: dict[str, str]


class Header(NamedTuple):
    """The front matter of a post."""

    fields: dict[str, Field]
    """By `plain_key`."""
    body_start: int
    """In characters of the text."""
    kind: str | None = None
    """The handler that read it; None where there is no header."""
    notes: tuple[Note, ...] = ()
    traps: tuple[tuple[str, int, str], ...] = ()
    """Key, line and text of values that tools with YAML 1.1 read as something else."""
    broken: Note | None = None
    """Why the header cannot be read."""


Found = dict[str, Any]
"""What a handler gives to python-frontmatter: "fields", "notes" and "traps", lines counted from its own first."""


class HeaderError(Exception):
    """A header that cannot be read."""

    def __init__(self, code: str, line: int = 1, **details: str) -> None:
        super().__init__(code)
        self.note = Note(code, line, details)


@lru_cache(maxsize=4096)
def plain_key(name: str) -> str:
    """`publishedAt`, `published_at` and `Published-At` are one key."""
    return re.sub(r"[-_\s\u200b-\u200f\u2060\ufeff]", "", name).lower()


def read(text: str) -> Header:
    """Read the front matter of a post's text."""
    stripped = text.strip()
    start = text.find(stripped[0]) if stripped else 0
    handler: Any = frontmatter.detect_format(stripped, HANDLERS)
    if handler is None:
        return Header({}, 0)
    shift = text.count("\n", 0, start) + handler.LINES_BEFORE
    try:
        end = handler.end(stripped)
        found, body = _parse(stripped[:end], handler)
        body = body or stripped[end:].lstrip()
        for key, field in handler.below(stripped, len(stripped) - len(body)):
            found["fields"].setdefault(key, field)
    except HeaderError as error:
        note = error.note._replace(line=error.note.line + shift)
        return Header({}, _body_start(stripped, handler) + start, handler.KIND, broken=note)
    fields: dict[str, Field] = {}
    for key, (value, line, written) in found["fields"].items():
        plain = plain_key(key)
        if plain not in fields or fields[plain].value is None:
            fields[plain] = Field(value, line + shift, written)
    notes = tuple(note._replace(line=note.line + shift) for note in found["notes"])
    traps = tuple((plain_key(key), line + shift, text) for key, line, text in found["traps"])
    return Header(fields, _start_of(stripped, body) + start, handler.KIND, notes, traps)


def _parse(text: str, handler: BaseHandler) -> tuple[Found, str]:
    return frontmatter.parse(text, handler=handler)


def _start_of(text: str, body: str) -> int:
    """Where `body`, which python-frontmatter has stripped like `text`, begins in it; at the start of its line."""
    start = len(text) - len(body)
    line = start
    while line and text[line - 1] in " \t":
        line -= 1
    return line if line and text[line - 1] == "\n" else start


def _body_start(text: str, handler: Any) -> int:
    try:
        return _start_of(text, handler.split(text)[1].strip())
    except HeaderError:
        return len(text)


def _found(
    fields: dict[str, Field], notes: list[Note] | None = None, traps: list[Any] | None = None
) -> Found:
    return {"fields": fields, "notes": notes or [], "traps": traps or []}


class _Handler(BaseHandler):
    """Finds and parses one kind of header."""

    KIND: str
    LINES_BEFORE = 0
    """Lines before what `split` gives as the header."""
    FM_BOUNDARY: re.Pattern[str]
    """What the header begins with."""

    def end(self, text: str) -> int:
        """How much of the text python-frontmatter is to see: as little as it needs, for it makes copies."""
        return len(text)

    def below(self, _text: str, _start: int) -> Iterable[tuple[str, Field]]:
        """What the body, which begins at `_start`, adds to the header."""
        return ()

    def _opening(self, text: str) -> re.Match[str]:
        found = self.FM_BOUNDARY.match(text)
        if found is None:
            raise HeaderError("header-broken", reason="it does not begin as it was found")
        return found


class _Fenced(_Handler):
    """A header between two fences. FM_BOUNDARY matches the first."""

    LINES_BEFORE = 1
    CLOSING: re.Pattern[str]
    """From the end of the header's last line on."""

    def end(self, text: str) -> int:
        return self._fences(text)[1].end()

    def split(self, text: str) -> tuple[str, str]:
        opening, closing = self._fences(text)
        return text[opening.end() : closing.start() + 1], text[closing.end() :]

    def _fences(self, text: str) -> tuple[re.Match[str], re.Match[str]]:
        opening = self._opening(text)
        closing = self.CLOSING.search(text, max(opening.end() - 1, 0))
        if closing is None:
            raise HeaderError("header-unclosed", 0, fence=opening[0].strip())
        return opening, closing


class _Yaml(_Fenced):
    """`---`, YAML, `---` or `...`: what nearly all tools read."""

    KIND = "yaml"
    FM_BOUNDARY = re.compile(r"-{3,}[ \t]*(?:ya?ml\b)?[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
    CLOSING = re.compile(r"\n(?:-{3,}|\.{3})[ \t]*(?:\n|\Z)")

    def load(self, fm: str) -> Found:
        return _load_yaml(fm)


class _Toml(_Fenced):
    """`+++`, TOML, `+++` (Hugo, Zola), or `---toml` (Eleventy)."""

    KIND = "toml"
    FM_BOUNDARY = re.compile(r"(?:\+{3,}[ \t]*(?:toml)?|---[ \t]*toml)[ \t]*(?:\n|\Z)")
    CLOSING = re.compile(r"\n(?:\+{3,}|---)[ \t]*(?:\n|\Z)")

    def load(self, fm: str) -> Found:
        return _load_toml(fm)


class _FencedJson(_Fenced):
    """`;;;`, the members of a JSON object, `;;;` (Hexo), or `---json` and a whole object (Eleventy)."""

    KIND = "json"
    FM_BOUNDARY = re.compile(r"(?:;;;|---[ \t]*json)[ \t]*(?:\n|\Z)")
    CLOSING = re.compile(r"\n(?:;;;|---)[ \t]*(?:\n|\Z)")

    def load(self, fm: str) -> Found:
        return _load_json(fm if fm.lstrip().startswith("{") else "{" + fm + "}")


class _BareJson(_FencedJson):
    """The members of a JSON object without an opening fence, up to `;;;` (Hexo)."""

    LINES_BEFORE = 0
    FM_BOUNDARY = re.compile(r'(?="[^"\n]+"[ \t]*:)')

    def detect(self, text: str) -> bool:
        return self.FM_BOUNDARY.match(text) is not None and "\n;;;" in text


class _Json(_Handler):
    """A JSON object at the very beginning (Hugo)."""

    KIND = "json"
    FM_BOUNDARY = re.compile(r'\{\s*"[^"\n]*"\s*:')

    def split(self, text: str) -> tuple[str, str]:
        try:
            end = json.JSONDecoder(object_pairs_hook=list).raw_decode(text)[1]
        except json.JSONDecodeError as error:
            raise HeaderError("header-broken", error.lineno, reason=error.msg) from None
        except (ValueError, RecursionError):
            raise HeaderError("header-too-complex") from None
        return text[:end], text[end:]

    def load(self, fm: str) -> Found:
        return _load_json(fm)


class _UnknownFence(_Handler):
    """`---js` and the like: a program, not data."""

    KIND = "unknown"
    LINES_BEFORE = 1
    FM_BOUNDARY = re.compile(r"---(?P<language>[A-Za-z]\w{0,20})[ \t]*\n")

    def split(self, text: str) -> tuple[str, str]:
        language = self._opening(text)["language"]
        raise HeaderError("header-language", 0, language=language)


_KEY_LINE = re.compile(r"(?P<key>[^\W\d_][\w.-]*(?: [\w.-]+){0,3})[ \t]*[:：](?!//)(?P<value>.*)")
_CLOSING_LINE = re.compile(r"(?:-{3,}|\.{3})[ \t]*")
_LONGEST_BARE = 500
"""Lines that a header without fences may have."""
_TELLING = frozenset({
    "created", "createtime", "date", "datepublished", "permalink", "posted", "pubdate", "published", "publishdate",
    "publishedat", "slug", "time", "title", "url",
})  # fmt: skip
"""Keys of which a header without fences needs one, so as not to be mistaken for text."""


class _Bare(_Handler):
    """`title: …` lines without an opening fence, up to `---` (Hexo) or a blank line (Pelican, toto, MultiMarkdown)."""

    KIND = "bare"
    FM_BOUNDARY = _KEY_LINE

    def detect(self, text: str) -> bool:
        return bool(self.FM_BOUNDARY.match(text)) and _bare_end(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        end, body = _bare_end(text) or (0, 0)
        return text[:end] if body > end else text[:end].rstrip("\n"), text[body:]

    def load(self, fm: str) -> Found:
        fenced = fm.endswith("\n")
        if fm[0].isupper() and not fenced:
            return _load_lines(fm)
        try:
            return _load_yaml(fm, mend=fenced)
        except (yaml.YAMLError, HeaderError):
            return _load_lines(fm)


def _bare_end(text: str) -> tuple[int, int] | None:
    """Where the header ends and its body begins, which is further on where a fence lies between; None: no header."""
    at = 0
    telling = False
    for _ in range(_LONGEST_BARE):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if not line.strip(" \t") or (at and _CLOSING_LINE.fullmatch(line)):
            if not telling:
                return None
            return (at, at) if not line.strip(" \t") else (at, min(end + 1, len(text)))
        if line[0] not in " \t#-" or not at:
            key = _KEY_LINE.match(line)
            if key is None:
                return None
            telling = telling or plain_key(key["key"]) in _TELLING
        at = min(end + 1, len(text))
    return None


class _Comment(_Handler):
    """`<!--`, lines of `key: value` or `.. key: value`, `-->` (Nikola, and exports to HTML)."""

    KIND = "comment"
    FM_BOUNDARY = re.compile(r"<!--")
    _FENCE = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)
    _DOTS = re.compile(r"^[ \t]*\.\.[ \t]+(?=\w[\w.-]*:)", re.MULTILINE)

    def detect(self, text: str) -> bool:
        end = text.find("-->", 4, 20_000)
        return text.startswith("<!--") and end > 0 and self._lines(text[4:end]) is not None

    def split(self, text: str) -> tuple[str, str]:
        end = text.index("-->")
        return text[4:end], text[end + 3 :]

    def load(self, fm: str) -> Found:
        return self._lines(fm) or _found({})

    def _lines(self, comment: str) -> Found | None:
        nikola = bool(self._DOTS.search(comment))
        content = self._DOTS.sub("", self._FENCE.sub("", comment)).rstrip()
        lead = len(content) - len(content.lstrip())
        header = (
            "\n".join(line.strip(" \t") for line in content[lead:].split("\n")) if nikola else content[lead:]
        )
        if not _Bare().detect(header):
            return None
        found = _load_lines(header) if nikola else _Bare().load(header + "\n")
        before = content.count("\n", 0, lead)
        found["fields"] = {
            key: field._replace(line=field.line + before) for key, field in found["fields"].items()
        }
        found["notes"] = [note._replace(line=note.line + before) for note in found["notes"]]
        return found


class _Dots(_Comment):
    """Lines of `.. key: value`, up to a blank line (Nikola)."""

    FM_BOUNDARY = re.compile(r"\.\.[ \t]+\w[\w.-]*:(?!:)")
    _BLANK = re.compile(r"\n[ \t]*(?=\n|\Z)")

    def detect(self, text: str) -> bool:
        return self.FM_BOUNDARY.match(text) is not None and self._lines(self.split(text)[0]) is not None

    def split(self, text: str) -> tuple[str, str]:
        blank = self._BLANK.search(text)
        end = blank.start() if blank else len(text)
        return text[:end], text[end:]


class _List(_Handler):
    """`# Title`, then a list of `- key: value` lines."""

    KIND = "list"
    FM_BOUNDARY = re.compile(r"# *(?P<title>[^\n]*)\n(?:[ \t]*\n)*(?=[-*] +[A-Za-z][\w.-]*[ \t]*[:：])")
    _ITEM = re.compile(r"[-*] +(?P<key>[A-Za-z][\w.-]*)[ \t]*[:：](?!//)[ \t]*(?P<value>.*)")

    def detect(self, text: str) -> bool:
        title = self.FM_BOUNDARY.match(text)
        return title is not None and self._end(text, title.end()) > 0

    def _end(self, text: str, at: int) -> int:
        """The end of the list; 0 where it is no header."""
        telling = False
        while at < len(text):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            line = text[at:end]
            if not line.strip():
                break
            item = self._ITEM.fullmatch(line)
            if item is None and line[0] not in " \t":
                return 0
            telling = telling or (item is not None and plain_key(item["key"]) in _TELLING)
            at = end + 1
        return min(at, len(text)) if telling else 0

    def split(self, text: str) -> tuple[str, str]:
        end = self._end(text, self._opening(text).end())
        return text[:end], text[end:]

    def load(self, fm: str) -> Found:
        heading = self._opening(fm)
        before = fm.count("\n", 0, heading.end())
        lines = [
            re.sub(r"^[-*] +", "", line) if line[:1] in "-*" else line
            for line in fm[heading.end() :].split("\n")
        ]
        found = _load_lines("\n".join(lines))
        fields = {key: field._replace(line=field.line + before) for key, field in found["fields"].items()}
        fields.setdefault("title", Field(heading["title"].rstrip(" \t#") or None, 1))
        return _found(fields, found["notes"])


class _Html(_Handler):
    """A whole HTML page: its head, and what else it says of itself."""

    KIND = "html"
    FM_BOUNDARY = re.compile(
        r"(?:<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->)){0,2000}-->\s*){0,5}(?:<!doctype[^>]*>|<html\b|<head\b)",
        re.IGNORECASE,
    )
    _END = re.compile(r"</head\s*>\s*|(?=<body\b)", re.IGNORECASE)
    _BODY = re.compile(r"\s*<body\b[^>]*>", re.IGNORECASE)
    _LAST_OF_HEAD = re.compile(r"</title\s*>|<(?:meta|link)\b[^<>]*>", re.IGNORECASE)

    def split(self, text: str) -> tuple[str, str]:
        end = self._END.search(text)
        if end is None:
            last = max((found.end() for found in self._LAST_OF_HEAD.finditer(text)), default=0)
            return text[:last], text[last:]
        body = self._BODY.match(text, end.end())
        return text[: end.start()], text[body.end() if body else end.end() :]

    def load(self, fm: str) -> Found:
        return _found(
            {
                said.key: Field(list(said.value) if isinstance(said.value, list) else said.value, line)
                for said in said_in_head(fm)
                for line in [fm.count("\n", 0, said.at) + 1]
            }
        )

    def below(self, text: str, start: int) -> Iterator[tuple[str, Field]]:
        for said in said_in_page(text, start):
            value: Value = list(said.value) if isinstance(said.value, list) else said.value
            yield said.key, Field(value, text.count("\n", 0, said.at) + 1)


HANDLERS = (
    _Yaml(),
    _Toml(),
    _FencedJson(),
    _BareJson(),
    _Json(),
    _UnknownFence(),
    _Comment(),
    _Dots(),
    _List(),
    _Html(),
    _Bare(),
)
"""One for each kind of header; the first that detects its kind reads it."""


# --- YAML ---------------------------------------------------------------------------------------------------

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_NODES = 20_000
_DEEPEST = 32
_LARGEST = 1_000_000
"""Characters of a header that is more than plain lines."""

_NO_PLAIN = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
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
_PLAIN_LINE = re.compile(
    r"^(?:(?P<indent> *+)(?:(?P<key>[A-Za-z_][A-Za-z0-9_-]{0,99}+) *+:|(?P<dash>-)(?= ))"
    rf"(?: ++(?:(?P<plain>{_PLAIN_TEXT})|\"(?P<double>{_DOUBLE_QUOTED})\"|'(?P<single>{_SINGLE_QUOTED})'"
    rf"|(?P<list>{_LIST})))?)? *+$",
    re.MULTILINE,
)
"""A line that means the same whatever stands above and below it, but for its depth; or a blank one."""
_PLAIN_LIST_ITEM = re.compile(rf"({_LIST_TEXT})|\"({_DOUBLE_QUOTED})\"|'({_SINGLE_QUOTED})'")
_NULLS = frozenset({"", "~", "null"})
_TRAP = re.compile(
    r"[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE"
    r"|0[0-7_]+|0x[0-9a-fA-F_]+|\d+(?::[0-5]?\d)+|\d+\.\d*0"
)
_LONGEST_TRAP = 12


def _load_yaml(text: str, *, mend: bool = True) -> Found:
    """Raises yaml.YAMLError where the text is not YAML and is not to be mended."""
    notes: list[Note] = []
    text, illegal = legal_text(text)
    if illegal:
        notes.append(Note("control-character", illegal.line, {"char": illegal.char}))
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
    found["notes"] = notes + found["notes"]
    return found


_SURROGATES = re.compile(r"(?<!\\)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


def _pair(found: re.Match[str]) -> str:
    """The character that a JSON writer put as two escapes, which YAML does not allow."""
    return chr(0x10000 + ((int(found[1], 16) - 0xD800) << 10) + int(found[2], 16) - 0xDC00)


def _load_plain_lines(text: str) -> Found | None:
    """What YAML makes of lines of `key: value`, with plain lists and mappings of such lines below a key.

    None where the text may mean more, which YAML has to tell.
    """
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
    return _found(fields, None, traps) if at > len(text) else None


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

    def found(self) -> Found:
        """Raises yaml.YAMLError or HeaderError."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return _found({})
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
        return _found(fields, self._notes, self._traps)

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
        if not event.style and len(event.value) <= _LONGEST_TRAP and _TRAP.fullmatch(event.value):
            self._traps.append((self._key, _line(event), event.value))

    def _key_of(self, event: Any, depth: int) -> str:
        self._node(event, depth)
        return str(event.value) if isinstance(event, yaml.ScalarEvent) else ""

    def _node(self, event: Any, depth: int) -> Value:
        self._nodes += 1
        if self._nodes > _MOST_NODES or depth > _DEEPEST:
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


_OWN_TAG = re.compile(r"![^\W\d_][\w-]*")
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

_WIDE_INDENT = re.compile(r"^[ \t\u00a0\u3000]+", re.MULTILINE)
_WIDE_COLON = re.compile(r"^(\s*(?:- +)?[\w.-]+)[ \t]*：[ \t]*", re.MULTILINE)


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
            found = _mended(chunk)
            code = "colon-wide" if _WIDE_COLON.match(chunk[0]) else "header-mended"
            notes.append(Note(code, start, {"text": chunk[0].strip()}))
        for key, field in found["fields"].items():
            if key in fields:
                notes.append(Note("key-twice", start, {"key": key}))
            fields[key] = field._replace(line=field.line + start - 1)
        notes.extend(note._replace(line=note.line + start - 1) for note in found["notes"])
        traps.extend((key, line + start - 1, value) for key, line, value in found["traps"])

    text = _WIDE_INDENT.sub(lambda found: found[0].replace("\u00a0", " ").replace("\u3000", "  "), text)
    for number, line in enumerate(text.split("\n"), 1):
        if _KEY_LINE.match(line) or _begins_a_key(line, chunk):
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
    return _found(fields, notes, traps)


_PLAIN_FIELD = re.compile(r"[^:：]+[:：]\s*[^\s\"'\[{|>&*!].*")


def _begins_a_key(line: str, chunk: list[str]) -> bool:
    """Whether a line is a key in spite of its indentation: nothing is above it that it could belong to."""
    if line[:1] not in {" ", "\t"} or not _KEY_LINE.match(line.lstrip()):
        return False
    return not chunk or _PLAIN_FIELD.fullmatch(chunk[0]) is not None


def _mended(chunk: list[str]) -> Found:
    """The field of a key line, and of those below that belong to it, that YAML cannot read."""
    match = _KEY_LINE.match(chunk[0])
    key, value = match["key"], match["value"].strip()  # type: ignore[index]
    below = "\n".join(chunk[1:]).rstrip()
    if below and not value:
        mended = _WIDE_COLON.sub(r"\1: ", below.replace("\t", "  "))
        try:
            return _Composer(f"{key}:\n{mended}").found()
        except (yaml.YAMLError, HeaderError):
            lines = [re.sub(r"^\s*- *", "", line).strip() for line in below.split("\n")]
            return _found({key: Field([_unquoted(line) for line in lines if line], 1)})
    try:
        return _Composer(f"{key}: {value}").found()
    except (yaml.YAMLError, HeaderError):
        text = " ".join([value, *(line.strip() for line in chunk[1:] if line.strip())])
        return _found({key: Field(_unquoted(text) or None, 1)})


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


# --- Other kinds --------------------------------------------------------------------------------------------


def _load_lines(text: str) -> Found:
    """Lines of `Key: value`, each value as it stands; indented lines go on with it, or are its list."""
    fields: dict[str, Field] = {}
    notes: list[Note] = []
    text, illegal = legal_text(text)
    if illegal:
        notes.append(Note("control-character", illegal.line, {"char": illegal.char}))
    key = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = None if line[:1] in {" ", "\t"} else _KEY_LINE.match(line)
        if match:
            key = match["key"]
            if key in fields:
                notes.append(Note("key-twice", number, {"key": key}))
            fields[key] = Field(match["value"].strip() or None, number)
        elif key and line.strip():
            fields[key] = fields[key]._replace(value=_continued(fields[key].value, line.strip()))
    return _found(fields, notes)


def _continued(value: Value, more: str) -> Value:
    if more.startswith(("- ", "* ")) and not isinstance(value, str):
        return [*(value or []), more[2:].strip()]
    return f"{value}\n{more}" if isinstance(value, str) else more


_MANY_KEYS = re.compile(r"""(?:(?:[\w-]++|"[^"\n]{0,99}"|'[^'\n]{0,99}')[ \t]*+\.[ \t]*+){64}""")
"""a.b.c and so on: it takes tomllib memory and time that grow with the square of their number."""


_TOML_KEY = re.compile(r"""\s*\[*\s*["']?([\w-]+)""")


def _load_toml(text: str) -> Found:
    text, illegal = legal_text(text)
    notes = [Note("control-character", illegal.line, {"char": illegal.char})] if illegal else []
    if _MANY_KEYS.search(text):
        raise HeaderError("header-too-complex")
    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        reason = re.sub(r" \(at [^()]*\)", "", str(error))
        raise HeaderError("header-broken", line, reason=reason) from None
    except (ValueError, RecursionError):
        raise HeaderError("header-too-complex") from None
    lines: dict[str, int] = {}
    for number, line_text in enumerate(text.split("\n"), 1):
        if match := _TOML_KEY.match(line_text):
            lines.setdefault(match[1], number)
    return _found({key: Field(_texts(value), lines.get(key, 1)) for key, value in document.items()}, notes)


def _load_json(text: str) -> Found:
    notes: list[Note] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]
        notes.extend(Note("key-twice", _line_of(text, key), {"key": key}) for key in twice)
        return dict(pairs)

    try:
        document = json.loads(
            text, object_pairs_hook=members, parse_int=str, parse_float=str, parse_constant=str, strict=False
        )
    except json.JSONDecodeError as error:
        raise HeaderError("header-broken", error.lineno, reason=error.msg) from None
    except RecursionError:
        raise HeaderError("header-too-complex") from None
    if not isinstance(document, dict):
        raise HeaderError("header-not-mapping", kind="no object")
    fields = {key: Field(_texts(value), _line_of(text, key)) for key, value in document.items()}
    return _found(fields, sorted(notes))


def _line_of(text: str, key: str) -> int:
    return text.count("\n", 0, max(text.find(json.dumps(key, ensure_ascii=False)), 0)) + 1


def _texts(value: Any, depth: int = 1) -> Value:
    """TOML's and JSON's values as YAML's would be here: text, lists and mappings of text, and null."""
    if depth > _DEEPEST:
        raise HeaderError("header-too-complex")
    if isinstance(value, dict):
        return {key: _texts(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item, depth + 1) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if value is None else str(value)
