"""Codes about posts: their files, front matter, values and text."""

from __future__ import annotations

from feeds.codes import Code

POST_CODES: tuple[Code, ...] = ()
