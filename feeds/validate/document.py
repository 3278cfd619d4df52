"""Judge a feed as its XML streams by: keeps what is open, and of what is closed only what later rules ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin

from feeds.regex import regex
from feeds.validate import html, xmlstream
from feeds.validate.extensions import QUESTIONABLE
from feeds.validate.findings import finding
from feeds.validate.grammar import KEPT, Element, Spec
from feeds.validate.namespaces import (
    ATOM,
    ATOM_03,
    MATHML,
    NAMESPACES,
    SVG,
    XHTML,
    XML,
    declaration_troubles,
    prefix_of,
)
from feeds.validate.values import attribute_not_blank, iri, language
from feeds.validate.xmlstream import SEPARATOR, Stop, split

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.parsers.expat import XMLParserType

    from feeds.validate.findings import Finding

_Cache = TypeVar("_Cache", dict[str, str | None], set[tuple[str | None, str]])

_DEEPEST = 256
_MOST_NAMES = 10_000
_NO_COUNTS: dict[str, int] = {}
_LANG = "xml:lang"
_XML_LANG = SEPARATOR.join((XML, "lang", "xml"))
_ENCLOSED = 3
_BAD_CHARACTERS = regex("[\x80-\x9f\ufffd]|[\xc2\xc3][\x80-\xbf]|\xe2\u20ac")
_C1_IN_UTF8 = regex(b"\xc2[\x80-\x9f]")
_TWICE_ENCODED = regex(b"\xc3[\x82\x83]\xc2")
_QUOTE_TWICE_ENCODED = "\xe2\u20ac".encode()
"""How the UTF-8 of curly quotes and dashes begins, read as windows-1252."""
_C1_REFERENCE = regex(rb"&#0*(?:1[2-5]|65533|[xX]0*(?:[89]|[fF]))")
_XHTML_TAG = XHTML + SEPARATOR
_SAFE_TAGS = frozenset(_XHTML_TAG + name for name in html.SAFE_ELEMENTS)
_PLAIN_ATTRIBUTES = html.SAFE_ATTRIBUTES - {"style", "href", "src"}


class Document:
    """The state of one judgement: a `xmlstream.Handler`."""

    parser: XMLParserType

    def __init__(self, data: bytes, root: Spec, own_namespaces: set[str], format: str) -> None:  # noqa: A002
        self.findings: list[Finding] = []
        self.format = format
        """"rss" or "atom"."""
        self.dtd: str | None = None
        self.entry: int | None = None
        self.entries = 0
        self.count = 0
        """How many elements have begun."""
        self.seen: dict[tuple[str, str], int] = {}
        """Values that must be unique, such as ids, and the line that each was first seen on."""
        self.noted: dict[str, int] = {}
        """What rules found out in one place and ask about in another, and on which line."""
        self.extension_attributes: list[Finding] = []
        """Findings that stand unless the channel turns out to follow a specification that allows them."""
        self._suspicious = _may_hold_bad_characters(data)
        self._data = data
        self._own = own_namespaces
        self._names: dict[str, str | None] = {}
        self._declared: set[tuple[str | None, str]] = set()
        self._prefixes: set[str | None] = set()
        self._top = Element("document", root, {}, 1, None, self)
        self._open: list[Element] = [self._top]
        self._counts: list[dict[str, int]] = [{}]
        self._inside = 0
        """How many elements are open that no table knows: of other namespaces, or of markup in a text."""
        self._hex_lines: set[int] | None = None

    # What the parser calls.

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Judge the declaration of a namespace, the first time."""
        declared = prefix, uri or ""
        if declared not in self._declared:
            _remember(self._declared, _MOST_NAMES).add(declared)
            if len(self._prefixes) < _MOST_NAMES:
                self._prefixes.add(prefix)
            line = self.parser.CurrentLineNumber
            for code, details in declaration_troubles(prefix, uri or "", self.format == "atom"):
                self.findings.append(finding(code, line, self.entry, **details))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open an element, and judge where it is and what attributes it has."""
        parent = self._open[-1]
        try:
            name = self._names[tag]
        except KeyError:
            name = _remember(self._names, _MOST_NAMES)[tag] = self._name(tag)
        if parent.spec.markup is not None:
            self._enter_markup(parent, name, tag, attributes)
            return
        child = None if name is None else parent.spec.children.get(name)
        if child is None or name is None:
            self._enter_unknown(parent, name, tag)
            return
        counts = self._counts[-1]
        count = counts[name] = counts.get(name, 0) + 1
        spec = child.spec
        self.count += 1
        element = Element(name, spec, attributes, self.parser.CurrentLineNumber, parent, self)
        if len(self._open) > _DEEPEST:
            self._stop_too_deep()
        self._open.append(element)
        self._counts.append({} if spec.children else _NO_COUNTS)
        if spec.is_entry:
            self.entry = element.entry = self.entries
            self.entries += 1
        if attributes:
            self._attributes(element)
        if child.most is not None and count > child.most:
            self.findings.append(element.finding("duplicate-element"))
        last = parent.spec.last
        if last is not None and name != last and last in counts and ":" not in name:
            self.findings.append(element.finding(parent.spec.last_code))

    def end(self, _tag: str) -> None:
        """Judge the element that closes, now that all of it is known."""
        element = self._open.pop()
        counts = self._counts.pop()
        spec = element.spec
        if element.parts:
            element.raw = "".join(element.parts)
            element.text = element.raw.strip()
            self._text(element)
        for name, code in spec.required.items():
            if name[0] == "@":
                if name[1:] not in element.attributes:
                    self.findings.append(element.finding(code, name=name[1:]))
            elif name not in counts:
                self.findings.append(element.finding(code, name=name))
        if spec.checks:
            text = element.text
            for check in spec.checks:
                trouble = check(text)
                if trouble is not None:
                    self.findings.append(element.finding(trouble, value=text))
        for rule in spec.rules:
            self.findings.extend(rule(element))
        if spec.is_entry:
            self.entry = None
            element.forget()
        else:
            kept = self._open[-1].children.setdefault(element.name, [])
            if len(kept) < KEPT:
                kept.append(element)

    def text(self, text: str) -> None:
        """Take a piece of the open element's text."""
        element = self._open[-1]
        element.parts.append(text)
        if element.mode is not None and not text.isspace():
            element.has_stray = True

    def forget(self) -> None:
        """Let go of the elements, which hold on to it in turn, once all is judged."""
        self._top.forget()
        del self._top, self._open

    # What rules ask.

    def has_hex_reference(self, line: int, lines: int) -> bool:
        """Whether one of the `lines` from `line` on writes a character as "&#x…;"."""
        if self._hex_lines is None:
            self._hex_lines = set()
            number, at = 1, 0
            while (found := self._data.find(b"&#x", at)) >= 0:
                number += self._data.count(b"\n", at, found)
                self._hex_lines.add(number)
                at = found + 1
        return not self._hex_lines.isdisjoint(range(line, line + lines))

    def has_prefix(self, prefix: str) -> bool:
        """Whether a namespace has been declared with this prefix."""
        return prefix in self._prefixes

    def seen_before(self, kind: str, value: str, line: int) -> int | None:
        """The line that `value` was first seen on; None where this is the first time."""
        before = self.seen.get((kind, value))
        if before is None:
            self.seen[kind, value] = line
        return before

    # Names.

    def _name(self, tag: str) -> str | None:
        """What the rules call an element or attribute; None for one of an unknown namespace."""
        uri, local, _ = split(tag)
        if uri in self._own:
            return local
        if not uri:
            return local if "" in self._own else None
        prefix = prefix_of(uri)
        if prefix == "itunes":
            self.noted.setdefault("itunes", 1)
        elif prefix == "dc":
            local = local.partition(".")[0]
        return None if prefix is None else f"{prefix}:{local}"

    def _attributes(self, element: Element) -> None:
        attributes = element.attributes
        for tag in attributes:
            if SEPARATOR in tag:
                self._qualify(element)
                attributes = element.attributes
                break
        known = element.spec.attributes
        if known is None:
            return
        for name, value in attributes.items():
            check = known.get(name)
            if check is not None:
                code = check(value)
                if code is not None:
                    self.findings.append(self._about(element, name, code, value))
            elif name not in known and ":" not in name:
                self.findings.append(element.finding("unexpected-attribute", attribute=name))
            if self._suspicious and not value.isascii() and _bad_characters(value):
                self.findings.append(self._about(element, name, "bad-characters", value))

    def _about(self, element: Element, attribute: str, code: str, value: str) -> Finding:
        return element.finding(code, element=f"{attribute} of <{element.name}>", value=value)

    def _qualify(self, element: Element) -> None:
        """Give attributes that have a namespace their usual prefix, and judge those that any element may have."""
        attributes: dict[str, str] = {}
        for tag, value in element.attributes.items():
            uri, local, written = split(tag)
            prefix = "xml" if written == "xml" else prefix_of(uri) if uri else ""
            name = local if not uri else f"{prefix or written}:{local}"
            attributes[name] = value
            if name == _LANG:
                element.lang = value
                if value and language(value):
                    self.findings.append(self._about(element, name, "language", value))
            elif name == "xml:base":
                self.findings.extend(base_findings(element, value))
            elif uri and name not in (element.spec.attributes or ()) and prefix != "xml":
                self._extension_attribute(element, name, prefix is not None)
        element.attributes = attributes

    def _extension_attribute(self, element: Element, name: str, is_known: bool) -> None:
        if self.format != "rss":
            return
        if is_known:
            self.findings.append(element.finding("unexpected-attribute", attribute=name))
        elif ":" not in element.name and len(self.extension_attributes) < KEPT:
            self.extension_attributes.append(element.finding("extension-attribute", attribute=name))

    # Text.

    def _text(self, element: Element) -> None:
        text = element.text
        if not text:
            return
        if not element.spec.text:
            self.findings.append(element.finding("unexpected-text", value=text))
        if self._suspicious and not text.isascii() and (bad := _bad_characters(text)):
            self.findings.append(element.finding("bad-characters", value=bad))

    # Elements that are not in the tables.

    def _enter_unknown(self, parent: Element, name: str | None, tag: str) -> None:
        uri, local, _ = split(tag)
        code = self._unknown_code(parent, name, uri, local)
        if code is not None:
            details = {"element": f"<{name or local}>", "parent": f"<{parent.name}>"}
            details |= {"value": uri, "expected": ATOM}
            self.findings.append(finding(code, self.parser.CurrentLineNumber, self.entry, **details))
        _note_inner(parent, tag)
        self._inside = 1
        self._listen(self._start_unknown, self._end_inside, None)

    def _unknown_code(self, parent: Element, name: str | None, uri: str, local: str) -> str | None:
        """What is wrong with an element that the rules do not know in `parent`, if anything is."""
        is_top, is_leaf = parent is self._top, not parent.spec.children
        if uri == ATOM_03 and uri not in self._own:
            return "namespace-obsolete"
        if is_leaf and parent.spec.text and not is_top:
            return "undefined-element"
        if is_top or is_leaf or (name is not None and not _is_tolerated(name)):
            return _misplaced_code(name or local, parent)
        return None if uri else "vocabulary-undetermined"

    def _start_unknown(self, tag: str, _attributes: dict[str, str]) -> None:
        self._go_inside()
        if self.format == "rss" and SEPARATOR not in tag:
            line = self.parser.CurrentLineNumber
            self.findings.append(finding("no-namespace", line, self.entry, element=f"<{tag}>"))

    # Elements that are not judged one by one, until the one that holds them ends.

    def _listen(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        text: Callable[[str], None] | None,
    ) -> None:
        self.parser.StartElementHandler = start
        self.parser.EndElementHandler = end
        self.parser.CharacterDataHandler = text

    def _go_inside(self) -> None:
        self._inside += 1
        if self._inside > _DEEPEST:
            self._stop_too_deep()

    def _end_inside(self, _tag: str) -> None:
        self._inside -= 1
        if not self._inside:
            self._listen(self.start, self.end, self.text)

    def _stop_too_deep(self) -> None:
        self.findings.append(finding("too-deep", self.parser.CurrentLineNumber, self.entry, most=_DEEPEST))
        raise Stop

    # Markup inside of a text.

    def _enter_markup(self, parent: Element, name: str | None, tag: str, attributes: dict[str, str]) -> None:
        if parent.mode is None:
            assert parent.spec.markup is not None
            parent.mode = parent.spec.markup(parent)
            parent.mixed_at = len(parent.parts)
            parent.has_stray = any(not part.isspace() for part in parent.parts)
        else:
            parent.has_stray = True
        if parent.mode == "none":
            details = {"element": f"<{name or split(tag)[1]}>", "parent": f"<{parent.name}>"}
            line = self.parser.CurrentLineNumber
            self.findings.append(finding("undefined-element", line, self.entry, **details))
        is_xhtml = parent.mode == "xhtml"
        self._inside = 0
        self._listen(self._start_markup, self._end_inside, parent.parts.append if is_xhtml else None)
        self._start_markup(tag, attributes)

    def _start_markup(self, tag: str, attributes: dict[str, str]) -> None:
        self._inside += 1
        if self._inside > _DEEPEST:
            self._stop_too_deep()
        parent = self._open[-1]
        _note_inner(parent, tag)
        if parent.mode == "xhtml" and not (tag in _SAFE_TAGS and attributes.keys() <= _PLAIN_ATTRIBUTES):
            self._judge_markup(parent, tag, attributes)

    def _judge_markup(self, parent: Element, tag: str, attributes: dict[str, str]) -> None:
        uri, local, _ = split(tag)
        line = self.parser.CurrentLineNumber
        lang = attributes.get(_XML_LANG)
        if lang and language(lang):
            where = f"xml:lang of <{local}>"
            self.findings.append(finding("language", line, self.entry, element=where, value=lang))
        if uri == XHTML:
            pairs = ((_bare(name), value) for name, value in attributes.items())
            troubles = html.element_troubles(local.lower(), pairs)
        elif uri in (MATHML, SVG):
            troubles = html.foreign_troubles(local, (_bare(name) for name in attributes))
        elif uri in self._own or uri == ATOM or not uri:
            troubles = iter([("html-unknown-element", local)])
        else:
            return
        for code, culprit in troubles:
            if code == "html-relative-url" and self.format == "atom":
                continue
            details = {"element": f"<{parent.name}>", "value": culprit}
            self.findings.append(finding(_stricter(code, self.format), line, self.entry, **details))


def _note_inner(element: Element, tag: str) -> None:
    if len(element.inner) < _ENCLOSED:
        uri, local, _ = split(tag)
        element.inner.append(f"{uri}{SEPARATOR}{local}" if uri else local)


def _may_hold_bad_characters(data: bytes) -> bool:
    """A quick look at the bytes: most feeds need no second one."""
    return (
        (b"\xc2" in data and (_C1_IN_UTF8.search(data) or _TWICE_ENCODED.search(data)) is not None)
        or _QUOTE_TWICE_ENCODED in data
        or (b"\xef" in data and b"\xef\xbf\xbd" in data)
        or (b"#" in data and b"&#" in data and _C1_REFERENCE.search(data) is not None)
        or not xmlstream.is_utf8(data)
    )


def _remember(cache: _Cache, most: int) -> _Cache:
    """`cache`, emptied where a hostile feed has filled it."""
    if len(cache) > most:
        cache.clear()
    return cache


def _stricter(code: str, format: str) -> str:  # noqa: A002
    """Readers of RSS do not expect XHTML there: what they do not know, they remove."""
    return "html-unsafe-element" if code == "html-unknown-element" and format == "rss" else code


_TOLERATED = frozenset(NAMESPACES.values()) - {
    "atom", "thr", "itunes", "media", "fh", "at", "trackback", "content", "slash", "wfw", "dc", "xhtml", "sy",
    "admin", "ag", "blogChannel", "ev",
}  # fmt: skip


def _is_tolerated(name: str) -> bool:
    """Whether it is of a namespace whose elements may be anywhere, since nobody has settled where."""
    return ":" in name and name.partition(":")[0] in _TOLERATED


def _misplaced_code(name: str, parent: Element) -> str:
    """Which code tells best that an element does not belong into `parent`."""
    if name in QUESTIONABLE or (":" not in name and ":" in parent.name and parent.document.format == "atom"):
        return "questionable"
    if name == "blink":
        return "no-blink"
    if name.startswith("xhtml:"):
        return "xhtml-misplaced"
    return "undefined-element"


def _bare(name: str) -> str:
    """An attribute's name as HTML knows it."""
    uri, local, prefix = split(name)
    return f"{prefix}:{local}" if uri else local


def _bad_characters(text: str) -> str | None:
    """Characters that were decoded wrongly: control characters, or UTF-8 taken for Latin-1 or windows-1252."""
    match = _BAD_CHARACTERS.search(text)
    if match is None or len(match[0]) == 1:
        return match and match[0]
    for encoding in ("latin-1", "cp1252"):
        try:
            text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return match[0]
    return None


def base_findings(element: Element, value: str) -> list[Finding]:
    """What is wrong with the xml:base of `element`."""
    code = attribute_not_blank(value) or iri(value)
    if code:
        return [element.finding(code, element="xml:base", value=value)]
    try:
        element.base = urljoin(element.base or "", value)
    except ValueError:
        return [element.finding("not-iri", element="xml:base", value=value)]
    return []
