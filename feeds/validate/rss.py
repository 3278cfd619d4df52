"""RSS 2.0 and its forerunners 0.91 to 0.94, with the RSS Advisory Board's profile: grammar and rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from feeds.regex import regex
from feeds.validate import atom
from feeds.validate.extensions import (
    ACCESS,
    ANYWHERE,
    INDEXING,
    RSS_CHANNEL,
    RSS_ITEM,
)
from feeds.validate.grammar import Child, Spec, free, leaf, many, needed, once, prefixed
from feeds.validate.media import media_address
from feeds.validate.podcasts import itunes_channel, itunes_item
from feeds.validate.rules import media_type_attribute, plain_text, safe_html, together
from feeds.validate.values import (
    address,
    anything,
    attribute_not_blank,
    file_url,
    full_uri,
    language,
    matching,
    not_blank,
    one_of,
    pixels,
    positive_integer,
    rfc822,
    words,
)
from feeds.validate.xmlstream import NETSCAPE_DTD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element

_VERSIONS = words("0.91 0.92 0.93 0.94 2.0 2.00 2.0.1 2.0.11")
_DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_PICTURE = regex(r".*\.(?:jpe?g|gif|png)", re.IGNORECASE)


# Values.


def version(value: str) -> str | None:
    """RSS 2.0, and what came before it under the same root."""
    return None if value in _VERSIONS else "rss-version"


def hour(value: str) -> str | None:
    if value == "24":
        return "hour-24"
    return None if re.fullmatch(r"[0-9]|0[0-9]|1[0-9]|2[0-3]", value) else "hour"


def length(value: str) -> str | None:
    """Bytes of an enclosure; 0 where they are not known."""
    if not re.fullmatch(r"\s*[+-]?\d+\s*", value, re.ASCII):
        return "not-integer-attribute"
    if value.strip() == "-1":
        return "length-unknown"
    return "not-whole-number" if value.strip().startswith("-") else None


def port(value: str) -> str | None:
    return None if positive_integer(value.strip()) is None else "not-integer-attribute"


_TRUE_OR_FALSE = one_of(words("true false"), "not-boolean")
_FORM_NAME = matching(r"[A-Za-z][\w:.-]*", "form-name")
_WEEKDAY = one_of(_DAYS, "day")


# People.

_ADDRESS = r"[\w!#$%&'*+/=?^`{|}~.-]+@(?:[\w-]+\.)+[\w-]+"
_ANY_ADDRESS = regex(rf"""(?:^|[\s<,;:(\["]){_ADDRESS}(?:$|[\s>,;:.)\]"])""", re.ASCII)
_address = address("email-contact")


def contact(element: Element) -> Iterator[Finding]:
    """RSS Profile, 3.3: "address (Real Name)"."""
    text = element.text[:1000]
    if text[:7].lower() == "mailto:":
        text = unquote(text[7:].partition("?")[0])
    code = _contact_code(text)
    if code is not None:
        yield element.finding(code, value=text)


def _contact_code(text: str) -> str | None:
    if text.endswith(")"):
        before = text.partition("(")[0].strip()
        return "email-format" if before.endswith(">") and _ANY_ADDRESS.search(before) else _address(before)
    if _address(text) != "email-contact":
        return "no-real-name"
    return "email-format" if _ANY_ADDRESS.search(text) else "email-contact"


# Parts of the channel.


def skip_hours(element: Element) -> Iterator[Finding]:
    yield from _unlike(element, "hour", 24, "too-many-hours", _hour_of_day)


def skip_days(element: Element) -> Iterator[Finding]:
    yield from _unlike(element, "day", 7, "too-many-days", str)


def _hour_of_day(text: str) -> str:
    return "0" if text == "24" else text.lstrip("0") or "0"


def _unlike(
    element: Element, name: str, most: int, code: str, key: Callable[[str], str]
) -> Iterator[Finding]:
    children = element.all(name)
    if len(children) > most:
        yield element.finding(code, count=len(children))
    seen = set()
    for child in children:
        value = key(child.text)
        if value in seen:
            yield child.finding("value-duplicate", value=child.text)
        seen.add(value)


def image_format(url: Element) -> Iterator[Finding]:
    try:
        path = urlsplit(url.text).path
    except ValueError:
        return
    if "." in path.rpartition("/")[2] and not _PICTURE.fullmatch(path):
        yield url.finding("image-format", value=url.text)


def extension_attributes(channel: Element) -> Iterator[Finding]:
    """The RSS Advisory Board's specification allows what Harvard's does not."""
    docs = channel.first("docs")
    if docs is None or "rssboard.org/rss-specification" not in docs.text:
        yield from channel.document.extension_attributes


def image_matches(channel: Element) -> Iterator[Finding]:
    """RSS Profile, 4.1.1.4.4: the image's title and link are the channel's."""
    image = channel.first("image")
    if image is None:
        return
    for name, code in (("title", "image-title"), ("link", "image-link")):
        own, other = image.first(name), channel.first(name)
        if own is not None and other is not None and own.text != other.text:
            yield own.finding(code, value=own.text, expected=other.text)


def text_input(element: Element) -> Iterator[Finding]:
    """RSS Profile, 4.1.1.17: most readers ignore it."""
    yield element.finding("text-input")


def channel_language(channel: Element) -> Iterator[Finding]:
    if channel.lang is None and not channel.first("language") and not channel.first("dc:language"):
        yield channel.finding("no-language")


def channel_self(channel: Element) -> Iterator[Finding]:
    """RSS Profile, 5.1: a channel should tell its own address."""
    if not any(atom.relation(link) == "self" for link in channel.all("atom:link")):
        yield channel.finding("no-self-rss")


def slash_date(channel: Element) -> Iterator[Finding]:
    """Numbers of comments are true at some time."""
    line = channel.document.noted.get("slash:comments")
    if line is not None and not channel.first("lastBuildDate") and not channel.first("pubDate"):
        yield channel.finding("slash-date")._replace(line=line)


def doctype(element: Element) -> Iterator[Finding]:
    """Netscape's DTD is of RSS 0.91 alone."""
    number = element.attributes.get("version", "")
    if element.document.dtd == NETSCAPE_DTD and number != "0.91":
        yield element.finding("dtd-version", value=number)


# Items.


def item_text(item: Element) -> Iterator[Finding]:
    """RSS 2.0: at least one of title or description."""
    if not item.first("title") and not item.first("description"):
        yield item.finding("no-title-or-description")


def item_guid(item: Element) -> Iterator[Finding]:
    """RSS 2.0 brought the guid: what came before knows none."""
    if not item.first("guid") and not _version_of(item).startswith("0."):
        yield item.finding("no-guid")


def _version_of(item: Element) -> str:
    rss = item.parent and item.parent.parent
    return rss.attributes.get("version", "") if rss else ""


def item_enclosures(item: Element) -> Iterator[Finding]:
    """RSS Profile, 4.1.1.20.5: readers take one, and not all the same."""
    for enclosure in item.all("enclosure")[1:]:
        yield enclosure.finding("enclosure-duplicate")


def item_content(item: Element) -> Iterator[Finding]:
    """RSS Profile, 5.2: the summary comes first, since some readers take the last that they see."""
    content = item.first("content:encoded")
    if content is None:
        return
    description = item.first("description")
    if description is None or description.order > content.order:
        yield content.finding("content-before-description")


def item_twice(item: Element) -> Iterator[Finding]:
    """Content in a form that repeats the description."""
    for name in ("xhtml:body", "xhtml:div", "atom:content"):
        for element in item.all(name)[:1]:
            yield element.finding("content-twice")


def item_slash(item: Element) -> Iterator[Finding]:
    comments = item.first("slash:comments")
    if comments is not None:
        item.document.noted.setdefault("slash:comments", comments.line)
    yield from ()


def guid(element: Element) -> Iterator[Finding]:
    """RSS 2.0: a guid is unique, and a full URL if it is a permalink."""
    text = element.text
    if not text:
        yield element.finding("blank")
    if element.attributes.get("isPermaLink", "true") != "false":
        if text.lower().startswith(("tag:", "urn:")):
            yield element.finding("guid-not-permalink", value=text)
        else:
            code = full_uri(text)
            if code is not None and code != "uri-scheme":
                yield element.finding("guid-not-url" if code == "not-full-uri" else code, value=text)
    elif text.isdigit() and len(text) < 9:
        yield element.finding("guid-too-short", value=text)
    first = element.document.seen_before("guid", text, element.line)
    if first is not None:
        yield element.finding("value-duplicate", value=text, first=first)


# The grammar.

_PLAIN = Spec(rules=(plain_text,))
_TITLE = Spec(checks=(not_blank,), rules=(plain_text,))
_LINK = leaf(full_uri)
_DATE = leaf(rfc822)
_CONTACT = Spec(rules=(contact, plain_text))
_CATEGORY = Spec(checks=(not_blank,), rules=(plain_text,), attributes={"domain": anything})
_HTML = Spec(rules=(safe_html,))

_ATOM_ANYWHERE = prefixed("atom", atom.tables("atom:"))

_IMAGE = Spec(
    text=False,
    required={"title": "no-title-element", "link": "no-link", "url": "missing-element"},
    children={
        **once(
            description=_PLAIN,
            height=leaf(pixels(400, "image-height")),
            link=_LINK,
            title=_TITLE,
            url=Spec(checks=(full_uri,), rules=(image_format,)),
            width=leaf(pixels(144, "image-width")),
        ),
        **ANYWHERE,
    },
)
_TEXT_INPUT = Spec(
    text=False,
    required={
        "title": "no-title-element", "link": "no-link", "description": "no-description", "name": "missing-element",
    },
    rules=(text_input,),
    children={
        **once(description=_PLAIN, link=_LINK, name=leaf(_FORM_NAME), title=_TITLE),
        **ANYWHERE,
    },
)  # fmt: skip
_CLOUD = Spec(
    text=False,
    required=needed("@domain", "@path", "@port", "@protocol", "@registerProcedure"),
    attributes={
        "domain": attribute_not_blank, "path": attribute_not_blank, "port": port, "protocol": attribute_not_blank,
        "registerProcedure": anything,
    },
)  # fmt: skip
_ENCLOSURE = Spec(
    text=False,
    required=needed("@url", "@length", "@type"),
    attributes={"url": file_url, "length": length, "type": media_type_attribute},
)
_ITEM = Spec(
    text=False,
    attributes=INDEXING,
    is_entry=True,
    rules=(
        item_text, item_guid, item_enclosures, item_content, item_twice, item_slash, itunes_item, media_address,
        atom.entry_paging,
        together(
            "item-says-twice",
            ("author", "dc:creator"),
            ("author", "atom:author"),
            ("category", "dc:subject"),
            ("category", "atom:category"),
            ("creativeCommons:license", "cc:license"),
            ("description", "atom:summary"),
            ("guid", "atom:id"),
            ("pubDate", "dc:date"),
            ("pubDate", "atom:published"),
            ("source", "dc:source"),
            ("source", "atom:source"),
            ("title", "atom:title"),
        ),
    ),
    children={
        **once(
            author=_CONTACT,
            comments=_LINK,
            description=_HTML,
            guid=Spec(rules=(guid,), attributes={"isPermaLink": _TRUE_OR_FALSE}),
            link=_LINK,
            pubDate=_DATE,
            source=Spec(
                checks=(not_blank,), rules=(plain_text,),
                required=needed("@url"), attributes={"url": full_uri},
            ),
            title=_TITLE,
        ),
        **many(category=_CATEGORY, enclosure=_ENCLOSURE),
        **RSS_ITEM,
        **_ATOM_ANYWHERE,
        "content:encoded": Child(_HTML),
        "content:items": Child(free()),
        "xhtml:body": Child(Spec(markup=lambda _: "xhtml")),
        "xhtml:div": Child(Spec(markup=lambda _: "xhtml")),
    },
)  # fmt: skip
_CHANNEL = Spec(
    text=False,
    required={"title": "no-title-element", "link": "no-link", "description": "no-description"},
    attributes=INDEXING,
    rules=(
        channel_language, channel_self, extension_attributes, image_matches, slash_date, itunes_channel,
        atom.feed_complete, atom.feed_archive, atom.feed_pages,
        together(
            "channel-says-twice",
            ("category", "dc:subject"),
            ("category", "atom:category"),
            ("copyright", "dc:rights"),
            ("copyright", "atom:rights"),
            ("creativeCommons:license", "cc:license"),
            ("description", "atom:subtitle"),
            ("generator", "admin:generatorAgent"),
            ("generator", "atom:generator"),
            ("language", "dc:language"),
            ("lastBuildDate", "dcterms:modified"),
            ("lastBuildDate", "atom:updated"),
            ("managingEditor", "dc:creator"),
            ("managingEditor", "atom:author"),
            ("pubDate", "dc:date"),
            ("title", "atom:title"),
            ("webMaster", "dc:publisher"),
        ),
    ),
    children={
        **once(
            cloud=_CLOUD,
            copyright=_PLAIN,
            description=_PLAIN,
            docs=_LINK,
            generator=_PLAIN,
            image=_IMAGE,
            language=leaf(language),
            lastBuildDate=_DATE,
            link=_LINK,
            managingEditor=_CONTACT,
            pubDate=_DATE,
            rating=leaf(),
            skipDays=Spec(
                text=False, rules=(skip_days,), required=needed("day"),
                children=many(day=leaf(_WEEKDAY)),
            ),
            skipHours=Spec(
                text=False, rules=(skip_hours,), required=needed("hour"), children=many(hour=leaf(hour))
            ),
            textInput=_TEXT_INPUT,
            title=_TITLE,
            ttl=leaf(not_blank, positive_integer),
            webMaster=_CONTACT,
        ),
        **many(category=_CATEGORY, item=_ITEM),
        **RSS_CHANNEL,
        **_ATOM_ANYWHERE,
    },
    last="item",
    last_code="item-misplaced",
)  # fmt: skip
ROOT = Spec(
    children=once(
        rss=Spec(
            text=False,
            required=needed("@version", "channel"),
            attributes={"version": version},
            rules=(doctype,),
            children={**once(channel=_CHANNEL), **ACCESS},
        )
    )
)
