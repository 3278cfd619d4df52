"""HTML as strangers write it -> HTML that is safe in any reader, with absolute URLs and ids of its own."""

from __future__ import annotations

import hashlib
import html
import re
import threading
from bisect import bisect_left
from contextlib import suppress
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from feeds.characters import ILLEGAL, illegal_in
from feeds.links import PLAIN_HOST, SITE_ROOT, is_web_url, join, slashed, to_uri
from feeds.regex import regex
from feeds.tag_meanings import is_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import nh3

    ToPost = Callable[[str], str | None]

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


_SWALLOWED = frozenset(
    {"datalist", "head", "math", "script", "select", "style", "svg", "template", "textarea", "title"}
)
"""Dropped with all that is inside."""

_FURNITURE = frozenset({"base", "body", "font", "head", "html", "link", "meta", "noscript", "param"})
"""Dropped, and nobody misses them: not worth a finding."""

_LINK_SCHEMES = frozenset({
    "http", "https", "mailto", "tel", "sms", "ftp", "ftps", "magnet", "geo", "xmpp", "irc", "ircs", "sip", "news",
    "nntp", "webcal", "gemini", "gopher", "matrix",
})  # fmt: skip
_MEDIA_SCHEMES = frozenset({"http", "https"})
_URL_ATTRIBUTES = {
    "cite": _LINK_SCHEMES,
    "href": _LINK_SCHEMES,
    "longdesc": _LINK_SCHEMES,
    "poster": _MEDIA_SCHEMES,
    "src": _MEDIA_SCHEMES,
}
_DATA_IMAGE = regex(r"data:image/(?:png|jpe?g|gif|webp|avif);base64,[A-Za-z0-9+/=%\s]*\Z", re.IGNORECASE)
_LARGEST_DATA_IMAGE = 32 * 1024
_NO_PICTURE = frozenset({"", "data:,"})
"""What a picture that is not there has for an address; the latter in pages of SingleFile."""
_DEEPEST = 300
"""Open elements. Browsers stop at 512; parsers take quadratic time for what is nested deeper."""
_MANY_TAGS = 2000
"""As many as a parser reads in no time, however deep they are nested."""
_MOST_TAGS = 500_000
_COSTLIEST_TEXT = 2 * 10**11
"""Ampersands times characters: the sanitiser's time for a text grows with that."""


class Finding(NamedTuple):
    """What was dropped or changed, before it is a problem of a post."""

    code: str
    details: dict[str, object]
    at: str = ""
    """The source text that it comes from, to find its line by."""
    line: int | None = None


def control_character(illegal: re.Match[str], at: str = "", line: int | None = None) -> Finding:
    """What is said of a character that XML forbids."""
    return Finding("control-character", {"char": f"U+{ord(illegal[0]):04X}"}, at, line)


class TooComplexError(ValueError):
    """The markup would take too long to read. Its argument says what there is too much of."""


def id_prefix(url: str) -> str:
    """What keeps the ids of the entry at `url` apart from those of every other entry on a page."""
    return f"p{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}-"


def sanitize(
    raw: str, base: str, to_post: ToPost = lambda _link: None, links_from: str = ""
) -> tuple[str, list[Finding]]:
    """Make `raw` safe, its URLs absolute against the URI `base`, its ids unique to `base`, its characters XML's.

    Relative links start from `links_from`, itself a link on `base`, if that is the address of a page. `to_post` tells
    where a link to the file of a post leads: the post's address, "" where there is no such post, None for links to
    anything else.

    Raises TooComplexError.
    """
    start = base
    if links_from:
        with suppress(ValueError):
            start = to_uri(_joined(base, _trimmed(links_from)))
    try:
        return _sanitized(raw, base, to_post, start)
    except UnicodeEncodeError:
        half = _SURROGATE.search(raw)
        if not half:
            raise
        clean, findings = _sanitized(_SURROGATE.sub("", raw), base, to_post, start)
        return clean, [control_character(half, half[0]), *findings]


def _sanitized(raw: str, page: str, to_post: ToPost, base: str) -> tuple[str, list[Finding]]:
    _check_references(raw)
    findings: list[Finding] = []
    tags = raw.count("<")
    if tags > _MOST_TAGS:
        raise TooComplexError("too many <")
    if tags > _MANY_TAGS or _UNUSUAL.search(raw) or _HIDDEN_MAIL in raw:
        raw = _Rework(raw, base, findings).run()
        _check_references(raw)
    links_inside = "#" in raw and _FRAGMENT.search(raw)
    ids = {html.unescape(name) for name in _ID.findall(raw)} if links_inside else set()
    _now.place = _Place(base, page.partition("#")[0], id_prefix(page), ids, to_post, findings)
    clean = _cleaner().clean(raw)
    if illegal := illegal_in(clean):
        references = (
            found[0] for found in _REFERENCE.finditer(raw) if not html.unescape(found[0]).strip(";")
        )
        findings.append(control_character(illegal, next(references, "")))
        clean = ILLEGAL.sub("", clean)
    return _PRE.sub(r"\1\n\n", clean).replace("]]>", "]]&gt;"), findings


def _check_references(raw: str) -> None:
    if raw.count("&") * len(raw) > _COSTLIEST_TEXT:
        raise TooComplexError("too many & in one text")


class _Place(NamedTuple):
    """Where the HTML stands that is being cleaned."""

    base: str
    """What relative links start from."""
    page: str
    """The address of the post, without a fragment."""
    prefix: str
    ids: set[str]
    to_post: ToPost
    findings: list[Finding]


_now = threading.local()
"""Its `place` is that of the HTML that the thread is cleaning."""


@cache
def _cleaner() -> nh3.Cleaner:
    """Made once: to hand over the tables takes a third of the time that cleaning a post does."""
    import nh3

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=_SWALLOWED,
        attributes=_ALL_ATTRIBUTES,
        attribute_filter=_keep,
        link_rel=None,
        set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
        url_schemes=_LINK_SCHEMES | {"data"},
    )


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """The attribute's value as it is to be; None to drop it."""
    place: _Place = _now.place
    if tag not in TAGS:
        return None
    schemes = _URL_ATTRIBUTES.get(attribute)
    if schemes is not None:
        if attribute == "href" and (reference := _trimmed(value)).startswith("#"):
            name = reference[1:]
            if "%" in name:
                # The id that is the same as it stands comes first (HTML, 7.4.6.4): comrak encodes ids of footnotes.
                if name in place.ids:
                    return to_uri(f"{place.page}#{place.prefix}{name}")
                name = unquote(name)
            own = place.prefix + name if name in place.ids else name
            return f"{place.page}#{quote(own, _IN_FRAGMENT)}"
        if attribute == "href" and (post := place.to_post(value)) is not None:
            if not post:
                place.findings.append(Finding("link-to-file", {"url": value}, value[:64]))
            value = post or value
        return absolute(value, place.base, schemes, place.findings)
    if attribute == "srcset":
        return _srcset(value, place.base, place.findings) or None
    if attribute in {"id", "name"}:
        name = "".join(value.split())
        return name if not name or name.startswith(place.prefix) else place.prefix + name
    return value


_SURROGATE = regex(r"[\ud800-\udfff]")
"""What the cleaner cannot even be handed, since nothing encodes it. To look for it beforehand would take longer."""
_REFERENCE = regex(r"&#(?:[0-9]+|[xX][0-9a-fA-F]+);?")
_ALL_ATTRIBUTES = {**ATTRIBUTES, "*": _GLOBAL}
_ID = regex(r"""\s(?:id|name)\s*+=\s*+["']?+([^"'\s>]++)""", re.IGNORECASE)
_FRAGMENT = regex(r"""href\s*+=\s*+["']?+\s*+\#""", re.IGNORECASE)
_IN_FRAGMENT = "/?:@!$&'()*+,;=-._~"
_PRE = regex(r"(<pre(?: [^<>]*)?>)\n")
"""A parser drops a line end right after the tag, so that one which is meant must be written twice."""


# --- URLs ---------------------------------------------------------------------------------------------------

_PLAIN_URL = regex(rf"https?://{PLAIN_HOST}(?:[/?][A-Za-z0-9/._~!$&'()*+,;=:@?-]*)?\Z")
_PLAIN_SITE = regex(rf"https?://{PLAIN_HOST}(?:[/?#]|\Z)")
_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*):")
_REMOVED = regex(r"[\t\r\n]+")
_C0_AND_SPACE = "".join(map(chr, range(33)))
_HTTP = regex(r"[\x00-\x20]*https?:", re.IGNORECASE)
_SITE = regex(r"[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)


def _trimmed(url: str) -> str:
    """`url` without what browsers remove before they read it (WHATWG URL, 4.4)."""
    return _REMOVED.sub("", url.strip(_C0_AND_SPACE))


def absolute(url: str, base: str, schemes: frozenset[str], findings: list[Finding]) -> str | None:
    """`url` as an absolute URI if its scheme is one of `schemes`, read as browsers read it; None if not."""
    if _PLAIN_URL.match(url):
        return url
    given, url = url, SITE_ROOT.sub("/", _trimmed(url))
    found = _SCHEME.match(url)
    scheme = found[1].lower() if found else ""
    if url in _NO_PICTURE and schemes is _MEDIA_SCHEMES:
        return None
    if scheme == "data" and schemes is _MEDIA_SCHEMES and _DATA_IMAGE.match(url):
        if len(url) <= _LARGEST_DATA_IMAGE:
            return url
        findings.append(Finding("data-image-large", {"size": len(url)}, given[:64]))
        return None
    if scheme and scheme not in schemes:
        findings.append(Finding("url-unsafe", {"url": url}, given[:64]))
        return None
    try:
        uri = to_uri(url if scheme not in {"", "http", "https"} else _joined(base, url))
        # A colon at the beginning is for no relative address (RFC 3986, 4.2): Joplin's `:/id` of a note.
        if _is_followed(uri) and not url.startswith(":"):
            return uri
    except ValueError:
        pass
    findings.append(Finding("url-broken", {"url": url}, given[:64]))
    return None


def _joined(base: str, url: str) -> str:
    """What `url` means on the page `base`. Raises ValueError."""
    joined = join(base, slashed(url))
    if not is_web_url(to_uri(joined)):
        raise ValueError("no address")
    return joined


def _is_followed(uri: str) -> bool:
    """Whether the sanitiser, which reads hosts as browsers do, can read that of `uri`."""
    site = _SITE.match(uri)
    return not site or _PLAIN_SITE.match(uri) is not None or _is_read(site[0])


@lru_cache(maxsize=4096)
def _is_read(site: str) -> bool:
    import nh3

    link = nh3.clean(f'<a href="{html.escape(site)}">', tags={"a"}, url_schemes=set(_LINK_SCHEMES))
    return "href" in link


_CANDIDATE = regex(r"[\s,]*+(\S++)")
_DESCRIPTOR = regex(r"([^,(]*+(?:\([^)]*+\)[^,(]*+)*+)(?:,|\Z)")


def _srcset(value: str, base: str, findings: list[Finding]) -> str:
    """The candidates of a srcset, told apart as HTML 4.8.4.2.1 does it, since a URL may hold commas."""
    candidates = []
    position = 0
    while found := _CANDIDATE.match(value, position):
        url, position = found[1], found.end()
        descriptor = ""
        if url.endswith(","):
            url = url.rstrip(",")
        elif described := _DESCRIPTOR.match(value, position):
            descriptor, position = " ".join(described[1].split()), described.end()
        else:
            break
        uri = absolute(url, base, _MEDIA_SCHEMES, findings)
        if uri:
            candidates.append(f"{uri} {descriptor}".rstrip())
    return ", ".join(candidates)


# --- What nh3 would drop without a word ---------------------------------------------------------------------

_USUAL_ATTRIBUTES = rf"""(?:[ ](?:
    (?:alt|title|class|align|id|start|rel)="[^"]*"
  | (?:href|src)="(?:https?://(?i:{PLAIN_HOST})(?:[/?\#][^"]*)?|\#[\w:.-]*|(?!//)(?:[^":&]|&(?!\#|colon;))*)"
))+"""
_UNUSUAL = regex(
    rf"""<(?!
      /?(?:p|a|br|em|strong|code|pre|li|ul|ol|h[1-6]|blockquote|t[rdh]|table|thead|tbody|hr|div|sup|span|del|b|i|d[ltd])>
      |[bh]r[ ]?/>
      |!--[\w ]*-->
      |(?:a|code|t[hd]|li|sup|div|ol|h[1-6]|span){_USUAL_ATTRIBUTES}>
      |img{_USUAL_ATTRIBUTES}[ ]?/?>
    )[a-zA-Z/!?]""",
    re.VERBOSE,
)
"""Tags beyond those that Markdown makes, all of which are kept as they are."""

_SPACE = r" \t\n\f\r"
_MARK = regex(rf"<(?:(/?)([a-zA-Z][^{_SPACE}/<>]*+)|!--|!\[CDATA\[|[!?/])")
_LONG_MARKS = {"<!--": regex(r"-?>|.*?--!?>", re.DOTALL), "<![CDATA[": regex(r".*?\]\]>", re.DOTALL)}
"""What may hold tags -> all of it up to its end."""
_MARKS = {**_LONG_MARKS, "<!": regex("[^<>]*+>"), "<?": regex("[^<>]*+>"), "</": regex("(?!)")}
_USUAL_DECLARATION = regex(r"<(?:\?xml\b|!doctype\b|!\[(?:if|endif)\b)", re.IGNORECASE)
"""What tells parsers and browsers something, and readers nothing."""
_WORD = regex(r"[^\W_]")
_ATTRIBUTE = regex(
    rf"""[{_SPACE}/]*+([^{_SPACE}/<>][^{_SPACE}/<>=]*+)(?:
      [{_SPACE}]*+=[{_SPACE}]*+(?:"([^"]*+)"|'([^']*+)'|([^{_SPACE}<>"'][^{_SPACE}<>]*+)|(?=>))
      |(?![{_SPACE}]*+=)
    )""",
    re.VERBOSE,
)
_TAG_END = regex(rf"[{_SPACE}/]*+>")
_NAMED = regex(r"[a-z][a-z0-9:-]{0,30}\Z")
_RAW_TEXT = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
_OTHER_HTML = frozenset({
    "applet", "area", "basefont", "bgsound", "blink", "button", "canvas", "dialog", "dir", "embed",
    "fieldset", "form", "frame", "frameset", "hgroup", "iframe", "input", "keygen", "label",
    "legend", "listing", "map", "marquee", "menu", "menuitem", "meter", "nobr", "noembed", "noframes",
    "object", "optgroup", "option", "output", "plaintext", "progress", "search", "slot", "spacer", "xmp",
})  # fmt: skip
"""What HTML has or had beside all that is kept, swallowed or linked to."""

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_END_IMPLIED = frozenset({
    "dd", "dt", "li", "option", "p", "rb", "rp", "rt", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
_RUBY_PARTS = frozenset({"rb", "rp", "rt"})
"""Of those, what ends itself inside of `<ruby>` only."""
_TEXT_ALIGN = regex(r"(?:^|;)\s*text-align\s*:\s*(left|right|center|justify)\b", re.IGNORECASE)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc")
_LAZY_SETS = ("data-srcset", "data-lazy-srcset")
_PICTURE = regex(r"[^\s<>]{1,2000}\.(?:avif|bmp|gif|jpe?g|png|svg|webp)(?:[?#!]\S{0,2000})?\Z", re.IGNORECASE)
_PLACEHOLDER = regex(
    r"\Z|[#]|data:|about:|(?:.*/)?(?:1x1|blank|dot|empty|gr[ae]y|lazy|load(?:er|ing)|none|pixel|placeholder|spacer"
    r"|trans(?:parent)?)[-_\dx]*+\.(?:gif|png|svg)",
    re.IGNORECASE,
)
"""What a picture has for an address until a script gives it its own."""
_RENAMED = {"amp-anim": "img", "amp-audio": "audio", "amp-img": "img", "amp-video": "video", "image": "img"}
"""Elements that are what they are called here; for the last see HTML, 13.2.6.4.7."""
_HIDDEN_MAIL = "/cdn-cgi/l/email-protection"
"""Where Cloudflare has mail addresses lead to until a script shows them."""
_MAIL_CODE = regex(r"(?:[0-9a-f]{2}){4,400}", re.IGNORECASE)
_MAIL_SHOWN = regex(r"\[email(?:\s|&nbsp;|&#160;|\u00a0)protected\]")
_TEX = regex(r"<annotation(?=[^<>]*?application/x-tex)[^<>]*+>([^<]*+)</annotation", re.IGNORECASE)

_SPAN = regex(r"<(/?)span\b[^<>]*+>", re.IGNORECASE)
_CDATA_IN_TEX = regex(r"%?\s*<!\[CDATA\[|%?\s*\]\]>")
_EMBED_INSIDE = regex(r"<(?:embed|param)\s", re.IGNORECASE)
_NOSCRIPT = regex("<noscript", re.IGNORECASE)
_CLOSING = regex(rf"</([a-zA-Z][^{_SPACE}/<>]*+)[^<>]*+>")
_MARKUP = regex(r"<[^<>]*>")
_TITLES = ("title", "label", "summary", "heading", "header")
_PLAYERS = frozenset({"audio", "video"})
_LINK = regex(r"<a\s", re.IGNORECASE)
_SOURCE = regex(rf"<(/?)(source)(?=[{_SPACE}/])", re.IGNORECASE)
_RUBY_PART = regex(rf"<(/?)(rt|rp)(?=[{_SPACE}/>])", re.IGNORECASE)


class _Tag(NamedTuple):
    start: int
    end: int
    name: str
    """What it begins with where that is not its name."""
    closing: bool = False
    closed: bool = False
    """It ends in a slash."""
    attributes: Mapping[str, str] = MappingProxyType({})
    renamed: bool = False
    """It was written with another name."""


class _Rework:
    """One pass over the tags of `raw`, which turns what nh3 would drop into what means the same, or names it.

    What it returns is not safe yet. It only has to read HTML as browsers do where the author meant well.
    """

    def __init__(self, raw: str, base: str, findings: list[Finding]) -> None:
        self.raw = raw
        self.base = base
        self.findings = findings
        self.named: set[str] = set()
        self.never_closed: set[str] = set()
        self.lazy: tuple[str, ...] = ()
        """What the last picture that a script would have loaded shows, in all sizes."""
        self.alternatives: set[str] = set()
        """What pictures in a `<noscript>` show, and no others after it yet."""
        self.alternative_end = 0
        self.in_link = False
        self.component_links = 0
        """How many links are open that components stand for."""
        self.player_end = 0
        self.player_link = ""
        """What the `<audio>` or `<video>` that ends there gets, for readers that show none."""
        self.formula_end = 0
        self.ruby_end = 0
        self.ruby_is_bare = False

    def run(self) -> str:
        """The new text. Raises TooComplexError."""
        pieces: list[str] = []
        position = depth = 0
        tag = self.next(0)
        while tag:
            replacement, end = self.replace(tag)
            if tag.name in TAGS and tag.name not in _VOID and not self.ends_itself(tag) and not tag.closed:
                depth = max(0, depth - 1) if tag.closing else depth + 1
                if depth > _DEEPEST:
                    raise TooComplexError(f"more than {_DEEPEST} open elements")
            if replacement is not None:
                pieces += (self.raw[position : tag.start], replacement)
                position = end
            tag = self.next(end)
        return "".join((*pieces, self.raw[position:]))

    def ends_itself(self, tag: _Tag) -> bool:
        """Whether the next tag of that name ends the element, which so cannot nest."""
        return tag.name in _END_IMPLIED and (tag.name not in _RUBY_PARTS or tag.end <= self.ruby_end)

    def next(self, position: int) -> _Tag | None:
        """The first tag from `position` on, found as HTML 13.2.5 finds it, or what is like one but for comments.

        What is never closed is a tag by the name of `<`: a browser would drop all the rest of the text.
        """
        while found := _MARK.search(self.raw, position):
            start, mark = found.start(), found[0]
            if found[2]:
                return self.tag(found)
            position = self.end_of_mark(mark, found.end())
            if position < 0:
                return _Tag(start, start + 1, "<")
            if mark != "<!--":
                return _Tag(start, position, mark)
        return None

    def tag(self, mark: re.Match[str]) -> _Tag:
        """The tag whose name is found; `<` alone where another begins in its midst, or where it is never closed."""
        end = mark.end()
        attributes: dict[str, str] = {}
        while found := _ATTRIBUTE.match(self.raw, end):
            attributes.setdefault(found[1].lower(), html.unescape(found[2] or found[3] or found[4] or ""))
            end = found.end()
        close = _TAG_END.match(self.raw, end)
        if not close:
            return _Tag(mark.start(), mark.start() + 1, "<")
        slash = self.raw[close.end() - 2] == "/"
        name = mark[2].lower()
        renamed = name in _RENAMED
        name = _RENAMED[name] if renamed else name
        return _Tag(mark.start(), close.end(), name, bool(mark[1]), slash, attributes, renamed)

    def end_of_mark(self, mark: str, position: int) -> int:
        """Where what begins with `mark` ends; -1 where it never does."""
        if mark not in self.never_closed and (found := _MARKS[mark].match(self.raw, position)):
            return found.end()
        if mark in _LONG_MARKS:
            self.never_closed.add(mark)
        return -1

    def replace(self, tag: _Tag) -> tuple[str | None, int]:
        """What takes the place of `tag`, None for itself, and where the text goes on."""
        name = tag.name
        if name == "<":
            return "&lt;", tag.end
        if name in _MARKS:
            return self.declared(tag), tag.end
        if tag.closing:
            return self.ended(tag), tag.end
        if (
            name == "span"
            and tag.attributes.get("class") == "katex-html"
            and (after := self.end_of_katex(tag))
        ):
            return "", after
        if self.is_component(tag) and (shown := self.component(tag)) is not None:
            return shown, tag.end
        if name in TAGS:
            return self.mail(tag) or (self.kept(tag), tag.end)
        end = self.end_of(tag) if name in _SWALLOWED or name in _RAW_TEXT else tag.end
        if name in EMBEDS and (url := EMBEDS[name](tag.attributes)):
            return self.linked(tag, url), end
        if name == "input" and tag.attributes.get("type", "").lower() == "checkbox":
            return "☑" if "checked" in tag.attributes else "☐", tag.end
        if name == "math" and (text := self.formula(tag, end)):
            self.formula_end = end
            return text, end
        if name == "script" and tag.attributes.get("type", "").startswith("math/tex"):
            return self.formula_for_script(tag, end), end
        if name == "noscript":
            alternative = self.alternative(tag) if self.lazy else ""
            if any(picture in alternative for picture in self.lazy):
                return "", self.end_of(tag)
            self.alternative_end = max(self.alternative_end, self.end_of(tag))
        if self.is_text(tag):
            return html.escape(self.raw[tag.start : tag.end], quote=False), tag.end
        if name == "script":
            self.name("html-script", tag, "<script>")
        elif name == "style":
            self.name("html-style", tag, "<style>")
        elif name not in _FURNITURE and not self.is_empty_title(tag) and not self.holds_embed(tag):
            self.name("html-dropped", tag, f"<{name}>" if _NAMED.match(name) else "an unknown element")
        return "", (end if name in _SWALLOWED or name == "iframe" else tag.end)

    def ended(self, tag: _Tag) -> str | None:
        """What takes the place of a closing tag, None for itself."""
        name = tag.name
        if any(not value and _WORD.search(word) for word, value in tag.attributes.items()):
            self.name("html-dropped", tag, f"</{name} …>" if _NAMED.match(name) else "an unknown element")
        if name == "a":
            self.in_link = False
        elif name == "img":
            return ""
        elif self.component_links and name.endswith("link"):
            self.component_links -= 1
            self.in_link = False
            return "</a>"
        elif tag.end == self.player_end and self.player_link:
            return f"{self.player_link}</{name}>"
        elif name == "rt" and self.ruby_is_bare and tag.end <= self.ruby_end:
            return "</rt><rp>)</rp>"
        elif name == "summary" and not self.raw[tag.end : tag.end + 1].isspace():
            return "</summary>\n"  # readers that drop both tags would join the words
        return "" if name not in TAGS else f"</{name}>" if tag.renamed else None

    def is_component(self, tag: _Tag) -> bool:
        """Whether it is an element of MDX's or Vue's own, `<Link>` or `<router-link>`, and not HTML's `<LINK>`."""
        if tag.name in EMBEDS or tag.name in _RAW_TEXT or tag.name in _OTHER_HTML:
            return False
        initials = self.raw[tag.start + 1 : tag.start + 3]
        return (initials.istitle() and len(tag.name) > 1) or tag.name.endswith("-link")

    def component(self, tag: _Tag) -> str | None:
        """What a component shows, as far as its attributes tell: a link, a picture, the title of a box or tab."""
        told = tag.attributes
        address = told.get("to") or told.get("href") or ""
        title = next((told[key] for key in _TITLES if told.get(key)), "")
        if address and not tag.closed and tag.name.endswith("link") and "rel" not in told:
            self.component_links += 1
            self.in_link = True
            return f'<a href="{html.escape(address)}">'
        if address and title and tag.closed:
            return f'<a href="{html.escape(address)}">{html.escape(title)}</a>'
        if is_picture(told.get("src", "")) and tag.name != "img":
            shown = f'<img src="{html.escape(told["src"])}" alt="{html.escape(told.get("alt") or title)}">'
            caption = told.get("caption", "")
            shown += f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
            end = "" if tag.name == "figure" and not tag.closed else "</figure>"
            return f"<figure>{shown}{end}" if caption or tag.name == "figure" else shown
        if title and not tag.closed and tag.name == "details":
            return f"<details><summary>{html.escape(title)}</summary>\n"
        if title and not tag.closed and tag.name not in TAGS:
            return f"<strong>{html.escape(title)}</strong><br>"
        return None

    def kept(self, tag: _Tag) -> str | None:
        """What takes the place of a tag that readers may see, None for itself."""
        name = tag.name
        if name == "a":
            self.in_link = not tag.closed
        elif name in _PLAYERS and tag.start >= self.player_end:
            self.player_end = self.end_of(tag)
            self.player_link = "" if self.in_link else self.link_to_media(tag)
        elif name == "ruby" and tag.start >= self.ruby_end:
            self.ruby_end = self.end_of(tag)
            self.ruby_is_bare = self.lacks_parentheses(tag)
        elif name == "rt" and self.ruby_is_bare and tag.end <= self.ruby_end:
            return "<rp>(</rp>" + (self.mended(tag) or self.raw[tag.start : tag.end])
        return self.mended(tag)

    def mail(self, tag: _Tag) -> tuple[str, int] | None:
        """What takes the place of a mail address that Cloudflare has hidden, and where the text goes on."""
        href = tag.attributes.get("href", "")
        link = _HIDDEN_MAIL in href
        code = tag.attributes.get("data-cfemail") or (href.rpartition("#")[2] if link else "")
        if not _MAIL_CODE.fullmatch(code):
            return None
        self.in_link = self.in_link or link
        key, *rest = bytes.fromhex(code)
        address = html.escape(bytes(byte ^ key for byte in rest).decode("utf-8", "replace"))
        begin = f'<a href="mailto:{address}">' if link else f"<{tag.name}>"
        shown = _MAIL_SHOWN.match(self.raw, tag.end)
        return (f"{begin}{address}", shown.end()) if shown else (begin, tag.end)

    def link_to_media(self, tag: _Tag) -> str:
        """A link to what an `<audio>` or `<video>` plays, which mail and text readers leave out; "" if it has one."""
        if _LINK.search(self.raw, tag.end, self.player_end):
            return ""
        source = _source(tag.attributes)
        if not source and (found := _SOURCE.search(self.raw, tag.end, self.player_end)):
            source = _source(self.tag(found).attributes)
        url = absolute(source, self.base, _MEDIA_SCHEMES, []) if source else None
        return f' <a href="{html.escape(url)}">{html.escape(url)}</a>' if url and _HTTP.match(url) else ""

    def lacks_parentheses(self, tag: _Tag) -> bool:
        """Whether a `<ruby>` has no `<rp>`, so that readers that drop its tags would join a word and its reading."""
        parts = [found[0].lower() for found in _RUBY_PART.finditer(self.raw, tag.end, self.ruby_end)]
        return parts == ["<rt", "</rt"] * (len(parts) // 2)

    def declared(self, tag: _Tag) -> str:
        """What takes the place of a section, which is its text, or of an instruction or declaration: nothing."""
        text = self.raw[tag.start : tag.end]
        if tag.name == "<![CDATA[":
            return html.escape(text.removeprefix(tag.name).removesuffix("]]>"), quote=False)
        if _WORD.search(text) and not _USUAL_DECLARATION.match(text):
            self.name("html-dropped", tag, f"{tag.name}…>")
        return ""

    def is_empty_title(self, tag: _Tag) -> bool:
        return tag.name == "title" and not _MARKUP.sub("", self.raw[tag.end : self.end_of(tag)]).strip()

    def formula(self, tag: _Tag, end: int) -> str:
        """MathML as text: the TeX that it was made from, else what its elements hold."""
        if alternative := tag.attributes.get("alttext"):
            return html.escape(alternative)
        tex = _TEX.search(self.raw, tag.end, end)
        return (tex[1] if tex else _MARKUP.sub("", self.raw[tag.end : end])).strip()

    def end_of_katex(self, tag: _Tag) -> int:
        """Where the spans end in which KaTeX shows the formula right before `tag` once more; 0 where there are none."""
        between = "</span>"
        follows = tag.start == self.formula_end + len(between) and self.raw.startswith(
            between, self.formula_end
        )
        if not follows or "katex" in self.never_closed:
            return 0
        depth = 1
        for span in _SPAN.finditer(self.raw, tag.end):
            depth += -1 if span[1] else 1
            if not depth:
                return span.end()
        self.never_closed.add("katex")
        return 0

    def formula_for_script(self, tag: _Tag, end: int) -> str:
        """The TeX that MathJax shows, if it does not stand there as it was shown already."""
        tex = _CDATA_IN_TEX.sub("", self.raw[tag.end : end].rpartition("</")[0]).strip()
        before = self.raw[max(tag.start - len(tex) - 100, 0) : tag.start]
        if tag.attributes.get("id", "").startswith("MathJax-Element") or (
            "MathJax_Preview" in before and tex in html.unescape(before)
        ):
            return ""
        return html.escape(tex, quote=False)

    def alternative(self, tag: _Tag) -> str:
        """What is in a `<noscript>`, which can hold no other."""
        end = self.end_of(tag)
        other = _NOSCRIPT.search(self.raw, tag.end, end)
        return html.unescape(self.raw[tag.end : other.start() if other else end])

    def holds_embed(self, tag: _Tag) -> bool:
        """Whether what is in an `<object>` will become the link in its place."""
        if tag.name != "object":
            return False
        first = bisect_left(self.embeds, tag.end)
        return first < len(self.embeds) and self.embeds[first] < self.end_of(tag)

    def is_text(self, tag: _Tag) -> bool:
        """Whether it is no tag at all, but the `<int>` of a C++ vector or the `<file name>` of a usage line."""
        if any(tag.attributes.values()) or tag.closed or tag.name in _OTHER_HTML or tag.name in _FURNITURE:
            return False
        return self.end_of(tag) == tag.end

    def end_of(self, tag: _Tag) -> int:
        """Where the element that `tag` opens ends; where it is never closed, where `tag` ends."""
        starts, ends = self.closings.get(tag.name, ((), ()))
        first = len(ends) if tag.closed else bisect_left(starts, tag.end)
        return ends[first] if first < len(ends) else tag.end

    @cached_property
    def closings(self) -> dict[str, tuple[list[int], list[int]]]:
        """Where the closing tags of each name begin and end."""
        closings: dict[str, tuple[list[int], list[int]]] = {}
        for found in _CLOSING.finditer(self.raw):
            name = found[1].lower()
            starts, ends = closings.setdefault(_RENAMED.get(name, name), ([], []))
            starts.append(found.start())
            ends.append(found.end())
        return closings

    @cached_property
    def embeds(self) -> list[int]:
        """Where there is what an `<object>` may hold."""
        return [found.start() for found in _EMBED_INSIDE.finditer(self.raw)]

    def mended(self, tag: _Tag) -> str | None:
        """`tag` with what its style or data attributes say where readers look for it; None if that is nothing."""
        changed = self.loaded(tag) if tag.name == "img" else _deferred(tag)
        if changed is None:
            return ""
        attributes = {**tag.attributes, **changed}
        for attribute, value in attributes.items():
            if attribute.startswith("on"):
                self.name("html-script", tag, attribute)
            elif attribute == "style":
                self.name("html-style", tag, "a style attribute")
            elif attribute in _URL_ATTRIBUTES and attribute in ATTRIBUTES.get(tag.name, ()):
                uri = absolute(value, self.base, _URL_ATTRIBUTES[attribute], self.findings)
                if uri and _HTTP.match(value) and not _PLAIN_SITE.match(value):
                    changed[attribute] = uri
        if "align" in ATTRIBUTES.get(tag.name, ()) and (
            aligned := _TEXT_ALIGN.search(attributes.get("style", ""))
        ):
            changed["align"] = aligned[1].lower()
        if not (changed or (tag.closed and tag.name not in _VOID) or tag.renamed):
            return None
        written = "".join(
            f' {name}="{html.escape(value)}"' for name, value in {**attributes, **changed}.items()
        )
        if not tag.closed or tag.name in _VOID:
            return f"<{tag.name}{written}>"
        return f"<{tag.name}{written}>{self.player_link if tag.end == self.player_end else ''}</{tag.name}>"

    def loaded(self, tag: _Tag) -> dict[str, str] | None:
        """What an `<img>` gets once a script loads it; None where a `<noscript>` before it shows the same picture."""
        attributes = tag.attributes
        source = attributes.get("src", "")
        lazy = tuple(attributes[name] for name in _LAZY if attributes.get(name))
        srcset = next((attributes[name] for name in _LAZY_SETS if attributes.get(name)), "")
        bare = _PLACEHOLDER.match(source) is not None
        if bare and not lazy:
            lazy = tuple(
                value
                for name, value in attributes.items()
                if name not in ATTRIBUTES["img"] | _GLOBAL and _PICTURE.match(value)
            )
            if not lazy and srcset and (first := _CANDIDATE.match(srcset)):
                lazy = (first[1].rstrip(","),)
        if not lazy or not (bare or "lazy" in attributes.get("class", "")):
            if tag.start < self.alternative_end:
                self.alternatives.add(source)
            elif source and tag.renamed:
                self.lazy = (source,)
            return {}
        if shown := self.alternatives.intersection(lazy):
            self.alternatives -= shown
            return None
        self.lazy = lazy
        return {"src": lazy[0], "srcset": srcset} if srcset else {"src": lazy[0]}

    def linked(self, tag: _Tag, url: str) -> str:
        """A link in place of what is embedded, the first time."""
        page = absolute(url, self.base, _MEDIA_SCHEMES, self.findings)
        if not page or page in self.named:
            return ""
        self.named.add(page)
        what = f"<{tag.name}>"
        self.findings.append(Finding("embed-linked", {"what": what, "url": page}, self.beginning(tag)))
        shown = html.escape(page)
        return f'<a href="{shown}">{shown}</a> '

    def name(self, code: str, tag: _Tag, what: str) -> None:
        """Report `what`, the first time."""
        if what not in self.named:
            self.named.add(what)
            self.findings.append(Finding(code, {"what": what}, self.beginning(tag)))

    def beginning(self, tag: _Tag) -> str:
        """Enough of `tag` to find it by: it may be as long as the text, and named for each of its attributes."""
        return self.raw[tag.start : min(tag.end, tag.start + 64)]


def _deferred(tag: _Tag) -> dict[str, str]:
    """What a script would give a player or another source of a picture."""
    if tag.name not in _DEFERRED:
        return {}
    source = "" if "src" in tag.attributes else _source(tag.attributes)
    srcset = "" if "srcset" in tag.attributes else tag.attributes.get("data-srcset", "")
    return {name: value for name, value in (("src", source), ("srcset", srcset)) if value}


def _source(attributes: Mapping[str, str]) -> str:
    return attributes.get("src") or attributes.get("data-src", "")


_DEFERRED = _PLAYERS | {"source"}

_PAGES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (regex(pattern, re.IGNORECASE), page)
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


def _framed(attributes: Mapping[str, str]) -> str:
    url = next((attributes[name] for name in ("src", "data-src", "data") if attributes.get(name)), "").strip()
    return "" if url.startswith("about:") else _page(url) or url


def _parameter(attributes: Mapping[str, str]) -> str:
    if attributes.get("name", "").lower() not in {"movie", "src", "filename"}:
        return ""
    return _framed({"src": attributes.get("value", "")})


_NAME = regex(r"[\w-]{3,64}", re.ASCII)


def _component(page: str, *keys: str) -> Callable[[Mapping[str, str]], str]:
    """What a component or custom element shows that is told the name of a thing on another site."""

    def address(attributes: Mapping[str, str]) -> str:
        told = next((attributes[key].strip() for key in keys if attributes.get(key)), "")
        return page.format(told) if _NAME.fullmatch(told) else told if _HTTP.match(told) else ""

    return address


_VIDEO_IDS = ("videoid", "data-videoid", "youtubeid", "video-id", "id", "video", "url", "src")
_YOUTUBE = _component("https://www.youtube.com/watch?v={}", *_VIDEO_IDS)
_VIMEO = _component("https://vimeo.com/{}", "vimeoid", *_VIDEO_IDS)
_TWEET = _component("https://twitter.com/i/status/{}", "tweetid", "data-tweetid", "tweetlink", "id", "url")

EMBEDS: dict[str, Callable[[Mapping[str, str]], str]] = {
    **dict.fromkeys(
        ("youtube", "youtubeembed", "youtubeplayer", "youtubevideo", "lite-youtube", "amp-youtube"), _YOUTUBE
    ),
    **dict.fromkeys(("vimeo", "lite-vimeo", "amp-vimeo"), _VIMEO),
    **dict.fromkeys(("tweet", "statictweet", "tweetembed", "twitterembed", "amp-twitter"), _TWEET),
    "amp-iframe": _framed,
    "embed": _framed,
    "frame": _framed,
    "iframe": _framed,
    "object": _framed,
    "param": _parameter,
    "script": lambda attributes: _page(attributes.get("src", "").strip()) or "",
}
"""Element -> the address of the page that a link in its stead leads to, or ""."""
