"""The extensions that people really use, as data: what each element holds, and in which elements it may be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feeds.validate.grammar import Child, Spec, leaf, many, once, prefixed
from feeds.validate.rules import (
    html_findings,
    longest,
    media_type_attribute,
    no_space_around,
    plain_attribute,
    plain_text,
    true_or_false,
    undeclared_html,
)
from feeds.validate.values import (
    Check,
    address,
    anything,
    country,
    decimal,
    full_iri,
    full_uri,
    integer,
    iri,
    is_media_type,
    iso8601,
    language,
    latitude,
    longitude,
    matching,
    not_blank,
    one_of,
    positive_integer,
    rfc3339,
    w3cdtf,
    whole_number,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element

_ANYTHING = leaf()
_PLAIN = Spec(rules=(plain_text,))
_URL = leaf(full_uri)
_WHOLE = leaf(whole_number)


def media_type(value: str) -> str | None:
    """RFC 2045, 5.1."""
    return None if is_media_type(value) else "media-type"


def http_url(value: str) -> str | None:
    """The full URL of a file."""
    return None if _FILE_URL.fullmatch(value) and full_iri(value) is None else "not-url"


_FILE_URL = re.compile(r"(?:https?|ftp)://[^/\s]\S*", re.IGNORECASE)
_YES_OR_NO: Check = one_of(words("yes no"), "not-yes-or-no")
_TRUE_OR_FALSE = one_of(words("true false"), "not-true-or-false")

# Dublin Core (dc, dcterms).

_DUBLIN_CORE = prefixed(
    "dc",
    {
        **once(
            date=leaf(w3cdtf), description=_ANYTHING, format=_ANYTHING, identifier=_ANYTHING, language=leaf(language),
            rights=_PLAIN, source=_ANYTHING, title=_ANYTHING, type=_ANYTHING,
        ),
        **many(
            contributor=_ANYTHING, coverage=_ANYTHING, creator=_ANYTHING, publisher=_ANYTHING, relation=_ANYTHING,
            subject=_ANYTHING,
        ),
    },
)  # fmt: skip
_DATE_TERMS = "created dateAccepted dateCopyrighted dateSubmitted issued modified"
_DUBLIN_CORE_TERMS = {f"dcterms:{name}": Child(leaf(w3cdtf)) for name in _DATE_TERMS.split()}

# Places (geo, geourl, icbm, georss).

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_COORDINATES = re.compile(rf"\s*{_NUMBER}\s+{_NUMBER}\s*", re.ASCII)
_ONE_NUMBER = re.compile(_NUMBER, re.ASCII)


def coordinates(least: int, code: str) -> Check:
    """At least so many pairs of latitude and longitude, and nothing else."""

    def check(value: str) -> str | None:
        numbers = value.replace(",", " ").split()
        if len(numbers) < 2 * least or len(numbers) % 2 or not all(map(_ONE_NUMBER.fullmatch, numbers)):
            return code
        if least == 1 and len(numbers) != 2:
            return code
        if not all(
            abs(float(number)) <= limit for number, limit in zip(numbers, _limits(len(numbers)), strict=True)
        ):
            return code
        return "coordinates-comma" if "," in value else None

    return check


def _limits(count: int) -> Iterator[float]:
    for _ in range(count // 2):
        yield 90.0
        yield 180.0


_POINT = leaf(coordinates(1, "coordinates"))
_LINE = leaf(coordinates(2, "coordinate-list"))
_AREA = leaf(coordinates(4, "coordinate-list"))
_BOX = leaf(coordinates(2, "coordinate-list"))
_LATITUDE, _LONGITUDE = leaf(latitude), leaf(longitude)
_DECIMAL = leaf(decimal)
_GML_ATTRIBUTES = {"srsName": anything, "id": anything, "dimension": anything, "srsDimension": anything}


def _gml(**children: Spec) -> Spec:
    return Spec(text=False, attributes=_GML_ATTRIBUTES, children=prefixed("gml", once(**children)))


_RING = _gml(LinearRing=_gml(posList=Spec(checks=_AREA.checks, attributes=_GML_ATTRIBUTES)))
_GEOMETRY = _gml(
    Point=_gml(pos=Spec(checks=_POINT.checks, attributes=_GML_ATTRIBUTES)),
    LineString=_gml(posList=Spec(checks=_LINE.checks, attributes=_GML_ATTRIBUTES)),
    Polygon=_gml(exterior=_RING, interior=_RING),
    Envelope=_gml(lowerCorner=_POINT, upperCorner=_POINT),
)
_GEORSS_ATTRIBUTES = {
    "featurename": anything, "featuretypetag": anything, "relationshiptag": anything, "elev": decimal,
    "floor": integer, "radius": decimal,
}  # fmt: skip
_PLACES = {
    **prefixed(
        "geo",
        once(
            lat=_LATITUDE, long=_LONGITUDE, alt=_DECIMAL,
            Point=Spec(text=False, children=prefixed("geo", once(lat=_LATITUDE, long=_LONGITUDE, alt=_DECIMAL))),
        ),
    ),
    **prefixed("geourl", once(latitude=_LATITUDE, longitude=_LONGITUDE)),
    **prefixed("icbm", once(latitude=_LATITUDE, longitude=_LONGITUDE)),
    **prefixed(
        "georss",
        {
            name: Child(Spec(spec.checks, attributes=_GEORSS_ATTRIBUTES))
            for name, spec in {
                "point": _POINT, "line": _LINE, "polygon": _AREA, "box": _BOX, "elev": _DECIMAL, "radius": _DECIMAL,
                "floor": leaf(integer), "circle": _ANYTHING, "featurename": _ANYTHING,
                "featuretypetag": _ANYTHING, "relationshiptag": _ANYTHING,
            }.items()
        },
    ),
    "georss:where": Child(Spec(text=False, attributes=_GML_ATTRIBUTES, children=_GEOMETRY.children)),
}  # fmt: skip

# Media RSS.

_MEDIA_ROLES = words("""
    actor anchor author choreographer composer conductor director distribution-company editor host illustrator
    interviewee interviewer journalist librettist lyricist musician narrator news-reader orchestra owner performer
    photographer presenter producer production-company production-department publisher reporter researcher singer
    sound-recordist translator uploader vocalist writer
""") | {
    "anchor person", "graphic designer", "grip", "music arranger", "music group", "author", "animator", "artist",
    "cartoonist", "cast", "chorus", "colorist", "consultant", "critic", "dancer", "dubber", "engineer", "recording engineer",
    "set designer", "sound engineer", "stage manager", "technical director", "visual effects", "costume designer",
    "lighting director", "lighting designer", "make-up artist", "choir", "commentator", "correspondent", "moderator",
    "speaker", "storyboard artist", "stunts", "subtitler", "art director", "assistant director", "camera operator",
    "casting director", "cinematographer", "director of photography", "executive producer", "film editor",
    "sound designer", "screenwriter", "scriptwriter", "video artist", "publishing company", "set dresser",
}  # fmt: skip
_MEDIA_RATINGS = {
    "urn:simple": re.compile("adult|nonadult"),
    "urn:mpaa": re.compile("g|pg|pg-?13|r|nc-?17|nr|x|pg 13|nc 17"),
    "urn:v-chip": re.compile("(?:all children|directed to older children(?: - fantasy violence)?|general audience|"
                             "parental guidance suggested|parents strongly cautioned|mature audience only|"
                             "tv-?(?:y|y7|y7-fv|g|pg|14|ma))"),
    "urn:icra": re.compile(r"r ?\((?:[a-z]{1,2} [01] ?)+\)"),
}  # fmt: skip
_NPT = matching(r"\d+(?:\.\d+)?|\d+:[0-5]\d:[0-5]\d(?:\.\d+)?|now", "npt-time")
_EXPRESSIONS = one_of(words("sample full nonstop"), "media-expression")
_MEDIUMS = one_of(words("image audio video document executable"), "media-medium")


def media_credit(credit: Element) -> Iterator[Finding]:
    """Roles are in lower case; those of the default scheme are the EBU's."""
    role = credit.attributes.get("role")
    scheme = credit.attributes.get("scheme", "urn:ebu")
    if role is not None and (role != role.lower() or (scheme == "urn:ebu" and role not in _MEDIA_ROLES)):
        yield credit.finding("media-role", value=role)


def media_rating(rating: Element) -> Iterator[Finding]:
    """Ratings of a known scheme are of its values."""
    known = _MEDIA_RATINGS.get(rating.attributes.get("scheme", "urn:simple"))
    text = rating.text
    if known is not None and not known.fullmatch(text[:200].lower()):
        yield rating.finding("media-rating", value=text)


def media_restriction(restriction: Element) -> Iterator[Finding]:
    """What is allowed or denied are countries, URIs, or all or none of them."""
    relationship, kind = restriction.attributes.get("relationship"), restriction.attributes.get("type")
    text = restriction.text
    if relationship is not None and relationship not in ("allow", "deny"):
        yield restriction.finding("media-restriction-relationship", value=relationship)
    if kind is not None and kind not in ("country", "uri", "sharing"):
        yield restriction.finding("media-restriction-type", value=kind)
    elif not kind:
        if text and text not in ("all", "none"):
            yield restriction.finding("media-restriction", value=text)
    elif text not in ("all", "none"):
        check: Check = country if kind == "country" else full_iri if kind == "uri" else anything
        for word in text.split():
            code = check(word)
            if code is not None:
                yield restriction.finding(code, value=word)


def media_hash(element: Element) -> Iterator[Finding]:
    """In hexadecimal digits, as many as the algorithm makes."""
    algorithm = element.attributes.get("algo", "md5")
    digits = {"md5": 32, "sha-1": 40}.get(algorithm)
    if digits is None or not re.fullmatch(rf"[0-9a-fA-F]{{{digits}}}", element.text):
        yield element.finding("media-hash", value=element.text, algorithm=algorithm)


def media_text(element: Element) -> Iterator[Finding]:
    """Plain, or HTML if it says so."""
    kind = element.attributes.get("type", "plain")
    if kind == "html":
        yield from html_findings(element, relative=True)
    elif kind == "plain":
        yield from undeclared_html(element)
    else:
        yield element.finding("media-text-type", value=kind)


def media_group(group: Element) -> Iterator[Finding]:
    """A group holds alternatives: at least two."""
    if len(group.all("media:content")) < 2:
        yield group.finding("media-group-single")


def media_adult(adult: Element) -> Iterator[Finding]:
    """It has been replaced by media:rating."""
    yield adult.finding("media-adult")


def _scheme(value: str) -> str | None:
    """A URI; those that Media RSS names itself are no URNs by their rules, but meant."""
    return None if re.fullmatch("urn:[a-z-]+", value) else full_iri(value)


_SIZE = {"height": positive_integer, "width": positive_integer}
_MEDIA_TEXT = Spec(rules=(media_text,), attributes={"type": anything})
_MEDIA = prefixed(
    "media",
    {
        **once(
            adult=Spec(rules=(media_adult,)),
            copyright=Spec(rules=(plain_text,), attributes={"url": iri}),
            description=_MEDIA_TEXT,
            keywords=_PLAIN,
            player=Spec(required={"@url": "missing-attribute"}, attributes={"url": full_iri, **_SIZE}),
            title=_MEDIA_TEXT,
        ),
        **many(
            category=Spec(
                rules=(plain_attribute("label"),), attributes={"scheme": full_iri, "label": anything}
            ),
            credit=Spec(rules=(media_credit,), attributes={"role": anything, "scheme": _scheme}),
            hash=Spec(rules=(media_hash,), attributes={"algo": anything}),
            rating=Spec(rules=(media_rating,), attributes={"scheme": _scheme}),
            restriction=Spec(
                required={"@relationship": "missing-attribute"},
                rules=(media_restriction,),
                attributes={"relationship": anything, "type": anything},
            ),
            text=Spec(
                rules=(media_text,),
                attributes={"type": anything, "lang": language, "start": _NPT, "end": _NPT},
            ),
            thumbnail=Spec(
                required={"@url": "missing-attribute"}, attributes={"url": full_iri, "time": _NPT, **_SIZE}
            ),
        ),
    },
)
_MEDIA_FREE = Spec(markup=lambda _: "xml")
_MEDIA.update(
    prefixed(
        "media",
        many(
            backLinks=_MEDIA_FREE, comments=_MEDIA_FREE, community=_MEDIA_FREE, embed=_MEDIA_FREE, license=_MEDIA_FREE,
            location=_MEDIA_FREE, peerLink=_MEDIA_FREE, price=_MEDIA_FREE, responses=_MEDIA_FREE, rights=_MEDIA_FREE,
            scenes=_MEDIA_FREE, status=_MEDIA_FREE, subTitle=_MEDIA_FREE,
        ),
    )
)  # fmt: skip
_MEDIA_CONTENT = Spec(
    text=False,
    attributes={
        "bitrate": decimal, "channels": whole_number, "duration": decimal, "expression": _EXPRESSIONS,
        "fileSize": positive_integer, "framerate": decimal, "isDefault": _TRUE_OR_FALSE, "lang": language,
        "medium": _MEDIUMS, "samplingrate": decimal, "type": media_type_attribute, "url": full_iri, **_SIZE,
    },
    children={**_MEDIA, **_DUBLIN_CORE, **prefixed("creativeCommons", many(license=_URL))},
)  # fmt: skip
_MEDIA["media:content"] = Child(_MEDIA_CONTENT, None)
_MEDIA["media:group"] = Child(Spec(text=False, rules=(media_group,), children=_MEDIA), None)

# Podcasts (itunes, podcast, googleplay).

_ITUNES_CATEGORIES = {
    "Arts": words("Books Design Food") | {"Fashion & Beauty", "Performing Arts", "Visual Arts"},
    "Business": words("Careers Entrepreneurship Investing Management Marketing") | {"Non-Profit"},
    "Comedy": {"Comedy Interviews", "Improv", "Stand-Up"},
    "Education": words("Courses") | {"How To", "Language Learning", "Self-Improvement"},
    "Fiction": {"Comedy Fiction", "Drama", "Science Fiction"},
    "Government": frozenset(),
    "History": frozenset(),
    "Health & Fitness": words("Fitness Medicine Nutrition Sexuality")
    | {"Alternative Health", "Mental Health"},
    "Kids & Family": words("Parenting") | {"Education for Kids", "Pets & Animals", "Stories for Kids"},
    "Leisure": words("Automotive Aviation Crafts Games Hobbies") | {"Animation & Manga", "Home & Garden", "Video Games"},
    "Music": {"Music Commentary", "Music History", "Music Interviews"},
    "News": words("Politics") | {
        "Business News", "Daily News", "Entertainment News", "News Commentary", "Sports News", "Tech News",
    },
    "Religion & Spirituality": words("Buddhism Christianity Hinduism Islam Judaism Religion Spirituality"),
    "Science": words("Astronomy Chemistry Mathematics Physics")
    | {"Earth Sciences", "Life Sciences", "Natural Sciences", "Nature", "Social Sciences"},
    "Society & Culture": words("Documentary Philosophy Relationships") | {"Personal Journals", "Places & Travel"},
    "Sports": words("Baseball Basketball Cricket Golf Hockey Rugby Running Soccer Swimming Tennis Volleyball Wilderness Wrestling")
    | {"Fantasy Sports", "Football"},
    "Technology": frozenset(),
    "True Crime": frozenset(),
    "TV & Film": {"After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"},
}  # fmt: skip
_OLD_ITUNES_CATEGORIES = {
    "Arts": {"Literature"},
    "Arts & Entertainment": words("Architecture Books Design Entertainment Games Photography Poetry") | {"Performing Arts", "Science Fiction"},
    "Audio Blogs": frozenset(),
    "Business": {"Business News", "Shopping", "Finance"},
    "Comedy": frozenset(),
    "Education": {"Education Technology", "Higher Education", "K-12", "Language Courses", "Training", "Educational Technology"},
    "Family": frozenset(),
    "Food": frozenset(),
    "Games & Hobbies": words("Automotive Aviation Hobbies") | {"Other Games", "Video Games"},
    "Government & Organizations": words("Local National Regional") | {"Non-Profit"},
    "Health": {"Diet & Nutrition", "Fitness", "Relationships", "Self-Help", "Sexuality", "Alternative Health"},
    "International": words("Australian Belgian Brazilian Canadian Chinese Dutch French German Hebrew Italian Japanese Norwegian Polish Portuguese Spanish Swedish"),
    "Movies & Television": frozenset(),
    "Music": frozenset(),
    "News": frozenset(),
    "News & Politics": {"Conservative (Right)", "Liberal (Left)"},
    "Politics": frozenset(),
    "Public Radio": frozenset(),
    "Religion & Spirituality": words("Other New Age Philosophy") | {"New Age"},
    "Science": frozenset(),
    "Science & Medicine": {"Medicine", "Natural Sciences", "Social Sciences"},
    "Society & Culture": words("Gay Lesbian History") | {"Gay & Lesbian", "Gay, Lesbian, Bisexual"},
    "Sports": frozenset(),
    "Sports & Recreation": words("Amateur Outdoor Professional") | {"College & High School"},
    "Talk Radio": frozenset(),
    "Technology": words("Computers Developers Gadgets Podcasting Operating") | {
        "Information Technology", "Operating Systems", "Tech News", "Software How-To", "Gadgets", "News",
    },
    "Transportation": words("Automotive Aviation Bicycles Commuting"),
    "Travel": frozenset(),
}  # fmt: skip
_ITUNES_FORMATS = ("m4a", "mp3", "mov", "mp4", "m4v", "pdf", "epub", "aac", "wav")
_DURATION = matching(r"\d+|\d{1,3}:[0-5]?\d(?::[0-5]?\d)?", "duration")


def itunes_category(category: Element) -> Iterator[Finding]:
    """One of Apple's; subcategories belong to their category."""
    text = category.attributes.get("text")
    if text is None:
        return
    parent = (
        category.parent.attributes.get("text")
        if category.parent is not None and _is_nested(category)
        else None
    )
    known: object = _ITUNES_CATEGORIES if parent is None else _ITUNES_CATEGORIES.get(parent, ())
    old: object = _OLD_ITUNES_CATEGORIES if parent is None else _OLD_ITUNES_CATEGORIES.get(parent, ())
    if text in known:  # type: ignore[operator]
        return
    yield category.finding("itunes-category-old" if text in old else "itunes-category", value=text)  # type: ignore[operator]


def _is_nested(category: Element) -> bool:
    return category.parent is not None and category.parent.name == category.name


def itunes_keywords(keywords: Element) -> Iterator[Finding]:
    """Words with commas between them."""
    text = keywords.text
    if "," not in text and " " in text:
        yield keywords.finding("itunes-keywords", value=text)


def itunes_owner(owner: Element) -> Iterator[Finding]:
    if not owner.first("itunes:email"):
        yield owner.finding("itunes-no-email")


def itunes_channel(channel: Element) -> Iterator[Finding]:
    """What a podcast should tell of itself."""
    if "itunes" not in channel.document.noted:
        return
    for name in ("language", "itunes:category", "itunes:explicit"):
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
        if "." in name and extension not in _ITUNES_FORMATS:
            yield enclosure.finding("itunes-format", value=extension)


_APPLE_IMAGE = re.compile(r"\.(?:jpe?g|png)$", re.IGNORECASE)
_ITUNES_IMAGE = Spec(required={"@href": "missing-attribute"}, attributes={"href": full_iri})
_ITUNES_CATEGORY = Spec(
    text=False,
    required={"@text": "missing-attribute"},
    attributes={"text": anything},
    rules=(itunes_category,),
)
_ITUNES_CATEGORY.children["itunes:category"] = Child(_ITUNES_CATEGORY, None)
_BLOCK = leaf(matching("yes|no|clean", "not-yes-no-or-clean", re.ASCII | re.IGNORECASE))
_ITUNES = {
    "author": Spec(checks=(not_blank,), rules=(plain_text, longest(255))),
    "block": _BLOCK,
    "explicit": Spec(rules=(true_or_false,)),
    "image": _ITUNES_IMAGE,
    "keywords": Spec(rules=(plain_text, itunes_keywords, longest(255))),
    "subtitle": Spec(rules=(plain_text, longest(255))),
    "summary": Spec(rules=(plain_text, longest(4000))),
    "title": Spec(checks=(not_blank,), rules=(plain_text, longest(255))),
}
_ITUNES_CHANNEL = prefixed(
    "itunes",
    {
        **once(**_ITUNES),
        **once(
            applepodcastsverify=_ANYTHING,
            complete=leaf(matching("yes|no", "not-yes-or-no", re.ASCII | re.IGNORECASE)),
            new_feed_url=leaf(full_iri),
            owner=Spec(
                text=False,
                rules=(itunes_owner,),
                children=prefixed(
                    "itunes", once(name=_PLAIN, email=Spec(checks=(address("email-contact"),)))
                ),
            ),
            type=leaf(one_of(words("episodic serial Episodic Serial"), "itunes-channel-type")),
        ),
        **many(category=_ITUNES_CATEGORY),
    },
)
_ITUNES_ITEM = prefixed(
    "itunes",
    {
        **once(**_ITUNES),
        **once(
            duration=leaf(_DURATION),
            episode=leaf(positive_integer),
            episodeType=leaf(one_of(words("full trailer bonus Full Trailer Bonus"), "itunes-episode-type")),
            isClosedCaptioned=leaf(matching("yes|no", "not-yes-or-no", re.ASCII | re.IGNORECASE)),
            order=leaf(positive_integer),
            season=leaf(positive_integer),
        ),
        **many(category=_ITUNES_CATEGORY),
    },
)

# Small modules.

_SYNDICATION = prefixed(
    "sy",
    once(
        updatePeriod=leaf(not_blank, one_of(words("hourly daily weekly monthly yearly"), "update-period")),
        updateFrequency=leaf(not_blank, positive_integer),
        updateBase=leaf(w3cdtf),
    ),
)
_RESOURCE = Spec(required={"@rdf:resource": "missing-attribute"}, attributes={"rdf:resource": full_uri})
_LICENSES = {**prefixed("creativeCommons", many(license=_URL)), "cc:license": Child(_RESOURCE, None)}
_ACCESS = "access-relationship"


def access_relationship(restriction: Element) -> Iterator[Finding]:
    value = restriction.attributes.get("relationship", "")
    if value not in ("allow", "deny"):
        yield restriction.finding(_ACCESS, value=value)


ACCESS = prefixed(
    "access",
    once(
        restriction=Spec(
            text=False,
            required={"@relationship": "missing-attribute"},
            attributes={"relationship": anything},
            rules=(access_relationship,),
        )
    ),
)
_EVENT = prefixed(
    "ev",
    once(
        startdate=leaf(iso8601),
        enddate=leaf(iso8601),
        location=_ANYTHING,
        organizer=_ANYTHING,
        type=_ANYTHING,
    ),
)
_TRACKBACK = prefixed("trackback", {**once(ping=_URL), **many(about=_URL)})


def comment_rss(element: Element) -> Iterator[Finding]:
    """The module's author misspelt it once; readers look for commentRss."""
    yield element.finding("comment-rss-spelling")


_COMMENTS = prefixed(
    "wfw", once(comment=_URL, commentRss=_URL, commentRSS=Spec((full_uri,), rules=(comment_rss,)))
)
_SLASH = prefixed(
    "slash",
    once(
        comments=leaf(whole_number),
        department=_PLAIN,
        hit_parade=leaf(matching(r"\s*\d+\s*(?:,\s*\d+\s*)*", "number-list")),
        section=_PLAIN,
    ),
)
_SLASH["slash:hit_parade"] = _SLASH.pop("slash:hit-parade")
_CONVERSATIONS = prefixed(
    "conversationsNetwork",
    once(image=leaf(http_url), introMilliseconds=_WHOLE, ratingAverage=_DECIMAL, ratingCount=_WHOLE),
)
_ADMIN = prefixed("admin", once(errorReportsTo=_RESOURCE, generatorAgent=_RESOURCE))
_BLOG_CHANNEL = prefixed("blogChannel", once(blink=_URL, blogRoll=_URL, changes=_URL, mySubscriptions=_URL))

INDEXING: dict[str, Check] = {"indexing:index": _YES_OR_NO}
"""Attributes of feeds and entries."""

# Atom's own extensions (thr, app, at, fh).


def thr_when(value: str) -> str:
    """Drafts called it so; RFC 4685 has thr:updated."""
    return "thr-when"


LINK_ATTRIBUTES: dict[str, Check] = {
    "thr:count": whole_number, "thr:updated": rfc3339, "thr:when": thr_when,
}  # fmt: skip
_THREAD = {
    "thr:in-reply-to": Child(
        Spec(
            required={"@ref": "missing-attribute"},
            attributes={"ref": full_iri, "href": iri, "source": iri, "type": media_type},
        ),
        None,
    ),
    "thr:total": Child(leaf(whole_number)),
}
_EMPTY = Spec(text=False)
_HISTORY = prefixed("fh", once(archive=_EMPTY, complete=_EMPTY, incremental=_ANYTHING, prev=_URL))
_PUBLISHING = prefixed(
    "app",
    once(
        edited=Spec(checks=(rfc3339,), rules=(no_space_around,)),
        control=Spec(text=False, children=prefixed("app", once(draft=leaf(_YES_OR_NO)))),
    ),
)


def with_collections(title: Child) -> dict[str, Child]:
    """The collections of RFC 5023, 8.3.3, which have an Atom title."""
    collection = Spec(
        text=False,
        required={"@href": "missing-attribute", "title": "missing-element"},
        attributes={"href": iri},
        children={
            "title": title,
            **prefixed(
                "app",
                many(accept=_ANYTHING, categories=Spec(markup=lambda _: "xml", attributes={"href": iri})),
            ),
        },
    )
    collection.children["app:categories"].spec.attributes = {"href": iri, "scheme": iri, "fixed": _YES_OR_NO}
    return prefixed("app", many(collection=collection))


_ROBOTS = re.compile(
    r"\s*(?:all|none|(?:no)?(?:index|follow|archive|snippet)|robots-terms)(?:\s*,\s*(?:all|none|(?:no)?(?:index|follow|archive|snippet)))*\s*",
    re.IGNORECASE,
)


def meta_robots(meta: Element) -> Iterator[Finding]:
    """Of HTML's meta elements, only robots means anything in a feed."""
    name, content = meta.attributes.get("name"), meta.attributes.get("content")
    if name is not None and name.lower() != "robots":
        yield meta.finding("meta-name", value=name)
    if content is not None and not _ROBOTS.fullmatch(content[:200]):
        yield meta.finding("meta-content", value=content)


_META = {
    "xhtml:meta": Child(
        Spec(
            text=False,
            required={"@name": "missing-attribute", "@content": "missing-attribute"},
            attributes={"name": anything, "content": anything},
            rules=(meta_robots,),
        ),
        None,
    )
}


def tombstones(person: Spec, text: Spec, link: Spec) -> dict[str, Child]:
    """The tombstones of RFC 6721, 3."""
    return {
        "at:deleted-entry": Child(
            Spec(
                text=False,
                required={"@ref": "missing-attribute", "@when": "missing-attribute"},
                attributes={"ref": full_iri, "when": rfc3339},
                children={
                    "at:by": Child(person),
                    "at:comment": Child(text),
                    "link": Child(link, None),
                    **ANYWHERE,
                },
            ),
            None,
        )
    }


ANYWHERE: dict[str, Child] = {**_DUBLIN_CORE, **_DUBLIN_CORE_TERMS, **_PLACES}
"""In every element that may hold others."""
_EVERY_ENTRY = {
    **ANYWHERE,
    **_MEDIA,
    **_LICENSES,
    **_EVENT,
    **_TRACKBACK,
    **_COMMENTS,
    **_SLASH,
    **_CONVERSATIONS,
    **ACCESS,
}
_EVERY_FEED = {
    **ANYWHERE,
    **_MEDIA,
    **_LICENSES,
    **_SYNDICATION,
    **_ADMIN,
    **_BLOG_CHANNEL,
    **_HISTORY,
    **ACCESS,
    **_META,
}
ATOM_ENTRY: dict[str, Child] = {**_EVERY_ENTRY, **_ITUNES_ITEM, **_THREAD, **_PUBLISHING}
ATOM_FEED: dict[str, Child] = {**_EVERY_FEED, **_ITUNES_CHANNEL, **_THREAD}
RSS_ITEM: dict[str, Child] = {**_EVERY_ENTRY, **_ITUNES_ITEM, **_THREAD}
RSS_CHANNEL: dict[str, Child] = {**_EVERY_FEED, **_ITUNES_CHANNEL}
