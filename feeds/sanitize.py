"""HTML as strangers write it -> HTML that is safe in any reader, with absolute URLs and ids of its own."""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_GLOBAL = {"class", "dir", "id", "lang", "title"}
_SIZE = {"height", "width"}
_CELL = {"abbr", "align", "colspan", "rowspan", "scope", "valign"}
_MEDIA = _SIZE | {"controls", "loop", "muted", "preload", "src"}
_EDIT = {"cite", "datetime"}

ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "hreflang", "name", "rel", "type"},
    "audio": _MEDIA,
    "blockquote": {"cite"},
    "caption": {"align"},
    "col": {"align", "span", "valign"},
    "colgroup": {"align", "span", "valign"},
    "data": {"value"},
    "del": _EDIT,
    "details": {"open"},
    "div": {"align"},
    **{tag: {"align"} for tag in ("h1", "h2", "h3", "h4", "h5", "h6")},
    "img": _SIZE | {"align", "alt", "longdesc", "sizes", "src", "srcset"},
    "ins": _EDIT,
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "p": {"align"},
    "q": {"cite"},
    "source": _SIZE | {"media", "sizes", "src", "srcset", "type"},
    "table": {"align", "border", "summary"},
    **{tag: {"align", "valign"} for tag in ("tbody", "tfoot", "thead", "tr")},
    "td": _CELL,
    "th": _CELL,
    "time": {"datetime"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "ul": {"type"},
    "video": _MEDIA | {"playsinline", "poster"},
}
"""What an element may carry beside the attributes that all may."""

TAGS: set[str] = {
    *ATTRIBUTES,
    "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big", "br", "center", "cite",
    "code", "dd", "dfn", "dl", "dt", "em", "figcaption", "figure", "footer", "header", "hr", "i",
    "kbd", "main", "mark", "nav", "picture", "pre", "rp", "rt", "ruby", "s", "samp", "section",
    "small", "span", "strike", "strong", "sub", "summary", "sup", "tt", "u", "var", "wbr",
}  # fmt: skip

_CONTENT_GOES_TOO = {"datalist", "math", "script", "select", "style", "svg", "template", "textarea", "title"}
_FURNITURE = {"base", "body", "font", "head", "html", "link", "meta", "noscript", "param", "tbody", "title"}
"""Dropped, and no reader misses it: not worth a finding."""

_LINK_SCHEMES = frozenset({
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "magnet", "geo", "xmpp", "irc", "ircs",
    "sip", "news", "nntp", "webcal", "gemini", "gopher", "matrix",
})  # fmt: skip
_MEDIA_SCHEMES = frozenset({"http", "https"})
_URL_ATTRIBUTES = {
    "href": _LINK_SCHEMES,
    "cite": _LINK_SCHEMES,
    "longdesc": _LINK_SCHEMES,
    "src": _MEDIA_SCHEMES,
    "poster": _MEDIA_SCHEMES,
}
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=%\s]*\Z", re.IGNORECASE)
_LARGEST_DATA_IMAGE = 32 * 1024
_DEEPEST = 256
"""Browsers stop at 512; parsers take quadratic time long before memory ends."""


class Finding(NamedTuple):
    """What was dropped or changed, before it is a problem of a post."""

    code: str
    details: dict[str, object]
    at: str = ""
    """The source text that it comes from, to find its line by."""
    line: int | None = None


class TooDeepError(ValueError):
    """Elements are nested deeper than any reader shows."""


def id_prefix(url: str) -> str:
    """What keeps the ids of the entry at `url` apart from those of every other entry on a page."""
    return f"p{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}-"


def sanitize(raw: str, base: str) -> tuple[str, list[Finding]]:
    """Make `raw` safe, its URLs absolute against `base` and its ids unique to `base`.

    Raises TooDeepError.
    """
    import nh3

    findings: list[Finding] = []
    if _REWORK.search(raw):
        raw = rework(raw, findings)
    prefix = id_prefix(base)
    ids = {html.unescape(found) for found in _ID.findall(raw)} if "#" in raw else set()

    def keep(tag: str, attribute: str, value: str) -> str | None:
        schemes = _URL_ATTRIBUTES.get(attribute)
        if schemes is not None:
            if attribute == "href" and value.startswith("#"):
                target = unquote(value[1:])
                return (
                    f"{base.partition('#')[0]}#{quote(prefix + target if target in ids else target, _SAFE)}"
                )
            return absolute(value, base, schemes, findings)
        if attribute == "srcset":
            return _srcset(value, base, findings) or None
        if attribute in {"id", "name"}:
            return prefix + "".join(value.split()) if tag in TAGS and value.strip() else None
        return value

    clean = nh3.clean(
        raw,
        tags=TAGS,
        clean_content_tags=_CONTENT_GOES_TOO,
        attributes={**ATTRIBUTES, "*": _GLOBAL},
        attribute_filter=keep,
        link_rel=None,
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
        url_schemes=set(_LINK_SCHEMES | {"data"}),
    )
    return _PRE.sub(r"\1\n\n", clean), findings


_ID = re.compile(r"""\s(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_PRE = re.compile(r"(<pre(?: [^<>]*)?>)\n")

# --- URLs ---------------------------------------------------------------------------------------------------

_PLAIN_URL = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9._~:/?#@!$&()*+,;=%-]*)?\Z")
_SAFE = ":/?#[]@!$&'()*+,;=%~"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_REMOVED = re.compile(r"[\t\r\n]+")
_C0_AND_SPACE = "".join(map(chr, range(33)))


def absolute(url: str, base: str, schemes: frozenset[str], findings: list[Finding]) -> str | None:
    """`url` as an absolute URI if its scheme is one of `schemes`, as browsers would read it; None if not."""
    if _PLAIN_URL.match(url):
        return url
    given = url
    url = _REMOVED.sub("", url.strip(_C0_AND_SPACE))
    found = _SCHEME.match(url)
    scheme = found[1].lower() if found else ""
    if scheme == "data" and schemes is _MEDIA_SCHEMES and _DATA_IMAGE.match(url):
        if len(url) <= _LARGEST_DATA_IMAGE:
            return url
        findings.append(Finding("data-image-large", {"size": str(len(url))}, given[:64]))
        return None
    if scheme and scheme not in schemes:
        findings.append(Finding("url-unsafe", {"url": url}, given[:64]))
        return None
    if scheme not in {"", "http", "https"}:
        return quote(_STRAY_PERCENT.sub("%25", url), _SAFE)
    head, mark, tail = url.partition("?")
    try:
        joined = urljoin(base, head.replace("\\", "/") + mark + tail)
        parts = urlsplit(joined)
    except ValueError:
        findings.append(Finding("url-broken", {"url": url}, given[:64]))
        return None
    if not parts.netloc:
        findings.append(Finding("url-broken", {"url": url}, given[:64]))
        return None
    return quote(_STRAY_PERCENT.sub("%25", joined), _SAFE)


_CANDIDATE = re.compile(r"[\s,]*(\S+)")
_DESCRIPTOR = re.compile(r"([^,(]*(?:\([^)]*\)[^,(]*)*)(?:,|\Z)")


def _srcset(value: str, base: str, findings: list[Finding]) -> str:
    """The candidates of a srcset, split as HTML 4.8.4.2.1 splits them: a URL may hold commas."""
    candidates = []
    position = 0
    while found := _CANDIDATE.match(value, position):
        url = found[1]
        position = found.end()
        descriptor = ""
        if url.endswith(","):
            url = url.rstrip(",")
        elif described := _DESCRIPTOR.match(value, position):
            descriptor = " ".join(described[1].split())
            position = described.end()
        else:
            break
        uri = absolute(url, base, _MEDIA_SCHEMES, findings)
        if uri:
            uri = uri.replace(",", "%2C") if uri.endswith(",") else uri
            candidates.append(f"{uri} {descriptor}".strip())
    return ", ".join(candidates)


# --- What nh3 would drop without a word ---------------------------------------------------------------------

_REWORK = re.compile(
    r"<(?!/?(?:p|a|br|em|strong|code|pre|li|ul|ol|h[1-6]|img|blockquote|t[rdh]|table|thead|tbody|hr|div|sup|span|del"
    r"|figure|figcaption|b|i)[\s/>])[a-zA-Z]"
    r"|\s(?:on[a-z]+|style|data-[a-z-]+)\s*=",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s/>=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*+)))?+"""
)
_TAG_NAME = re.compile(r"[a-zA-Z][^\s/>]*+")
_RAW_TEXT = {"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"}
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
_END_IMPLIED = {
    "dd", "dt", "li", "option", "p", "rb", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
}  # fmt: skip
_SVG_LIKE = {"svg", "math"}


class _Tag(NamedTuple):
    start: int
    end: int
    name: str
    closing: bool
    attributes: dict[str, str]
    content_end: int
    """Where the text of a raw-text element ends; `end` of all others."""


def _tags(raw: str) -> Iterator[_Tag]:
    """The tags of `raw`, found as HTML 13.2.5 finds them, in one pass."""
    position = raw.find("<")
    while position >= 0:
        closing = raw.startswith("</", position)
        name_at = _TAG_NAME.match(raw, position + 1 + closing)
        if not name_at:
            if raw.startswith("<!--", position):
                end = raw.find("-->", position + 2)
            elif raw.startswith(("<!", "<?", "</"), position):
                end = raw.find(">", position)
            else:
                end = position
            if end < 0:
                return
            position = raw.find("<", end + 1)
            continue
        end = name_at.end()
        attributes: dict[str, str] = {}
        while found := _ATTRIBUTE.match(raw, end):
            value = found[2] or found[3] or found[4] or ""
            attributes.setdefault(found[1].lower(), html.unescape(value))
            end = found.end()
        close = raw.find(">", end)
        if close < 0 or (raw[end:close].strip(" \t\r\n\f/") and _unclosed_quote(raw, end)):
            return
        name = name_at[0].lower()
        end = content_end = close + 1
        if name in _RAW_TEXT and not closing:
            found_end = re.compile(f"</{name}(?=[\\s/>])", re.IGNORECASE).search(raw, end)
            content_end = found_end.start() if found_end else len(raw)
        yield _Tag(position, end, name, closing, attributes, content_end)
        position = raw.find("<", content_end)


def _unclosed_quote(raw: str, position: int) -> bool:
    return raw[position:].lstrip(" \t\r\n\f/=").startswith(('"', "'"))


def rework(raw: str, findings: list[Finding]) -> str:
    """Turn what nh3 would drop into what means the same, where there is such a thing, and name the rest."""
    pieces: list[str] = []
    position = depth = 0
    skip_to: str | None = None
    skipped = 0
    linked: set[str] = set()
    named: set[str] = set()

    def name_once(code: str, tag: _Tag, what: str) -> None:
        if what not in named:
            named.add(what)
            findings.append(Finding(code, {"what": what}, raw[tag.start : tag.end]))

    for tag in _tags(raw):
        if skip_to is not None:
            if tag.name == skip_to:
                skipped += -1 if tag.closing else 1
                if skipped == 0:
                    skip_to = None
                    position = tag.end
            continue
        if tag.name not in _VOID and tag.name not in _END_IMPLIED:
            depth = max(0, depth - 1) if tag.closing else depth + 1
            if depth > _DEEPEST:
                raise TooDeepError
        replacement: str | None = None
        if tag.name in TAGS:
            if tag.closing:
                continue
            for attribute in tag.attributes:
                if attribute.startswith("on"):
                    name_once("html-script", tag, attribute)
                elif attribute == "style":
                    name_once("html-style", tag, "style")
            replacement = _mended(tag)
        elif tag.name in EMBEDS:
            url = "" if tag.closing else EMBEDS[tag.name](tag.attributes)
            replacement = ""
            if url and url not in linked:
                linked.add(url)
                shown = html.escape(url)
                replacement = f'<a href="{shown}">{shown}</a> '
                findings.append(
                    Finding("embed-linked", {"what": f"<{tag.name}>", "url": url}, raw[tag.start : tag.end])
                )
            elif tag.name == "script" and not tag.closing:
                name_once("html-script", tag, "<script>")
        elif tag.name == "input" and tag.attributes.get("type", "").lower() == "checkbox":
            replacement = "☑" if "checked" in tag.attributes else "☐"
        elif tag.name == "noscript":
            replacement = ""
        elif tag.name == "style":
            name_once("html-style", tag, "<style>")
        elif tag.name in _SVG_LIKE and not tag.closing:
            name_once("html-dropped", tag, f"<{tag.name}>")
            skip_to, skipped = tag.name, 1
            replacement = ""
        elif tag.name not in _FURNITURE and not tag.closing:
            name_once("html-dropped", tag, f"<{tag.name}>")
        if replacement is not None:
            pieces.append(raw[position : tag.start])
            pieces.append(replacement)
            position = tag.content_end
    if skip_to is None:
        pieces.append(raw[position:])
    return "".join(pieces)


_TEXT_ALIGN = re.compile(r"(?:^|;)\s*text-align\s*:\s*(left|right|center|justify)\b", re.IGNORECASE)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc")


def _mended(tag: _Tag) -> str | None:
    """`tag` with what its style or its data attributes say put where readers look; None if there is nothing."""
    attributes = tag.attributes
    changed = {}
    if "align" in ATTRIBUTES.get(tag.name, ()) and (
        aligned := _TEXT_ALIGN.search(attributes.get("style", ""))
    ):
        changed["align"] = aligned[1].lower()
    if tag.name == "img" and (not attributes.get("src") or attributes["src"].startswith("data:")):
        lazy = next((attributes[name] for name in _LAZY if attributes.get(name)), None)
        if lazy:
            changed["src"] = lazy
    if not changed:
        return None
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in {**attributes, **changed}.items())
    return f"<{tag.name}{written}>"


_PAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), page)
    for pattern, page in (
        (r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/videoseries\?(?:.*&)?list=([\w-]+)", "https://www.youtube.com/playlist?list={}"),
        (r"(?:https?:)?//(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]+)", "https://www.youtube.com/watch?v={}"),
        (r"(?:https?:)?//player\.vimeo\.com/video/(\d+)", "https://vimeo.com/{}"),
        (r"(?:https?:)?//(?:www\.)?vimeo\.com/moogaloop\.swf\?(?:.*&)?clip_id=(\d+)", "https://vimeo.com/{}"),
        (r"(?:https?:)?//(?:www\.)?dailymotion\.com/(?:embed/video|swf)/(\w+)", "https://www.dailymotion.com/video/{}"),
        (r"(?:https?:)?//player\.bilibili\.com/player\.html\?(?:.*&)?bvid=(\w+)", "https://www.bilibili.com/video/{}"),
        (r"(?:https?:)?//player\.bilibili\.com/player\.html\?(?:.*&)?aid=(\d+)", "https://www.bilibili.com/video/av{}"),
        (r"(?:https?:)?//player\.youku\.com/embed/([\w=]+)", "https://v.youku.com/v_show/id_{}.html"),
        (r"(?:https?:)?//player\.youku\.com/player\.php/(?:.*/)?sid/([\w=]+)/v\.swf", "https://v.youku.com/v_show/id_{}.html"),
        (r"(?:https?:)?//(?:www\.)?slideshare\.net/slideshow/embed_code/(\d+)", "https://www.slideshare.net/slideshow/embed_code/{}"),
        (r"(?:https?:)?//open\.spotify\.com/embed(?:-podcast)?/(\w+/\w+)", "https://open.spotify.com/{}"),
        (r"(?:https?:)?//(?:www\.)?codepen\.io/([\w-]+)/embed(?:/preview)?/([\w-]+)", "https://codepen.io/{}/pen/{}"),
        (r"(?:https?:)?//jsfiddle\.net/((?:[\w-]+/)*?)embedded(?:/.*)?\Z", "https://jsfiddle.net/{}"),
        (r"(?:https?:)?//gist\.github\.com/((?:[\w-]+/)?\w+)\.js", "https://gist.github.com/{}"),
        (r"(?:https?:)?//asciinema\.org/a/(\w+)(?:\.js|/embed|/iframe)", "https://asciinema.org/a/{}"),
    )
)  # fmt: skip


def _page(url: str) -> str | None:
    """The page that shows what the player or script at `url` shows; None where it is no known one."""
    for pattern, page in _PAGES:
        if found := pattern.match(url):
            return page.format(*found.groups())
    return None


def _framed(attributes: dict[str, str]) -> str:
    url = next((attributes[name] for name in ("src", "data-src", "data") if attributes.get(name)), "").strip()
    return _page(url) or url


EMBEDS: dict[str, Callable[[dict[str, str]], str]] = {
    "iframe": _framed,
    "frame": _framed,
    "embed": _framed,
    "object": _framed,
    "script": lambda attributes: _page(attributes.get("src", "").strip()) or "",
}
"""Element -> the address of the page that a link in its stead leads to, or ""."""
