"""Codes about settings, folders and the run as a whole."""

from __future__ import annotations

from feeds.codes import Code

RUN_CODES: tuple[Code, ...] = ()
