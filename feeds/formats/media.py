"""The media types of enclosures whose author named none."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from feeds.model import Enclosure

# Not the standard library's mimetypes: what that knows depends on the machine.
_TYPES = {
    "aac": "audio/aac",
    "avif": "image/avif",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "gif": "image/gif",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "m4a": "audio/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "srt": "application/x-subrip",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "zip": "application/zip",
}


def type_of_url(url: str) -> str | None:
    """The media type that the end of a URL's path tells."""
    _, dot, suffix = urlsplit(url).path.rpartition(".")
    return _TYPES.get(suffix.lower()) if dot else None


def type_of(enclosure: Enclosure) -> str:
    """The enclosure's media type, which RSS 2.0 and JSON Feed require: never nothing."""
    return enclosure.type or type_of_url(enclosure.url) or "application/octet-stream"
