"""Whole HTML pages -> what they say of themselves to programs: in their head, in JSON-LD, in TrackBack, in marks."""

from __future__ import annotations

import html
import json
import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.links import COPY
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Said(NamedTuple):
    """A key of front matter that a page has in other words."""

    key: str
    value: str | list[str]
    at: int
    """In characters of the page."""


ATTRIBUTES = r"((?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)"
_HEAD_TAG = regex(rf"<(title|meta|link|html)\b{ATTRIBUTES}>(?:([^<]*)</title)?", re.IGNORECASE)
_MARKED_TAG = regex(
    rf"<(time|abbr|meta|a(?=[^<>]*\bp-(?:canonical|author)))\b{ATTRIBUTES}>(?:([^<]{{1,200}})<)?",
    re.IGNORECASE,
)
_ATTRIBUTE = regex(r"""(?<![\w:-])([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_UNSEEN = regex(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_JSON_LD = regex(
    r"<script\b[^<>]{0,300}application/ld\+json[^<>]{0,300}>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL
)
_SAVED = regex(
    r"<!--\s*+(?:saved from url=\(\d+\)|Page saved with SingleFile\s++url:\s*+)(https?://[^\s<>]++)"
)
"""What browsers and SingleFile note of the page that they have saved."""
_COPY = r"(?:(?:https?:)?//web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/"
_COPIED = regex(rf"(?:{COPY.pattern}|{_COPY})(?=https?://)", re.IGNORECASE)
_COPIED_LINK = regex(rf"(?<=[\s\"'=,(]){_COPY}(https?://|mailto:)")
_OF_COPIES = (
    "<!-- End Wayback Rewrite JS Include -->",
    "<!-- BEGIN WAYBACK TOOLBAR INSERT -->",
    "FILE ARCHIVED ON ",
    "\n url: https://web.archive.org/web/",
)
"""Of which the Wayback Machine puts some into each page that it shows; the last is what SingleFile notes of one."""
_SHOWN = regex(r"__wm\.wombat\(\s*\"(https?://[^\"\s<>]++)\"")
"""What the scripts of the Wayback Machine are told of the page."""
_ADDED_PORT = regex(r"\A(http://[^/:]++):80(?=/|\Z)")
"""Which crawlers of old noted too."""
_TOOLBAR = regex(r"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL)
_MOST_JSON_LD = 20
_MOST_TAGS = 1000
_LARGEST_JSON_LD = 200_000

META_NAMES = {
    "article:author": "author",
    "article:modified_time": "modified",
    "article:published_time": "published",
    "article:tag": "tags",
    "byl": "author",
    "dc.creator": "author",
    "dc.date": "date",
    "dc.date.created": "created",
    "dc.date.issued": "published",
    "dc.date.modified": "modified",
    "dcterms.created": "created",
    "dcterms.creator": "author",
    "dcterms.date": "date",
    "dcterms.issued": "published",
    "dcterms.modified": "modified",
    "og:article:author": "author",
    "og:description": "description",
    "og:image": "image",
    "og:title": "og:title",
    "og:updated_time": "modified",
    "og:url": "og:url",
    "parsely-author": "author",
    "parsely-link": "og:url",
    "parsely-pub-date": "published",
}
"""By the name of a `<meta>` element: the key it stands for. Other names are keys as they are."""
_ELSEWHERE = regex(r"[;,]\s*url\s*=", re.IGNORECASE)
_NO_KEYS = frozenset({"generator", "robots", "viewport"})


def said_in_head(head: str) -> Iterator[Said]:
    """What a page's `<head>` says; of a key that comes twice the first counts."""
    found: dict[str, Said] = {}
    tags: list[str] = []
    for tag in islice(_HEAD_TAG.finditer(seen(head)), _MOST_TAGS):
        key, value = _of_head(tag[1].lower(), attributes_of(tag[2]), tag[3])
        if not key or not value.strip() or (key == "author" and value.startswith("http")):
            continue
        found.setdefault(key, Said(key, value.strip(), tag.start()))
        if key == "tags":
            tags.append(value.strip())
    if len(tags) > 1:
        found["tags"] = found["tags"]._replace(value=tags)
    title, address = found.pop("og:title", None), found.pop("og:url", None)
    if title:
        found["title"] = title._replace(key="title", value=html.escape(str(title.value), quote=False))
    if address and not ("canonical" in found and "://" in found["canonical"].value):
        found["url"] = address._replace(key="url")
    if found.keys().isdisjoint(("canonical", "url")) and (
        saved := _SAVED.search(head) or _SHOWN.search(head)
    ):
        found["url"] = Said("url", _ADDED_PORT.sub(r"\1", saved[1]), saved.start())
    yield from (original(said) for said in found.values())


def original(said: Said) -> Said:
    """What the page said before the Wayback Machine put its own address before every other."""
    copied = _COPIED.match(said.value) if isinstance(said.value, str) and "://" in said.value else None
    return said._replace(value=said.value[copied.end() :]) if copied else said


def original_links(page: str, body: str) -> str:
    """The `body` of `page` as it was before the Wayback Machine showed it; its lines stay."""
    if not any(mark in page for mark in _OF_COPIES):
        return body
    body = _TOOLBAR.sub(lambda found: "\n" * found[0].count("\n"), body)
    return _COPIED_LINK.sub(r"\1", body)


_BASE = regex(rf"<base\b{ATTRIBUTES}>", re.IGNORECASE)


def base_of(page: str) -> str:
    """What a page says that its relative links start from (HTML, 4.2.3); "" where it says nothing."""
    if "<base" not in page and "<BASE" not in page:
        return ""
    said = (attributes_of(tag[1]).get("href", "").strip() for tag in _BASE.finditer(seen(page)))
    return str(original(Said("base", next(filter(None, said), ""), 0)).value)


def seen(text: str) -> str:
    """`text` without comments, scripts and styles, every character at its place."""
    return _UNSEEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def attributes_of(text: str) -> dict[str, str]:
    """The attributes of a tag, by their names in lower case, from the `text` between its name and its end."""
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _of_head(tag: str, attributes: dict[str, str], content: str | None) -> tuple[str, str]:
    if tag == "title":
        return "title", content or ""
    if tag == "html":
        return "lang", attributes.get("lang", "")
    if tag == "link":
        canonical = "canonical" in attributes.get("rel", "").lower().split()
        return ("canonical", attributes.get("href", "")) if canonical else ("", "")
    if attributes.get("http-equiv", "").lower() == "refresh" and _ELSEWHERE.search(
        attributes.get("content", "")
    ):
        return "refresh", attributes["content"]
    name = attributes.get("name", attributes.get("property", attributes.get("itemprop", ""))).lower()
    return "" if name in _NO_KEYS else META_NAMES.get(name, name), attributes.get("content", "")


def said_in_page(text: str, body_start: int, visible: str) -> Iterator[Said]:
    """What a page says in JSON-LD and for TrackBack, then in the marks of its body (microformats, microdata).

    `visible` is that body as `seen`.
    """
    if "ld+json" in text:
        yield from _of_json_ld(text)
    if "trackback:ping" in text:
        yield from _of_trackback(text)
    if "js_content" in text and (created := _OF_WECHAT.search(text)):
        yield Said("published", created[1], created.start())
    if mirrored := _MIRRORED.search(text, 0, body_start):
        yield _of_mirror(mirrored, text)
    if any(text.find(hint, body_start) >= 0 for hint in _HINTS):
        yield from _of_marks(text, body_start, visible)


_OF_WECHAT = regex(r"\bvar (?:ct|oriCreateTime) = [\"'](\d{10})[\"']")
"""Seconds since 1970, which its script shows as a date."""


# --- JSON-LD ------------------------------------------------------------------------------------------------


def _of_json_ld(text: str) -> Iterator[Said]:
    """schema.org's Article, where the page tells of only one."""
    articles: list[tuple[dict[str, Any], int]] = []
    pages: list[tuple[dict[str, Any], int]] = []
    by_id: dict[str, dict[str, Any]] = {}
    for number, block in enumerate(_JSON_LD.finditer(text)):
        if number == _MOST_JSON_LD:
            return
        for thing in _things(block[1]):
            kinds = str(thing.get("@type", ""))
            if isinstance(thing.get("datePublished"), str):
                (articles if "Article" in kinds or "Posting" in kinds else pages).append(
                    (thing, block.start())
                )
            elif isinstance(thing.get("@id"), str):
                by_id[thing["@id"]] = thing
    known = articles or pages
    if len({thing["datePublished"] for thing, _ in known}) != 1:
        return
    thing, at = known[0]
    yield Said("published", thing["datePublished"], at)
    if isinstance(thing.get("dateModified"), str):
        yield Said("modified", thing["dateModified"], at)
    if names := [name for each in _all(thing.get("author")) if (name := _name_of(each, by_id))]:
        yield Said("author", names, at)
    if words := [word for word in _all(thing.get("keywords")) if isinstance(word, str)]:
        yield Said("tags", words if len(words) > 1 else words[0], at)
    page = thing.get("mainEntityOfPage")
    page = str(page.get("@id") if isinstance(page, dict) else page).partition("#")[0]
    for address in (thing.get("url"), page if _HAS_PATH.match(page) else None):
        if isinstance(address, str) and "://" in address:
            yield Said("canonical", address, at)
            return


_HAS_PATH = regex(r"https?://[^/?#]++[/?]+[^/?]")


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _name_of(person: Any, by_id: dict[str, dict[str, Any]]) -> str:
    """The name of a person, who may be told of elsewhere on the page."""
    if isinstance(person, dict):
        known = person if "name" in person else by_id.get(str(person.get("@id")), {})
        person = known.get("name")
    return person if isinstance(person, str) else ""


def _things(block: str) -> Iterable[dict[str, Any]]:
    if len(block) > _LARGEST_JSON_LD:
        return []
    try:
        document = json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return []
    things = document if isinstance(document, list) else [document]
    graphs = [
        each["@graph"] for each in things if isinstance(each, dict) and isinstance(each.get("@graph"), list)
    ]
    return [each for each in chain(things, *graphs) if isinstance(each, dict)]


# --- TrackBack ----------------------------------------------------------------------------------------------

_RDF = regex(rf"<rdf:Description\b{ATTRIBUTES}>")
_RDF_KEYS = {
    "dc:identifier": "original-url",
    "dc:date": "published",
    "dc:creator": "author",
    "dc:subject": "category",
}


def _of_trackback(text: str) -> Iterator[Said]:
    """What weblogs of the years after 2002 say in RDF (TrackBack, "Auto-Discovery"), of one post."""
    posts = list(islice(_RDF.finditer(text), 2))
    if len(posts) == 1:
        known = attributes_of(posts[0][1])
        for name, key in _RDF_KEYS.items():
            if value := known.get(name, "").strip():
                yield Said(key, value, posts[0].start())


# --- HTTrack ------------------------------------------------------------------------------------------------

_MIRRORED = regex(r"<!-- Mirrored from ([\w.-]{1,253}(?::\d{1,5})?)(/[^\s<>]*+)? by HTTrack ")


def _of_mirror(mirrored: re.Match[str], text: str) -> Said:
    """The address that HTTrack notes without its scheme, which links of the page to its own site may still tell."""
    host, path = mirrored[1], mirrored[2] or "/"
    schemes = set(re.findall(rf"\b(https?)://{re.escape(host)}(?=[/\"'?#\s])", text))
    if len(schemes) == 1:
        return Said("original-url", f"{schemes.pop()}://{host}{path}", mirrored.start())
    return Said("permalink", path, mirrored.start())


# --- Marks --------------------------------------------------------------------------------------------------

_HINTS = ("<time", "<abbr", "<meta", "p-canonical", "p-author")
"""A page without any of these has no marks, and needs no closer look."""
_PUBLISHED = frozenset({
    "date-published", "datepublished", "dt-published", "entry-date", "entry-published", "op-published", "post-date",
    "pubdate", "published",
})  # fmt: skip
_UPDATED = frozenset({"date-modified", "datemodified", "dt-updated", "modified", "op-modified", "updated"})


_MOST_LOOKS = 20
"""How many names and addresses of microdata are looked at."""


def _of_scope(text: str, start: int, at: int, name: str) -> str | None:
    """What the `name` or `url` of microdata at that place tells of the post: its author's, or its own."""
    scope = text.rfind("itemscope", start, at)
    tag = text[text.rfind("<", start, scope) : text.find(">", scope)] if scope >= 0 else ""
    if name == "url":
        return "canonical" if "Article" in tag or "Posting" in tag else None
    return "author" if re.search(r"""itemprop=["']?author""", tag) else None


_TAG = regex(r"<[^<>]*+>?|^[^<>]*+>")
_NEAR = 80
"""How far before a date the words that tell what it is may begin."""
_WORDS = regex(
    r"(?:(\b(?:published|posted|written)|发布于|发表于)|(?:\b(?:updated|modified|edited|revised)|更新于|修改于))"
    r"(?: (?:on|at|date))? ?[:：]?\Z",
    re.IGNORECASE,
)


_LONGEST_TOP = 300
"""Characters of a title and what stands around it, before a post's date."""


def _of_article(visible: str, start: int, moments: dict[str, int]) -> dict[str, int]:
    """Of several times the one on top of the page's only article, where the others come behind it, as of comments."""
    begin, end = visible.find("<article"), visible.rfind("</article")
    if len(moments) < 2 or begin < 0 or visible.find("<article", begin + 1) >= 0:
        return moments
    inside = {moment: at for moment, at in moments.items() if begin < at - start < end}
    at = min(moments.values())
    if len(inside) > 1 or at not in inside.values():
        return moments
    top = " ".join(_TAG.sub(" ", visible[begin : at - start]).split())
    return inside if len(top) < _LONGEST_TOP else moments


def _of_marks(text: str, start: int, visible: str) -> Iterator[Said]:
    unmarked: dict[str, int] = {}
    spoken: dict[str, int] = {}
    """The same behind words such as `Posted on`."""
    told: set[str] = set()
    looks = _MOST_LOOKS if text.find("itemscope", start) >= 0 else 0

    def once(key: str, value: str, at: int) -> Iterator[Said]:
        if key not in told:
            told.add(key)
            yield Said(key, value, at)

    for tag in _MARKED_TAG.finditer(visible):
        attributes = attributes_of(tag[2])
        marks = set(f"{attributes.get('class', '')} {attributes.get('itemprop', '')}".lower().split())
        at = start + tag.start()
        if tag[1].lower() == "a":
            if "p-canonical" in marks and attributes.get("href"):
                yield from once("canonical", attributes["href"], at)
            if "p-author" in marks and tag[3]:
                yield from once("author", html.unescape(tag[3]).strip(), at)
            continue
        if looks and attributes.get("itemprop") in {"name", "url"} and attributes.get("content"):
            looks -= 1
            key = _of_scope(text, start, at, attributes["itemprop"])
            if key and (key == "author" or "://" in attributes["content"]):
                yield from once(key, attributes["content"].strip(), at)
            continue
        moment = next(
            (attributes[name] for name in ("datetime", "content", "title") if attributes.get(name)), ""
        )
        if not any(char.isdigit() for char in moment):
            continue
        if not _PUBLISHED.isdisjoint(marks) or "pubdate" in attributes:
            yield from once("published", moment, at)
        elif not _UPDATED.isdisjoint(marks):
            yield from once("modified", moment, at)
        elif "datetime" in attributes:
            before = _TAG.sub(" ", visible[max(tag.start() - _NEAR, 0) : tag.start()])
            words = _WORDS.search(" ".join(before.split()))
            if words and not words[1]:
                yield from once("modified", moment, at)
            else:
                (spoken if words else unmarked).setdefault(moment, at)
    only = spoken or _of_article(visible, start, unmarked)
    if len(only) == 1 and "published" not in told:
        moment, at = only.popitem()
        yield Said("published", moment, at)
