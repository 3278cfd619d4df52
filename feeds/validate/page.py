"""The rules of the subscribe page: a small part of HTML, strictly kept, that asks for nothing and runs nothing."""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING

from feeds.regex import regex
from feeds.validate.findings import finding
from feeds.validate.values import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feeds.validate.findings import Finding

_DOCTYPE = "<!doctype html>"
_ATTRIBUTE = r'[a-zA-Z][\w:-]*+(?:="[^"<]*+")?'
_TOKEN = regex(
    rf"""(?P<text>[^<]++)
    |<(?P<name>[a-zA-Z][a-zA-Z0-9]*+)(?P<attributes>(?:\s++{_ATTRIBUTE})*+)\s*+(?P<closed>/?)>
    |</(?P<end>[a-zA-Z][a-zA-Z0-9]*+)>""",
    re.VERBOSE,
)
_ONE_ATTRIBUTE = regex(r'([a-zA-Z][\w:-]*+)(?:="([^"]*+)")?')
_REFERENCE = regex(r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]*));")
_STYLE_END = "</style>"
_STYLE_REQUEST = regex(r"url\(|@import|image-set\(|\\", re.IGNORECASE)

_EMPTY = words("br hr link meta wbr")
_TEXT = words("a bdi code h1 h2 h3 p span strong time")
"""Elements with no block inside them: browsers end a paragraph before one."""
_BLOCKS = words("details div footer h1 h2 h3 header li main ol p section ul")
_GRAPHICS = words("circle path svg")
_KNOWN = words("body head html nav style summary title") | _EMPTY | _TEXT | _BLOCKS | _GRAPHICS
_PARENTS = {
    "body": ("html",),
    "head": ("html",),
    "li": ("ol", "ul"),
    "meta": ("head",),
    "link": ("head",),
    "summary": ("details",),
    "title": ("head",),
}
_SILENT = words("""
    aria-hidden aria-label aria-labelledby charset class content cx cy d datetime dir fill href http-equiv id lang name
    open r rel stroke stroke-linecap stroke-width title type viewBox
""")
"""Attributes that fetch nothing and run nothing."""
_FETCHING = words("action background data formaction ping poster src srcset")
_POLICY = "Content-Security-Policy"
_ADDRESS = regex(r"(?:https?://[^/\s][^\s]*|(?![\w+.-]*:|//)[^\s\\]+)", re.IGNORECASE)


def findings(data: bytes, feeds: Mapping[str, str]) -> Iterator[Finding]:
    """What is wrong with the page `data`, in the order of its lines.

    `feeds` holds the media type of each feed that the page is to offer, by its address as it is linked.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield finding("page-broken", what=str(error))
        return
    page = _Page(text)
    broken = False
    for found in page.read():
        broken = broken or found.code == "page-broken"
        yield found
    if broken:
        return
    for whom, links in (("readers", page.alternates), ("people", page.anchors)):
        for path, media_type in feeds.items():
            if (path, media_type) not in links:
                yield finding("page-feed-link", file=path, type=media_type, whom=whom)


class _Page:
    """One judgement."""

    def __init__(self, text: str) -> None:
        self.anchors: set[tuple[str, str]] = set()
        """Address and media type of what people can follow."""
        self.alternates: set[tuple[str, str]] = set()
        """The same of what programs discover."""
        self._text = text
        self._line = 1
        self._open: list[str] = []
        self._ids: set[str] = set()
        self._labels: list[tuple[str, int]] = []
        self._had: set[str] = set()

    def read(self) -> Iterator[Finding]:
        text = self._text
        if not text.lower().startswith(_DOCTYPE):
            yield finding("page-missing", 1, what="its doctype")
            return
        at = len(_DOCTYPE)
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                yield self._broken(f"`{text[at : at + 40]}` is neither text nor a tag")
                return
            at = token.end()
            if token["name"]:
                yield from self._start(token["name"].lower(), token["attributes"], bool(token["closed"]))
                if token["name"].lower() == "style":
                    end = text.find(_STYLE_END, at)
                    if end < 0:
                        yield self._broken("<style> is never closed")
                        return
                    yield from self._style(text[at:end])
                    at = end
            elif token["end"]:
                yield from self._end(token["end"].lower())
            else:
                yield from self._plain(token["text"])
            self._line += text.count("\n", token.start(), at)
        yield from self._whole()

    def _start(self, name: str, written: str, closed: bool) -> Iterator[Finding]:
        parent = self._open[-1] if self._open else None
        if name not in _KNOWN:
            yield finding("page-active", self._line, what=f"<{name}>")
        misplaced = name in _PARENTS and parent not in _PARENTS[name]
        if misplaced or (parent is None) != (name == "html") or (parent in _TEXT and name in _BLOCKS):
            yield self._broken(f"<{name}> inside of <{parent}>")
        elif name == "a" and "a" in self._open:
            yield self._broken("a link inside of a link")
        if closed and name not in _GRAPHICS:
            yield self._broken(f"<{name}/> closes itself")
        attributes: dict[str, str] = {}
        for key, value in _ONE_ATTRIBUTE.findall(written):
            if key.lower() in attributes:
                yield self._broken(f"<{name}> has {key} twice")
            yield from self._references(value)
            attributes[key.lower()] = unescape(value)
            yield from self._attribute(name, key)
        yield from self._meaning(name, attributes)
        if not closed and name not in _EMPTY:
            self._open.append(name)

    def _attribute(self, name: str, key: str) -> Iterator[Finding]:
        if key.lower() in _FETCHING:
            yield finding("page-request", self._line, what=f"the {key} of <{name}>")
        elif key not in _SILENT:
            yield finding("page-active", self._line, what=f"<{name} {key}>")

    def _meaning(self, name: str, attributes: dict[str, str]) -> Iterator[Finding]:
        if "id" in attributes:
            if attributes["id"] in self._ids:
                yield finding("page-id-twice", self._line, id=attributes["id"])
            self._ids.add(attributes["id"])
        if "aria-labelledby" in attributes:
            self._labels.append((attributes["aria-labelledby"], self._line))
        href = attributes.get("href")
        if href is not None and not _ADDRESS.fullmatch(href):
            yield finding("page-link", self._line, url=href)
        target = (href or "", attributes.get("type", ""))
        if name == "a":
            self.anchors.add(target)
        elif name == "link":
            if attributes.get("rel") != "alternate":
                yield finding("page-request", self._line, what=f"<link rel={attributes.get('rel', '')}>")
            self.alternates.add(target)
        elif name == "meta":
            self._had.update(f"meta {key}" for key in ("charset", "http-equiv") if attributes.get(key))
            if attributes.get("http-equiv", _POLICY) != _POLICY:
                yield finding("page-active", self._line, what=f"<meta http-equiv={attributes['http-equiv']}>")
        elif name == "html" and attributes.get("lang"):
            self._had.add("lang")

    def _style(self, style: str) -> Iterator[Finding]:
        request = _STYLE_REQUEST.search(style)
        if request:
            line = self._line + style.count("\n", 0, request.start())
            yield finding("page-request", line, what=f"what its style names by {request[0]}")

    def _end(self, name: str) -> Iterator[Finding]:
        if not self._open or self._open[-1] != name:
            yield self._broken(f"</{name}> where <{self._open[-1] if self._open else None}> is open")
        if name in self._open:
            while self._open.pop() != name:
                pass

    def _plain(self, text: str) -> Iterator[Finding]:
        if ">" in text:
            yield self._broken("a bare >")
        yield from self._references(text)
        if text.strip():
            if self._open:
                self._had.add(self._open[-1])
            else:
                yield self._broken("text outside of the page")

    def _references(self, text: str) -> Iterator[Finding]:
        at = text.find("&")
        while at >= 0:
            reference = _REFERENCE.match(text, at)
            if reference is None or (reference[1] and f"{reference[1]};" not in html5):
                yield self._broken(f"a bare & in `{text[at : at + 20]}`")
                return
            at = text.find("&", reference.end())

    def _whole(self) -> Iterator[Finding]:
        for name in reversed(self._open):
            yield self._broken(f"<{name}> is never closed")
        for label, line in self._labels:
            if label not in self._ids:
                yield finding(
                    "page-missing", line, what=f"the element with the id {label}, which labels another"
                )
        for needed, what in (
            ("lang", "a language"),
            ("title", "a title"),
            ("meta charset", "its encoding"),
            ("meta http-equiv", "its Content Security Policy"),
        ):
            if needed not in self._had:
                yield finding("page-missing", 1, what=what)

    def _broken(self, what: str) -> Finding:
        return finding("page-broken", self._line, what=what)
