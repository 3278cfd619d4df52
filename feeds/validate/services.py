"""What services add to feeds, as data: OpenSearch 1.1, which Blogger carries, and FeedBurner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.validate.grammar import Child, Spec, leaf, many, needed, once, prefixed
from feeds.validate.rules import plain_attribute, plain_text
from feeds.validate.values import (
    anything,
    full_iri,
    full_uri,
    integer,
    iri,
    language,
    matching,
    media_type,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element

_PLAIN = Spec(rules=(plain_text,))
_URL = leaf(full_uri)


# OpenSearch 1.1, response elements.


def search_encoding(value: str) -> str | None:
    """The name of an encoding of text, of 40 characters at most (RFC 2978, 2.3)."""
    if len(value) > 40:
        return "search-encoding"
    try:
        "a".encode(value)
    except (LookupError, ValueError):
        return "search-encoding"
    return None


def search_prefix(query: Element) -> Iterator[Finding]:
    """OpenSearch 1.1, local role values: a role of somebody's own is in a namespace."""
    prefix, colon, _ = query.attributes.get("role", "").partition(":")
    if colon and prefix and not query.document.has_prefix(prefix):
        yield query.finding("search-role-prefix", element=f"role of <{query.name}>", value=prefix)


def search_title(query: Element) -> Iterator[Finding]:
    """OpenSearch 1.1, Query: at most 256 characters."""
    length = len(query.attributes.get("title", ""))
    if length > _LONGEST_TITLE:
        yield query.finding(
            "too-long", element=f"title of <{query.name}>", length=length, most=_LONGEST_TITLE
        )


def search_language(value: str) -> str | None:
    """Any language is "*"."""
    return None if value == "*" else language(value)


_LONGEST_TITLE = 256
_COUNTS = once(itemsPerPage=leaf(whole_number), startIndex=leaf(integer), totalResults=leaf(whole_number))
_SEARCH = {
    **_COUNTS,
    **many(
        Query=Spec(
            text=False,
            required=needed("@role"),
            attributes={
                "role": matching(r"request|example|related|correction|subset|superset|[^:]+:.+", "search-role"),
                "title": anything, "totalResults": whole_number, "count": whole_number, "startIndex": integer,
                "startPage": integer, "language": search_language, "inputEncoding": search_encoding,
                "outputEncoding": search_encoding,
                "searchTerms": matching(r"(?:[\w.~/+\s-]|%[0-9A-Fa-f]{2})*", "search-terms"),
            },
            rules=(search_prefix, plain_attribute("title"), search_title),
        ),
        Url=Spec(
            text=False,
            required=needed("@template", "@type"),
            attributes={
                "template": anything, "type": media_type, "rel": anything, "indexOffset": integer,
                "pageOffset": integer,
            },
        ),
    ),
}  # fmt: skip

# FeedBurner.


def flare_addresses(flare: Element) -> Iterator[Finding]:
    """In RSS no reader knows what a relative address begins with."""
    for name in ("href", "src") if flare.document.format == "rss" else ():
        value = flare.attributes.get(name)
        if value is not None and iri(value) is None and full_iri(value) == "not-full-uri":
            yield flare.finding("html-relative-url", element=f"{name} of <{flare.name}>", value=value)


_FLARE = Spec(
    required=needed("@href", "@src"),
    attributes={"href": iri, "src": iri},
    rules=(plain_text, flare_addresses),
)

SERVICE_ENTRY: dict[str, Child] = prefixed("feedburner", once(origEnclosureLink=_URL, origLink=_URL))
SERVICE_FEED: dict[str, Child] = {
    **prefixed("opensearch", _SEARCH),
    **prefixed("openSearch", _COUNTS),
    **prefixed(
        "feedburner",
        {
            **once(
                awareness=_URL, browserFriendly=_PLAIN, emailServiceId=_PLAIN, feedburnerHostname=_URL,
                info=Spec(text=False, attributes=None),
            ),
            **many(feedFlare=_FLARE),
        },
    ),
}  # fmt: skip
