"""Rules that several formats share, each about one element as it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.validate import html
from feeds.validate.values import is_media_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element, Rule


def plain_text(element: Element) -> Iterator[Finding]:
    """Text that readers show as it is holds no HTML."""
    text = element.text
    is_rss = element.document.format == "rss"
    markup = html.end_tag_in(text) if is_rss else html.markup_in(text)
    if markup is not None:
        yield element.finding("html-in-text", value=markup)
    elif is_rss:
        yield from _could_be_markup(element, text)


def _could_be_markup(element: Element, text: str) -> Iterator[Finding]:
    """In RSS nobody knows whether text is plain: the profile has "&" and "<" as &#x26; and &#x3C; to be safe."""
    entity, tag = html.entity_in(text), html.tag_start_in(text)
    if entity is None and tag is None:
        return
    if element.document.has_hex_reference(element.line, element.raw.count("\n") + 1):
        return
    if entity is not None:
        yield element.finding("html-in-text", value=entity)
    else:
        yield element.finding("markup-ambiguous", value=tag)


def plain_attribute(name: str, *, blank: str = "") -> Rule:
    """The attribute holds no HTML, and where `blank` is a code, something at all."""

    def rule(element: Element) -> Iterator[Finding]:
        value = element.attributes.get(name)
        if value is None:
            return
        where = f"{name} of <{element.name}>"
        markup = html.markup_in(value)
        if markup is not None:
            yield element.finding("html-in-text", element=where, value=markup)
        if blank and not value.strip():
            yield element.finding(blank, element=where)

    return rule


def undeclared_html(element: Element) -> Iterator[Finding]:
    """Text that says of itself that it is plain."""
    markup = html.markup_in(element.text)
    if markup is not None:
        yield element.finding("html-undeclared", value=markup)


def safe_html(element: Element) -> Iterator[Finding]:
    """HTML that readers show: safe, and without relative URLs, which have no base in RSS."""
    yield from html_findings(element, relative=True)


def html_findings(element: Element, *, relative: bool) -> Iterator[Finding]:
    """What readers will strip from HTML or cannot show; with `relative`, also what they cannot find."""
    for code, culprit in html.troubles(element.raw):
        if relative or code != "html-relative-url":
            yield element.finding(code, value=culprit)


def no_space_around(element: Element) -> Iterator[Finding]:
    """White space is no part of dates and IRIs (RFC 4287, 2 and 3.3)."""
    raw = element.raw
    if raw != raw.strip():
        yield element.finding("whitespace", value=raw)


def longest(most: int) -> Rule:
    """At most so many characters."""

    def rule(element: Element) -> Iterator[Finding]:
        length = len(element.text)
        if length > most:
            yield element.finding("too-long", length=length, most=most)

    return rule


def together(code: str, *pairs: tuple[str, str]) -> Rule:
    """Of each pair of children, which say the same, only one is there."""

    def rule(element: Element) -> Iterator[Finding]:
        for core, extension in pairs:
            other = element.children.get(extension)
            if other and core in element.children:
                yield other[0].finding(code, other=core)

    return rule


def media_type_attribute(value: str) -> str | None:
    """RFC 2045, 5.1, where RSS and its extensions have it as an attribute."""
    return None if is_media_type(value) else "media-type-attribute"


def exactly(values: str, code: str) -> Rule:
    """One of `values`, with "|" between them, in letters of any case but without space around it."""
    known = values.split("|")

    def rule(element: Element) -> Iterator[Finding]:
        if element.raw.lower() not in known:
            yield element.finding(code, value=element.raw)

    return rule


true_or_false = exactly("true|false", "not-true-or-false")
