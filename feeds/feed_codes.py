"""Codes about feeds, whoever made them."""

from __future__ import annotations

from feeds.codes import Code

FEED_CODES: tuple[Code, ...] = (
    Code(
        "readback-count",
        "error",
        "readers would see {read} entries where {expected} were to be published",
        help="The feed was read back as a reader would, before publishing, and entries were missing or too many. "
        "This is a fault in the program that wrote the feed, not in a post: please report it.",
    ),
    Code(
        "readback-differs",
        "error",
        "readers would see the {field} {read!r} in {id}, where {expected!r} was to be published",
        help="The feed was read back as a reader would, before publishing, and an entry did not say what its post "
        "says. This is a fault in the program that wrote the feed, not in the post: please report it.",
    ),
)
