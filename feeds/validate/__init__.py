"""Judge a feed, whoever made it, by its bytes alone: no network, no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.regex import regex

# At once, since the submodule would take the place of the function `findings` when it is imported later.
from feeds.validate.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.problems import Problem
    from feeds.validate import xmlstream

__all__ = ["Finding", "findings", "format_name", "validate"]

_JSON = regex(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
_JSON_VERSION = regex(rb"jsonfeed\.org\\?/version\\?/([0-9.]+)")
_JSON_VERSION_NAMES = {"1": "1.0"}
_VERSIONED = {"rss": "RSS", "opml": "OPML"}


def findings(data: bytes) -> Iterator[Finding]:
    """What is wrong with the feed `data`, in any format, in the order in which it shows itself."""
    if _JSON.match(data):
        from feeds.validate import jsonfeed

        return jsonfeed.findings(data)
    from feeds.validate import xmlstream

    root = xmlstream.root(data)
    if root is not None and root.local.lower() == "opml":
        from feeds.validate import opml

        return opml.findings(data)
    from feeds.validate import xmlfeed

    return xmlfeed.findings(data, root)


def validate(data: bytes, path: str) -> list[Problem]:
    """The findings about `data`, which is called `path`, in the order of its lines."""
    return sorted((finding.problem(path) for finding in findings(data)), key=lambda found: found.line or 0)


def format_name(data: bytes) -> str:
    """The name and version of the format that `data` is in, such as "RSS 2.0", or "unknown"."""
    if _JSON.match(data):
        version = _JSON_VERSION.search(data)
        number = version[1].decode() if version else ""
        return f"JSON Feed {_JSON_VERSION_NAMES.get(number, number)}" if version else "unknown"
    from feeds.validate import xmlstream

    root = xmlstream.root(data)
    return "unknown" if root is None else _xml_format(root)


def _xml_format(root: xmlstream.Root) -> str:
    from feeds.validate.namespaces import ATOM_03, FORERUNNERS

    if root.local in _VERSIONED:
        return f"{_VERSIONED[root.local]} {root.attributes.get('version') or '2.0'}"
    if root.local in ("feed", "entry") and root.namespace:
        return "Atom 0.3" if root.namespace == ATOM_03 else "Atom 1.0"
    return FORERUNNERS.get((root.namespace, root.local), "unknown")
