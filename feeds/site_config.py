"""The configuration of a site's generator, beside the posts or above them -> the settings that it tells.

Jekyll's and Hexo's `_config.yml`, those of Hugo and Zola, and Pelican's `pelicanconf.py`, which is not run.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds import dates, links, values
from feeds.addresses import template_of
from feeds.front_matter import Field, HeaderError, plain_key
from feeds.header_yaml import load_yaml
from feeds.paths import POST_FOLDER
from feeds.regex import regex
from feeds.sources import small_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


class SiteConfig(NamedTuple):
    """What a configuration tells."""

    name: str
    """Of the file."""
    title: str | None = None
    base_url: str | None = None
    language: str | None = None
    timezone: str | None = None
    author: str | None = None
    url_template: str | None = None
    """None where the generator makes addresses of more than a post's file and header tell."""


_LARGEST = 200_000
_SET = regex(r"^(\w+)[ \t]*=[ \t]*u?(['\"])([^'\"\\\n]*)\2[ \t]*(?:#.*)?$", re.MULTILINE)
_LEVELS = 3
"""How far above the posts a site's root may lie: `source/_posts/2013`."""


def find(source: Path) -> SiteConfig | None:
    """The configuration of the site whose posts are below `source`."""
    folder = source.absolute()
    for root in (folder, *folder.parents[:_LEVELS]):
        for name, load in _FILES.items():
            said = _loaded(root / name, load)
            if said and (found := _told(name, said)):
                return found._replace(url_template=_from(folder.relative_to(root), found.url_template))
        if (root / ".git").exists():
            break
    return None


def _from(below: Path, template: str | None) -> str | None:
    """The template for posts that are counted from the folder `below` the site's root."""
    folders = below.parts[1:] if below.parts[:1] in {("content",), ("source",)} else below.parts
    return template and template.replace(
        "{folder}", "/".join((*(name for name in folders if name != POST_FOLDER), "{folder}"))
    )


def _loaded(path: Path, load: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """What stands in the file, by `plain_key`; nothing where it cannot be read."""
    try:
        said = load(small_text(path, _LARGEST))
        return {plain_key(key): value for key, value in said.items()}
    except (OSError, ValueError, RecursionError, HeaderError):
        return {}


def _yaml(text: str) -> dict[str, Any]:
    return {key: field.value for key, field in load_yaml(text)["fields"].items()}


def _python(text: str) -> dict[str, Any]:
    """The plain texts that variables are set to."""
    return {found[1]: found[3] for found in _SET.finditer(text)}


_FILES: dict[str, Callable[[str], dict[str, Any]]] = {
    "_config.yml": _yaml,
    "_config.yaml": _yaml,
    **{
        f"{place}{name}.toml": tomllib.loads
        for place in ("", "config/_default/")
        for name in ("hugo", "config")
    },
    **{
        f"{place}{name}.{suffix}": _yaml
        for place in ("", "config/_default/")
        for name in ("hugo", "config")
        for suffix in ("yaml", "yml")
    },
    "publishconf.py": _python,
    "pelicanconf.py": _python,
}
_NOT_YET = frozenset({
    "0.0.0.0", "127.0.0.1", "example.com", "example.org", "localhost", "yoursite.com", "your-domain.com",
})  # fmt: skip
"""What generators write where the author is to write the site's host."""


def _told(name: str, said: Mapping[str, Any]) -> SiteConfig | None:
    base = _base_url(said)
    if base is None and not name.startswith("_config"):
        return None
    return SiteConfig(
        name,
        title=_text(said, "title", "sitename"),
        base_url=base,
        language=_language(said),
        timezone=_timezone(said),
        author=_author(said),
        url_template=_template(name, said),
    )


def _text(said: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        value = said.get(name)
        if isinstance(value, str) and (text := " ".join(value.split())):
            return text
    return None


def _base_url(said: Mapping[str, Any]) -> str | None:
    """Jekyll parts it into `url` and `baseurl`, Hexo into `url` and `root`; others have one."""
    url = next(
        (text for key in ("url", "siteurl", "baseurl") if (text := _text(said, key)) and "//" in text), ""
    )
    if not links.is_web_url(url) or links.host(url) in _NOT_YET:
        return None
    below = _text(said, "baseurl", "root") or ""
    return (url if "//" in below else links.below(url, below)).rstrip("/") + "/"


def _language(said: Mapping[str, Any]) -> str | None:
    for key in (
        "lang", "language", "locale", "languagecode", "defaultcontentlanguage", "defaultlanguage", "defaultlang",
    ):  # fmt: skip
        value = said.get(key)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, str) and (tag := values.language_of(Field(first, 1))):
            return tag
    return None


def _timezone(said: Mapping[str, Any]) -> str | None:
    name = _text(said, "timezone")
    try:
        return name if name and dates.zone(name) else None
    except dates.DateError:
        return None


def _author(said: Mapping[str, Any]) -> str | None:
    params = said.get("params")
    inner = {plain_key(key): value for key, value in params.items()} if isinstance(params, dict) else {}
    for told in (said, inner):
        author = told.get("author")
        if name := _text(author, "name") if isinstance(author, dict) else _text(told, "author"):
            return name
    return None


_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
"""Jekyll's (Permalinks, "Built-in formats")."""
_HEXO = ":year/:month/:day/:title/"
_HEXO_TITLE = regex(r":title(?![a-z_])")


def _template(name: str, said: Mapping[str, Any]) -> str | None:
    """How addresses are made, where file and header tell all that takes: Hugo and Pelican take the title too."""
    if name.startswith("_config"):
        is_hexo = not {"root", "sourcedir", "publicdir"}.isdisjoint(said)
        told = _of_posts(said) or _text(said, "permalink") or (_HEXO if is_hexo else "date")
        told = _STYLES.get(told, told)
        if not {"newpostname", "sourcedir", "publicdir"}.isdisjoint(said):
            # Hexo's title is the path below `_posts`, with the date of its name unless new posts are named by that.
            dated = ":day" in (_text(said, "newpostname") or ":title.md")
            told = _HEXO_TITLE.sub(":folder/:title" if dated else ":folder/:name", told)
    elif name.endswith(".py") or "languages" in said or str(said.get("uglyurls")).lower() == "true":
        return None
    elif isinstance(rules := said.get("permalinks"), dict):
        inner = rules.get("page", rules)
        told = (
            " ".join({rule for rule in inner.values() if isinstance(rule, str)})
            if isinstance(inner, dict)
            else ""
        )
        if " " in told or ":title" in told or ":slug" in told.replace(":slugor", ""):
            return None
    else:
        told = ":section/:slugorfilename/"
    template = "{base}/" + template_of(told.lstrip("/")) if told else ""
    try:
        return template if template and links.check_template(template) else None
    except ValueError:
        return None


def _of_posts(said: Mapping[str, Any]) -> str | None:
    """The permalink that Jekyll's `defaults` give to posts."""
    defaults = said.get("defaults")
    for each in defaults if isinstance(defaults, list) else []:
        scope, told = (each.get("scope"), each.get("values")) if isinstance(each, dict) else (None, None)
        if isinstance(scope, dict) and isinstance(told, dict) and scope.get("type") == "posts":
            return _text(told, "permalink")
    return None
