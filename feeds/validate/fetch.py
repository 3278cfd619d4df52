"""Fetch a feed as a reader would, and judge how it is served."""

from __future__ import annotations

import codecs
import time
import zlib
from http.client import HTTPException
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import URLError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from feeds import __version__
from feeds.regex import regex
from feeds.validate import format_name, readback
from feeds.validate.findings import finding
from feeds.validate.values import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPMessage, HTTPResponse

    from feeds.validate.findings import Finding

_CHUNK = 1 << 16
_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = "%/:@!$&'()*+,;=~?"
_TYPES = {
    "RSS": ("application/rss+xml", "application/xml", "text/xml", "application/rdf+xml"),
    "Atom": ("application/atom+xml", "application/xml", "text/xml"),
    "JSON Feed": ("application/feed+json", "application/json"),
    "OPML": ("text/x-opml", "text/x-opml+xml", "application/xml", "text/xml"),
}
"""What each family of formats may be served as, the best first."""
_VAGUE_TYPES = frozenset({"text/plain", "application/octet-stream", "binary/octet-stream"})
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARATION = regex(rb"""<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']""")
_GZIP = 16 + zlib.MAX_WBITS
_HEADERS = {
    "User-Agent": f"feed-publisher/{__version__} (validator)",
    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, "
    "application/json;q=0.9, text/xml;q=0.8, */*;q=0.1",
    "Accept-Encoding": "gzip",
}


class Limits(NamedTuple):
    """When to give up."""

    seconds: float = 30
    """For each answer."""
    bytes: int = 100_000_000
    """Of the feed, unpacked."""
    redirects: int = 10


class Fetched(NamedTuple):
    """What came of fetching a feed."""

    data: bytes | None
    """None where there is nothing to judge."""
    findings: list[Finding]
    """About the fetching and how the feed is served."""
    status: int | None = None
    """What the server answered where that was an error (RFC 9110, 15)."""


class _GivenUp(Exception):  # noqa: N818
    """There is nothing to judge; carries the finding that says why."""

    def __init__(self, code: str, answer: int | None = None, **details: object) -> None:
        super().__init__(code)
        self.answer = answer
        self.finding = finding(code, None, None, **details)


_LIMITS = Limits()


def fetch(url: str, limits: Limits = _LIMITS) -> Fetched:
    """GET an http(s) URL as readers do. Never raises: what goes wrong is a finding."""
    found: list[Finding] = []
    try:
        data = _follow(url, limits, found)
    except _GivenUp as given_up:
        return Fetched(None, [*found, given_up.finding], given_up.answer)
    return Fetched(data, found)


def _follow(url: str, limits: Limits, found: list[Finding]) -> bytes:
    """The feed at the end of all redirects; what is noticed on the way goes into `found`."""
    opener = OpenerDirector()
    for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
        opener.add_handler(handler)
    here = _request_url(url)
    lasting = here
    for _ in range(limits.redirects + 1):
        try:
            with opener.open(Request(here, headers=_HEADERS), timeout=limits.seconds) as response:
                there = _redirect(response, here)
                if there is None:
                    data = _body(response, limits)
                    found += _served(response.headers, data, here, lasting)
                    return data
        except (OSError, HTTPException) as error:
            raise _failed(error, limits) from error
        if lasting == here and response.status in _PERMANENT:
            lasting = there
        found += _redirect_findings(response.status, here, there)
        here = there
    raise _GivenUp("redirect-endless", most=limits.redirects, url=here)


def _failed(error: Exception, limits: Limits) -> _GivenUp:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return _too_slow(limits)
    return _GivenUp(
        "fetch-failed", reason=getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    )


def _too_slow(limits: Limits) -> _GivenUp:
    return _GivenUp("fetch-too-slow", most=f"{limits.seconds:g}")


def _request_url(url: str) -> str:
    """An http(s) URL or IRI as what can be sent (RFC 3987, 3.1)."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError as error:
        raise _GivenUp("fetch-failed", reason=error) from error
    if parts.scheme not in ("http", "https") or not host:
        raise _GivenUp("fetch-failed", reason="not an http or https address")
    place = f"[{host}]" if ":" in host else host
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    path = quote(parts.path, safe=_SAFE) or "/"
    return f"{parts.scheme}://{place}{'' if port is None else f':{port}'}{path}{query}"


def _redirect(response: HTTPResponse, here: str) -> str | None:
    """Where an answer leads to; None where it is the feed itself."""
    location = response.headers.get("Location")
    if response.status == 200:
        return None
    if response.status not in _REDIRECTS or not location:
        raise _GivenUp("fetch-status", response.status, status=f"{response.status} {response.reason}".strip())
    target = location.encode("latin-1", "replace").decode("utf-8", "replace").strip()
    try:
        there = urljoin(here, target)
        followed = urlsplit(there).scheme in ("http", "https")
    except ValueError:
        followed = False
    if not followed:
        raise _GivenUp("redirect-refused", url=target)
    return _request_url(there)


def _redirect_findings(status: int, here: str, there: str) -> Iterator[Finding]:
    old, new = urlsplit(here), urlsplit(there)
    if status in _PERMANENT:
        yield finding("redirect-permanent", url=there)
    elif old.hostname != new.hostname:
        yield finding("redirect-to-other-host", url=there)
    else:
        yield finding("redirect-temporary", url=there)
    if old.scheme == "https" and new.scheme == "http":
        yield finding("redirect-insecure", url=there)


def _body(response: HTTPResponse, limits: Limits) -> bytes:
    """The whole body, unpacked. Raises _GivenUp where it is too much, too slow, cut off or coded otherwise."""
    coding = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    chunks = _chunks(response, limits)
    if coding in ("gzip", "x-gzip"):
        chunks = _unzipped(chunks, coding)
    elif coding != "identity":
        raise _GivenUp("fetch-coding", value=coding)
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limits.bytes:
            raise _GivenUp("fetch-too-large", most=limits.bytes // 1_000_000)
    return bytes(body)


def _chunks(response: HTTPResponse, limits: Limits) -> Iterator[bytes]:
    """The body as it comes, until a deadline: a server that sends a byte now and then must not hold us."""
    deadline = time.monotonic() + limits.seconds
    expected = response.headers.get("Content-Length", "")
    left = int(expected) if expected.isascii() and expected.isdigit() and not response.chunked else None
    while left != 0:
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        if time.monotonic() > deadline:
            raise _too_slow(limits)
        if left is not None:
            left -= len(chunk)
        yield chunk
    if left:
        raise _GivenUp("fetch-failed", reason=f"the answer ended {left} bytes before its Content-Length")


def _unzipped(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """A gzip stream of one or more members, never unpacked by more than a chunk at a time."""
    inflate = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            packed = chunk
            while packed:
                if inflate.eof:
                    inflate = zlib.decompressobj(_GZIP)
                yield inflate.decompress(packed, _CHUNK)
                packed = inflate.unused_data or inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as error:
        raise _GivenUp("fetch-coding", value=coding) from error
    if not inflate.eof:
        raise _GivenUp("fetch-coding", value=coding)


def _served(headers: HTTPMessage, data: bytes, here: str, lasting: str) -> Iterator[Finding]:
    """How the feed is served: Content-Type, charset, and whether its self link is true."""
    format = format_name(data)  # noqa: A001
    family = next((each for each in _TYPES if format.startswith(each)), None)
    if family:
        yield from _content_type(headers, family)
        yield from _charset(headers, family, data)
        yield from _self_link(data, here, lasting)


def _content_type(headers: HTTPMessage, family: str) -> Iterator[Finding]:
    right = _TYPES[family]
    if "Content-Type" not in headers:
        yield finding("content-type-missing", wanted=right[0])
        return
    served = headers["Content-Type"].partition(";")[0].strip().lower()
    if served in _VAGUE_TYPES:
        yield finding("content-type-vague", value=served, wanted=right[0])
    elif served not in right:
        yield finding("content-type-wrong", value=served, format=family, wanted=right[0])


def _charset(headers: HTTPMessage, family: str, data: bytes) -> Iterator[Finding]:
    """RFC 7303, 3: a byte order mark, then charset, then the XML declaration. JSON is UTF-8 (RFC 8259, 8.1)."""
    try:
        served = headers.get_content_charset()
    except ValueError:  # a null in it, written as RFC 2231 has it
        served = str(headers.get_param("charset"))
    if not served or data.startswith(_BOMS):
        return
    declaration = _DECLARATION.match(data)
    declared = declaration[1].decode("ascii") if declaration and family != "JSON Feed" else "utf-8"
    if _codec(served) != _codec(declared):
        yield finding("charset-mismatch", served=served, declared=declared)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return name.lower()


def _self_link(data: bytes, here: str, lasting: str) -> Iterator[Finding]:
    """A feed may name the address before a redirect that is only for now."""
    try:
        named = readback.read(data).self_url
    except (ValueError, RecursionError):
        return
    if named and canonical(named) not in {canonical(here), canonical(lasting)}:
        yield finding("self-not-location", value=named, url=here)
