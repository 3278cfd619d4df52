"""index.html: the subscribe page, for a person with a browser.

One file, without script and without any request but its own, which its Content Security Policy assures. Text
from posts is escaped and runs in its own direction.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from feeds.dates import rfc3339
from feeds.formats.page_words import direction, words_for
from feeds.formats.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feeds.formats import Subscription
    from feeds.formats.page_words import Words
    from feeds.model import Entry, FeedMeta

FILE_NAME = "index.html"
MEDIA_TYPE = "text/html"

_MARK = (
    '<svg class="mark" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="3"'
    ' stroke-linecap="round" aria-hidden="true">'
    '<circle cx="5" cy="19" r="1.5" fill="currentColor"/>'
    '<path d="M4 11a9 9 0 0 1 9 9M4 4a16 16 0 0 1 16 16"/></svg>'
)


def write(
    meta: FeedMeta, subscriptions: Sequence[Subscription], newest: Sequence[Entry], opml: str | None = None
) -> bytes:
    """The whole page.

    Args:
        meta: What the feed of everything says of itself.
        subscriptions: Every feed, in the order in which they are to be shown.
        newest: The entries to list.
        opml: Path below DIR of the list of all feeds.
    """
    words = words_for(meta.language)
    language = meta.language or words.language
    ui = "" if language.split("-")[0].lower() == words.language[:2] else f' lang="{words.language}"'
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(language)}" dir="{direction(language)}">',
        *_head(meta, subscriptions),
        "<body>",
        *_header(meta),
        "<main>",
        *_subscribe(subscriptions, words, ui, opml),
        *_newest(newest, words, ui, language),
        "</main>",
        *_footer(meta),
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _head(meta: FeedMeta, subscriptions: Sequence[Subscription]) -> Iterator[str]:
    style = Path(__file__).with_name("page.css").read_text("utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">'
    yield f"<title>{escape(meta.title)}</title>"
    if meta.description:
        yield f'<meta name="description" content="{escape(meta.description)}">'
    for it in subscriptions:
        title = escape(f"{it.meta.title} ({it.format.label})")
        yield f'<link rel="alternate" type="{it.format.media_type}" title="{title}" href="{_href(it)}">'
    yield f"<style>{style}</style>"
    yield "</head>"


def _header(meta: FeedMeta) -> Iterator[str]:
    yield "<header>"
    yield _MARK
    yield f"<h1>{_text(meta.title)}</h1>"
    if meta.description and meta.description != meta.title:
        yield f'<p class="about">{_text(meta.description)}</p>'
    yield f'<p class="site">{_link(meta.link, _text(meta.link))}</p>'
    yield "</header>"


def _subscribe(
    subscriptions: Sequence[Subscription], words: Words, ui: str, opml: str | None
) -> Iterator[str]:
    yield '<section aria-labelledby="subscribe">'
    yield f'<h2 id="subscribe"{ui}>{words.subscribe}</h2>'
    yield f'<p class="how"{ui}>{_text(words.how)}</p>'
    yield '<ul class="feeds">'
    for it in subscriptions:
        if not it.by:
            yield f"<li>{_address(it)}</li>"
    yield "</ul>"
    for by, heading in (
        ("category", words.by_category),
        ("tag", words.by_tag),
        ("author", words.by_author),
        ("year", words.by_year),
    ):
        yield from _group([it for it in subscriptions if it.by == by], heading, ui)
    if opml:
        yield f'<p class="opml"{ui}><a href="{escape(quote(opml))}">{_text(words.opml)}</a></p>'
    yield "</section>"


def _group(subscriptions: Sequence[Subscription], heading: str, ui: str) -> Iterator[str]:
    """The feeds by tag, say, folded away: there may be many."""
    if not subscriptions:
        return
    yield "<details>"
    yield f"<summary{ui}><h3>{heading}</h3></summary>"
    yield '<ul class="feeds">'
    for name, formats in groupby(subscriptions, key=lambda it: it.name):
        same = list(formats)
        yield '<li class="named">'
        yield f'<p>{_text(name)} <span class="count">{same[0].entries}</span></p>'
        for it in same:
            yield f"<p>{_address(it)}</p>"
        yield "</li>"
    yield "</ul>"
    yield "</details>"


def _newest(entries: Sequence[Entry], words: Words, ui: str, language: str) -> Iterator[str]:
    if not entries:
        return
    yield '<section aria-labelledby="newest">'
    yield f'<h2 id="newest"{ui}>{words.newest}</h2>'
    yield '<ol class="posts">'
    for entry in entries:
        post = entry.post
        day = entry.published.date().isoformat()
        facts = [f'<time datetime="{rfc3339(entry.published)}">{day}</time>']
        facts += [_text(person.name) for person in entry.authors]
        facts += [_text(f"#{term}") for term in terms(post)]
        own = post.language or language
        yield f'<li lang="{escape(own)}">' if own != language else "<li>"
        yield f'<p class="title">{_link(entry.url, _text(entry.title))}</p>'
        yield f'<p class="facts">{" ".join(facts)}</p>'
        yield "</li>"
    yield "</ol>"
    yield "</section>"


def _footer(meta: FeedMeta) -> Iterator[str]:
    if meta.rights:
        yield f"<footer><p>{_text(meta.rights)}</p></footer>"


def _address(it: Subscription) -> str:
    address = escape(it.meta.self_url or quote(it.path)).replace("/", "/<wbr>")
    link = f'<a href="{_href(it)}" type="{it.format.media_type}">{it.format.label}</a>'
    return f'{link} <code dir="ltr">{address}</code>'


def _href(it: Subscription) -> str:
    """Relative to the page, which lies in DIR: so that a preview on another host works, too."""
    return escape(quote(it.path))


def _link(url: str, inside: str) -> str:
    """A link to `url`, unless a browser could take it for anything but an address on the web."""
    if url.lower().startswith(("http://", "https://")):
        return f'<a href="{escape(url)}">{inside}</a>'
    return inside


def _text(text: str) -> str:
    """Text from a post or from the settings, in its own direction whatever the page's is."""
    return f"<bdi>{escape(text)}</bdi>"
