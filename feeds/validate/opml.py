"""The rules of OPML 2.0 (http://opml.org/spec2.opml), as far as lists of subscriptions go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from feeds.regex import regex
from feeds.validate import values, xmlstream
from feeds.validate.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.parsers.expat import XMLParserType

    from feeds.validate.findings import Finding
    from feeds.validate.values import Check

_VERSIONS = ("1.0", "1.1", "2.0")
_ROOT = "opml"
_CHILDREN = {
    _ROOT: values.words("head body"),
    "head": values.words(
        "title dateCreated dateModified ownerName ownerEmail ownerId docs expansionState vertScrollState windowTop "
        "windowLeft windowBottom windowRight"
    ),
    "body": values.words("outline"),
    "outline": values.words("outline"),
}
"""The elements that may stand in each element."""
_REQUIRED = {_ROOT: ("head", "body"), "body": ("outline",)}
_REPEATED = "outline"
_FEED_TYPES = values.words("rss atom")
_FEED_VERSIONS = values.words("RSS RSS1 RSS2 scriptingNews")
_ADDRESSES = {"rss": "xmlUrl", "link": "url", "include": "url"}
_URLS = ("xmlUrl", "htmlUrl", "url")
_SCHEME = regex(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NO_DATE = values.words("not-rfc822 weekday-wrong")
_LINE_NUMBERS = regex(r"\s*(?:\d+\s*(?:,\s*\d+\s*)*)?", re.ASCII)


def findings(data: bytes) -> Iterator[Finding]:
    """What is wrong with the list `data`, in the order of its lines."""
    return xmlstream.parse(data, _List())


class _Open(NamedTuple):
    """An element that has begun and not ended."""

    name: str | None
    """None where no rule knows it."""
    line: int
    children: set[str]
    text: list[str]


class _List:
    """The state of one judgement: a `xmlstream.Handler`."""

    parser: XMLParserType
    dtd: str | None = None

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._open: list[_Open] = []

    def declare(self, prefix: str | None, uri: str | None) -> None: ...

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        namespace, name, _prefix = xmlstream.split(tag)
        known = self._place(name, line) if self._open and not namespace else tag == _ROOT
        if not self._open and not known:
            self.findings.append(finding("opml-unknown-element", line, name=name, parent="document"))
        self._open.append(_Open(name if known else None, line, set(), []))
        if known and name in _ATTRIBUTE_RULES:
            self.findings += _ATTRIBUTE_RULES[name](attributes, line)

    def _place(self, name: str, line: int) -> bool:
        """Whether an element may stand where it does; notes it in its parent."""
        parent = self._open[-1]
        if parent.name is None:
            return False
        if name not in _CHILDREN.get(parent.name, ()):
            self.findings.append(finding("opml-unknown-element", line, name=name, parent=parent.name))
            return False
        if name in parent.children and name != _REPEATED:
            self.findings.append(finding("opml-duplicate-element", line, name=name, parent=parent.name))
        parent.children.add(name)
        return True

    def end(self, _tag: str) -> None:
        element = self._open.pop()
        for name in _REQUIRED.get(element.name or "", ()):
            if name not in element.children:
                self.findings.append(
                    finding("opml-missing-element", element.line, name=name, parent=element.name)
                )
        check = _TEXT_CHECKS.get(element.name or "")
        text = "".join(element.text).strip()
        if check and text and (code := check(text)):
            self.findings.append(finding(code, element.line, name=element.name, value=text))

    def text(self, text: str) -> None:
        if self._open[-1].name in _TEXT_CHECKS:
            self._open[-1].text.append(text)


def _root(attributes: dict[str, str], line: int) -> Iterator[Finding]:
    version = attributes.get("version")
    if version not in _VERSIONS:
        yield finding("opml-version", line, value="not given" if version is None else f"`{version}`")


def _outline(attributes: dict[str, str], line: int) -> Iterator[Finding]:
    kind = attributes.get("type", "").strip().lower()
    if not attributes.get("text", "").strip():
        yield finding("opml-missing-text", line)
    address = _ADDRESSES.get(kind)
    if address and not attributes.get(address, "").strip():
        yield finding("opml-missing-url", line, type=kind, name=address)
    if "xmlUrl" in attributes:
        if not kind:
            yield finding("opml-missing-type", line)
        elif kind not in _FEED_TYPES:
            yield finding("opml-type", line, value=kind)
        if attributes.get("version", "RSS") not in _FEED_VERSIONS:
            yield finding("opml-outline-version", line, value=attributes["version"])
    for name, check in _ATTRIBUTE_CHECKS.items():
        value = attributes.get(name, "").strip()
        if value and (code := check(value)):
            yield finding(code, line, name=name, value=value)


def _address(value: str) -> str | None:
    if not _SCHEME.match(value):
        return "opml-url-relative"
    return "opml-url" if values.full_iri(value) else None


def _date(value: str) -> str | None:
    return "opml-date" if values.rfc822(value) in _NO_DATE else None


def _number(value: str) -> str | None:
    return "opml-number" if values.integer(value) else None


def _line_numbers(value: str) -> str | None:
    return None if _LINE_NUMBERS.fullmatch(value) else "opml-expansion-state"


def _language(value: str) -> str | None:
    return "opml-language" if values.language(value) else None


_boolean = values.one_of(values.words("true false"), "opml-boolean")

_ATTRIBUTE_RULES = {_ROOT: _root, "outline": _outline}
_ATTRIBUTE_CHECKS: dict[str, Check] = {
    **dict.fromkeys(_URLS, _address),
    "created": _date,
    "isComment": _boolean,
    "isBreakpoint": _boolean,
    "language": _language,
}
_TEXT_CHECKS: dict[str, Check] = {
    "dateCreated": _date,
    "dateModified": _date,
    "ownerEmail": values.address("opml-email"),
    "ownerId": _address,
    "docs": _address,
    "expansionState": _line_numbers,
    **dict.fromkeys(("vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight"), _number),
}
