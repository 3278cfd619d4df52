"""A file's fields and path, and the settings -> the URL of its post."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from feeds import dates, fields, links, paths, values
from feeds.characters import legal_text
from feeds.front_matter import plain_key
from feeds.keys import WEAK_URL_KEYS, inner_field
from feeds.post_file import header_line, hint
from feeds.regex import regex
from feeds.sources import MARKUPS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from feeds.config import Config
    from feeds.front_matter import Field
    from feeds.post_file import PostFile


def is_placed(file: PostFile) -> bool:
    """Whether the header itself holds an address and a date."""
    return bool(file.fields("published")) and (
        any(links.is_web_url(values.address_of(field) or "") for _, field in file.fields("url"))
        or bool(file.fields("permalink"))
    )


_SHORT = regex(r"/\?(?:p|page_id)=\d+\Z")
"""WordPress's guid, which leads to the address."""


def own_url(file: PostFile) -> str | None:
    """The absolute address that the post gives itself."""
    site = _site(file.config)
    elsewhere = copy = None
    for key, field in (*file.fields("url"), *_relative_fields(file)):
        text = values.address_of(field)
        if text is None or not links.is_web_url(text):
            continue
        if links.COPY.match(text):
            # The address of the page itself where nothing tells of another.
            copy = copy or (text, field.line)
            continue
        if key == "guid" and (_has_path(file) or (file.config.posts.url_template and _SHORT.search(text))):
            continue
        if key in WEAK_URL_KEYS and (not links.same_site(text, site) if site else _has_path(file)):
            elsewhere = elsewhere or (text, field.line)
            continue
        file.lines["url"] = field.line
        return text
    if copy and not elsewhere:
        file.lines["url"] = copy[1]
        return copy[0]
    if elsewhere and not file.config.posts.url_template and not file.fields("permalink"):
        file.lines["url"] = elsewhere[1]
        return elsewhere[0]
    if elsewhere and (site or file.config.posts.url_template):
        file.warn("link-elsewhere", elsewhere[1], url=elsewhere[0])
    return None


def _has_path(file: PostFile) -> bool:
    """Whether the post gives itself an address relative to its site."""
    return "url" not in file.config.keys and any(
        _may_be_path(values.address_of(field) or "", key) for key, field in file.fields("permalink")
    )


def _site(config: Config) -> str | None:
    """Where the posts are, if the settings tell: then keys that may name other pages are not believed blindly."""
    template = config.posts.url_template
    if "url" in config.keys:
        return None
    return config.posts.base_url or (template if template and template.startswith("http") else None)


_PLACEHOLDER = regex(r"(?<![\w:]):([a-z_]+)(:output_ext)?")
_PLACEHOLDERS = {
    "title": "slug", "slugorfilename": "slug", "slugorcontentbasename": "slug", "filename": "name", "basename": "name",
    "contentbasename": "name", "shortyear": "short_year", "section": "folder", "sections": "folder",
}  # fmt: skip
_NO_PATH = regex(
    r"[A-Za-z][A-Za-z0-9+.-]*:|//|www\.|\.\./|\[|[Nn]/[Aa]\Z|.*(?:[\t\n<>\"{}\\]|[:：]//)", re.DOTALL
)
_SURE_PATH = regex(r"/|[^/.]+/|[^/]+\.html?\Z|[a-z0-9]++(?:-[a-z0-9]++)++\Z", re.IGNORECASE)
_SOURCE_SUFFIXES = tuple(suffix for suffix in MARKUPS if not suffix.startswith(".htm"))
_STYLES = frozenset({"date", "pretty", "ordinal", "weekdate", "none"})


def permalink(file: PostFile, published: datetime) -> str | None:
    """The address that the post gives itself relative to its site."""
    base = file.config.posts.base_url
    in_template = _template_keys(file.config.posts.url_template)
    for key, field in _relative_fields(file):
        text = values.address_of(field) or ""
        if key in in_template or not _may_be_path(text, key):
            continue
        if base is None:
            raise file.fail("permalink-relative", field.line, permalink=text)
        file.lines["url"] = field.line
        if text[0] != "/" and text.lower().startswith(f"{links.host(base)}/"):
            return f"{base.partition('//')[0]}//{links.path_part(text)}"
        if _PLACEHOLDER.search(text):
            return _expanded(file, "{base}/" + template_of(text).lstrip("/"), published, field.line)
        return links.below(base, links.path_part(text))
    return None


def template_of(permalink: str) -> str:
    """The URL template that a permalink with placeholders is (Jekyll, Permalinks, "Placeholders")."""
    return _PLACEHOLDER.sub(
        lambda found: f"{{{_PLACEHOLDERS.get(found[1], found[1])}}}{'.html' if found[2] else ''}", permalink
    )


@lru_cache(maxsize=64)
def _template_keys(template: str | None) -> frozenset[str]:
    """The keys whose values the template puts in their place: they are parts of addresses, not addresses."""
    return frozenset(map(plain_key, links.check_template(template))) if template else frozenset()


def _relative_fields(file: PostFile) -> list[tuple[str, Field]]:
    """Settings that say which keys hold the address say so of relative ones too."""
    return file.fields("url" if "url" in file.config.keys else "permalink")


def _may_be_path(text: str, key: str) -> bool:
    if not text or values.is_true(text) or values.is_false(text) or text in _STYLES:
        return False
    if _NO_PATH.match(text) or text.lower().endswith(_SOURCE_SUFFIXES):
        return False
    return key in {"permalink", "path"} or bool(_SURE_PATH.match(text))


def from_template(file: PostFile, published: datetime) -> str:
    """The address that the settings' template gives. Raises where the post has no address."""
    template = file.config.posts.url_template
    for_generator = [said for said in file.fields("permalink") if "{" in (values.address_of(said[1]) or "")]
    strange = next(
        (
            (text, field.line)
            for key, field in (*file.fields("url"), *for_generator)
            if (text := _strange_address(key, field)) and key not in _template_keys(template)
        ),
        None,
    )
    if template:
        if strange:
            file.warn("url-ignored", strange[1], url=strange[0])
        return _expanded(file, template, published, header_line(file))
    if strange:
        raise file.fail("url-not-absolute", strange[1], url=strange[0])
    raise file.fail("no-url", header_line(file), hint=hint(file, is_page))


def is_page(field: Field) -> bool:
    """Whether the field holds the absolute address of a page, rather than of a picture or another file."""
    text = values.address_of(field) or ""
    return links.is_web_url(text) and not values.is_file(text)


def _strange_address(key: str, field: Field) -> str | None:
    """What stands in a field for the address without being one."""
    text = values.address_of(field)
    if text is None or key in WEAK_URL_KEYS or values.is_true(text) or values.is_false(text):
        return None
    return None if links.is_web_url(text) else text


def _as_named(file: PostFile, published: datetime) -> datetime:
    """The time in the archive's zone where that has the day that a post of Jekyll is named by.

    Jekyll makes addresses of the time in the site's zone, in which its writers name their files.
    """
    zone = file.config.posts.timezone
    if zone is None or published.date().isoformat() in file.source or not paths.is_jekyll(file.source):
        return published
    there = published.astimezone(dates.zone(zone))
    named = (dates.from_path(file.source) or "").partition("T")[0]
    return there if there.date().isoformat() == named else published


def _expanded(file: PostFile, template: str, published: datetime, line: int | None) -> str:
    published = _as_named(file, published)
    try:
        url = links.expand(
            template, file.config.posts.base_url, lambda name: _template_field(file, published, name)
        )
    except links.MissingFieldError as error:
        raise file.fail("url-field-missing", line, field=error.args[0], template=template) from None
    if not links.is_web_url(url):
        raise file.fail("url-not-absolute", line, url=url)
    return url


_DATE_FIELDS: dict[str, Callable[[datetime], str]] = {
    "year": lambda moment: f"{moment.year:04}",
    "shortyear": lambda moment: f"{moment.year % 100:02}",
    "month": lambda moment: f"{moment.month:02}",
    "imonth": lambda moment: str(moment.month),
    "day": lambda moment: f"{moment.day:02}",
    "iday": lambda moment: str(moment.day),
    "yday": lambda moment: f"{moment.timetuple().tm_yday:03}",
    "hour": lambda moment: f"{moment.hour:02}",
    "minute": lambda moment: f"{moment.minute:02}",
    "second": lambda moment: f"{moment.second:02}",
}
"""Parts of the date, as its author wrote it, by the `plain_key` of the template's field."""


def _template_field(file: PostFile, published: datetime, name: str) -> str | None:
    """What stands in a field of a URL template."""
    key = plain_key(name)
    if key in _DATE_FIELDS:
        return _DATE_FIELDS[key](published)
    place = paths.place(file.source)
    if key == "slug":
        for _, field in file.fields("slug"):
            if text := values.text_of(field):
                return links.slug_part(text)
        return links.name_part(place.slug)
    if key in {"name", "filename"}:
        return links.name_part(place.name)
    if key in {"categories", "category"} and (known := _category_path(file, key)) is not None:
        return known
    if key == "folder":
        return "/".join(map(links.name_part, place.folder.split("/"))) or "/"
    if key in {"lang", "language"}:
        return next(
            (tag for _, field in file.fields("language") if (tag := values.language_of(field))),
            place.language,
        ) or (file.config.feed.language)
    said = file.header.fields.get(key) or inner_field(file.header.fields, key)
    if said is None:
        return None
    if isinstance(said.value, list):
        return links.path_part("/".join(item.strip() for item in said.value if isinstance(item, str)))
    text = values.text_of(said)
    return links.path_part(legal_text(text)[0]) if text else None


def _category_path(file: PostFile, key: str) -> str | None:
    """What stands for `:categories` in an address; None where the key's own value does.

    Jekyll puts the folders above `_posts` first, and leaves nothing where there is no category (Permalinks,
    "Placeholders").
    """
    if not paths.is_jekyll(file.source):
        words = () if key in file.header.fields else fields.words(file, "categories")
    elif key == "categories":
        above = file.source.partition(f"{paths.POST_FOLDER}/")[0]
        folders = [part for part in paths.NOT_IN_ADDRESS.sub("", above).split("/") if part]
        several = [word for said in file.fields("categories") for word in fields.split_words(file, *said)]
        words = tuple(dict.fromkeys(word.lower() for word in (*folders, *several))) or ("/",)
    else:
        words = fields.words(file, "categories")[:1]
    return links.path_part("/".join(words)) or None
