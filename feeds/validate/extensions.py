"""The extensions that people really use, as data: what each element holds, and in which elements it may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feeds.regex import regex
from feeds.validate.bygone import BYGONE_ENTRY, BYGONE_FEED
from feeds.validate.grammar import Child, Spec, free, leaf, many, needed, once, prefixed
from feeds.validate.media import CONTENT, MEDIA
from feeds.validate.places import PLACES
from feeds.validate.podcasts import ITUNES_CHANNEL, ITUNES_ITEM, PODCAST_CHANNEL, PODCAST_ITEM
from feeds.validate.rules import (
    no_space_around,
    plain_text,
)
from feeds.validate.services import SERVICE_ENTRY, SERVICE_FEED
from feeds.validate.values import (
    Check,
    anything,
    file_url,
    full_iri,
    full_uri,
    iri,
    iso8601,
    language,
    matching,
    media_type,
    not_blank,
    one_of,
    positive_integer,
    rfc3339,
    unsigned,
    w3cdtf,
    whole_number,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element

_ANYTHING = leaf()
_PLAIN = Spec(rules=(plain_text,))
_URL = leaf(full_uri)
_WHOLE = leaf(whole_number)


_YES_OR_NO: Check = one_of(words("yes no"), "not-yes-or-no")

# Dublin Core (dc, dcterms).

_DUBLIN_CORE = prefixed(
    "dc",
    {
        **once(
            date=leaf(w3cdtf), description=_ANYTHING, format=_ANYTHING, language=leaf(language), rights=_PLAIN,
            source=_ANYTHING, title=_ANYTHING, type=_ANYTHING,
        ),
        **many(
            contributor=_ANYTHING, coverage=_ANYTHING, creator=_ANYTHING, identifier=_ANYTHING, publisher=_ANYTHING,
            relation=_ANYTHING, subject=_ANYTHING,
        ),
    },
)  # fmt: skip
_DATE_TERMS = "created dateAccepted dateCopyrighted dateSubmitted issued modified"
_DUBLIN_CORE_TERMS = {f"dcterms:{name}": Child(leaf(w3cdtf)) for name in _DATE_TERMS.split()}
ANYWHERE: dict[str, Child] = {**_DUBLIN_CORE, **_DUBLIN_CORE_TERMS, **PLACES}
"""In every element that may hold others."""

# Small modules.

_SYNDICATION = prefixed(
    "sy",
    once(
        updatePeriod=leaf(not_blank, one_of(words("hourly daily weekly monthly yearly"), "update-period")),
        updateFrequency=leaf(not_blank, positive_integer),
        updateBase=leaf(w3cdtf),
    ),
)
_RESOURCE = Spec(required=needed("@rdf:resource"), attributes={"rdf:resource": full_uri})
_LICENSES = {**prefixed("creativeCommons", many(license=_URL)), "cc:license": Child(_RESOURCE, None)}


def access_relationship(restriction: Element) -> Iterator[Finding]:
    """The feed may be shown in directories, or may not."""
    value = restriction.attributes.get("relationship", "")
    if value not in ("allow", "deny"):
        yield restriction.finding("access-relationship", value=value)


ACCESS = prefixed(
    "access",
    once(
        restriction=Spec(
            text=False,
            required=needed("@relationship"),
            attributes={"relationship": anything},
            rules=(access_relationship,),
        )
    ),
)
_EVENT = prefixed(
    "ev",
    once(
        startdate=leaf(iso8601),
        enddate=leaf(iso8601),
        location=_ANYTHING,
        organizer=_ANYTHING,
        type=_ANYTHING,
    ),
)
_TRACKBACK = prefixed("trackback", {**once(ping=_URL), **many(about=_URL)})


def comment_rss(element: Element) -> Iterator[Finding]:
    """The module's author misspelt it once; readers look for commentRss."""
    yield element.finding("comment-rss-spelling")


_COMMENTS = prefixed(
    "wfw", once(comment=_URL, commentRss=_URL, commentRSS=Spec((full_uri,), rules=(comment_rss,)))
)
_AGGREGATION = prefixed("ag", once(source=_PLAIN, sourceURL=_URL, timestamp=leaf(iso8601)))
_SLASH = {
    **prefixed("slash", once(comments=leaf(whole_number), department=_PLAIN, section=_PLAIN)),
    "slash:hit_parade": Child(leaf(matching(r"\s*\d+\s*(?:,\s*\d+\s*)*", "number-list"))),
}
_CONVERSATIONS = prefixed(
    "conversationsNetwork",
    once(image=leaf(file_url), introMilliseconds=_WHOLE, ratingAverage=leaf(unsigned), ratingCount=_WHOLE),
)
_ADMIN = prefixed("admin", once(errorReportsTo=_RESOURCE, generatorAgent=_RESOURCE))
_ANNOTATION = prefixed("annotate", once(reference=_RESOURCE))
_BLOG_CHANNEL = prefixed("blogChannel", once(blink=_URL, blogRoll=_URL, changes=_URL, mySubscriptions=_URL))

INDEXING: dict[str, Check] = {"indexing:index": _YES_OR_NO}
"""Attributes of feeds and entries."""

# Atom's own extensions (thr, app, at, fh).


def thr_when(_value: str) -> str:
    """Drafts called it so; RFC 4685 has thr:updated."""
    return "thr-when"


LINK_ATTRIBUTES: dict[str, Check] = {
    "thr:count": whole_number, "thr:updated": rfc3339, "thr:when": thr_when,
}  # fmt: skip
_THREAD = {
    "thr:in-reply-to": Child(
        Spec(
            required=needed("@ref"),
            attributes={"ref": full_iri, "href": iri, "source": iri, "type": media_type},
            children=ANYWHERE,
        ),
        None,
    ),
    "thr:total": Child(leaf(whole_number)),
}
_THREAD_OF_RSS_1 = prefixed("thr", once(children=free()))
_EMPTY = Spec(text=False)
_HISTORY = prefixed("fh", once(archive=_EMPTY, complete=_EMPTY, incremental=_ANYTHING, prev=_URL))
_PUBLISHING = prefixed(
    "app",
    once(
        edited=Spec(checks=(rfc3339,), rules=(no_space_around,)),
        control=Spec(text=False, children=prefixed("app", once(draft=leaf(_YES_OR_NO)))),
    ),
)


def categories_elsewhere(categories: Element) -> Iterator[Finding]:
    """RFC 5023, 7.2.1: a list that is in another document is not here as well."""
    if "href" not in categories.attributes:
        return
    for name in ("fixed", "scheme"):
        if name in categories.attributes:
            yield categories.finding("categories-attribute", attribute=name)
    if categories.first("category"):
        yield categories.finding("categories-child")


def media_range(value: str) -> str | None:
    """RFC 5023, 8.3.4: the kinds of files that a collection takes; blank where it takes none."""
    one = f"a/a{value[3:]}" if value.startswith("*/*") else value.replace("/*", "/a", 1)
    return media_type(one) if value else None


def with_collections(title: Spec, category: Spec) -> dict[str, Child]:
    """The collections of RFC 5023, 8.3.3, which have an Atom title, and its categories."""
    categories = Spec(
        rules=(categories_elsewhere,),
        attributes={"href": iri, "scheme": iri, "fixed": _YES_OR_NO},
        children={"category": Child(category, None), **ANYWHERE},
    )
    collection = Spec(
        text=False,
        required=needed("@href", "title"),
        attributes={"href": iri},
        children={
            "title": Child(title),
            **prefixed("app", many(accept=leaf(media_range), categories=categories)),
        },
    )
    return prefixed("app", many(collection=collection))


_ROBOTS = regex(
    r"\s*(?:all|none|(?:no)?(?:index|follow|archive|snippet)|robots-terms)(?:\s*,\s*(?:all|none|(?:no)?(?:index|follow|archive|snippet)))*\s*",
    re.IGNORECASE,
)


def meta_robots(meta: Element) -> Iterator[Finding]:
    """Of HTML's meta elements, only robots means anything in a feed."""
    name, content = meta.attributes.get("name"), meta.attributes.get("content")
    if name is not None and name.lower() != "robots":
        yield meta.finding("meta-name", value=name)
    if content is not None and not _ROBOTS.fullmatch(content[:200]):
        yield meta.finding("meta-content", value=content)


_META = {
    "xhtml:meta": Child(
        Spec(
            text=False,
            required=needed("@name", "@content"),
            attributes={"name": anything, "content": anything},
            rules=(meta_robots,),
        ),
        None,
    )
}


def tombstones(atom: Mapping[str, Spec]) -> dict[str, Child]:
    """The tombstones of RFC 6721, 3, which hold elements of `atom`."""
    return {
        "at:deleted-entry": Child(
            Spec(
                text=False,
                required=needed("@ref", "@when"),
                attributes={"ref": full_iri, "when": rfc3339},
                children={
                    "at:by": Child(atom["author"]),
                    "at:comment": Child(atom["summary"]),
                    "link": Child(atom["link"], None),
                    "source": Child(atom["source"]),
                    **ANYWHERE,
                },
            ),
            None,
        )
    }


CONTENT.children.update({**_DUBLIN_CORE, **prefixed("creativeCommons", many(license=_URL))})
QUESTIONABLE = frozenset(ANYWHERE) | frozenset(
    f"atom:{name}"
    for name in words("""
        author category content contributor generator icon id link logo published rights subtitle summary title updated
    """)
)
"""What is too well known to be a mistake, wherever it may be, though it means nothing there."""
_EVERY_ENTRY = {
    **ANYWHERE,
    **MEDIA,
    **_LICENSES,
    **_EVENT,
    **_TRACKBACK,
    **_COMMENTS,
    **_AGGREGATION,
    **_SLASH,
    **_CONVERSATIONS,
    **_ANNOTATION,
    **SERVICE_ENTRY,
    **BYGONE_ENTRY,
    **ACCESS,
}
_EVERY_FEED = {
    **ANYWHERE,
    **MEDIA,
    **_LICENSES,
    **_SYNDICATION,
    **_ADMIN,
    **_BLOG_CHANNEL,
    **_HISTORY,
    **SERVICE_FEED,
    **BYGONE_FEED,
    **ACCESS,
    **_META,
}
ATOM_ENTRY: dict[str, Child] = {**_EVERY_ENTRY, **ITUNES_ITEM, **PODCAST_ITEM, **_THREAD, **_PUBLISHING}
ATOM_FEED: dict[str, Child] = {**_EVERY_FEED, **ITUNES_CHANNEL, **PODCAST_CHANNEL, **_THREAD}
RSS_ITEM: dict[str, Child] = {**_EVERY_ENTRY, **ITUNES_ITEM, **PODCAST_ITEM, **_THREAD, **_THREAD_OF_RSS_1}
RSS_CHANNEL: dict[str, Child] = {**_EVERY_FEED, **ITUNES_CHANNEL, **PODCAST_CHANNEL}
