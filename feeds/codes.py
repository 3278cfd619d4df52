"""What a row in the tables of problem codes holds."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """One kind of problem. A slug, once released, keeps its meaning."""

    slug: str
    severity: str
    """"error", "warning" or "info"."""
    message: str
    """One line for `str.format`: what is wrong, with the details in braces."""
    help: str
    """Why it matters to readers, how to mend it, and where it helps an example."""
    section: str = ""
    """The section of the standard that the rule comes from, such as "RFC 4287, 4.1.2"."""
    w3c: str | None = None
    """What the W3C Feed Validator calls the same finding."""
