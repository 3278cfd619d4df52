"""Codes about feeds, whoever made them."""

from __future__ import annotations

from feeds.codes import Code

FEED_CODES: tuple[Code, ...] = ()
