"""A file's fields -> the image and the media files of its post, and what podcast apps want to know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feeds import links, values
from feeds.keys import SURE_ENCLOSURES, WEAK_MEDIA_KEYS, inner_field
from feeds.problems import problem
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feeds.model import Enclosure
    from feeds.post_file import PostFile


def image(file: PostFile, url: str) -> str | None:
    """The address of the post's picture, absolute or relative to `url`, the post's own."""
    for _, field in file.fields("image"):
        image = values.image_of(field)
        if image is None:
            continue
        if image.startswith(("..", "@", "~")) or not _resolves(url, image):
            file.problems.append(problem("image-unreachable", file.source, field.line, image=image))
            return None
        file.lines["image"] = field.line
        base = file.config.posts.base_url
        # A post that is a single file has no folder of its own: generators take such a path from the site's root.
        if base and url.startswith(base) and _BELOW_ROOT.match(image) and not _BUNDLE.search(file.source):
            return links.below(base, image)
        return image
    return None


_BELOW_ROOT = regex(r"[\w-]+/")
_BUNDLE = regex(r"(?:\A|/)index\.[^/]+\Z")


def _resolves(url: str, address: str) -> bool:
    try:
        return links.is_web_url(links.resolve(url, address))
    except ValueError:
        return False


def media(file: PostFile, url: str) -> tuple[tuple[Enclosure, ...], tuple[tuple[str, str], ...]]:
    """The media files that belong to the post, and what podcast apps want to know of them."""
    for key, field in file.fields("enclosure"):
        found = tuple(
            each
            for each in values.enclosures_of(field)
            if _resolves(url, each.url) and (key not in WEAK_MEDIA_KEYS or values.is_media(each.url))
        )
        if found:
            file.lines["enclosure"] = field.line
            return _with_podcast(file, found)
        if key in SURE_ENCLOSURES:
            file.warn("enclosure-unreadable", field.line, text=values.text_of(field) or field.value)
    return (), ()


def _with_podcast(
    file: PostFile, found: tuple[Enclosure, ...]
) -> tuple[tuple[Enclosure, ...], tuple[tuple[str, str], ...]]:
    duration = next((values.seconds(values.text_of(said)) for _, said in file.fields("duration")), None)
    if duration is not None and found[0].duration is None:
        found = (found[0]._replace(duration=duration), *found[1:])
    return found, tuple(_podcast(file))


def _podcast(file: PostFile) -> Iterator[tuple[str, str]]:
    """What podcast apps want to know of an episode."""
    for element, keys, value_of, wants in _PODCAST:
        said = next((it for key in keys if (it := inner_field(file.header.fields, key)) and it.value), None)
        if said is None:
            continue
        for text in said.value if isinstance(said.value, list) else [values.text_of(said)]:
            if not isinstance(text, str):
                continue
            value = value_of(" ".join(file.legal(text, said.line).split()))
            if value:
                yield element, value
            else:
                file.warn("podcast-value", said.line, name=element, text=text, wants=wants)
            if element not in _REPEATED:
                break


def _matching(pattern: str) -> Callable[[str], str | None]:
    whole = regex(pattern, re.ASCII | re.IGNORECASE)
    return lambda text: text.lower() if whole.fullmatch(text) else None


def _address(text: str) -> str | None:
    return text if _resolves("https://example.org/", text) else None


def _short(text: str) -> str | None:
    return text if len(text) <= _LONGEST_TEXT else None


_LONGEST_TEXT = 255
_NUMBER = (_matching(r"[1-9]\d{0,8}"), "a whole number of 1 or more")
_YES_NO = (_matching("yes|no|true|false|clean|explicit"), "true or false")
_WORDS = (_short, f"a text of {_LONGEST_TEXT} characters at most")
_URL = (_address, "an address")
_PODCAST: tuple[tuple[str, tuple[str, ...], Callable[[str], str | None], str], ...] = (
    ("itunes:episode", ("itunesepisode", "itunes:episode", "itunes.episode", "episode", "episodenumber"), *_NUMBER),
    ("itunes:season", ("itunesseason", "itunes:season", "itunes.season", "season"), *_NUMBER),
    ("itunes:episodeType", ("itunesepisodetype", "itunes:episodetype", "itunes.episodetype", "episodetype"),
     _matching("full|trailer|bonus"), "full, trailer or bonus"),
    ("itunes:explicit", ("itunesexplicit", "itunes:explicit", "itunes.explicit", "explicit"), *_YES_NO),
    ("itunes:block", ("itunesblock", "itunes:block", "itunes.block"), _matching("yes|no"), "yes or no"),
    ("itunes:title", ("itunestitle", "itunes:title", "itunes.title"), *_WORDS),
    ("itunes:author", ("itunesauthor", "itunes:author", "itunes.author"), *_WORDS),
    ("itunes:subtitle", ("itunessubtitle", "itunes:subtitle", "itunes.subtitle", "subtitle"), *_WORDS),
    ("podcast:transcript", ("podcast:transcript", "podcast.transcript", "transcript"), *_URL),
    ("podcast:chapters", ("podcast:chapters", "podcast.chapters", "chapters"), *_URL),
    ("podcast:person", ("podcast:person", "podcast.person", "podcast.persons"), *_WORDS),
    ("podcast:license", ("podcast:license", "podcast.license"), *_WORDS),
    ("podcast:location", ("podcast:location", "podcast.location"), *_WORDS),
)  # fmt: skip
"""Elements, the keys that tell them, and which values they have."""
_REPEATED = ("podcast:person", "podcast:transcript")
