"""RSS and Atom: find out which it is, and let its rules judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.validate import xmlstream
from feeds.validate.document import Document
from feeds.validate.findings import finding
from feeds.validate.namespaces import ATOM, ATOM_03, FORERUNNERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding


def findings(data: bytes, root: xmlstream.Root | None) -> Iterator[Finding]:
    """What is wrong with a feed in XML, RSS or Atom, in the order in which it shows itself.

    `root` is its outermost element; None where there is none to be found.
    """
    if root is None:
        yield from xmlstream.parse(data, xmlstream.Ignorer())
        return
    if root.local == "rss":
        from feeds.validate import rss

        document = Document(data, rss.ROOT, {"", root.namespace}, "rss")
        if root.namespace:
            yield finding(
                "namespace-wrong", root.line, element="<rss>", value=root.namespace, expected="no namespace"
            )
    elif root.local in ("feed", "entry"):
        from feeds.validate import atom

        document = Document(data, atom.ROOT, {ATOM, root.namespace}, "atom")
        yield from _atom_namespace(root)
    else:
        forerunner = FORERUNNERS.get((root.namespace, root.local))
        if forerunner:
            yield finding("format-not-judged", root.line, format=forerunner)
        else:
            yield finding("undefined-element", root.line, element=f"<{root.local}>", parent="the document")
        yield from xmlstream.parse(data, xmlstream.Ignorer())
        return
    yield from xmlstream.parse(data, document)
    document.forget()


def _atom_namespace(root: xmlstream.Root) -> Iterator[Finding]:
    if not root.namespace:
        yield finding("namespace-missing", root.line, element=f"<{root.local}>", expected=ATOM)
    elif root.namespace != ATOM:
        code = "namespace-obsolete" if root.namespace == ATOM_03 else "namespace-wrong"
        yield finding(code, root.line, element=f"<{root.local}>", value=root.namespace, expected=ATOM)
