"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feeds.dates import rfc3339
from feeds.formats.media import type_of
from feeds.formats.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.model import Enclosure, Entry, Feed, FeedMeta, Person


def write(feed: Feed) -> bytes:
    """The whole document. Raises ValueError, naming the entry, for characters that UTF-8 cannot hold."""
    meta = feed.meta
    document = _known(
        version="https://jsonfeed.org/version/1.1",
        title=meta.title,
        home_page_url=meta.link,
        feed_url=meta.self_url,
        description=meta.description or None,
        # Where the feeds are hosted is not known, it would be relative, which JSON Feed does not allow.
        next_url=meta.prev_archive if meta.self_url else None,
        icon=meta.logo or meta.icon,
        favicon=meta.icon,
        authors=_authors(meta.authors),
        language=meta.language,
        hubs=[{"type": "WebSub", "url": hub} for hub in meta.hubs],
    )
    document["items"] = [_item(entry, meta) for entry in feed.entries]
    try:
        return _text(document).encode() + b"\n"
    except UnicodeEncodeError:
        for entry, item in zip(feed.entries, document["items"], strict=True):
            try:
                _text(item).encode()
            except UnicodeEncodeError as cause:
                raise ValueError(f"{entry.post.source}: {entry.id}: {cause}") from cause
        raise


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _item(entry: Entry, meta: FeedMeta) -> dict[str, Any]:
    post = entry.post
    published, updated = rfc3339(entry.published), rfc3339(entry.updated)
    return _known(
        id=entry.id,
        url=entry.url,
        title=entry.title,
        content_html=entry.html,
        summary=entry.summary or None,
        image=entry.image,
        date_published=published,
        date_modified=updated if updated != published else None,
        authors=_authors(entry.authors),
        tags=list(terms(post)),
        language=post.language if post.language != meta.language else None,
        attachments=[_attachment(enclosure) for enclosure in entry.enclosures],
    )


def _authors(people: Iterable[Person]) -> list[dict[str, Any]]:
    return [_known(name=person.name, url=person.url) for person in people]


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    return _known(
        url=enclosure.url,
        mime_type=type_of(enclosure),
        title=enclosure.title,
        size_in_bytes=enclosure.length,
        duration_in_seconds=enclosure.duration,
    )


def _known(**members: object) -> dict[str, Any]:
    """The members that are known, in the order they were given."""
    return {name: value for name, value in members.items() if value is not None and value != []}
