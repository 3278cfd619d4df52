"""Podcasts: Apple's elements and those of Podcasting 2.0, as data, and their rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feeds.validate.grammar import Child, Spec, free, leaf, many, needed, once, prefixed
from feeds.validate.rules import exactly, longest, media_type_attribute, plain_text, true_or_false
from feeds.validate.values import (
    address,
    anything,
    decimal,
    full_iri,
    matching,
    not_blank,
    one_of,
    positive_integer,
    rfc822,
    whole_number,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element
    from feeds.validate.values import Check

_ANYTHING = leaf()
_PLAIN = Spec(rules=(plain_text,))
_FORMATS = ("m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub", "aac", "wav")
_DURATION = matching(r"\d+|\d{1,3}:[0-5]?\d(?::[0-5]?\d)?", "duration")


def _table(text: str) -> dict[str, frozenset[str]]:
    """Categories and their subcategories, from lines such as "Arts: Books, Design"."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return {name.strip(): frozenset(sub.strip() for sub in subs.split(",")) for name, _, subs in lines}


_CATEGORIES = _table("""
    Arts: Books, Design, Fashion & Beauty, Food, Performing Arts, Visual Arts
    Business: Careers, Entrepreneurship, Investing, Management, Marketing, Non-Profit
    Comedy: Comedy Interviews, Improv, Stand-Up
    Education: Courses, How To, Language Learning, Self-Improvement
    Fiction: Comedy Fiction, Drama, Science Fiction
    Government:
    Health & Fitness: Alternative Health, Fitness, Medicine, Mental Health, Nutrition, Sexuality
    History:
    Kids & Family: Education for Kids, Parenting, Pets & Animals, Stories for Kids
    Leisure: Animation & Manga, Automotive, Aviation, Crafts, Games, Hobbies, Home & Garden, Video Games
    Music: Music Commentary, Music History, Music Interviews
    News: Business News, Daily News, Entertainment News, News Commentary, Politics, Sports News, Tech News
    Religion & Spirituality: Buddhism, Christianity, Hinduism, Islam, Judaism, Religion, Spirituality
    Science: Astronomy, Chemistry, Earth Sciences, Life Sciences, Mathematics, Natural Sciences, Nature, Physics, \
Social Sciences
    Society & Culture: Documentary, Personal Journals, Philosophy, Places & Travel, Relationships
    Sports: Baseball, Basketball, Cricket, Fantasy Sports, Football, Golf, Hockey, Rugby, Running, Soccer, Swimming, \
Tennis, Volleyball, Wilderness, Wrestling
    TV & Film: After Shows, Film History, Film Interviews, Film Reviews, TV Reviews
    Technology:
    True Crime:
""")
_OLD_CATEGORIES = _table("""
    Arts: Literature
    Arts & Entertainment: Architecture, Books, Design, Entertainment, Games, Performing Arts, Photography, Poetry, \
Science Fiction
    Audio Blogs:
    Business: Business News, Finance, Management & Marketing, Shopping
    Education: Education, Education Technology, Educational Technology, Higher Education, K-12, Language Courses, \
Training
    Family:
    Food:
    Games & Hobbies: Automotive, Aviation, Hobbies, Other Games, Video Games
    Government & Organizations: Local, National, Non-Profit, Regional
    Health: Alternative Health, Diet & Nutrition, Fitness, Fitness & Nutrition, Relationships, Self-Help, \
Sexuality
    International: Australian, Belgian, Brazilian, Canadian, Chinese, Dutch, French, German, Hebrew, Italian, \
Japanese, Norwegian, Polish, Portuguese, Spanish, Swedish
    Movies & Television:
    News & Politics: Conservative (Right), Liberal (Left)
    Politics:
    Public Radio:
    Religion & Spirituality: New Age, Other, Philosophy
    Science & Medicine: Medicine, Natural Sciences, Social Sciences
    Society & Culture: Gay & Lesbian, History
    Sports & Recreation: Amateur, College & High School, Outdoor, Professional
    Talk Radio:
    Technology: Computers, Developers, Gadgets, Information Technology, News, Operating Systems, Podcasting, \
Smart Phones, Software How-To, Tech News, Text/Speech
    Transportation: Automotive, Aviation, Bicycles, Commuting
    Travel:
""")


def itunes_category(category: Element) -> Iterator[Finding]:
    """One of Apple's; subcategories belong to their category."""
    text = category.attributes.get("text")
    parent = category.parent.attributes.get("text", "") if _is_nested(category) and category.parent else None
    if text is None or text in (_CATEGORIES if parent is None else _CATEGORIES.get(parent, ())):
        return
    is_old = text in (_OLD_CATEGORIES if parent is None else _OLD_CATEGORIES.get(parent, ()))
    yield category.finding("itunes-category-old" if is_old else "itunes-category", value=text)


def _is_nested(category: Element) -> bool:
    return category.parent is not None and category.parent.name == category.name


def itunes_keywords(keywords: Element) -> Iterator[Finding]:
    """Words with commas between them."""
    text = keywords.text
    if "," not in text and " " in text:
        yield keywords.finding("itunes-keywords", value=text)


def itunes_owner(owner: Element) -> Iterator[Finding]:
    """Directories write to the owner to see whose podcast it is."""
    if not owner.first("itunes:email"):
        yield owner.finding("itunes-no-email")


def itunes_channel(channel: Element) -> Iterator[Finding]:
    """What a podcast should tell of itself."""
    if "itunes" not in channel.document.noted:
        return
    for name in ("language", "itunes:category", "itunes:explicit", "itunes:image"):
        if not channel.first(name) and not (name == "language" and channel.lang):
            yield channel.finding("itunes-missing", name=name)
    if not channel.first("itunes:owner"):
        yield channel.finding("itunes-no-email")


def itunes_item(item: Element) -> Iterator[Finding]:
    """Apple plays few kinds of files."""
    if "itunes" not in item.document.noted:
        return
    for enclosure in item.all("enclosure"):
        try:
            name = urlsplit(enclosure.attributes.get("url", "")).path.rpartition("/")[2]
        except ValueError:
            continue
        extension = name.rpartition(".")[2].lower()
        if "." in name and extension not in _FORMATS:
            yield enclosure.finding("itunes-format", value=extension)


_ITUNES_IMAGE = Spec(text=False, required=needed("@href"), attributes={"href": full_iri})
_ITUNES_CATEGORY = Spec(
    text=False,
    required=needed("@text"),
    attributes={"text": anything},
    rules=(itunes_category,),
)
_ITUNES_CATEGORY.children["itunes:category"] = Child(_ITUNES_CATEGORY, None)
_YES_OR_NO = Spec(rules=(exactly("yes|no", "not-yes-or-no"),))
_ITUNES = {
    "author": Spec(checks=(not_blank,), rules=(plain_text, longest(255))),
    "block": Spec(rules=(exactly("yes|no|clean", "not-yes-no-or-clean"),)),
    "explicit": Spec(rules=(true_or_false,)),
    "image": _ITUNES_IMAGE,
    "pubDate": leaf(rfc822),
    "keywords": Spec(rules=(plain_text, itunes_keywords, longest(255))),
    "subtitle": Spec(rules=(plain_text, longest(255))),
    "summary": Spec(rules=(plain_text, longest(4000))),
    "title": Spec(checks=(not_blank,), rules=(plain_text, longest(255))),
}
ITUNES_CHANNEL: dict[str, Child] = prefixed(
    "itunes",
    {
        **once(**_ITUNES),
        **once(
            applepodcastsverify=_ANYTHING,
            complete=_YES_OR_NO,
            new_feed_url=leaf(full_iri),
            owner=Spec(
                text=False,
                rules=(itunes_owner,),
                children=prefixed(
                    "itunes",
                    once(
                        name=Spec(rules=(plain_text, longest(255))),
                        email=Spec(checks=(address("email-contact"),)),
                    ),
                ),
            ),
            type=leaf(one_of(words("episodic serial Episodic Serial"), "itunes-channel-type")),
        ),
        **many(category=_ITUNES_CATEGORY),
    },
)
ITUNES_ITEM: dict[str, Child] = prefixed(
    "itunes",
    {
        **once(**_ITUNES),
        **once(
            duration=leaf(_DURATION),
            episode=leaf(positive_integer),
            episodeType=leaf(one_of(words("full trailer bonus Full Trailer Bonus"), "itunes-episode-type")),
            isClosedCaptioned=_YES_OR_NO,
            order=leaf(positive_integer),
            season=leaf(positive_integer),
        ),
    },
)

# Podcasting 2.0.

_FREE = free()


def _file(**attributes: Check) -> Spec:
    """A file that is told by its URL and type."""
    return Spec(
        required=needed("@url", "@type"),
        attributes={"url": full_iri, "type": media_type_attribute, **attributes},
    )


_NUMBERED = Spec(checks=(decimal,), attributes={"name": anything, "display": anything})
_PERSON = Spec(
    checks=(not_blank,), attributes={"role": anything, "group": anything, "img": full_iri, "href": full_iri}
)
_PODCAST = {
    **once(chapters=_file(), episode=_NUMBERED, season=_NUMBERED, license=Spec(attributes={"url": full_iri})),
    **many(
        person=_PERSON,
        soundbite=Spec(
            required=needed("@startTime", "@duration"),
            attributes={"startTime": decimal, "duration": decimal},
        ),
        transcript=_file(language=anything, rel=anything),
        trailer=_file(pubdate=rfc822, length=whole_number, season=anything),
        **dict.fromkeys(
            ("alternateEnclosure", "block", "chat", "contentLink", "image", "images", "liveItem", "location", "podroll",
             "publisher", "remoteItem", "socialInteract", "txt", "updateFrequency", "value"),
            _FREE,
        ),
    ),
}  # fmt: skip
PODCAST_ITEM: dict[str, Child] = prefixed("podcast", _PODCAST)
PODCAST_CHANNEL: dict[str, Child] = prefixed(
    "podcast",
    {
        **_PODCAST,
        **once(
            guid=leaf(not_blank),
            locked=Spec(
                checks=(matching("yes|no", "not-yes-or-no", re.ASCII | re.IGNORECASE),),
                attributes={"owner": address("email-contact")},
            ),
            medium=leaf(not_blank),
        ),
        **many(funding=Spec(required=needed("@url"), attributes={"url": full_iri})),
    },
)
