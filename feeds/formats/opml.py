"""OPML 2.0: the list of all feeds, for readers to import (http://opml.org/spec2.opml)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml.etree import Element, SubElement, tostring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feeds.formats import Subscription

FILE_NAME = "feeds.opml"
MEDIA_TYPE = "text/x-opml"


def write(title: str, subscriptions: Sequence[Subscription]) -> bytes:
    """The whole document, without a date: the same feeds give the same bytes.

    Raises ValueError for characters that XML forbids.
    """
    opml = Element("opml", version="2.0")
    SubElement(SubElement(opml, "head"), "title").text = title
    body = SubElement(opml, "body")
    titles = Counter(subscription.meta.title for subscription in subscriptions)
    for subscription in subscriptions:
        meta = subscription.meta
        shown = meta.title
        if titles[shown] > 1:  # the same feed in several formats
            shown = f"{shown} ({subscription.format.label})"
        outline = SubElement(body, "outline", text=shown, title=shown, type="rss")
        for name, value in (
            ("xmlUrl", meta.self_url or quote(subscription.path)),
            ("htmlUrl", meta.link),
            ("description", meta.description),
            ("language", meta.language),
        ):
            if value:
                outline.set(name, value)
    return tostring(opml, pretty_print=True, encoding="UTF-8", xml_declaration=True)
