"""Media RSS: its elements, as data, and its rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feeds.validate.grammar import Child, Spec, free, many, needed, once, prefixed
from feeds.validate.rules import (
    html_findings,
    media_type_attribute,
    plain_attribute,
    plain_text,
    undeclared_html,
)
from feeds.validate.values import (
    anything,
    country,
    full_iri,
    iri,
    language,
    matching,
    one_of,
    positive_integer,
    unsigned,
    whole_number,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element
    from feeds.validate.values import Check

_ROLES = frozenset(
    role.replace("_", " ")
    for role in words("""
        actor anchor anchor_person animator art_director artist assistant_director author camera_operator
        cartoonist cast casting_director choir choreographer chorus cinematographer colorist commentator
        composer conductor consultant correspondent costume_designer critic dancer director
        director_of_photography distribution_company dubber editor engineer executive_producer film_editor
        graphic_designer grip host illustrator interviewee interviewer journalist librettist lighting_designer
        lighting_director lyricist make-up_artist moderator music_arranger music_group musician narrator
        news_reader orchestra owner performer photographer presenter producer production_company
        production_department publisher publishing_company recording_engineer reporter researcher scriptwriter
        set_designer set_dresser singer sound_designer sound_engineer sound_recordist speaker stage_manager
        storyboard_artist stunts subtitler technical_director translator uploader video_artist visual_effects
        vocalist writer
    """)
)
"""Of the European Broadcasting Union, and those of YouTube."""
_ICRA = r"(?:[nsvlocx]z [01]|(?:n[a-h]|s[a-f]|v[a-k]|l[a-c]|o[a-h]|c[a-b]|x[a-e]) 1)"
_RATINGS = {
    "urn:simple": one_of(words("adult nonadult"), "media-rating"),
    "urn:mpaa": one_of(words("g pg pg-13 r nc-17 x"), "media-rating"),
    "urn:v-chip": one_of(
        words("14+ 18+ c c8 g pg tv-14 tv-g tv-ma tv-pg tv-y tv-y7 tv-y7-fv"), "media-rating"
    ),
    "urn:icra": matching(rf"r \({_ICRA}(?: {_ICRA})*\)", "media-rating"),
}
"""What the ratings of each scheme can be, letter by letter."""
_NPT = matching(r"\d+(?:\.\d*)?|\d+:[0-5]?\d:[0-5]?\d(?:\.\d*)?|now", "npt-time")
_EXPRESSIONS = one_of(words("sample full nonstop"), "media-expression")
_TRUE_OR_FALSE = one_of(words("true false"), "not-true-or-false")
_MEDIUMS = one_of(words("image audio video document executable"), "media-medium")


def media_credit(credit: Element) -> Iterator[Finding]:
    """Roles are in lower case; those of the default scheme are the EBU's."""
    role = credit.attributes.get("role")
    scheme = credit.attributes.get("scheme", "urn:ebu")
    if role is not None and (role != role.lower() or (scheme == "urn:ebu" and role not in _ROLES)):
        yield credit.finding("media-role", value=role)


def media_rating(rating: Element) -> Iterator[Finding]:
    """Ratings of a known scheme are of its values."""
    check = _RATINGS.get(rating.attributes.get("scheme", "urn:simple"), anything)
    code = check(rating.text)
    if code is not None:
        yield rating.finding(code, value=rating.text)


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
        for word in [text] if kind == "uri" else text.split():
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


def media_address(entry: Element) -> Iterator[Finding]:
    """A file has a URL, or a player that is its own, its group's or the entry's."""
    for holder in (entry, *entry.all("media:group")):
        for content in holder.all("media:content"):
            players = (place.first("media:player") for place in (content, holder, entry))
            if "url" not in content.attributes and not any(players):
                yield content.finding("missing-attribute", name="url")


def media_adult(adult: Element) -> Iterator[Finding]:
    """It has been replaced by media:rating; where it still is, it says "true" or "false"."""
    yield adult.finding("media-adult")
    if _TRUE_OR_FALSE(adult.text):
        yield adult.finding("media-adult-value", value=adult.text)


def _scheme(value: str) -> str | None:
    """A URI; those that Media RSS names itself are no URNs by their rules, but meant."""
    return None if re.fullmatch("urn:[a-z-]+", value) else full_iri(value)


_SIZE = {"height": positive_integer, "width": positive_integer}
_TEXT = Spec(rules=(media_text,), attributes={"type": anything})
MEDIA: dict[str, Child] = prefixed(
    "media",
    {
        **once(
            adult=Spec(rules=(media_adult,)),
            copyright=Spec(rules=(plain_text,), attributes={"url": iri}),
            description=_TEXT,
            keywords=Spec(rules=(plain_text,)),
            player=Spec(text=False, required=needed("@url"), attributes={"url": full_iri, **_SIZE}),
            title=_TEXT,
        ),
        **many(
            category=Spec(
                rules=(plain_attribute("label"),), attributes={"scheme": full_iri, "label": anything}
            ),
            credit=Spec(rules=(media_credit,), attributes={"role": anything, "scheme": _scheme}),
            hash=Spec(rules=(media_hash,), attributes={"algo": anything}),
            rating=Spec(rules=(media_rating,), attributes={"scheme": _scheme}),
            restriction=Spec(
                required=needed("@relationship"),
                rules=(media_restriction,),
                attributes={"relationship": anything, "type": anything},
            ),
            text=Spec(
                rules=(media_text,),
                attributes={"type": anything, "lang": language, "start": _NPT, "end": _NPT},
            ),
            thumbnail=Spec(
                text=False,
                required=needed("@url"),
                attributes={"url": full_iri, "time": _NPT, **_SIZE},
            ),
        ),
    },
)
_FREE = free()
MEDIA.update(
    prefixed(
        "media",
        many(
            backLinks=_FREE, comments=_FREE, community=_FREE, embed=_FREE, license=_FREE,
            location=_FREE, peerLink=_FREE, price=_FREE, responses=_FREE, rights=_FREE,
            scenes=_FREE, status=_FREE, subTitle=_FREE,
        ),
    )
)  # fmt: skip
CONTENT = Spec(
    text=False,
    attributes={
        "bitrate": unsigned, "channels": whole_number, "duration": unsigned, "expression": _EXPRESSIONS,
        "fileSize": positive_integer, "framerate": unsigned, "isDefault": _TRUE_OR_FALSE, "lang": language,
        "medium": _MEDIUMS, "samplingrate": unsigned, "type": media_type_attribute, "url": full_iri, **_SIZE,
    },
    children=dict(MEDIA),
)  # fmt: skip
MEDIA["media:content"] = Child(CONTENT, None)
MEDIA["media:group"] = Child(Spec(text=False, rules=(media_group,), children=MEDIA), None)
