"""Codes about what a command was asked to judge, and about fetching it."""

from __future__ import annotations

from feeds.codes import Code

COMMAND_CODES: tuple[Code, ...] = (
    Code(
        "unknown-code",
        "error",
        "There is no code “{slug}”: {hint}",
        help="Codes are written as they stand in brackets at the end of a problem, such as no-url. "
        "`feeds explain` knows each of them, and the README lists them all.",
    ),
)
