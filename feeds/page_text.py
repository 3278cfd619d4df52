"""Whole HTML pages -> what they show to their readers: the text without its frame, its heading, when it was posted."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from feeds import dates
from feeds.html_pages import ATTRIBUTES, Said, attributes_of, original_links, seen
from feeds.links import same_site
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = regex(r"<[^<>]*>")
_TEXT = regex(r">\s*+[^\s<>]")
_COMMENTS = regex(
    r"<[a-z][^<>]*\s(?:(?:id|name)\s*=\s*[\"']?(?:comments?|respond|disqus_thread|trackbacks?)[\"'\s>]"
    r"|(?:id|name|class)\s*=\s*[\"']?(?:comments?[-_]?(?:area|body|content|form|head|list|section)|commentlist)\b)"
    r"|<(?:div|ol|section|ul)\b[^<>]*\sclass\s*=\s*[\"']?comments[\"'\s>]",
    re.IGNORECASE,
)
"""Where what others have written begins."""


_SECTION = regex(
    r"<h[1-6]\b|<(?:div|section)\b(?=[^<>]*\sclass\s*=\s*[\"']?(?:level[1-6]|section)[\"'\s>])", re.IGNORECASE
)
"""What generators name by the words of its heading, which may be about comments."""


def _end_of_post(visible: str, start: int = 0, end: int | None = None) -> int:
    end = len(visible) if end is None else end
    found = _COMMENTS.search(visible, start, end)
    return found.start() if found else end


def _end_of_text(visible: str, start: int, end: int) -> int:
    """The same of what surely holds the text: that does not begin with comments."""
    text = _TEXT.search(visible, max(start - 1, 0), end)
    for found in _COMMENTS.finditer(visible, text.end() if text else end, end):
        if not _SECTION.match(visible, found.start()):
            return found.start()
    return end


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


# --- The heading --------------------------------------------------------------------------------------------


class PageHeading(NamedTuple):
    """The heading of a page's text."""

    text: str
    start: int
    """In characters of the body, like `end`."""
    end: int


_HEADING = regex(rf"<(h[1-6])\b{ATTRIBUTES}>", re.IGNORECASE)
_ANCHOR = regex(
    r"<a\b[^<>]{0,200}?\bhref=[\"']?[^\s\"'<>#]{0,200}#[^<>]{0,200}>\s*+(?:<(?:span|i)\b[^<>]{0,200}>\s*+)?"
    r"(?:[#¶§\u200b\U0001f517]|&para;|&#182;|&#8203;)\s*+(?:</(?:span|i)>\s*+)?</a>",
    re.IGNORECASE,
)
"""What generators put into a heading to link to it by."""
_LONGEST_HEADING = 1000
"""Characters, with the tags in it."""
_MOST_HEADINGS = 500
_HOME = regex(
    r"<a\b[^<>]*\bhref\s*=\s*[\"']?(?:\.{0,2}/|https?://[^/\"'\s>]+/?|(?:[^\"'\s>]*/)?index\.[a-z]+)[\"'\s>]",
    re.IGNORECASE,
)
_BEFORE_SITE = regex(r"\s*[(|｜\-–—·•«←_~]")
"""What parts a post's name from the site's behind it: `Post | Site`."""
_BEHIND_SITE = regex(r"[:：»›/>]\s*\Z")
"""The same where the site's comes first: `Site: Post`."""
_OF_POST = regex(r"bookmark|\bclass\s*=\s*[\"']?[^\"'<>]*(?:article|entry|post)-?title\b", re.IGNORECASE)
"""How a heading says that it is a post's, not the site's."""


def own_heading(title: str, visible: str) -> PageHeading | None:
    """The heading that the `<title>` repeats, perhaps with the site's name before or behind it.

    `visible` is the body as `seen`.
    """
    part: list[PageHeading] = []
    for heading in _headings(visible, _end_of_post(visible)):
        if heading.text == title:
            return heading
        if heading.text and _is_part(heading.text, title):
            part.append(heading)
    if len({heading.text for heading in part}) > 1:
        # The site's name, and below it the post's.
        return part[-1]
    return next(
        (
            heading
            for heading in part
            if _is_where_posts_are(heading.text, title)
            or _OF_POST.search(visible, heading.start, heading.end)
        ),
        None,
    )


def _headings(visible: str, end: int) -> Iterator[PageHeading]:
    """The headings that do not lead to the site's front page."""
    for opening in islice(_HEADING.finditer(visible, 0, end), _MOST_HEADINGS):
        inside, closing, _ = visible[opening.end() : opening.end() + _LONGEST_HEADING].partition(
            f"</{opening[1]}>"
        )
        if closing and not _HOME.search(inside):
            yield PageHeading(
                _plain(_ANCHOR.sub("", inside)), opening.start(), opening.end() + len(inside + closing)
            )


def _is_part(heading: str, title: str) -> bool:
    if title.startswith(heading):
        return not title[len(heading)].isalnum()
    return title.endswith(heading) and not title[-len(heading) - 1].isalnum()


def _is_where_posts_are(heading: str, title: str) -> bool:
    """Whether the separator has the post's name on that side: `Post | Site`, `Site: Post`."""
    if title.startswith(heading):
        return _BEFORE_SITE.match(title, len(heading)) is not None
    return _BEHIND_SITE.search(title[: -len(heading)]) is not None


# --- When it was posted -------------------------------------------------------------------------------------

_MARKS = frozenset({
    "articledate", "articleinfo", "articlemeta", "byline", "createtime", "date", "dateheader", "dateline", "datestamp",
    "datetime", "entrydate", "entryfooter", "entrymeta", "infobox", "postdate", "postdesc", "posted", "postedby",
    "postedon", "postfooter", "postinfo", "postmeta", "posttime", "pubdate", "publishdate", "published", "publishtime",
    "pubtime", "sepublishdate", "time", "timestamp",
})  # fmt: skip
"""Names of classes and ids, without hyphens and underscores, of what tells when a post appeared."""
_MARKED = regex(rf"<([a-z][a-z0-9]*)\b(?=[^<>]*\b(?:class|id)\b){ATTRIBUTES}>", re.IGNORECASE)
_SPOKEN = regex(
    r">\s*(?=(?:Posted|Published|Submitted) (?:by|on|at|in)\b|Posted:|发布于|发表于|发布时间)", re.IGNORECASE
)
_SMALL = regex(r"<(small|time)>", re.IGNORECASE)
_LONGEST_LINE = 400
"""Characters of what tells a date, with the tags in it."""
_MOST_LINES = 200
_MOST_MARKED = 5000
_NEAR = 300
"""How far from the heading a date surely belongs to it."""
_MONTH = r"[^\W\d_]{3,12}\.?"
_DAY = regex(
    r"(?<![\w/.-])(\d{4}([-/.])\d\d?\2\d\d?(?!\d)|\d{4} ?年 ?\d\d? ?月 ?\d\d? ?日|\d{4}\. \d\d?\. \d\d?\.?"
    rf"|{_MONTH} \d\d?(?:st|nd|rd|th)?,? \d{{4}}\b|\d\d?(?:st|nd|rd|th|\.)? {_MONTH},? \d{{4}}\b"
    r"|\d\d?([/.])\d\d?\3\d{4}(?![\d/.]))"
    r"(?:[, ]{1,2}(?:(?:at|um|à|alle|@|-|–|·) )?(\d\d?:\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?(?: [+-]\d{4}\b)?))?",
    re.IGNORECASE,
)
_BY = regex(
    r"\b(?:posted|written|published|submitted) by:? ([^:|,()<>]{1,60}?) (?:(?:at|on|in) |[@|–—-])",
    re.IGNORECASE,
)
_PERMALINK = regex(
    rf"<a\b(?:(?=[^<>]*\b(?:rel\s*=\s*[\"']?bookmark|class\s*=\s*[\"']?permalink|u-url)\b){ATTRIBUTES}>"
    rf"|{ATTRIBUTES}>\s*+(?:[#¶§∞●🔗]|perma(?:nent )?link|固定链接|本文链接)\s*+</a>)",
    re.IGNORECASE,
)
"""What leads to the page of the post alone, by what it is called or shown as."""
_NAMED = regex(rf"<([a-z]+)\b(?=[^<>]*\b(?:author|fn|tag|p-category)\b){ATTRIBUTES}>", re.IGNORECASE)
"""What names an author or a tag: HTML, 4.6.6.2 and 4.6.6.21; microformats; schema.org."""
_BY_WORD = regex(r"(?:(?:posted |written )?by|von|par|por|作者)\b:?\s*", re.IGNORECASE)
_LONGEST_NAME = 60
_PIECE = regex(r">\s*+([^<>]{8,150})(?=<)")
"""A text between two tags."""
_DATE_ALONE = regex(
    rf"(?:(?:posted|published|submitted)\b.{{0,100}}|[^\W\d_]{{3,12}}, )?{_DAY.pattern}"
    r"(?: ?(?:[|·•—–@/(-]|(?:by|in|von|par)\b).{0,100})?",
    re.IGNORECASE,
)


class _Date(NamedTuple):
    """A date in the words of a page."""

    start: int
    """In characters of the body, like `end`: what tells it."""
    end: int
    text: str
    """All that is said there."""
    day: str
    clock: str
    which: str
    """The day, however it is written."""


def said_to_readers(visible: str, title: str) -> Iterator[Said]:
    """The date beside the heading of a page, else the only one that its text is marked with; its author and permalink.

    `visible` is the body as `seen`, `title` the page's. Of several days none is taken, and what stands in comments
    tells nothing of the post.
    """
    end = _end_of_post(visible)
    yield from _permalink(visible, end)
    yield from _named(visible, *(_only(visible, _POST_MARKS) or (0, end)))
    heading = own_heading(title, visible) if title else None
    found = [date for line in _lines(visible, 0, end) for date in _dates_in(visible, *line)]
    if heading:
        found += _below(visible, heading, end)
    beside = [
        date
        for date in found
        if heading and date.end > heading.start - _NEAR and date.start < heading.end + _NEAR
    ]
    told = beside or found
    if len({date.which for date in told}) != 1:
        return
    same = [date for date in found if date.which == told[0].which]
    first = next((date for date in same if date.clock), told[0])
    yield Said("posted", f"{first.day} {first.clock}".rstrip(), first.start)
    if author := next((by for date in same if (by := _BY.search(date.text))), None):
        yield Said("author", author[1].strip(), first.start)


def _permalink(visible: str, end: int) -> Iterator[Said]:
    """The address of the post's own page, where all links that are called so lead to one."""
    links = (
        attributes_of(link[1] or link[2])
        for link in islice(_PERMALINK.finditer(visible, 0, end), _MOST_LINES)
    )
    pages = {
        address
        for known in links
        if (address := known.get("href", "").partition("#")[0]).startswith("http")
        and not re.search(r"\b[hp]-(?:card|author)\b", known.get("class", ""))
    }
    if len(pages) == 1:
        yield Said("original-url", pages.pop(), 0)


def _named(visible: str, start: int, end: int) -> Iterator[Said]:
    """The post's tags and categories, and its author where it names only one."""
    words: dict[str, dict[str, int]] = {"author": {}, "category": {}, "tags": {}}
    for opening in islice(_NAMED.finditer(visible, start, _end_of_post(visible, start, end)), _MOST_LINES):
        key = _what_is_named(attributes_of(opening[2]))
        close = visible.find(f"</{opening[1]}>", opening.end(), opening.end() + _LONGEST_LINE) if key else -1
        if close < 0:
            continue
        text = _plain(visible[opening.end() : close]).lstrip("# ")
        if key == "author":
            text = _BY_WORD.sub("", text, count=1)
        if text and len(text) <= _LONGEST_NAME and (key != "author" or text[0].isalpha()):
            words[key].setdefault(text, opening.start())
    names = words["author"]
    words["author"] = {
        name: at for name, at in names.items() if not any(other != name and other in name for other in names)
    }
    for key, known in words.items():
        if known and (key != "author" or len(known) == 1):
            yield Said(key, list(known), min(known.values()))


def _what_is_named(attributes: dict[str, str]) -> str:
    """The key that an element's attributes give to its text, or ""."""
    rel, marks = (set(attributes.get(name, "").lower().split()) for name in ("rel", "class"))
    if "author" in rel or not marks.isdisjoint(("fn", "p-author")) or {"author", "vcard"} <= marks:
        return "author"
    if attributes.get("itemprop", "").lower() == "author":
        return "author"
    if "p-category" in marks:
        return "tags"
    if "tag" not in rel or "style" in attributes or any("tag-" in mark and "link" in mark for mark in marks):
        # The last two are of clouds.
        return ""
    return "category" if "category" in rel else "tags"


def _lines(visible: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where elements lie that are marked as dates, small print and times, and what begins with `Posted by`."""
    openings = (
        *(found for found in _MARKED.finditer(visible, start, end) if _is_marked(found[2], _MARKS)),
        *_SMALL.finditer(visible, start, end),
    )
    for opening in islice(openings, _MOST_LINES):
        close = visible.find(f"</{opening[1]}>", opening.end(), opening.end() + _LONGEST_LINE)
        if close > 0:
            yield opening.start(), close + len(f"</{opening[1]}>")
    for spoken in islice(_SPOKEN.finditer(visible, start, end), _MOST_LINES):
        close = visible.find("</p>", spoken.end(), spoken.end() + _LONGEST_LINE)
        close = close if close > 0 else min(spoken.end() + _LONGEST_LINE, end)
        # Neither a tag that is cut in two, nor a part of what is not seen.
        line = visible[spoken.end() : close]
        line = line[: line.rfind("<")] if line.rfind("<") > line.rfind(">") else line
        yield spoken.end(), spoken.end() + len(line.rstrip())


def _is_marked(attributes: str, marks: frozenset[str]) -> bool:
    known = attributes_of(attributes)
    names = f"{known.get('class', '')} {known.get('id', '')}".lower()
    return not marks.isdisjoint(names.replace("-", "").replace("_", "").split())


def _dates_in(visible: str, start: int, end: int) -> Iterator[_Date]:
    text = _plain(visible[start:end])
    for found in _DAY.finditer(text):
        try:
            moment = dates.parse(found[1], None).value
        except dates.DateError:
            continue
        yield _Date(start, end, text, found[1], found[4] or "", moment.date().isoformat())


def _below(visible: str, heading: PageHeading, end: int) -> Iterator[_Date]:
    """The dates that stand alone below the heading, whatever they are marked with."""
    for piece in _PIECE.finditer(visible, heading.end - 1, min(heading.end + _NEAR, end)):
        if _DATE_ALONE.fullmatch(_plain(piece[1])):
            yield from _dates_in(visible, *piece.span(1))


# --- Pages that list posts ----------------------------------------------------------------------------------

_DATED = regex(
    r"<(?:time|abbr)\b|\b(?:class|itemprop)=[^<>]{0,200}\b(?:datePublished|dt-published|entry-date|published)\b",
    re.IGNORECASE,
)
_LED = regex(
    rf"<h[1-6]\b[^<>]*>\s*(?:<(?:span|b|strong)\b[^<>]*>\s*)?<a\b{ATTRIBUTES}>|<a\b{ATTRIBUTES}>\s*<h[1-6]\b",
    re.IGNORECASE,
)
"""A heading that leads somewhere."""
_PAGE_NAME = regex(r"(?:/|/index\.\w+|\.x?html?|\.php)\Z", re.IGNORECASE)


def lists_posts(visible: str, own: str) -> bool:
    """Whether a page shows other pages of its site, dated and with headings that lead to them, and no post of its own.

    `visible` is the body as `seen`; `own` is the page's address, "" where it is not known: then one of them may be the
    page itself.
    """
    at = listed = below = 0
    around: list[str] = []
    for opening in _OPENING.finditer(visible):
        if opening.start() < at or not _has(opening, _POST_MARKS):
            continue
        end = _end_of(visible, opening[1], opening.end())
        heading = _LED.search(visible, opening.end(), end) if end else None
        if end is None or heading is None or not _DATED.search(visible, opening.end(), end):
            return False
        link = attributes_of(heading[1] or heading[2] or "").get("href", "")
        if not _is_other_page(link, own):
            return False
        below += _is_below(link, own)
        around.append(visible[at : opening.start()])
        at = end
        listed += 1
    around.append(visible[at:])
    if below == 1:
        # That is the page itself, whose address tells no more than it has to.
        return False
    # A post with others below it has its own date elsewhere.
    return listed > (0 if own else 1) and not any(_DATED.search(text) or _DAY.search(text) for text in around)


def _is_other_page(link: str, own: str) -> bool:
    """Whether a link leads to another page of the site that the page `own` belongs to."""
    try:
        there, here = urlsplit(urljoin(own, link)), urlsplit(own)
    except ValueError:
        return False
    if not there.path or there.query or (own and not same_site(own, urljoin(own, link))):
        return False
    return not own or _name_of_page(there.path) != _name_of_page(here.path)


def _is_below(link: str, own: str) -> bool:
    """Whether the address of a link goes on where the page's own, which is not the site's root, ends."""
    name = _name_of_page(urlsplit(own).path)
    return bool(name) and _name_of_page(urlsplit(urljoin(own, link)).path).startswith(f"{name}/")


def _name_of_page(path: str) -> str:
    return _PAGE_NAME.sub("", unquote(path)).casefold()


# --- The text -----------------------------------------------------------------------------------------------

_PAGE = regex(r"<(?:html|head|body|!doctype)\b", re.IGNORECASE)
_OPENING = regex(rf"<(article|div|main|section|td)\b{ATTRIBUTES}>", re.IGNORECASE)
_TEXT_MARKS = (
    frozenset({"articlebody", "e-content"}),
    frozenset({"entry-content"}),
    frozenset({
        "aentry-post__text", "articalcontent", "article-body", "article-body-inner", "article-content",
        "article-entry", "article-formatted-body", "article-viewer", "article_content", "articletext",
        "asset-content", "available-content", "b-singlepost-body", "blog-content", "blogbody", "cnblogs_post_body",
        "contents_style", "entry-body", "entrytext", "gh-content", "js_content", "markdown-body",
        "note-common-styles__textnote-body", "post-body", "post-content", "post-entry", "post-full-content",
        "post-richtext", "post__content", "post_content", "postbody", "postcontent", "rich_media_content",
        "se-main-container", "single-content", "storycontent", "tt_article_useless_p_margin",
    }),
    frozenset({"<article>"}),
)  # fmt: skip
"""What the element that holds the text is called: in microformats2 and by schema.org, in hAtom, by themes."""
_POST_MARKS = frozenset({"<article>", "h-entry", "hentry"})
"""The same of what holds all of the post, its title and tags too."""
_CLUTTER = frozenset({
    "addtoanycontent", "addtoanysharesavecontainer", "heateorssssharingcontainer", "jprelatedposts", "postshare",
    "relatedposts", "share", "sharebuttons", "sharedaddy", "sharelinks", "shariff", "sharing", "sharingbuttons",
    "socialshare", "socialsharing", "wpcnt",
})  # fmt: skip
"""What blogs put below the text: buttons to share it with, and posts like it."""
_BLOCK = regex(r"<(?:d[dlt]|div|footer|h[1-6]|header|li|ol|p|section|t[dhr]|table|ul)\b", re.IGNORECASE)
_BLOCKS = frozenset({"aside", "div", "nav", "section", "ul"})
_FOOTER_MARKS = frozenset({"articlemeta", "entryfooter", "entrymeta", "postfooter", "postinfo", "postmeta"})
"""Of a `<footer>` in the text, which tells of the post what its header tells."""


def text_alone(page: str, body_start: int, body: str, title: str) -> tuple[str, bool]:
    """The `body` of a whole page without what frames its text, whose lines stay; whether there was such a frame.

    The text is in the one element that says so, else in the one article, else it begins behind the heading that is the
    `title` and ends where comments begin.
    """
    if not _PAGE.search(page, 0, body_start):
        return body, False
    body = _ANCHOR.sub(lambda found: "\n" * found[0].count("\n"), original_links(page, body))
    visible = seen(body)
    span = next(filter(None, (_only(visible, marks) for marks in _TEXT_MARKS)), None)
    heading = own_heading(title, visible)
    if heading and heading.text != title:
        heading = None
    if span is None and heading is None:
        return body, False
    start, end = span or (heading.end if heading else 0, len(body))
    first = heading.end if heading and heading.start >= start else start
    end = _end_of_text(visible, first, end) if span else _end_of_post(visible, start, end)
    cuts = [(0, start), (end, len(body))]
    if heading and start <= heading.start and heading.end <= end:
        cuts.append((heading.start, heading.end))
    elif span and (again := _repeated(visible, start, end, title)):
        cuts.append(again)
    dated = [
        line for line in _lines(visible, start, end) if _DATE_ALONE.fullmatch(_plain(visible[slice(*line)]))
    ]
    cuts += _clutter(visible, start, end)
    framed = any(_TAG.sub("", visible[begin:stop]).strip() for begin, stop in cuts)
    if len({date.which for line in dated for date in _dates_in(visible, *line)}) == 1:
        dated = [line for line in dated if _stands_alone(visible, *line)]
    else:
        dated = [*_outermost(visible, cuts, dated), *_outermost(visible, cuts, dated, backwards=True)]
    return _without(body, sorted(cuts + dated)), framed


def _stands_alone(visible: str, start: int, end: int) -> bool:
    """Whether the line is a block, or has only tags around it, and so is no part of a sentence."""
    if _BLOCK.match(visible, start):
        return True
    before = visible[max(start - _NEAR, 0) : start].rstrip()
    return before[-1:] in ("", ">") and visible[end : end + _NEAR].lstrip()[:1] in ("", "<")


def _outermost(
    visible: str, cuts: list[tuple[int, int]], lines: list[tuple[int, int]], *, backwards: bool = False
) -> Iterator[tuple[int, int]]:
    """Those of the `lines` that have no text before them, or behind them, but for what is cut."""
    last: tuple[int, int] | None = None
    for piece in sorted({*cuts, *lines}, reverse=backwards):
        between = () if last is None else (piece[1], last[0]) if backwards else (last[1], piece[0])
        if between and _TAG.sub("", visible[between[0] : between[1]]).strip():
            return
        if piece in lines:
            yield piece
        if last is None or (piece[0] < last[0] if backwards else piece[1] > last[1]):
            last = piece


def _repeated(visible: str, start: int, end: int, title: str) -> tuple[int, int] | None:
    """Where the heading stands that the text begins with, if that is the `title` once more."""
    first = next((heading for heading in _headings(visible, end) if heading.start >= start), None)
    if first is None or first.text != title or _TAG.sub("", visible[start : first.start]).strip():
        return None
    return first.start, first.end


def _clutter(visible: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where share buttons and their like are in the text. Nothing more is looked for once one is never closed."""
    at = start
    for opening in islice(_MARKED.finditer(visible, start, end), _MOST_MARKED):
        name = opening[1].lower()
        marks = _CLUTTER if name in _BLOCKS else _FOOTER_MARKS if name == "footer" else frozenset[str]()
        if opening.start() >= at and marks and _is_marked(opening[2], marks):
            close = _end_of(visible, opening[1], opening.end())
            if close is None or close > end:
                return
            at = close + len(f"</{opening[1]}>")
            yield opening.start(), at


def _without(body: str, cuts: list[tuple[int, int]]) -> str:
    """`body` without the pieces, whose lines stay."""
    kept: list[str] = []
    at = 0
    for start, end in cuts:
        kept += (body[at:start], "\n" * body.count("\n", max(at, start), max(at, end)))
        at = max(at, end)
    return "".join(kept) + body[at:]


def _only(visible: str, marks: frozenset[str]) -> tuple[int, int] | None:
    """Where the inside of the one outermost element lies that has one of the marks; None where there are several."""
    span: tuple[int, int] | None = None
    for opening in _OPENING.finditer(visible):
        if (span and opening.start() < span[1]) or not _has(opening, marks):
            continue
        if span:
            return None
        end = _end_of(visible, opening[1], opening.end())
        if end is None:
            return None
        span = opening.end(), end
    return span


def _has(opening: re.Match[str], marks: frozenset[str]) -> bool:
    known = attributes_of(opening[2])
    names = f"{known.get('class', '')} {known.get('itemprop', '')} {known.get('id', '')} <{opening[1]}>"
    return not marks.isdisjoint(names.lower().split())


def _end_of(visible: str, name: str, at: int) -> int | None:
    """Where the end tag stands that closes the element of that name, whose inside begins at `at`."""
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b", re.IGNORECASE).finditer(visible, at):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return None
