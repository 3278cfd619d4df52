"""Atom 1.0 (RFC 4287), with the rules for archives of RFC 5005: its grammar and its rules."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from feeds.validate import html
from feeds.validate.extensions import (
    ANYWHERE,
    ATOM_ENTRY,
    ATOM_FEED,
    INDEXING,
    LINK_ATTRIBUTES,
    tombstones,
    with_collections,
)
from feeds.validate.grammar import Child, Element, Spec, needed
from feeds.validate.media import media_address
from feeds.validate.namespaces import XHTML
from feeds.validate.rules import html_findings, no_space_around, plain_attribute, plain_text, undeclared_html
from feeds.validate.values import (
    address,
    anything,
    attribute_not_blank,
    canonical,
    full_iri,
    iri,
    iri_attribute,
    is_media_type,
    language,
    media_type,
    not_blank,
    rfc3339,
    whole_number,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding

_XHTML_DIV = f"{XHTML}\ndiv"
_MARKUP_TYPES = ("text/html", "application/xhtml+xml")
_IANA_RELATION = "http://www.iana.org/assignments/relation/"
_RELATIONS = words("""
    about acl alternate amphtml api-catalog appendix apple-touch-icon apple-touch-startup-image archives author
    blocked-by bookmark c2pa-manifest canonical chapter cite-as collection compression-dictionary contents convertedFrom
    copyright create-form current deprecation describedby describes disclosure dns-prefetch duplicate edit edit-form
    edit-media enclosure external first geofeed glossary help hosts hub ice-server icon index intervalAfter
    intervalBefore intervalContains intervalDisjoint intervalDuring intervalEquals intervalFinishedBy intervalFinishes
    intervalIn intervalMeets intervalMetBy intervalOverlappedBy intervalOverlaps intervalStartedBy intervalStarts item
    last latest-version license linkset lrdd manifest mask-icon me media-feed memento micropub modulepreload monitor
    monitor-group next next-archive nofollow noopener noreferrer opener openid2.local_id openid2.provider original p3pv1
    payment pingback preconnect predecessor-version prefetch preload prerender prev prev-archive preview previous
    privacy-policy profile publication related replies restconf root ruleinput search section self service service-desc
    service-doc service-meta shortlink sip-trunking-capability sponsored start status stylesheet subsection
    successor-version sunset tag terms-of-service timegate timemap type ugc up version-history via webmention
    working-copy working-copy-of
""")
_PAGING = words("first last next previous prev prev-archive next-archive current")
_BEYOND = (("first", "previous"), ("first", "prev"), ("last", "next"), ("current", "next-archive"))
"""Relations to an end, and to what would come beyond it."""
_PAGING_IN_COMPLETE = _PAGING - {"current"}
_FEED_TYPES = words("""
    application/atom+xml application/rss+xml application/rdf+xml application/xml text/xml
""")
_COMPOSITE = ("multipart/", "message/")


# Text constructs and content (RFC 4287, 3.1 and 4.1.3).


def _kind(element: Element) -> str:
    """The type of a text construct or content, without the parameters that a media type may have."""
    return element.attributes.get("type", "").partition(";")[0].strip().lower() or "text"


def text_markup(element: Element) -> str:
    """Which markup may be in a text construct or content, by its type."""
    kind = _kind(element)
    if kind == "xhtml":
        return "xhtml"
    if kind.endswith(("+xml", "/xml")) and "src" not in element.attributes:
        return "xml"
    return "none"


def text_type(element: Element) -> Iterator[Finding]:
    """RFC 4287, 3.1.1: type is "text", "html" or "xhtml"."""
    kind = element.attributes.get("type")
    if kind is None or kind in ("text", "html", "xhtml"):
        return
    if not kind.strip():
        yield element.finding("attribute-blank", element=f"type of <{element.name}>")
    elif is_media_type(kind):
        yield element.finding("text-type", value=kind)
    else:
        yield element.finding("media-type", element=f"type of <{element.name}>", value=kind)


def content_type(element: Element) -> Iterator[Finding]:
    """RFC 4287, 4.1.3.1: besides, a media type that is not composite."""
    kind = element.attributes.get("type")
    is_remote = "src" in element.attributes
    if kind is None:
        if is_remote:
            yield element.finding("no-type", attribute="type")
        return
    is_text = kind in ("text", "html", "xhtml")
    if not kind.strip():
        yield element.finding("attribute-blank", element=f"type of <{element.name}>")
    elif (is_text and is_remote) or (
        not is_text and (not is_media_type(kind) or kind.lower().startswith(_COMPOSITE))
    ):
        yield element.finding("media-type", element=f"type of <{element.name}>", value=kind)


def text_body(element: Element) -> Iterator[Finding]:
    """What is inside of a text construct or content, judged by its type."""
    kind = _kind(element)
    text = element.text
    if kind == "xhtml" and "src" not in element.attributes:
        yield from _xhtml_body(element, text)
    elif "src" in element.attributes:
        if text:
            yield element.finding("unexpected-text", value=text)
            if _is_binary(kind) and _not_base64(text):
                yield element.finding("not-base64", value=text)
    elif kind in ("html", "text/html"):
        yield from _mixed(element, text)
        yield from html_findings(element, relative=False)
    elif kind.endswith(("+xml", "/xml")):
        yield from _mixed(element, text)
    elif kind.startswith("text"):
        yield from _mixed(element, text)
        yield from undeclared_html(element)
    elif _is_binary(kind) and element.name.endswith("content") and _not_base64(text):
        yield element.finding("not-base64", value=text)
    if kind in _MARKUP_TYPES and "src" not in element.attributes and _is_fragment(element, text):
        yield element.finding("html-fragment", value=kind)
    if element.inner and element.attributes.get("mode") == "escaped":
        yield element.finding("not-escaped")


def _xhtml_body(element: Element, text: str) -> Iterator[Finding]:
    if not element.inner or element.inner[0] != _XHTML_DIV or element.has_stray:
        yield element.finding("no-xhtml-div")
    if len(element.inner) < 2 and html.markup_in(text) is not None:
        yield element.finding("not-inline", value=html.markup_in(text))


def _mixed(element: Element, text: str) -> Iterator[Finding]:
    """Text beside of elements, or where elements belong."""
    if text_markup(element) != "xml":
        text = "".join(element.parts[element.mixed_at :]).strip() if element.inner else ""
    if text:
        yield element.finding("unexpected-text", value=text)


def _is_binary(kind: str) -> bool:
    return (
        not kind.startswith("text") and kind not in ("html", "xhtml") and not kind.endswith(("+xml", "/xml"))
    )


def _is_fragment(element: Element, text: str) -> bool:
    """Whether what is called a document is only a piece of one."""
    if text_markup(element) == "xml":
        return bool(element.inner) and element.inner[0] != f"{XHTML}\nhtml"
    return not re.match(r"\s*(?:<!doctype|<html)", text, re.IGNORECASE)


def _not_base64(text: str) -> bool:
    try:
        base64.b64decode("".join(text.split()).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeError):
        return True
    return False


def text_language(element: Element) -> Iterator[Finding]:
    """The feed's language is told where there is a text for it (RFC 4287, 2)."""
    document = element.document
    if element.lang is None and "language" not in document.noted:
        document.noted["language"] = element.line
        if document.format == "atom":
            yield element.finding("no-language")


def text_blank(element: Element) -> Iterator[Finding]:
    if not element.inner and not element.text and "src" not in element.attributes:
        yield element.finding("blank")


# Values.


def _generator_uri(value: str) -> str | None:
    return attribute_not_blank(value) or iri_attribute(value)


def has_email(element: Element) -> Iterator[Finding]:
    if re.search(r"\w@\w+\.\w", element.text):
        yield element.finding("email-in-name", value=element.text)


# Links (RFC 4287, 4.2.7).


def relation(link: Element) -> str:
    """The relation of a link, as people write it in short."""
    return link.attributes.get("rel", "alternate").removeprefix(_IANA_RELATION)


def target(link: Element) -> str:
    """The URL that a link leads to, as absolute as the feed tells."""
    href = link.attributes.get("href", "").strip()
    try:
        return urljoin(link.base or "", href)
    except ValueError:
        return href


def link_rel(link: Element) -> Iterator[Finding]:
    rel = link.attributes.get("rel")
    if rel is None:
        return
    if not rel.strip():
        yield link.finding("attribute-blank", element="rel of <link>")
    is_own = ":" in rel and not rel.startswith(_IANA_RELATION) and not iri(rel)
    if relation(link) not in _RELATIONS and not is_own:
        yield link.finding("link-rel-unregistered", value=rel)


def link_type(link: Element) -> Iterator[Finding]:
    kind = link.attributes.get("type")
    if kind is None:
        return
    if not kind.strip():
        yield link.finding("attribute-blank", element="type of <link>")
    elif (
        relation(link) == "self" and is_media_type(kind) and kind.partition(";")[0].strip() not in _FEED_TYPES
    ):
        yield link.finding("self-not-feed", value=kind)


def link_replies(link: Element) -> Iterator[Finding]:
    """RFC 4685, 4: only links to replies tell how many those are."""
    if relation(link) == "replies":
        return
    for name in ("thr:count", "thr:updated"):
        if name in link.attributes:
            yield link.finding(
                "unexpected-attribute", attribute=name, element=f'<link rel="{relation(link)}">'
            )


def link_empty(link: Element) -> Iterator[Finding]:
    if link.text:
        yield link.finding("link-not-empty", value=link.text)


def link_self(link: Element) -> Iterator[Finding]:
    if relation(link) == "self" and "href" in link.attributes and ":" not in target(link):
        yield link.finding("self-relative", value=link.attributes["href"])


def link_same_document(link: Element) -> Iterator[Finding]:
    """RFC 3986, 4.4: a reference to the base, whatever its fragment, may mean the feed or the page at the base."""
    href = link.attributes.get("href")
    if not link.base or href is None or ":" in href.partition("/")[0] or relation(link) == "self":
        return
    if target(link).partition("#")[0] == link.base.partition("#")[0]:
        yield link.finding("same-document", value=href)


def links_unique(parent: Element) -> Iterator[Finding]:
    """RFC 4287, 4.1.1 and 4.1.2: one alternate link for each type and language."""
    seen = set()
    for link in parent.all(_of(parent, "link")):
        if relation(link) != "alternate":
            continue
        key = link.attributes.get("type", ""), link.attributes.get("hreflang", "")
        if key in seen:
            yield link.finding("alternate-duplicate", value=link.attributes.get("href", ""))
        seen.add(key)


def _of(parent: Element, local: str) -> str:
    """The name of an Atom element inside of `parent`: bare in Atom, with a prefix elsewhere."""
    return local if parent.document.format == "atom" else f"atom:{local}"


# Ids (RFC 4287, 4.2.6).


def id_canonical(element: Element) -> Iterator[Finding]:
    value = element.text
    if full_iri(value) in (None, "uri-scheme") and canonical(value) != value:
        yield element.finding("uri-not-canonical", value=value, canonical=canonical(value))


def entry_unique(entry: Element) -> Iterator[Finding]:
    """RFC 4287, 4.1.1: entries with the same id are versions of one, and have different dates."""
    found, updated = entry.first("id"), entry.first("updated")
    if found is None:
        return
    seen_before = entry.document.seen_before
    first = seen_before("id", found.text, entry.line)
    if first is not None:
        yield found.finding("entry-duplicate", value=found.text, first=first)
    if updated is not None:
        first = seen_before("version", f"{found.text} {updated.text}", entry.line)
        if first is not None:
            yield updated.finding("updated-duplicate", value=updated.text, first=first)


# Entries and feeds.


def entry_author(entry: Element) -> Iterator[Finding]:
    """RFC 4287, 4.1.2: an author in the entry, in its source, or in the feed."""
    if entry.first("author") or any(source.first("author") for source in entry.all("source")):
        return
    if entry.parent is not None and entry.parent.name == "feed":
        entry.document.noted.setdefault("authorless", entry.line)
    else:
        yield entry.finding("missing-element", name="author")


def feed_author(feed: Element) -> Iterator[Finding]:
    line = feed.document.noted.get("authorless")
    if line is not None and not feed.first("author"):
        yield feed.finding("missing-element", element="<entry>", name="author")._replace(line=line)


def entry_content(entry: Element) -> Iterator[Finding]:
    """RFC 4287, 4.1.2: content, or an alternate link; and a summary where the content cannot be shown as text."""
    content, summary = entry.first("content"), entry.first("summary")
    if content is None:
        if not any(relation(link) == "alternate" for link in entry.all("link")):
            yield entry.finding("no-content-or-link")
        if summary is None:
            yield entry.finding("no-text")
        return
    kind = _kind(content)
    if summary is None and ("src" in content.attributes or ("/" in kind and _is_binary(kind))):
        yield entry.finding("no-summary")


def entry_paging(entry: Element) -> Iterator[Finding]:
    """RFC 5005: pages and archives are of feeds."""
    for link in entry.all(_of(entry, "link")):
        if relation(link) in _PAGING:
            yield link.finding("history-link-in-entry", value=relation(link))


def feed_self(feed: Element) -> Iterator[Finding]:
    """RFC 4287, 4.1.1: there should be a self link."""
    if not any(relation(link) == "self" for link in feed.all("link")):
        yield feed.finding("no-self")


def feed_complete(feed: Element) -> Iterator[Finding]:
    """RFC 5005, 2: a complete feed has no other pages."""
    if not feed.first("fh:complete"):
        return
    own = {target(link) for link in feed.all(_of(feed, "link")) if relation(link) == "self"}
    for link in feed.all(_of(feed, "link")):
        if relation(link) in _PAGING_IN_COMPLETE:
            yield link.finding("complete-with-pages", value=relation(link))
        elif relation(link) == "current" and target(link) not in own:
            yield link.finding("complete-not-current", value=target(link))


def feed_archive(feed: Element) -> Iterator[Finding]:
    """RFC 5005, 4: an archive leads to the current feed, and to the other archives, unless it is complete."""
    if not feed.first("fh:archive") or feed.first("fh:complete"):
        return
    relations = {relation(link) for link in feed.all(_of(feed, "link"))}
    if "current" not in relations:
        yield feed.finding("archive-no-current")
    if relations.isdisjoint(("prev-archive", "next-archive")):
        yield feed.finding("archive-alone")


def feed_pages(feed: Element) -> Iterator[Finding]:
    """RFC 5005, 3 and 4: nothing comes before the first page, nor after the last one or the current feed."""
    links = {relation(link): target(link) for link in feed.all(_of(feed, "link"))}
    own = links.get("self")
    for end, beyond in _BEYOND:
        if own is not None and links.get(end) == own and beyond in links:
            yield feed.finding("link-past-end", value=beyond, end=end)


def source_complete(source: Element) -> Iterator[Finding]:
    """RFC 4287, 4.2.11: a source should have the id, title and date of the feed it was."""
    for name in ("id", "title", "updated"):
        if not source.first(_of(source, name)):
            yield source.finding("source-incomplete", name=name)


# The grammar.

_OF_ENTRIES = ("content", "published", "source", "summary")
_OF_FEEDS = ("generator", "icon", "logo", "subtitle")


def tables(prefix: str) -> dict[str, Child]:
    """Each Atom element that is part of a feed or entry, with `prefix` before the names of those inside of it."""
    text = Spec(
        rules=(text_type, text_body, text_blank, text_language),
        attributes={"type": anything},
        markup=text_markup,
    )
    content = Spec(
        rules=(content_type, text_body, text_blank, text_language),
        attributes={"type": anything, "src": iri_attribute},
        markup=text_markup,
    )
    date = Spec(checks=(rfc3339,), rules=(no_space_around,))
    name = Spec(checks=(not_blank,), rules=(plain_text, has_email))
    place = Spec(checks=(not_blank, iri), rules=(no_space_around,))
    person = Spec(
        text=False,
        required=needed(f"{prefix}name"),
        children={
            f"{prefix}name": Child(name),
            f"{prefix}uri": Child(place),
            f"{prefix}email": Child(Spec(checks=(not_blank, address("email-address")))),
            **ANYWHERE,
        },
    )
    category = Spec(
        text=False,  # RFC 4287, 4.2.2 leaves open what is inside, but no reader looks there
        required=needed("@term"),
        attributes={"term": anything, "scheme": full_iri, "label": anything},
        rules=(plain_attribute("term", blank="blank"), plain_attribute("label", blank="blank")),
        children=ANYWHERE,
    )
    link = Spec(
        required={"@href": "no-href"},
        attributes={
            "href": iri,
            "rel": anything,
            "type": media_type,
            "hreflang": language,
            "title": anything,
            "length": whole_number,
            **LINK_ATTRIBUTES,
        },
        rules=(
            link_rel,
            link_type,
            link_replies,
            link_empty,
            link_self,
            link_same_document,
            plain_attribute("title", blank="attribute-blank"),
        ),
        children=ANYWHERE,
    )
    identity = Spec(checks=(not_blank, full_iri), rules=(no_space_around, id_canonical))
    generator = Spec(
        checks=(not_blank,),
        rules=(plain_text,),
        attributes={"uri": _generator_uri, "version": attribute_not_blank},
    )
    about_feed = {
        "author": Child(person, None),
        "category": Child(category, None),
        "contributor": Child(person, None),
        "id": Child(identity),
        "link": Child(link, None),
        "rights": Child(text),
        "title": Child(text),
        "updated": Child(date),
        "generator": Child(generator),
        "icon": Child(place),
        "logo": Child(place),
        "subtitle": Child(text),
    }
    source = Spec(
        text=False,
        rules=(source_complete, links_unique),
        children={**{f"{prefix}{key}": child for key, child in about_feed.items()}, **ATOM_FEED},
    )
    return {
        **about_feed,
        "content": Child(content),
        "published": Child(date),
        "source": Child(source),
        "summary": Child(text),
    }


def _feed() -> Spec:
    children = tables("")
    elements = {name: child.spec for name, child in children.items()}
    required = needed("id", "title", "updated")
    entry = Spec(
        text=False,
        attributes=INDEXING,
        required=required,
        is_entry=True,
        rules=(links_unique, entry_unique, entry_author, entry_content, entry_paging, media_address),
        children={**_without(children, _OF_FEEDS), **ATOM_ENTRY},
    )
    collections = with_collections(elements["title"], elements["category"])
    entry.children.update(collections)
    feed = Spec(
        text=False,
        attributes=INDEXING,
        required=required,
        rules=(links_unique, feed_author, feed_self, feed_complete, feed_archive, feed_pages),
        children={
            **_without(children, _OF_ENTRIES),
            **ATOM_FEED,
            **collections,
            **tombstones(elements),
            "entry": Child(entry, None),
        },
        last="entry",
        last_code="metadata-misplaced",
    )
    return Spec(children={"feed": Child(feed), "entry": Child(entry)})


def _without(children: dict[str, Child], names: tuple[str, ...]) -> dict[str, Child]:
    return {name: child for name, child in children.items() if name not in names}


ROOT = _feed()
