"""Posts as they come out of rendering, made short for tests: plain ones, and a nasty set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from feeds.model import Enclosure, Entry, Feed, FeedMeta, Origin, Person, Post

BEIJING = timezone(timedelta(hours=8))
WHEN = datetime(2013, 10, 9, 9, 23, tzinfo=BEIJING)
ANN = Person("Ann Lee", "ann@example.org", "https://example.org/ann")


def entry(slug: str = "one", title: str = "One", html: str = "<p>Hello.</p>", **fields: Any) -> Entry:
    """An entry. Fields of the post and of the entry may be mixed; what both have is given once."""
    url = fields.pop("url", f"https://example.org/{slug}")
    own = {name: fields.pop(name) for name in ("id", "summary", "image", "enclosures") if name in fields}
    post = Post(
        source=f"{slug}.md",
        digest="",
        content="",
        markup="markdown",
        body_start=0,
        url=url,
        published=fields.pop("published", WHEN),
        title=title,
        **fields,
    )
    shown = Entry(
        post=post,
        id=url,
        url=url,
        title=title,
        published=post.published,
        updated=post.updated or post.published,
        authors=post.authors,
        summary="Hello.",
        html=html,
    )
    return shown._replace(**own)


def feed(*entries: Entry, **fields: Any) -> Feed:
    """A feed of these entries."""
    meta = FeedMeta(
        id="https://example.org/",
        title="Example",
        link="https://example.org/",
        updated=max((one.updated for one in entries), default=WHEN),
        authors=(Person("Example"),),
    )
    return Feed(meta._replace(**fields), entries)


PODCAST = (
    entry(
        "episode",
        "Episode 1",
        enclosures=(Enclosure("https://example.org/1.mp3", "audio/mpeg", 1234567, "Episode 1", 3723),),
        image="https://example.org/1.jpg",
        podcast=(
            ("itunes:explicit", "false"),
            ("itunes:episode", "1"),
            ("podcast:transcript", "https://example.org/1.vtt"),
            ("podcast:chapters", "https://example.org/1.json"),
        ),
    ),
)

NASTY = (
    entry(
        "emoji",
        "🚲 Ünïcödé and 汉字 and a flag 🇧🇷",
        "<p>Astral: 𝒳, 👩‍👩‍👧, and é decomposed.</p>",
        summary="Astral: 𝒳, 👩‍👩‍👧.",
        published=WHEN + timedelta(hours=9),
        authors=(Person("José 🎸"),),
        tags=("日本語", "C++", "R&D"),
    ),
    entry(
        "marks",
        "AT&T: 1 < 2 > 0 \"quoted\" 'single'",
        "<p>AT&amp;T says 1 &lt; 2 &amp;amp; more.</p>",
        summary="AT&T says 1 < 2 &amp; more.",
        published=WHEN + timedelta(hours=8),
        authors=(Person("O'Neil & Sons"),),
        tags=("a<b",),
    ),
    entry(
        "cdata",
        "The end ]]> of it",
        '<p>Text ]]&gt; <a href="https://example.org/x" title="]]&gt; ]]>">link</a> <![CDATA[ no</p>',
        summary="Text ]]> link <![CDATA[ no",
        published=WHEN + timedelta(hours=7),
        authors=(ANN,),
    ),
    entry(
        "rtl",
        "שלום עולם, with English inside",
        "<p dir='rtl'>مرحبا بالعالم (2013)</p>",
        summary="مرحبا بالعالم (2013)",
        published=WHEN + timedelta(hours=6),
        authors=(Person("סופר"),),
        language="he",
    ),
    entry(
        "same-second-b",
        "Second of the same second",
        published=WHEN + timedelta(hours=5),
        authors=(ANN,),
    ),
    entry(
        "same-second-a",
        "First of the same second",
        published=WHEN + timedelta(hours=5),
        authors=(ANN,),
    ),
    entry(
        "edited",
        "Edited later",
        published=WHEN + timedelta(hours=4),
        updated=datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC),
        authors=(ANN, Person("Bo")),
    ),
    entry(
        "media",
        "With media",
        '<p><img src="https://example.org/i%20mg.png?a=1&amp;b=2" alt="a &quot;b&quot;"></p>',
        summary="",
        published=WHEN + timedelta(hours=3),
        authors=(ANN,),
        enclosures=(
            Enclosure("https://example.org/a.mp3?x=1&y=2", "audio/mpeg", 12345, "Sound & all", 61),
            Enclosure("https://example.org/b.pdf"),
        ),
        image="https://example.org/cover.jpg?w=1&h=2",
    ),
    entry(
        "moved?id=1&x=2#top",
        "An id of its own",
        id="https://example.org/old/address",
        published=WHEN + timedelta(hours=2),
        authors=(ANN,),
        origin=Origin("Another <site>", "https://origin.example.org/feed?a=1&b=2"),
        categories=("News", "C++"),
        tags=("news", "C++"),
    ),
    entry(
        "spaces",
        "Code keeps its spaces",
        "<pre><code>a\n\n\tb  c\n</code></pre>\n\n<p>  After.  </p>\n",
        summary="a b c After.",
        published=WHEN + timedelta(hours=1),
        authors=(ANN,),
    ),
    entry("before-1970", "Before the epoch", published=datetime(1963, 11, 23, 17, 16, 20, tzinfo=UTC)),
)


def nasty(**fields: Any) -> Feed:
    """A feed of every nasty post, with everything that a feed can say of itself."""
    everything = {
        "title": "Nasty & <small> 汉字",
        "description": "All that goes wrong: &, <, ]]>",
        "language": "zh-CN",
        "self_url": "https://feeds.example.org/f.xml?a=1&b=2",
        "authors": (ANN, Person("Bo")),
        "contributors": (Person("Cy", url="https://example.org/cy"),),
        "categories": ("R&D", "科技"),
        "rights": "© Ann & Bo",
        "icon": "https://example.org/icon.png",
        "logo": "https://example.org/logo.svg",
        "hubs": ("https://hub.example.org/", "https://hub2.example.org/?a=1&b=2"),
        "ttl": 60,
    }
    return feed(*NASTY, **{**everything, **fields})
