"""Template tags of site generators in a body -> what they mean: code, images, links; or a problem that names them.

Jekyll, Octopress, Hexo, Hugo, Pelican, Zola, Eleventy and MDX. Nothing is touched in code, in mathematics or in
comments, nor what only looks like a tag. Time is linear in the length of the body.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from feeds.tag_scan import Token, scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SHOWN = 80
_MOST_QUOTES = 20
"""How deep quotations are nested; each one has to be written anew for the next."""


class Translated(NamedTuple):
    """A body without template tags."""

    body: str
    problems: tuple[tuple[int, str, dict[str, str]], ...] = ()
    """(line of the body, counted from 1; code; details)."""


def translate(
    body: str,
    *,
    site_url: str | None,
    post_url: Callable[[str], str | None],
    page: Mapping[str, object] | None = None,
    markup: str = "markdown",
) -> Translated:
    """Replace the template tags of `body`.

    `site_url` is what `{{ site.url }}{{ site.baseurl }}` stands for. `post_url` tells the URL of the post that has
    one of `reference_names`. `page` is the front matter, for `{{ page.title }}`. `markup` is "markdown" or "html".
    """
    if not _has_tags(body):
        return Translated(body)
    tokens = scan(body, markdown=markup != "html")
    if all(token.kind == "kept" for token in tokens):
        return Translated(body)
    context = _Context(markup == "html", _Site.of(site_url), post_url, page or {})
    return _Writer(body, tokens, context).written()


def reference_names(path: str) -> tuple[str, ...]:
    """The names under which others may refer to the post at `path`, the surest first.

    For `_posts/2010-07-21-name.md`: that path without its suffix, `2010-07-21-name`, and `name`.
    """
    path = re.sub(r"^(?:@|\.)?/+|^(?:.*/)?_(?:posts|drafts)/", "", path.strip())
    path = re.sub(r"\.(?:md|mdx|markdown|html?|txt|adoc|rst)$", "", path.strip("/"), flags=re.IGNORECASE)
    path = re.sub(r"(?<=.)/_?index$", "", path)
    name = path.rpartition("/")[2]
    return tuple(dict.fromkeys((path, name, re.sub(r"^\d{4}-\d{1,2}-\d{1,2}-(?=.)", "", name))))


_ODD_FENCE = re.compile(r"(?:```|~~~)[ \t]*[\w#.+-]+(?:[ \t]+\S|[^\w#.+\-\s`~])")
_COMPONENT = re.compile(r"^(?:import|export)\s", re.MULTILINE)
_SITE_PATHS = ("{static}", "{attach}", "{filename}", "{index}", "|filename|", "|static|", "|attach|")


def _has_tags(body: str) -> bool:
    return (
        "{%" in body
        or "{{" in body
        or "{:" in body
        or ("{#" in body and "#}" in body)
        or (("```" in body or "~~~" in body) and _ODD_FENCE.search(body) is not None)
        or (("import" in body or "export" in body) and _COMPONENT.search(body) is not None)
        or any(mark in body for mark in _SITE_PATHS)
    )


class _Site(NamedTuple):
    root: str | None
    """Scheme and host."""
    base: str
    """The path of the site below its host, without a slash at its end."""

    @classmethod
    def of(cls, url: str | None) -> _Site:
        if not url:
            return cls(None, "")
        parts = urlsplit(url)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"))

    def path(self, path: str) -> str:
        """A path below the site, as one that begins at its host."""
        return path if _is_url(path) else f"{self.base}/{path.lstrip('/')}"

    def url(self, path: str) -> str:
        return path if _is_url(path) else f"{self.root or ''}{self.path(path)}"


class _Context(NamedTuple):
    html: bool
    site: _Site
    post_url: Callable[[str], str | None]
    page: Mapping[str, object]

    def reference(self, text: str) -> str:
        """The URL of the post that `text` refers to. Raises _UnknownPostError."""
        path, mark, fragment = text.partition("#")
        for name in (path, *reference_names(path)):
            if name and (url := self.post_url(name)):
                return url + mark + fragment
        if mark and not path:
            return text
        raise _UnknownPostError(text)


class _UnknownPostError(Exception):
    pass


def _is_url(text: str) -> bool:
    return re.match(r"(?:https?:)?//", text) is not None


# --- What stands in a tag ---

_ARGUMENT = re.compile(
    r"(?:([A-Za-z_][\w-]*+)\s*+(?:=|:(?!//))\s*+)?(?:\"([^\"]*)\"|'([^']*)'|([^\s,\"'][^\s,\"]*))"
)


class _Call(NamedTuple):
    """A tag, whatever its marks: its name and what it is told."""

    name: str
    text: str
    """All that follows the name."""
    words: list[str]
    named: dict[str, str]

    def first(self, *names: str) -> str:
        """The first of these that was told and is not empty, or ""."""
        return next((self.named[name] for name in names if self.named.get(name)), "")

    def word(self, index: int) -> str:
        return self.words[index] if index < len(self.words) else ""


def _call(name: str, text: str, context: _Context) -> _Call:
    words: list[str] = []
    named: dict[str, str] = {}
    for key, double, single, bare in _ARGUMENT.findall(text.replace('\\"', "\0").replace("\\'", "\1")):
        value = (double or single or bare).replace("\0", '"').replace("\1", "'")
        if "{{" in value:
            value = re.sub(r"\{\{([^{}]{0,200})\}\}", lambda found: _value(found[1], context) or "", value)
        if key:
            named.setdefault(key.lower(), value.strip())
        else:
            words.append(value.strip())
    return _Call(name, text.strip(), words, named)


# --- What tags mean: each function gives HTML, or None where the tag tells too little ---

_IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)(?:$|[?#])", re.IGNORECASE)
_MEDIA = re.compile(r"\.(?:mp4|m4v|webm|mov|ogv|mp3|m4a|ogg|oga|wav|flac|opus)(?:$|[?#])", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:px|%|em|rem)?|auto|:?\d*x\d*", re.ASCII)
_SOURCES = (
    "src",
    "image_path",
    "image_url",
    "image",
    "img",
    "url",
    "path",
    "file",
    "filename",
    "href",
    "link",
)
_IDS = (
    "id",
    "video_id",
    "videoid",
    "youtube_id",
    "youtubeid",
    "vimeo_id",
    "video",
    "v",
    "code",
    "key",
    "url",
    "src",
)

_ACTIVE = {ord(char): f"&#{ord(char)};" for char in "_*`[]\\|~$"}


def _plain(text: str) -> str:
    """`text` as HTML that Markdown leaves alone."""
    return html.escape(" ".join(text.split())).translate(_ACTIVE)


def _attribute(text: str) -> str:
    return html.escape(" ".join(text.split()))


def _rich(text: str) -> str:
    """A caption: HTML if it has any, with the links of Markdown."""
    text = text if re.search(r"</?[A-Za-z]", text) else html.escape(text, quote=False)
    return re.sub(
        r"(?<!!)\[([^\[\]\n]{1,300})\]\(([^()\s\"]{1,1000})\)",
        lambda found: f'<a href="{_attribute(html.unescape(found[2]))}">{found[1]}</a>',
        " ".join(text.split()),
    )


def _link(url: str, text: str = "") -> str:
    return f'<a href="{_attribute(url)}">{_plain(text or url)}</a>'


def _picture(src: str, alt: str = "", title: str = "", caption: str = "", href: str = "") -> str:
    image = f'<img src="{_attribute(src)}" alt="{_attribute(alt or title)}"'
    image += f' title="{_attribute(title)}">' if title else ">"
    if href:
        image = f'<a href="{_attribute(href)}">{image}</a>'
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>" if caption else image


def _image(call: _Call, context: _Context) -> str | None:
    """Octopress and Hexo: [class] src [width] [height] [title [alt]]; others by names, or src, alt."""
    if src := call.first(*_SOURCES):
        return _figure(call, context)
    at = next((at for at, word in enumerate(call.words) if "/" in word or _IMAGE.search(word)), None)
    if at is None:
        return None
    src, rest = call.words[at], call.words[at + 1 :]
    while rest and (_SIZE.fullmatch(rest[0]) or not rest[0]):
        rest = rest[1:]
    if len(rest) == 1 and '"' in rest[0]:
        rest = [part for part in rest[0].split('"') if part.strip()]
    quoted = call.text.rstrip().endswith(("'", '"')) and "," not in call.text
    if quoted and len(rest) == 2:
        return _picture(_placed(src, context), alt=rest[1], title=rest[0])
    if call.name == "image":
        return _picture(_placed(src, context), alt=rest[0] if rest else "")
    return _picture(_placed(src, context), title=" ".join(rest))


def _placed(src: str, context: _Context) -> str:
    return context.site.path(src) if src.startswith("/") and context.site.base else src


def _figure(call: _Call, context: _Context) -> str | None:
    src = call.first(*_SOURCES) or call.word(0)
    if not src:
        return None
    if _MEDIA.search(src):
        return _link(_placed(src, context), call.first("title", "caption", "alt"))
    title, caption, credit = (call.first(name) for name in ("title", "caption", "attr"))
    if credit:
        link = call.first("attrlink")
        credit = f'<a href="{_attribute(link)}">{_rich(credit)}</a>' if link else _rich(credit)
    told = [_rich(part) for part in (title, caption) if part]
    href = call.first("link", "href")
    return _picture(
        _placed(src, context),
        alt=call.first("alt") or re.sub(r"<[^<>]*>", "", caption or title),
        caption=" ".join(filter(None, (". ".join(told), credit))),
        href="" if href == src else href,
    )


def _service(pattern: str) -> Callable[[_Call, _Context], str | None]:
    def link(call: _Call, _context: _Context) -> str | None:
        told = call.first(*_IDS) or call.word(0)
        if not re.fullmatch(r"[^\s<>\"]+", told):
            return None
        return _link(told if _is_url(told) else pattern.format(told))

    return link


def _gist(call: _Call, _context: _Context) -> str | None:
    told = call.first("id", "gist") or call.word(0)
    if call.word(1) and "." not in call.word(1) and "/" not in told:
        told = f"{told}/{call.word(1)}"
    return _link(told if _is_url(told) else f"https://gist.github.com/{told}") if told else None


def _tweet(call: _Call, _context: _Context) -> str | None:
    told = call.first("id", "url") or call.word(1) or call.word(0)
    user = call.first("user") or "i"
    return _link(told if _is_url(told) else f"https://twitter.com/{user}/status/{told}") if told else None


def _media(call: _Call, context: _Context) -> str | None:
    told = call.first(*_SOURCES, "mp4", "webm", "mp3") or call.word(0)
    return _link(_placed(told, context)) if told and (_is_url(told) or _MEDIA.search(told)) else None


def _include(call: _Call, context: _Context) -> str | None:
    if call.word(0).lower() in _EMPTY_INCLUDES:
        return ""
    name = call.word(0).rpartition("/")[2].lower()
    parts = [call.first("provider").lower(), *re.split(r"[^a-z]+", name)]
    rest = call._replace(words=call.words[1:])
    for part in parts:
        if part in _SERVICES:
            return _SERVICES[part](rest, context)
    src = call.first(*_SOURCES) or rest.word(0)
    if _IMAGE.search(src) or _MEDIA.search(src) or not _PICTURES.isdisjoint(parts):
        return _figure(rest, context)
    return None


def _post_address(call: _Call, context: _Context) -> str | None:
    told = call.first("path") or call.word(0)
    return _attribute(context.reference(told)) if told else None


def _post_link(call: _Call, context: _Context) -> str | None:
    if not call.words:
        return None
    words = call.words[:-1] if call.words[-1] in ("true", "false") else call.words
    return _link(context.reference(words[0]), " ".join(words[1:]) or words[0])


def _any_link(call: _Call, context: _Context) -> str | None:
    """Jekyll: the path of a file; Hexo and its themes: a text and a URL, in any order."""
    url = next((word for word in call.words if _is_url(word)), None)
    if url:
        told = [word for word in call.words if word != url and word not in ("true", "false", "external")]
        return _link(url, " ".join(told))
    if not call.words:
        return None
    path = call.word(0)
    try:
        return _attribute(context.reference(path))
    except _UnknownPostError:
        if re.search(r"\.(?:md|mdx|markdown)(?:#|$)|^_", path):
            raise
        return _attribute(context.site.path(path))


def _asset_address(call: _Call, _context: _Context) -> str | None:
    return _attribute(call.word(0)) or None


def _asset_link(call: _Call, _context: _Context) -> str | None:
    words = call.words[:-1] if call.words[-1:] in (["true"], ["false"]) else call.words
    return _link(words[0], " ".join(words[1:])) if words else None


def _site_address(call: _Call, context: _Context) -> str | None:
    told = call.first("path") or call.word(0)
    return _attribute(context.site.path(told)) if told else None


def _button(call: _Call, _context: _Context) -> str | None:
    """NexT: url, text, icon [class], [title]; others by names."""
    parts = [part.strip() for part in call.text.split(",")]
    url = call.first("href", "url", "link") or parts[0].split(" ")[0]
    if not (_is_url(url) or url.startswith(("/", "#"))):
        return None
    return _link(url, call.first("text", "title") or (parts[1] if len(parts) > 1 else ""))


def _label(call: _Call, _context: _Context) -> str | None:
    """NexT: class@text."""
    return _plain(call.text.partition("@")[2]) or None


def _text(call: _Call, _context: _Context) -> str | None:
    return _plain(" ".join(call.words)) or None


def _front_matter(call: _Call, context: _Context) -> str | None:
    return _value(f"page.{call.word(0)}", context)


_SERVICES: dict[str, Callable[[_Call, _Context], str | None]] = {
    "asciinema": _service("https://asciinema.org/a/{}"),
    "bilibili": _service("https://www.bilibili.com/video/{}"),
    "dailymotion": _service("https://www.dailymotion.com/video/{}"),
    "gist": _gist,
    "github": _service("https://github.com/{}"),
    "instagram": _service("https://www.instagram.com/p/{}/"),
    "jsfiddle": _service("https://jsfiddle.net/{}"),
    "spotify": _service("https://open.spotify.com/{}"),
    "tweet": _tweet,
    "twitter": _tweet,
    "vimeo": _service("https://vimeo.com/{}"),
    "youtube": _service("https://www.youtube.com/watch?v={}"),
}
_PICTURES = frozenset({"figure", "figcaption", "image", "img", "lightbox", "photo", "picture", "pic"})
_TAGS: dict[str, Callable[[_Call, _Context], str | None]] = {
    **_SERVICES,
    **dict.fromkeys((*_PICTURES, "asset_img", "fancybox", "imgcap"), _image),
    "figure": lambda call, context: _figure(call, context) if call.named else _image(call, context),
    "x": _tweet,
    "twitter_simple": _tweet,
    "vimeo_simple": _SERVICES["vimeo"],
    "asset_link": _asset_link,
    "asset_path": _asset_address,
    "audio": _media,
    "btn": _button,
    "button": _button,
    "exturl": _any_link,
    "include": _include,
    "include_cached": _include,
    "include_relative": _include,
    "kbd": _text,
    "label": _label,
    "link": _any_link,
    "mp3": _media,
    "param": _front_matter,
    "post_link": _post_link,
    "post_path": _post_address,
    "post_url": _post_address,
    "ref": _post_address,
    "relref": _post_address,
    "render": _include,
    "url_for": _site_address,
    "video": _media,
}
_CALLS = {
    "url": _site_address,
    "asset": _site_address,
    "url_for": _site_address,
    "relative_url": _site_address,
}
_LINKS = frozenset({"a", "btn", "button", "link"})
_QUOTES = frozenset({"blockquote", "quote", "pullquote", "cq", "centerquote", "epigraph"})
_WRAPPERS = frozenset(
    {
        "admonition",
        "alert",
        "aside",
        "attention",
        "callout",
        "card",
        "cards",
        "caution",
        "center",
        "collapse",
        "columns",
        "column",
        "danger",
        "details",
        "div",
        "expand",
        "fold",
        "folding",
        "grid",
        "hidden-text",
        "hidetoggle",
        "hint",
        "html",
        "important",
        "info",
        "left",
        "markdown",
        "md",
        "message",
        "note",
        "notice",
        "notification",
        "primary",
        "rawhtml",
        "relatedpost",
        "right",
        "row",
        "section",
        "span",
        "steps",
        "step",
        "subtabs",
        "success",
        "tab",
        "tabs",
        "tip",
        "warn",
        "warning",
        "wide",
    }
)
"""Blocks whose inside is text, and which only decorate it."""
_TEMPLATE_BLOCKS = frozenset(
    {
        "capture",
        "css",
        "for",
        "javascript",
        "js",
        "macro",
        "script",
        "scripts",
        "set",
        "style",
        "stylesheet",
        "svelte",
        "tablerow",
    }
)
"""Blocks whose inside is no text but a template."""
_CHOICES = frozenset({"if", "unless", "ifchanged", "case", "switch", "with"})
_BRANCHES = frozenset({"else", "elif", "elsif", "elseif", "when", "default"})
_SILENT = frozenset({"toc", "tableofcontents"})
_EMPTY_INCLUDES = frozenset({"jb/setup", "toc", "toc.html", "toc.md"})


# --- Expressions ---

_PATH = r"[A-Za-z_][\w-]*(?:\.[\w-]+|\[[^\[\]\n]*\])*"
_TOLD = r"(?:\"[^\"]*\"|'[^']*'|[^|\"'])*"
_FILTERED = re.compile(
    rf"\s*(?:({_PATH})|\"([^\"]*)\"|'([^']*)')\s*"
    rf"((?:\|\s*[A-Za-z_][\w.]*\s*(?::{_TOLD}|\([^()]*\)\s*)?)*)"
)
_FILTERS = re.compile(rf"\|\s*([A-Za-z_][\w.]*)\s*(?::({_TOLD})|\(([^()]*)\))?")
_FUNCTION = re.compile(r"\s*([A-Za-z_][\w.]*)\((.*)\)\s*(?:\|.*)?", re.DOTALL)
_OPERATION = re.compile(rf"\s*({_PATH})\s*(?:[-+*/%~?=<>!]|(?:and|or|if|in|contains)\b).*", re.DOTALL)
_ROOTS = frozenset(
    {
        "site",
        "page",
        "post",
        "layout",
        "content",
        "paginator",
        "include",
        "theme",
        "config",
        "jekyll",
        "forloop",
        "collections",
        "excerpt",
        "root_url",
        "base_path",
        "baseurl",
        "asset_path",
    }
)
_BASES = frozenset(
    {"site.baseurl", "site.base_url", "base_path", "root_url", "baseurl", "site.base_path", "config.root"}
)
_HOSTS = frozenset({"site.url", "config.url", "site.production_url"})
_SAME = frozenset(
    {"escape", "escape_once", "strip", "safe", "raw", "markdownify", "xml_escape", "uri_escape", "html_safe"}
)


def _value(text: str, context: _Context) -> str | None:
    """What the expression `text` comes to, or None where that takes more than the settings and front matter."""
    parsed = _FILTERED.fullmatch(text)
    if parsed is None:
        return None
    path, double, single, filters = parsed.groups()
    value = _looked_up(path, context) if path else double or single or ""
    for name, colon, inside in _FILTERS.findall(filters):
        if value is None:
            return None
        value = _filtered(value, name.lower(), colon or inside, context)
    return value


def _looked_up(path: str, context: _Context) -> str | None:
    small = path.lower()
    if small in _BASES:
        return context.site.base
    if small in _HOSTS:
        return context.site.root
    if small == "site.github.url":
        return context.site.url("").rstrip("/")
    if small.startswith("page."):
        found = context.page.get(path[5:])
        return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else None
    return None


def _filtered(value: str, name: str, told: str, context: _Context) -> str | None:
    if name in _SAME:
        return value
    if name in ("relative_url", "relurl", "url", "url_for"):
        return context.site.path(value)
    if name in ("absolute_url", "absurl", "full_url_for"):
        return context.site.url(value)
    if name in ("prepend", "append"):
        other = _value(told, context)
        if other is None:
            return None
        return other + value if name == "prepend" else value + other
    return None


# --- Writing ---


@dataclass(slots=True)
class _Frame:
    """A block tag whose end has not come yet."""

    name: str
    kind: str
    """"keep", "drop", "choose", "quote" or "link"."""
    at: int
    """Where in the output the block begins."""
    call: _Call
    problems: int
    """How many there were before it."""
    branch: int | None = None
    """Where in the output the branches begin that are not taken."""
    branch_problems: int = 0
    cases: int = 0


class _Survey(NamedTuple):
    """What has to be known of the whole body before the first tag is written."""

    closed: frozenset[str]
    """The names of the tags that have an end tag."""
    defined: frozenset[str]
    """The variables that the body itself defines."""
    is_liquid: bool
    """Whether the body has tags or variables that only a generator fills in, so that others are no prose either."""
    expands_code: bool
    """Whether the author's generator replaces tags in code too, so that they had to be wrapped in raw."""


_DEFINES = re.compile(r"\{%-?\s*(?:assign|capture|for|set|increment|decrement|tablerow|macro|import)\s+(\w+)")
_RAW_TAG = re.compile(r"\{%-?\s*(end)?raw\s*-?%\}")
_ESCAPED = re.compile(r"\{\{([<%])/\*([^{}]{0,500}?)\*/([%>]\}\})")


def _told(text: str) -> tuple[str, str]:
    """The name in a tag, in lower case and with the slash or "end" of an end tag, and what follows it."""
    inside = text[3:-3] if text.startswith(("{{<", "{{%")) else text[2:-2]
    inside = inside.strip().removeprefix("-").removeprefix("+").removesuffix("-").strip()
    found = re.match(r"(/?)\s*([\w./]+(?:-[\w./]+)*)", inside)
    return ((found[1] + found[2]).lower(), inside[found.end() :].strip()) if found else ("", "")


def _survey(body: str, tokens: list[Token]) -> _Survey:
    closed: set[str] = set()
    defined: set[str] = set()
    is_liquid = wrapped = bare = False
    for kind, start, end in tokens:
        if kind == "tag":
            is_liquid = True
            name, _ = _told(body[start:end])
            if name.startswith("end"):
                closed.add(name[3:])
            elif defines := _DEFINES.match(body, start, end):
                defined.add(defines[1])
        elif kind == "shortcode":
            name, _ = _told(body[start:end])
            if name.startswith("/"):
                closed.add(name[1:])
        elif kind == "expression":
            is_liquid = is_liquid or bool(re.match(r"\{\{-?\s*(?:site|page)\.", body[start : start + 40]))
        elif kind == "block":
            is_liquid = is_liquid or body.startswith("{%", start)
        elif kind == "code":
            code = body[start:end]
            rest = _without_raw(code, keep=False)
            wrapped = wrapped or rest != code
            bare = bare or "{{" in rest or "{%" in rest
    return _Survey(frozenset(closed), frozenset(defined), is_liquid, wrapped and not bare)


def _without_raw(code: str, *, keep: bool = True) -> str:
    """`code` without its raw tags, with or without what they wrap."""
    if "raw" not in code:
        return code
    out: list[str] = []
    at = 0
    opening: re.Match[str] | None = None
    for tag in _RAW_TAG.finditer(code):
        if not tag[1]:
            opening = opening or tag
        elif opening:
            inside = code[opening.end() : tag.start()]
            before = code[at : opening.start()]
            at = tag.end()
            if _is_alone(code, opening) and _is_alone(code, tag):
                inside = inside.lstrip(" \t").removeprefix("\n").rstrip(" \t")
                before = before.rstrip(" \t")
                at += code.startswith("\n", at)
            out += (before, inside if keep else "")
            opening = None
    return "".join((*out, code[at:]))


def _is_alone(text: str, found: re.Match[str]) -> bool:
    """Whether what was found is all that stands on its line."""
    start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    return not (text[start : found.start()] + text[found.end() : len(text) if end < 0 else end]).strip()


def _fence_told(info: str) -> tuple[str, str]:
    """Language and caption of a fence: `ruby A caption https://…`, `js:app.js`, `js title="app.js"`, `rust,ignore`."""
    found = re.match(r"[\w#.+-]*", info, re.ASCII)
    language = found[0] if found else ""
    rest = info[len(language) :].strip()
    if named := re.search(r"\b(?:title|caption|name|filename|file)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))", rest):
        return language, _plain(named[1] or named[2] or named[3] or "")
    if rest.startswith(":") and (name := rest[1:].split()):
        return language, _plain(name[0])
    if not rest or "=" in rest or rest[0] in "{[,(":
        return language, ""
    words = rest.split()
    return language, _caption(words) if len(words) > 1 or "." in rest else ""


def _caption(words: list[str]) -> str:
    """Octopress: title [url [link text]]."""
    at = next((at for at, word in enumerate(words) if _is_url(word)), None)
    if at is None:
        return _plain(" ".join(words))
    title, text = " ".join(words[:at]), " ".join(words[at + 1 :])
    return _link(words[at], title) if not text else f"{_plain(title)} {_link(words[at], text)}".strip()


def _code_told(call: _Call) -> tuple[str, str]:
    """Language and caption of a code block's tag."""
    language = call.first("lang", "language")
    words = call.words
    if call.name == "mermaid":
        return "mermaid", ""
    if call.name in ("highlight", "prism", "sourcecode"):
        language = language or call.word(0)
        return (language if re.fullmatch(r"[\w#.+-]+", language, re.ASCII) else ""), ""
    return language, _caption(words) if words else _plain(call.first("title", "file", "filename"))


class _Writer:
    def __init__(self, body: str, tokens: list[Token], context: _Context) -> None:
        self.body = body
        self.tokens = tokens
        self.context = context
        self.known = _survey(body, tokens)
        self.out: list[str] = []
        self.at = 0
        """Up to where the body is written."""
        self.problems: list[tuple[int, str, str]] = []
        """(place in the body, code, tag)."""
        self.frames: list[_Frame] = []
        self.open: dict[str, int] = {}
        """How many frames there are of each name."""
        self.site_end = -1
        """Where in the body the last `{{ site.url }}` ends."""
        self.site_out = 0
        """Where in the output it begins."""

    def written(self) -> Translated:
        write = {
            "block": self.write_block,
            "code": self.write_code,
            "escaped": self.write_escaped,
            "expression": self.write_expression,
            "import": self.drop,
            "info": self.write_info,
            "kept": self.write_kept,
            "shortcode": self.write_shortcode,
            "site-path": self.write_site_path,
            "tag": self.write_tag,
        }
        for token in self.tokens:
            self.out.append(self.body[self.at : token.start])
            self.at = token.end
            if token.kind != "cut":
                write[token.kind](token)
        self.out.append(self.body[self.at :])
        return Translated("".join(self.out), self.located())

    def located(self) -> tuple[tuple[int, str, dict[str, str]], ...]:
        """The problems with their lines: of each tag only the first."""
        ends = [found.start() for found in re.finditer("\n", self.body)] if self.problems else []
        first: dict[tuple[str, str], int] = {}
        for at, code, tag in self.problems:
            first.setdefault((code, tag), bisect_left(ends, at) + 1)
        return tuple((line, code, {"tag": tag}) for (code, tag), line in first.items())

    def problem(self, code: str, token: Token) -> None:
        tag = " ".join(self.body[token.start : min(token.end, token.start + 4 * _SHOWN)].split())
        self.problems.append((token.start, code, tag if len(tag) <= _SHOWN else f"{tag[:_SHOWN]}…"))

    def drop(self, token: Token) -> None:
        self.problem("template-tag-dropped", token)

    # --- Code, and what is kept ---

    def write_kept(self, token: Token) -> None:
        self.out.append(self.body[token.start : token.end])

    def write_escaped(self, token: Token) -> None:
        self.out.append(_ESCAPED.sub(r"{{\1\2\3", self.body[token.start : token.end]))

    def write_code(self, token: Token) -> None:
        code = self.body[token.start : token.end]
        code = _without_raw(code) if self.known.expands_code else code
        self.out.append(_ESCAPED.sub(r"{{\1\2\3", code))

    def write_info(self, token: Token) -> None:
        """Of what follows a fence, Markdown takes the language only. The caption goes before the block."""
        language, caption = _fence_told(self.body[token.start : token.end])
        opening = self.body[self.body.rfind("\n", 0, token.start) + 1 : token.start]
        if caption and opening.lstrip()[0] in "`~" and self.out[-1].endswith(opening):
            indent = opening[: len(opening) - len(opening.lstrip())]
            self.out[-1] = f"{self.out[-1].removesuffix(opening)}{indent}{caption}\n\n{opening}"
        self.out.append(language)

    def write_block(self, token: Token) -> None:
        text = self.body[token.start : token.end]
        begin = min(at for at in (text.find("%}"), text.find("}}")) if at >= 0) + 2
        code = _without_raw(text[begin : text.rindex("{{" if text.startswith("{{") else "{%")])
        code = re.sub(r"\A(?:[ \t]*\n)+", "", code).rstrip()
        language, caption = _code_told(_call(*_told(text[:begin]), self.context))
        indent = re.match(r"[ \t]*", self.line())
        gap = "\n\n" + (indent[0] if indent else "")
        if self.context.html:
            attribute = f' class="language-{_attribute(language)}"' if language else ""
            shown = f"<pre><code{attribute}>{html.escape(code, quote=False)}</code></pre>"
        else:
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
            shown = f"{fence}{language}\n{code}{gap[1:]}{fence}"
        self.put(token, f"{caption}{gap}{shown}" if caption else shown, block=True)

    # --- Tags ---

    def write_tag(self, token: Token) -> None:
        name, told = _told(self.body[token.start : token.end])
        if name.startswith("end"):
            return self.close(name[3:], token)
        if name in _BRANCHES and self.branch(name):
            return None
        is_function = told.startswith("(") and told.endswith(")")
        paired = name in self.known.closed or (is_function and "" in self.known.closed)
        return self.understand(_call(name, told[1:-1] if is_function else told, self.context), token, paired)

    def write_shortcode(self, token: Token) -> None:
        name, told = _told(self.body[token.start : token.end])
        if name.startswith("/"):
            return self.close(name[1:], token)
        paired = name in self.known.closed and not told.endswith("/")
        return self.understand(_call(name, told.removesuffix("/"), self.context), token, paired)

    def understand(self, call: _Call, token: Token, paired: bool) -> None:
        name = call.name.rpartition("/")[2]
        if paired and name in _TEMPLATE_BLOCKS:
            self.problem("template-block-dropped", token)
            self.begin(call, "drop")
        elif paired and name in _CHOICES:
            self.drop(token)
            self.begin(call, "choose")
        elif paired and name in _QUOTES:
            self.begin(call, "quote")
        elif paired and name in _LINKS and (url := call.first("href", "url", "link")):
            self.begin(call, "link")
            self.out.append(f'<a href="{_attribute(url)}">')
        elif name in _TAGS:
            self.replace(call, token, _TAGS[name])
            if paired:
                self.begin(call, "keep")
        elif paired:
            if name not in _WRAPPERS:
                self.drop(token)
            self.begin(call, "keep")
        elif call.words and _is_url(call.words[0]):
            self.put(token, _link(call.words[0]))
        elif name not in _SILENT:
            self.drop(token)

    def replace(self, call: _Call, token: Token, meaning: Callable[[_Call, _Context], str | None]) -> None:
        try:
            text = meaning(call, self.context)
        except _UnknownPostError:
            self.problem("template-link-unknown", token)
            self.unlink(token)
            return
        if text is None:
            self.drop(token)
        else:
            self.put(token, text, block=text.startswith("<figure"))

    def write_site_path(self, token: Token) -> None:
        """Pelican: a file of the site, or another post by its file."""
        kind, path = re.split(r"[}|]", self.body[token.start + 1 : token.end], maxsplit=1)
        if kind.lower() == "filename":
            self.replace(_Call("ref", path, [path], {}), token, _post_address)
        else:
            self.out.append(self.context.site.path(path) if path.startswith("/") else path)

    # --- Blocks ---

    def begin(self, call: _Call, kind: str) -> None:
        kind = "keep" if kind == "quote" and self.open.get(call.name, 0) >= _MOST_QUOTES else kind
        self.frames.append(_Frame(call.name, kind, len(self.out), call, len(self.problems)))
        self.open[call.name] = self.open.get(call.name, 0) + 1

    def close(self, name: str, token: Token) -> None:
        if not self.frames or (name and not self.open.get(name)):
            return self.drop(token)
        while True:
            frame = self.frames.pop()
            self.open[frame.name] -= 1
            if not name or frame.name == name:
                return self.finish(frame)

    def branch(self, name: str) -> bool:
        """The first branch of a choice is taken. Returns whether we are in one."""
        frame = self.frames[-1] if self.frames else None
        if frame is None or frame.kind != "choose":
            return False
        frame.cases += name == "when"
        if frame.branch is None and not (name == "when" and frame.cases == 1):
            frame.branch, frame.branch_problems = len(self.out), len(self.problems)
        return True

    def finish(self, frame: _Frame) -> None:
        if frame.kind == "drop":
            del self.out[frame.at :], self.problems[frame.problems :]
        elif frame.kind == "choose" and frame.branch is not None:
            del self.out[frame.branch :], self.problems[frame.branch_problems :]
        elif frame.kind == "link":
            self.out.append("</a>")
        elif frame.kind == "quote":
            inside = "".join(self.out[frame.at :])
            self.out[frame.at :] = [self.quoted(inside, frame.call)]

    def quoted(self, inside: str, call: _Call) -> str:
        if call.name == "pullquote" and '{"' in inside:
            return inside.replace('{"', "").replace('"}', "")
        words = call.text.split() if call.name in ("blockquote", "quote") else []
        if call.named:
            words = [
                call.first("author", "by", "name"),
                call.first("source", "cite", "title"),
                call.first("url", "link"),
            ]
        source = _caption([word.strip("\"'") for word in words if word])
        if self.context.html:
            footer = f"<footer>— {source}</footer>" if source else ""
            return f"<blockquote>{inside}{footer}</blockquote>"
        lines = [*inside.strip("\n").split("\n"), *(("", f"— {source}") if source else ())]
        return "\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n"

    # --- Expressions ---

    def write_expression(self, token: Token) -> None:
        inside = (
            self.body[token.start + 2 : token.end - 2].strip().removeprefix("-").removesuffix("-").strip()
        )
        name = inside.lower()
        if name in _BASES or name in _HOSTS or name == "site.github.url":
            return self.write_site(token, name)
        parsed = _FILTERED.fullmatch(inside)
        value = _value(inside, self.context) if parsed else None
        if value is not None:
            return self.put(token, value)
        if function := _FUNCTION.fullmatch(inside):
            called = function[1].lower()
            meaning = _CALLS.get(called) or _TAGS.get(called)
            if meaning:
                return self.replace(_call(called, function[2], self.context), token, meaning)
        return self.drop(token) if self.is_template(inside, parsed) else self.write_kept(token)

    def write_site(self, token: Token, name: str) -> None:
        value = _looked_up(name, self.context)
        if value is None or (name in _HOSTS and not value):
            # Without a host, what follows is resolved against the post's own URL.
            if not self.body.startswith(("/", "{{", "{%"), token.end):
                return self.drop(token)
            value = ""
        if self.site_end != token.start:
            self.site_out = len(self.out)
        self.site_end = token.end
        return self.out.append(value)

    def is_template(self, inside: str, parsed: re.Match[str] | None) -> bool:
        """Whether `{{ inside }}` is for a generator to fill in, rather than a text about such things."""
        word = re.match(r"\w*", inside)
        root = word[0] if word else ""
        if parsed:
            is_variable = root.lower() in _ROOTS or root in self.known.defined or parsed[1] is None
            return is_variable or (self.known.is_liquid and root != parsed[0].strip())
        if _FUNCTION.fullmatch(inside):
            return self.known.is_liquid
        return root in _ROOTS | self.known.defined and _OPERATION.fullmatch(inside) is not None

    # --- Output ---

    def put(self, token: Token, text: str, *, block: bool = False) -> None:
        """Write `text` in the place of `token`, a block on lines of its own."""
        if self.site_end == token.start and _is_url(text):
            del self.out[self.site_out :]
        rest = re.compile(r"[ \t]*(?:\n([ \t]*\S)?|$)").match(self.body, self.at)
        if block and self.line().strip(" \t>"):
            text = "\n\n" + text
        if block and rest is None:
            text += "\n\n"
        elif rest and rest[1] and not self.context.html and text.startswith(("<figure", "<img")):
            # A line of HTML alone would take the next line with it (CommonMark, 4.6).
            text += "\n" * (block or not self.line().strip())
        self.out.append(text)

    def tail(self) -> tuple[int, str]:
        """The end of the output up to some hundred characters, and where in it that begins."""
        first = max((frame.branch or frame.at for frame in self.frames[-1:]), default=0)
        at, length = len(self.out), 0
        while at > max(first, len(self.out) - 40) and length < 500:
            at -= 1
            length += len(self.out[at])
        return at, "".join(self.out[at:])

    def line(self) -> str:
        """What is written of the current line, or of its end if it is long."""
        return self.tail()[1].rpartition("\n")[2]

    def unlink(self, token: Token) -> None:
        """Leave the text of the Markdown link that has lost its target."""
        if self.site_end == token.start:
            del self.out[self.site_out :]
        at, text = self.tail()
        rest = re.compile(r"[^()\n]{0,200}\)").match(self.body, self.at)
        if rest is None or not text.endswith("]("):
            return
        depth = 0
        for place in range(len(text) - 2, -1, -1):
            depth += (text[place] == "]") - (text[place] == "[")
            if depth == 0:
                self.out[at:] = [text[:place] + text[place + 1 : -2]]
                self.at = rest.end()
                return
