"""What a preview of the output folder answers to an HTTP request: as a static web server would, but for its pages.

Feeds are served byte for byte as they were published. Pages, and only they, also show the problems of the last run.
"""

from __future__ import annotations

import gzip
import mimetypes
import os
import re
import stat
from base64 import b64encode
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote_to_bytes

from feeds import report
from feeds.formats import FORMATS
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from email.message import Message

    from feeds.problems import Problem

_INDEX = "index.html"
_HTML = "text/html; charset=utf-8"
_TYPES = {
    ".html": _HTML,
    ".json": "application/json",
    ".jsonl": "text/plain; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}
_FEED_TYPES = {each.file_name: each.media_type for each in FORMATS.values()}
_NOT_SHOWN = regex(r"application/(?:rss|atom)\+xml|text/x-opml")
"""What browsers save to a file. They get it as plain XML, which they show."""
_COMPRESSIBLE = regex(r"text/|application/(?:.+\+)?(?:json|xml)\b|image/svg")
_STYLE_POLICY = regex(rb'http-equiv="Content-Security-Policy"[^<>]*style-src ')
_BODY = regex(rb"<body[^<>]*>", re.IGNORECASE)
_MOST_SHOWN = 100


class Request(NamedTuple):
    """What a client asks for."""

    method: str
    target: str
    """As in the request line (RFC 9112, 3.2)."""
    headers: Mapping[str, str] | Message


class Response(NamedTuple):
    """What it gets."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


class Notice(NamedTuple):
    """What the pages say of the last run."""

    problems: tuple[Problem, ...] = ()
    failed: bool = False
    """It published nothing: what is served is the output of an earlier one."""


_NOTHING = Notice()


class _File(NamedTuple):
    name: str
    content: bytes
    modified: int
    """Seconds since 1970."""


def respond(folder: Path, request: Request, notice: Notice = _NOTHING) -> Response:
    """Answer a GET or HEAD request from the files in `folder` (RFC 9110, 9.3)."""
    names = _names(request.target)
    if names is None:
        return _missing(request, notice)
    root = os.path.realpath(folder)
    found = _read(root, names)
    if found is None:
        if _read(root, [*names, _INDEX]) is not None:
            there = "".join("/" + quote(os.fsencode(name)) for name in names)
            return Response(302, {"Location": f"{there}/", "Content-Length": "0"})
        return _missing(request, notice)
    content_type = _content_type(found.name, request.headers.get("Accept", ""))
    if content_type == _HTML and any(notice):
        # Without a date: the notice may change while the file stays as it is.
        return _content(request, content_type, _with_notice(found.content, notice), None)
    return _content(request, content_type, found.content, found.modified)


def _names(target: str) -> list[str] | None:
    """The path that a request target means, decoded; None where it has parts that no published file has."""
    path = re.sub(r"\A[a-z]+://[^/?#]*", "", target, flags=re.IGNORECASE)
    path = re.split(r"[?#]", path, maxsplit=1)[0]
    names = os.fsdecode(unquote_to_bytes(path.encode("utf-8", "surrogateescape"))).split("/")
    if any(name.startswith(".") or "\0" in name for name in names):
        return None
    return [name for name in [*names[:-1], names[-1] or _INDEX] if name]


def _read(root: str, names: Iterable[str]) -> _File | None:
    """The file, unless a link leads out of `root`, which is free of links, or to what is hidden in it."""
    try:
        place = Path(os.path.realpath(Path(root, *names), strict=True))
        if not place.is_relative_to(root) or any(
            name.startswith(".") for name in place.relative_to(root).parts
        ):
            return None
        about = place.stat()
        if not stat.S_ISREG(about.st_mode):
            return None
        return _File(place.name, place.read_bytes(), int(about.st_mtime))
    except OSError:
        return None


def _content_type(name: str, accept: str) -> str:
    found = _FEED_TYPES.get(name) or _TYPES.get(Path(name).suffix.lower())
    if found is None:
        guessed, coding = mimetypes.guess_type(name)
        found = "application/gzip" if coding == "gzip" else guessed or "application/octet-stream"
    return "application/xml" if _NOT_SHOWN.match(found) and "text/html" in accept else found


def _content(request: Request, content_type: str, body: bytes, modified: int | None) -> Response:
    """`body`, or 304 where the client has it already (RFC 9110, 13)."""
    tag = sha256(body).hexdigest()[:32]
    headers = {
        "Content-Type": content_type,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        "Vary": "Accept, Accept-Encoding",
    }
    if modified is not None:
        headers["Last-Modified"] = formatdate(modified, usegmt=True)
    if _COMPRESSIBLE.match(content_type) and _accepts_gzip(request.headers.get("Accept-Encoding", "")):
        body = gzip.compress(body, mtime=0)
        headers["Content-Encoding"] = "gzip"
        tag += "-gzip"
    headers["ETag"] = f'"{tag}"'
    if _has_it(request.headers, tag, modified):
        for name in ("Content-Type", "Content-Encoding"):
            headers.pop(name, None)
        return Response(304, headers)
    headers["Content-Length"] = str(len(body))
    return Response(200, headers, body if request.method == "GET" else b"")


def _accepts_gzip(header: str) -> bool:
    """RFC 9110, 12.5.3."""
    weights = {}
    for each in header.lower().split(","):
        coding, _, weight = each.partition(";")
        weights[coding.strip()] = weight.replace(" ", "")
    weight = weights.get("gzip", weights.get("*", "q=0"))
    return not re.fullmatch(r"q=0(\.0*)?", weight)


def _has_it(headers: Mapping[str, str] | Message, tag: str, modified: int | None) -> bool:
    tags = headers.get("If-None-Match")
    if tags is not None:
        known = {each.strip().removeprefix("W/").strip('"') for each in tags.split(",")}
        return not known.isdisjoint({tag, "*"})
    since = headers.get("If-Modified-Since")
    if since is None or modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
        return moment.tzinfo is not None and modified <= moment.timestamp()
    except (ValueError, OverflowError):
        return False


def _missing(request: Request, notice: Notice) -> Response:
    """What a person sees where there is no file."""
    title, text = "Not found", 'The feeds are on <a href="/">the subscribe page</a>.'
    if _names(request.target) == [_INDEX]:
        title, text = (
            "Nothing here yet",
            f"There is no {_INDEX} in this folder: run <code>feeds build</code>.",
        )
    shown = (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<main><h1>{title}</h1><p>{text}</p></main>\n</body>\n</html>\n"
    )
    body = _with_notice(shown.encode(), notice) if any(notice) else shown.encode()
    headers = {"Content-Type": _HTML, "Cache-Control": "no-cache", "Content-Length": str(len(body))}
    return Response(404, headers, body if request.method == "GET" else b"")


_STYLE = """
.preview { margin-block-end: 3rem; padding: 1rem 1.25rem; border: 1px solid var(--line, #ccc);
  border-inline-start: 0.4rem solid #d23f31; background: var(--card, #fff); color: var(--ink, #222);
  font: 0.875rem/1.5 var(--sans, sans-serif); overflow-wrap: anywhere; }
.preview li { margin-block-start: 0.5rem; }
"""


def _with_notice(page: bytes, notice: Notice) -> bytes:
    """The page with what is to be known of the last run, at its top."""
    ordered = report.in_order(notice.problems)
    head = report.summary_by_code(ordered).strip()
    if notice.failed:
        head += ". The last run published nothing: this is the output of the one before."
    lines = report.human(ordered[:_MOST_SHOWN]).splitlines()
    if len(ordered) > _MOST_SHOWN:
        lines.append(f"… and {len(ordered) - _MOST_SHOWN} more: see the terminal")
    items = "".join(f'<li dir="auto">{escape(line)}</li>' for line in lines)
    panel = (
        f'<style>{_STYLE}</style><aside class="preview" lang="en" dir="ltr" aria-label="Preview">'
        f"<p><strong>Preview:</strong> {escape(head)}</p><ul>{items}</ul></aside>"
    ).encode()
    allowed = f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}' ".encode()
    page = _STYLE_POLICY.sub(rb"\g<0>" + allowed, page, count=1)
    body = _BODY.search(page)
    at = body.end() if body else 0
    return page[:at] + panel + page[at:]
