"""What is an address, how one is put together, and how it is written as a URI."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urljoin, urlsplit

from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

PLAIN_HOST = r"(?:(?!xn--)[a-z0-9-]{1,50}\.){0,3}(?!xn--)[a-z][a-z0-9-]{0,49}(?::[0-9]{1,4})?"
"""A host, perhaps with a port, in which nothing needs a closer look."""
_HOST = r"""(?:\[[0-9a-f:.]+\]|
    (?=[^/?\#:]*\w)[^\s/?\#@:\[\]<>"\\^`{|}%\x00-\x20\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]+)"""
_WEB = regex(
    rf"""https?://
    (?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?
    ({_HOST})
    (?::([0-9]{{1,5}}))?
    (?:[/?\#][^\s<>"\x00-\x20\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]*)?""",
    re.IGNORECASE | re.VERBOSE,
)
SITE_ROOT = regex(r"\A(?:__GHOST_URL__(?:[/\\]+|(?=[?#]|\Z))|@site/static/)")
"""What stands for the root of the site in exports of Ghost and in Docusaurus."""
_TEMPLATE_TAG = regex(r"\{\{|\{%|\$\{")
_PLAIN = regex(rf"https?://{PLAIN_HOST}(?:/[A-Za-z0-9/._~!$&'()*+,;=:@-]*)?")
"""What is a URL, and the same as a URI, at first sight."""
_LAST_PORT = 65535


def is_web_url(text: str) -> bool:
    """Whether `text` is an absolute http or https URL or IRI (RFC 3986, 4.3; RFC 3987, 2.2) that can be followed."""
    if _PLAIN.fullmatch(text):
        return True
    found = _WEB.fullmatch(text)
    if not found or _TEMPLATE_TAG.search(text):
        return False
    return int(found[2] or 0) <= _LAST_PORT and _is_host(found[1])


_MAIL = regex(
    r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_MAIL = 320


def is_mail_address(text: str) -> bool:
    """Whether `text` is an e-mail address that feeds have a place for: RFC 5322, 3.4.1."""
    return len(text) <= _LONGEST_MAIL and _MAIL.fullmatch(text) is not None


_LONGEST_HOST = 253
_LONGEST_LABEL = 63
_ENDS_IN_NUMBER = regex(r"[0-9]+|0[xX][0-9a-fA-F]*")
_IPV4_PART = regex(r"0[xX]([0-9a-fA-F]*)|(0[0-7]*)|([1-9][0-9]*)")
_JOINERS = "\u200c\u200d"
_NOT_IN_LABEL = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


def _is_host(name: str) -> bool:
    """Whether there can be such a host (WHATWG URL, 3.5; for the lengths RFC 1035, 2.3.4)."""
    if name.startswith("["):
        return _is_ipv6(name[1:-1])
    labels = name.translate(_DOTS).split(".")
    if len(name) > _LONGEST_HOST or max(map(len, labels)) > _LONGEST_LABEL:
        return False
    labels = [_punycode(label) for label in labels]
    if len(".".join(labels)) > _LONGEST_HOST or not all(map(_is_label, labels)):
        return False
    if len(labels) > 1 and not labels[-1]:
        del labels[-1]
    return not _ENDS_IN_NUMBER.fullmatch(labels[-1]) or _is_ipv4(labels)


def _is_label(label: str) -> bool:
    """Whether an ASCII label is short enough, and in Punycode only if that is how it must be written."""
    if len(label) > _LONGEST_LABEL:
        return False
    label = label.lower()
    if not label.startswith("xn--"):
        return True
    try:
        name = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    kinds = [unicodedata.category(char) for char in name if char not in _JOINERS]
    if _punycode(name) != label or unicodedata.normalize("NFKC", name) != name or "\ufffd" in name:
        return False
    return kinds[:1] not in (["Mn"], ["Mc"], ["Me"]) and _NOT_IN_LABEL.isdisjoint(kinds)


def _is_ipv4(parts: list[str]) -> bool:
    found = [_IPV4_PART.fullmatch(part) for part in parts]
    numbers = [
        int(each[1] or "0", 16) if each[1] is not None else int(each[0], 8 if each[2] else 10)
        for each in found
        if each
    ]
    if len(numbers) < len(parts) or len(parts) > 4:
        return False
    return max(numbers[:-1], default=0) < 256 and numbers[-1] < 256 ** (5 - len(parts))


def _is_ipv6(address: str) -> bool:
    from ipaddress import IPv6Address

    try:
        IPv6Address(address)
    except ValueError:
        return False
    return True


COPY = regex(
    r"https?://(?:web\.archive\.org/web|archive\.(?:fo|is|li|md|ph|today|vn))/\d{4}[\d.-]{0,16}(?:[a-z]{2}_)?/",
    re.IGNORECASE,
)
"""What the Wayback Machine and archive.today put before the address of a page that they keep."""


def host(url: str) -> str:
    """The host of an absolute URL, in lower case, without `www.`."""
    found = re.match(r"https?://(?:[^/?#@]*@)?([^/?#:]*)", url, re.IGNORECASE)
    return found[1].lower().removeprefix("www.") if found else ""


def same_site(one: str, other: str) -> bool:
    """Whether two absolute URLs share a host, or one's host lies below the other's."""
    first, second = host(one), host(other)
    return first == second or first.endswith("." + second) or second.endswith("." + first)


_STRAY_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_PATH_SAFE = "/?%!$&'()*+,;=:@-._~"
_DOTS = str.maketrans("。．｡", "...")
_NAME_AND_PORT = regex(r"(.*?)((?::[0-9]*)?)", re.DOTALL)
_HOST_ALONE = regex(_HOST, re.IGNORECASE | re.VERBOSE)
_IN_LABEL = regex(r"""[^\s/?#@:.\[\]<>"\\^`{|}%\x00-\x20\x7f]*""")


def to_uri(iri: str) -> str:
    """`iri` as a URI: what is not allowed in one is percent-encoded, the host in Punycode (RFC 3987, 3.1).

    A host that is percent-encoded is decoded before, as browsers do it (WHATWG URL, 3.5).
    """
    if _PLAIN.fullmatch(iri):
        return iri
    scheme, mark, rest = iri.partition("://")
    if not mark:
        return _encode(iri)
    authority, path = re.fullmatch(r"([^/?#]*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    user, at, place = authority.rpartition("@")
    if "%" in place or not place.isascii():
        name, port = _NAME_AND_PORT.fullmatch(place).groups()  # type: ignore[union-attr]
        name = _decoded(name)
        place = (name if name.isascii() else _in_ascii(name)) + port
    return f"{scheme}://{_encode(user)}{at}{place}{_encode(path)}"


_LONE_SURROGATE = regex(r"[\ud800-\udc7f\udd00-\udfff]")


def _encode(text: str) -> str:
    text = _LONE_SURROGATE.sub("\ufffd", text)
    path, mark, fragment = _STRAY_PERCENT.sub("%25", text).partition("#")
    encoded = quote(path, _PATH_SAFE, errors="surrogateescape")
    return encoded + mark + quote(fragment, _PATH_SAFE, errors="surrogateescape")


def _decoded(name: str) -> str:
    """The name of a host without percent-encoding; as it is where that does not give a name."""
    decoded = unquote(name)
    return decoded if "\ufffd" not in decoded and _HOST_ALONE.fullmatch(decoded) else name


def _in_ascii(name: str) -> str:
    return ".".join(map(_punycode, name.translate(_DOTS).split(".")))


_IGNORED = regex("[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]")
"""What has no part in a host's name though it may be written there (UTS 46, 4)."""


def _punycode(label: str) -> str:
    """A label of a host's name (RFC 5890, 2.3.2.1). The codec "idna" of Python would turn ß into ss.

    One that is too long for a name, which would take for ever, is percent-encoded.
    """
    if label.isascii():
        return label.lower()
    label = _IGNORED.sub("", label)
    folded = unicodedata.normalize("NFKC", label).lower()
    label = folded if _IN_LABEL.fullmatch(folded) else unicodedata.normalize("NFC", label).lower()
    if label.isascii():
        return label
    if len(label) > _LONGEST_LABEL:
        return quote(label, errors="replace")
    return "xn--" + label.encode("punycode").decode("ascii")


def slashed(address: str) -> str:
    """An address whose path may be written as Windows does, as browsers read it (URL Standard, 4.4)."""
    path, mark, query = address.partition("?")
    return path.replace("\\", "/") + mark + query


def resolve(base: str, relative: str) -> str:
    """The absolute URI that `relative` means on the page `base` (RFC 3986, 5).

    Raises ValueError where it cannot be read as an address.
    """
    relative = relative.strip()
    if _PLAIN_PATH.fullmatch(relative) and (site := _PLAIN_SITE.match(base)):
        return site[0] + relative
    return to_uri(join(base, relative))


_AUTHORITY = regex(r"(?:[a-z][a-z0-9+.-]*+:)?(?://[^/?#]*+)?", re.IGNORECASE)
_PATH = regex(r"[^?#]*+")
_EMPTY_SEGMENT = regex(r"(?<=/)(?=/)")
_NO_HOST = regex(r"(?:https?:)?//(?:[/?#]|\Z)", re.IGNORECASE)


def join(base: str, relative: str) -> str:
    """What `relative` means on the page `base` (RFC 3986, 5.2). Raises ValueError.

    `urljoin` alone would drop segments that are empty, and take `//` without a host for the page itself.
    """
    if base.count("//") + relative.count("//") < 2:
        return urljoin(base, relative)
    if _NO_HOST.match(relative):
        raise ValueError("no host")
    return urljoin(_marked(base), _marked(relative)).replace("\0", "")


def _marked(url: str) -> str:
    """`url` with a character in each segment of its path that is empty."""
    start = _AUTHORITY.match(url).end()  # type: ignore[union-attr]
    end = _PATH.match(url, start).end()  # type: ignore[union-attr]
    return url[:start] + _EMPTY_SEGMENT.sub("\0", url[start:end]) + url[end:]


_PLAIN_SITE = regex(r"https?://[a-z0-9.-]+(?::\d+)?(?=/|\Z)")
_PLAIN_PATH = regex(r"(?:/[A-Za-z0-9_~@-][A-Za-z0-9._~@-]*+)++")
"""From the root, and without anything to put right in it."""


def below(base: str, path: str) -> str:
    """The address of `path` on the site whose root is `base`, as site generators put it together."""
    root = _root(base)
    path = path.removeprefix("./").lstrip("/")
    if root and (path + "/").startswith(root + "/"):
        path = path[len(root) :].lstrip("/")
    return f"{base.rstrip('/')}/{path}"


@lru_cache(maxsize=16)
def _root(base: str) -> str:
    """The path of a site's root, without slashes around it."""
    return urlsplit(base).path.strip("/")


_FIELD = regex(r"\{([^{}]*)\}")
_FIELD_NAME = regex(r"[^\W\d][\w .:-]*")
_FOLDERS_AND_REST = regex(r"([^?#]*)([?#]?)(.*)", re.DOTALL)
_SLASHES = regex(r"/{2,}")
_NOT_IN_IRI = regex(r"""[\x00-\x20\x7f-\x9f<>"\\^`{|}\ud800-\udfff]|%(?![0-9A-Fa-f]{2})""")
_NOT_IN_NAME = regex(r"""[\x00-\x20\x7f-\x9f<>"\\^`{|}\ud800-\udfff%?#]""")


class MissingFieldError(LookupError):
    """A post has nothing to put in a field of the template. Its argument is the field's name."""


def check_template(template: str) -> tuple[str, ...]:
    """The names of the fields of a URL template. Raises ValueError where it can give no addresses."""
    names = tuple(_FIELD.findall(template))
    if re.search(r"[{}]", _FIELD.sub("", template)):
        raise ValueError("wants each { to have its }")
    for name in names:
        if not _FIELD_NAME.fullmatch(name):
            raise ValueError(f"wants a field's name in {{}}, such as {{slug}}, not {{{name}}}")
    if not re.match(r"\{base\}|https?://[^/{]|/", template, re.IGNORECASE):
        raise ValueError("wants to begin with {base}, a slash, or http:// or https:// and a host")
    if "base" in names[template.startswith("{base}") :]:
        raise ValueError("wants {base} at its beginning only")
    if not set(names) - {"base"}:
        raise ValueError("wants a field that differs from post to post, such as {slug}")
    return names


def expand(template: str, base: str | None, field: Callable[[str], str | None]) -> str:
    """The address that `template` gives where `field` tells what stands in a field.

    `base` is the site's root, as in the settings. Raises MissingFieldError where a field is empty.
    """

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        if name == "base":
            return ""
        value = field(name)
        if not value:
            raise MissingFieldError(name)
        return value

    filled = _FIELD.sub(fill, template)
    if template.startswith(("{base}", "/")):
        if base is None:
            raise MissingFieldError("base")
        root, path = base.rstrip("/"), filled
    else:
        found = re.match(r"https?://[^/?#]*", filled, re.IGNORECASE)
        root, path = (found[0], filled[found.end() :]) if found else ("", filled)
    folders, mark, rest = _FOLDERS_AND_REST.fullmatch(path).groups()  # type: ignore[union-attr]
    return root + _SLASHES.sub("/", "/" + folders) + mark + rest


def name_part(text: str) -> str:
    """`text` as part of a path: in any script, with what would end the path encoded."""
    return _NOT_IN_NAME.sub(_percent, text)


_ESCAPE_AGAIN = regex(r"%25(?=[0-9A-Fa-f]{2})")


def slug_part(text: str) -> str:
    """A slug as part of a path; WordPress and its exports write it percent-encoded."""
    return _ESCAPE_AGAIN.sub("%", name_part(text.strip("/").replace("/", "\0")).replace("%00", "/"))


def path_part(text: str) -> str:
    """`text`, which an author wrote to be put in an address, with what no address may hold encoded."""
    return _NOT_IN_IRI.sub(_percent, text)


def _percent(match: re.Match[str]) -> str:
    return quote(_LONE_SURROGATE.sub("\ufffd", match[0]), safe="", errors="surrogateescape")


_LONGEST_SLUG = 80


def slugify(name: str) -> str:
    """`name` as a folder's name: letters and digits of any script, in lower case, joined by hyphens."""
    words = re.findall(r"[\w]+", unicodedata.normalize("NFKC", name).casefold())
    slug = "-".join(words).strip("_-")
    while len(slug.encode("utf-8", "replace")) > _LONGEST_SLUG:
        slug = slug[:-1].rstrip("_-")
    return slug or "x" + name.encode("utf-8", "surrogateescape").hex()[:16]
