"""What the tags of site generators mean: each a function in a table, from a tag to HTML.

For other languages' tags and new ones: one row in TAGS.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from feeds.post_links import reference_names
from feeds.regex import regex
from feeds.tag_scan import DIAGRAMS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Site(NamedTuple):
    """Where the pages of a site begin."""

    root: str | None
    """Scheme and host."""
    base: str
    """The path of the site below its host, without a slash at its end."""

    @classmethod
    def of(cls, url: str | None) -> Site:
        """The site at `url`; None: it is not known."""
        if not url:
            return cls(None, "")
        parts = urlsplit(url)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"))

    def path(self, path: str) -> str:
        """A path below the site, as one that begins at its host."""
        return path if is_url(path) else f"{self.base}/{path.lstrip('/')}"

    def url(self, path: str) -> str:
        """A path below the site as an address, which has no host where that is not known."""
        return path if is_url(path) else f"{self.root or ''}{self.path(path)}"


class Context(NamedTuple):
    """What surrounds a tag."""

    html: bool
    """Whether it stands in HTML rather than in Markdown."""
    site: Site
    post_url: Callable[[str], str | None]
    """The URL of the post that has such a name; None where there is none."""
    page: Mapping[str, object]
    """The front matter of the post, by its keys."""

    def reference(self, text: str) -> str:
        """The URL of the post that `text` refers to. Raises UnknownPostError."""
        path, mark, fragment = text.partition("#")
        for name in (path, *reference_names(path)):
            if name and (url := self.post_url(name)):
                return url + mark + fragment
        if mark and not path:
            return text
        raise UnknownPostError(text)


class UnknownPostError(Exception):
    """A tag refers to a post that is not here."""


def is_url(text: str) -> bool:
    """Whether `text` names its host, so that the site's root is not put before it."""
    return re.match(r"(?:https?:)?//", text) is not None


# --- What stands in a tag ---

_ARGUMENT = regex(
    r"(?:([A-Za-z_][\w-]*+)\s*+(?:=|:(?!//))\s*+)?(?:\"([^\"]*)\"|'([^']*)'|([^\s,\"'](?:[^\s,\"]|,(?=\d))*))"
)


class Call(NamedTuple):
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
        """The word at `index`, or ""."""
        return self.words[index] if index < len(self.words) else ""


def call_of(name: str, text: str, context: Context) -> Call:
    """The tag `name` with what it is told in `text`."""
    words: list[str] = []
    named: dict[str, str] = {}
    for key, double, single, bare in _ARGUMENT.findall(text.replace('\\"', "\0").replace("\\'", "\1")):
        value = (double or single or bare).replace("\0", '"').replace("\1", "'")
        if "{{" in value:
            value = re.sub(r"\{\{([^{}]{0,200})\}\}", lambda found: evaluated(found[1], context) or "", value)
        if key:
            named.setdefault(key.lower(), value.strip())
        else:
            words.append(value.strip())
    return Call(name, text.strip(), words, named)


# --- What tags mean ---

Meaning = Callable[[Call, Context], str | None]
"""From a tag to HTML, or to None where the tag tells too little. May raise UnknownPostError."""

_IMAGE = regex(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?|heic)(?:$|[?#])", re.IGNORECASE)
_MEDIA = regex(r"\.(?:mp4|m4v|webm|mov|ogv|mp3|m4a|ogg|oga|wav|flac|opus)(?:$|[?#])", re.IGNORECASE)
_SIZE = regex(r"\d+(?:px|%|em|rem)?|auto|:?\d*x\d*", re.ASCII)
_SOURCES = (
    "src", "image_path", "image_url", "image", "img", "url", "path", "file", "filename", "href", "link",
)  # fmt: skip
_IDS = (
    "id", "video_id", "videoid", "youtube_id", "youtubeid", "vimeo_id", "video", "v", "code", "key", "url",
    "src", "repo",
)  # fmt: skip

_ACTIVE = {ord(char): f"&#{ord(char)};" for char in "_*`[]\\|~$"}


def plain_html(text: str) -> str:
    """`text` as HTML that Markdown leaves alone."""
    return html.escape(" ".join(text.split())).translate(_ACTIVE)


def in_attribute(text: str) -> str:
    """`text` as the value of an attribute, that may stand in a table's cell."""
    return html.escape(" ".join(text.split())).replace("|", "&#124;")


def _rich(text: str) -> str:
    """A caption: HTML if it has any, with the links of Markdown."""
    text = text if re.search(r"</?[A-Za-z]", text) else html.escape(text, quote=False)
    return re.sub(
        r"(?<!!)\[([^\[\]\n]{1,300})\]\(([^()\s\"]{1,1000})\)",
        lambda found: f'<a href="{in_attribute(html.unescape(found[2]))}">{found[1]}</a>',
        " ".join(text.split()),
    )


def is_picture(path: str) -> bool:
    """Whether a path or URL names a picture, by its suffix."""
    return _IMAGE.search(path) is not None


def link_to(url: str, text: str = "") -> str:
    """A link in HTML; without a text, it shows its URL."""
    return f'<a href="{in_attribute(url)}">{plain_html(text or url)}</a>'


def picture(src: str, alt: str = "", title: str = "", caption: str = "", href: str = "") -> str:
    """A picture in HTML. `caption` is HTML already; the picture links to `href`, if to anything."""
    image = f'<img src="{in_attribute(src)}" alt="{in_attribute(alt or title)}"'
    image += f' title="{in_attribute(title)}">' if title else ">"
    if href:
        image = f'<a href="{in_attribute(href)}">{image}</a>'
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>" if caption else image


def _image(call: Call, context: Context) -> str | None:
    """Octopress and Hexo: [class] src [width] [height] [title [alt]]; others by names, or src, alt."""
    if call.first(*_SOURCES):
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
        return picture(src, alt=rest[1], title=rest[0])
    if call.name == "image":
        return picture(src, alt=rest[0] if rest else call.first("alt"))
    return picture(src, alt=call.first("alt"), title=" ".join(rest))


def _figure(call: Call, _context: Context) -> str | None:
    src = call.first(*_SOURCES) or call.word(0)
    if not src:
        return None
    if _MEDIA.search(src):
        return link_to(src, call.first("title", "caption", "alt"))
    title, caption, credit = (call.first(name) for name in ("title", "caption", "attr"))
    if credit:
        link = call.first("attrlink")
        credit = f'<a href="{in_attribute(link)}">{_rich(credit)}</a>' if link else _rich(credit)
    told = [_rich(part) for part in (title, caption) if part]
    href = call.first("link", "href")
    return picture(
        src,
        alt=call.first("alt") or re.sub(r"<[^<>]*>", "", caption or title),
        caption=" ".join(filter(None, (". ".join(told), credit))),
        href="" if href == src else href,
    )


def _service(pattern: str) -> Meaning:
    def link(call: Call, _context: Context) -> str | None:
        told = call.first(*_IDS) or call.word(0)
        if not re.fullmatch(r"[^\s<>\"]+", told):
            return None
        return link_to(told if is_url(told) else pattern.format(told))

    return link


def _gist(call: Call, _context: Context) -> str | None:
    told = call.first("id", "gist", "url") or call.word(0)
    if call.word(1) and "." not in call.word(1) and "/" not in told:
        told = f"{told}/{call.word(1)}"
    return link_to(told if is_url(told) else f"https://gist.github.com/{told}") if told else None


def _tweet(call: Call, _context: Context) -> str | None:
    told = call.first("id", "url") or call.word(1) or call.word(0)
    user = call.first("user") or "i"
    return link_to(told if is_url(told) else f"https://twitter.com/{user}/status/{told}") if told else None


def _media(call: Call, _context: Context) -> str | None:
    told = call.first(*_SOURCES, "mp4", "webm", "mp3") or call.word(0)
    return link_to(told) if told and (is_url(told) or _MEDIA.search(told)) else None


def _include(call: Call, context: Context) -> str | None:
    if call.word(0).lower() in _EMPTY_INCLUDES:
        return ""
    name = call.word(0).rpartition("/")[2].lower()
    parts = [call.first("provider").lower(), *re.split(r"[^a-z]+", name)]
    rest = call._replace(words=call.words[1:])
    for part in parts:
        if part in _SERVICES:
            return _SERVICES[part](rest, context)
    src = call.first(*_SOURCES) or rest.word(0)
    if _IMAGE.search(src) or _MEDIA.search(src) or (src and not _PICTURES.isdisjoint(parts)):
        if re.match(r"[\w-]+/", src):
            src = context.site.path(src)
        return _figure(rest._replace(named={**call.named, "src": src}), context)
    return link_to(src, call.first("text", "title", "label")) if is_url(src) else None


def post_address(call: Call, context: Context) -> str | None:
    """The URL of the post that a tag names, as the value of an attribute. Raises UnknownPostError."""
    told = call.first("path") or call.word(0)
    return in_attribute(context.reference(told)) if told else None


def _post_link(call: Call, context: Context) -> str | None:
    words = _without_flag(call.words)
    return link_to(context.reference(words[0]), " ".join(words[1:]) or words[0]) if words else None


def _without_flag(words: list[str]) -> list[str]:
    """Hexo's links end in whether their text is to be escaped."""
    return words[:-1] if words[-1:] in (["true"], ["false"]) else words


def _any_link(call: Call, context: Context) -> str | None:
    """Jekyll: the path of a file; Hexo and its themes: a text and a URL, in any order."""
    if named := call.first("href", "url"):
        return link_to(named, call.first("content", "text", "title"))
    url = next((word for word in call.words if is_url(word)), None)
    if url:
        told = [word for word in call.words if word != url and word not in ("true", "false", "external")]
        return link_to(url, " ".join(told))
    if not call.words:
        return None
    path = call.word(0)
    try:
        return in_attribute(context.reference(path))
    except UnknownPostError:
        if re.search(r"\.(?:md|mdx|markdown)(?:#|$)|^_", path):
            raise
        return in_attribute(context.site.path(path))


def _asset_address(call: Call, _context: Context) -> str | None:
    return in_attribute(call.word(0)) or None


def _asset_link(call: Call, _context: Context) -> str | None:
    words = _without_flag(call.words)
    return link_to(words[0], " ".join(words[1:])) if words else None


def _site_address(call: Call, context: Context) -> str | None:
    told = call.first("path") or call.word(0)
    return in_attribute(context.site.path(told)) if told else None


def _button(call: Call, _context: Context) -> str | None:
    """NexT: url, text, icon [class], [title]; others by names."""
    parts = [part.strip() for part in call.text.split(",")]
    url = call.first("href", "url", "link") or parts[0].split(" ")[0]
    if not (is_url(url) or url.startswith(("/", "#"))):
        return None
    return link_to(url, call.first("text", "title") or (parts[1] if len(parts) > 1 else ""))


def _label(call: Call, _context: Context) -> str | None:
    """NexT: class@text."""
    return plain_html(call.text.partition("@")[2]) or None


def _text(call: Call, _context: Context) -> str | None:
    return plain_html(" ".join(call.words)) or None


def _whole(call: Call, _context: Context) -> str | None:
    return plain_html(call.text.strip("\"'")) or None


def _behind_comma(call: Call, _context: Context) -> str | None:
    """Hexo's themes: looks, text."""
    return plain_html(call.text.partition(",")[2]) or None


def _before_comma(call: Call, _context: Context) -> str | None:
    """Hexo's themes: a text that is shown on demand, then looks."""
    return plain_html(call.text.partition(",")[0]) or None


def _player(call: Call, context: Context) -> str | None:
    """Hexo: title, author, address of the sound."""
    at = next((at for at, word in enumerate(call.words) if _MEDIA.search(word)), None)
    if at is None:
        return _media(call, context)
    return link_to(call.words[at], " – ".join(filter(None, call.words[:at])))


def _front_matter(call: Call, context: Context) -> str | None:
    return evaluated(f"page.{call.word(0)}", context)


_SERVICES: dict[str, Meaning] = {
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
    **dict.fromkeys(("youtube", "youtubelite"), _service("https://www.youtube.com/watch?v={}")),
}
_PICTURES = frozenset({"figure", "figcaption", "image", "img", "lightbox", "photo", "picture", "pic"})
TAGS: dict[str, Meaning] = {
    **_SERVICES,
    **dict.fromkeys((*_PICTURES, "asset_img", "fancybox", "fullimage", "imgcap", "inlineimg"), _image),
    **dict.fromkeys(("responsive_image", "thumbnail"), _image),
    **dict.fromkeys(("del", "emp", "psw", "u", "wavy"), _whole),
    **dict.fromkeys(("checkbox", "p", "radio", "span"), _behind_comma),
    "figure": lambda call, context: _figure(call, context) if call.named else _image(call, context),
    "x": _tweet,
    "twitter_simple": _tweet,
    "vimeo_simple": _SERVICES["vimeo"],
    "aplayer": _player,
    "asset_link": _asset_link,
    "asset_path": _asset_address,
    "audio": _media,
    "btn": _button,
    "button": _button,
    "dplayer": _media,
    "exturl": _any_link,
    "hideinline": _before_comma,
    "include": _include,
    "include_cached": _include,
    "include_relative": _include,
    "kbd": _text,
    "label": _label,
    "link": _any_link,
    "media": _media,
    "mp3": _media,
    "param": _front_matter,
    "post_link": _post_link,
    "post_path": post_address,
    "post_url": post_address,
    "ref": post_address,
    "relref": post_address,
    "render": _include,
    "url_for": _site_address,
    "video": _media,
}
_FUNCTIONS = {
    "url": _site_address,
    "asset": _site_address,
    "url_for": _site_address,
    "relative_url": _site_address,
}
_WRAPPERS = (
    "accordion", "accordionitem", "admonition", "alert", "aside", "attention", "badge", "callout", "card", "cardpane",
    "cards", "caution", "center", "collapse", "column", "columns", "danger", "details", "div", "expand", "fold",
    "folding", "gallery", "gp", "grid", "grouppicture", "hidden-text", "hideblock", "hidetoggle", "hint", "hl",
    "html", "important", "info", "katex", "keyword", "lead", "left", "markdown", "math", "md", "message", "note",
    "notice", "notification", "pageinfo", "primary", "rawhtml", "relatedpost", "right", "row", "section", "span",
    "spoiler", "step", "steps", "subtabs", "success", "tab", "tabpane", "tabs", "timeline", "timelineitem", "tip",
    "typeit", "warn", "warning", "wide",
)  # fmt: skip
_TEMPLATES = (
    "css", "for", "javascript", "js", "macro", "script", "scripts", "set", "style", "stylesheet",
    "svelte", "tablerow",
)  # fmt: skip
BLOCKS = {
    **dict.fromkeys(_WRAPPERS, "keep"),
    **dict.fromkeys(_TEMPLATES, "drop"),
    "capture": "capture",
    **dict.fromkeys(("blockquote", "quote", "pullquote", "cq", "centerquote", "epigraph"), "quote"),
    **dict.fromkeys(("if", "unless", "ifchanged", "case", "switch", "with"), "choose"),
    **dict.fromkeys(("a", "btn", "button", "link"), "link"),
}
"""What is done with the inside of tags that have an end tag: it is text that they only decorate, a template and no
text, text for another place, a quotation, branches of which the first is taken, or the text of a link."""
_FOLDS = frozenset({"collapse", "details", "expand"})
"""Tags whose inside is shown on demand, below a title."""
_BOXES = frozenset({"admonition", "notice"})
BRANCHES = frozenset({"else", "elif", "elsif", "elseif", "when", "default"})
SILENT = frozenset({"katex", "postref", "tableofcontents", "toc"})
"""Tags that stand for nothing of the post, such as a switch, or for its own address (blogdown)."""
_EMPTY_INCLUDES = frozenset({"jb/setup", "toc", "toc.html", "toc.md"})


# --- Expressions ---

_PATH = r"\$?[A-Za-z_][\w-]*(?:\.[\w-]+|\[[^\[\]\n]*\])*"
_TOLD = r"(?:\"[^\"]*\"|'[^']*'|[^|\"'])*"
_FILTERED = regex(
    rf"\s*(?:({_PATH})|\"([^\"]*)\"|'([^']*)')\s*"
    rf"((?:\|\s*[A-Za-z_][\w.]*\s*(?::{_TOLD}|\([^()]*\)\s*)?)*)"
)
_FILTERS = regex(rf"\|\s*([A-Za-z_][\w.]*)\s*(?::({_TOLD})|\(([^()]*)\))?")
_FUNCTION = regex(r"\s*([A-Za-z_][\w.]*)\((.*)\)\s*(?:\|.*)?", re.DOTALL)
_OPERATION = regex(rf"\s*({_PATH})\s*(?:[-+*/%~?=<>!]|(?:and|or|if|in|contains)\b)")
_ROOTS = frozenset({
    "site", "page", "post", "layout", "content", "paginator", "include", "theme", "config", "jekyll", "forloop",
    "collections", "excerpt", "root_url", "base_path", "baseurl", "asset_path", "$frontmatter", "$page", "$site",
})  # fmt: skip
"""The variables of generators."""
_OF_VUE = regex(r"\A(?:\$?page\.frontmatter|\$?frontmatter|\$page)\.")
"""What the post says of itself in VuePress, VitePress and Astro."""
_BASES = frozenset({
    "site.baseurl", "site.base_url", "site.base_path", "base_path", "baseurl", "root_url", "config.root",
})  # fmt: skip
_HOSTS = frozenset({"site.url", "config.url", "site.production_url"})
_SITE_ADDRESSES = _BASES | _HOSTS | {"site.github.url"}
_SAME = frozenset(
    {"escape", "escape_once", "strip", "safe", "raw", "markdownify", "xml_escape", "uri_escape", "html_safe"}
)


def evaluated(text: str, context: Context) -> str | None:
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


def _looked_up(path: str, context: Context) -> str | None:
    path = _OF_VUE.sub("page.", path)
    small = path.lower()
    if is_site_address(path):
        return site_address(path, context)
    if small.startswith("page."):
        found = context.page.get(path[5:])
        return str(found) if isinstance(found, str | int | float) and not isinstance(found, bool) else None
    return None


def is_site_address(path: str) -> bool:
    """Whether this variable is the address of the site, or its beginning or end."""
    return path.lower() in _SITE_ADDRESSES


def site_address(path: str, context: Context) -> str | None:
    """The value of such a variable, or None where the host is not known."""
    if path.lower() in _BASES:
        return context.site.base
    if path.lower() in _HOSTS:
        return context.site.root
    return context.site.root and context.site.root + context.site.base


def function_call(expression: str, context: Context) -> tuple[Call, Meaning] | None:
    """`image(src="a.png")` as the tag that it is in Zola and Nunjucks."""
    found = _FUNCTION.fullmatch(expression)
    if found is None:
        return None
    name = found[1].lower()
    meaning = _FUNCTIONS.get(name) or TAGS.get(name)
    return (call_of(name, found[2], context), meaning) if meaning else None


def is_template(expression: str, defined: frozenset[str]) -> bool:
    """Whether `{{ expression }}` is for a generator to fill in.

    A word alone is text unless it is a variable of generators or one of `defined`, those that the body itself
    makes. So is what only other languages understand, such as Go templates, which Hugo does not run in posts.
    """
    word = re.match(r"\$?\w*", expression)
    root = word[0] if word else ""
    is_known = root.lower() in _ROOTS or root in defined
    if _FILTERED.fullmatch(expression):
        return is_known or root != expression
    return _FUNCTION.fullmatch(expression) is not None or (
        is_known and _OPERATION.match(expression) is not None
    )


def _filtered(value: str, name: str, told: str, context: Context) -> str | None:
    if name in _SAME:
        return value
    if name in ("relative_url", "relurl", "url", "url_for"):
        return context.site.path(value)
    if name in ("absolute_url", "absurl", "full_url_for"):
        return context.site.url(value)
    if name in ("prepend", "append"):
        other = evaluated(told, context)
        if other is None:
            return None
        return other + value if name == "prepend" else value + other
    return None


def block_title(call: Call) -> str:
    """`details A title` (dev.to), `details "A title" open`, `admonition tip "A title"`, `tab "A title"` (Hugo)."""
    name = call.name.rpartition("/")[2]
    if title := call.first("summary", "title", "header"):
        return title
    if name == "spoiler":
        return call.first("text")
    if name == "tab":
        return call.first("name", "label") or "".join(call.words[-1:])
    if name == "folding":
        return call.text.partition(",")[2].strip()
    if name in {"hidetoggle", "timeline"}:
        return call.text.partition(",")[0].strip()
    if call.named:
        return ""
    if name in _FOLDS:
        return call.words[0] if call.text[:1] in {'"', "'"} and call.words else call.text
    return call.word(1) if name in _BOXES and '"' in call.text else ""


def fence_told(info: str) -> tuple[str, str]:
    """Language and caption of a fence: `ruby A caption https://…`, `js:app.js`, `js title="app.js"`, `rust,ignore`."""
    found = re.match(r"[\w#.+-]*", info, re.ASCII)
    language = found[0] if found else ""
    rest = info[len(language) :].strip()
    if rest.startswith((":line-numbers", ":no-line-numbers")):
        rest = rest.partition(" ")[2].strip()
    if label := re.fullmatch(r"(?:\{[^{}]*\}\s*)?\[([^\[\]]+)\]", rest):
        return language, plain_html(label[1])
    if named := re.search(r"\b(?:title|caption|name|filename|file)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))", rest):
        return language, plain_html(named[1] or named[2] or named[3] or "")
    if rest.startswith(":") and (name := rest[1:].split()):
        return language, plain_html(name[0])
    if not rest or "=" in rest or rest[0] in "{[,(":
        return language, ""
    words = rest.split()
    return language, caption_of(words) if len(words) > 1 or "." in rest else ""


def caption_of(words: list[str]) -> str:
    """Octopress: title [url [link text]]."""
    at = next((at for at, word in enumerate(words) if is_url(word)), None)
    if at is None:
        return plain_html(" ".join(words))
    title, text = " ".join(words[:at]), " ".join(words[at + 1 :])
    return (
        link_to(words[at], title) if not text else f"{plain_html(title)} {link_to(words[at], text)}".strip()
    )


def code_told(call: Call) -> tuple[str, str]:
    """Language and caption of a code block's tag."""
    language = call.first("lang", "language")
    words = call.words
    if call.name in DIAGRAMS:
        return call.name, ""
    if call.name in ("highlight", "prism", "sourcecode"):
        language = language or call.word(0)
        return (language if re.fullmatch(r"[\w#.+-]+", language, re.ASCII) else ""), ""
    return language, caption_of(words) if words else plain_html(call.first("title", "file", "filename"))
