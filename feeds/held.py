"""A file's fields and path -> why it is no post for readers: a draft, private, hidden, or a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds import paths, values
from feeds.addresses import is_placed
from feeds.keys import inner_field
from feeds.problems import Problem, problem
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.front_matter import Value
    from feeds.post_file import PostFile
    from feeds.readings import Reading

_DRAFT_STATUSES = frozenset(
    {"draft", "pending", "auto-draft", "wip", "idea", "queued", "unpublished", "trash", "草稿"}
)
_HIDDEN_STATUSES = frozenset({"hidden", "skip", "unlisted"})
_PRIVATE_STATUSES = frozenset({
    "direct", "followers", "founding", "friends", "members", "only_paid", "paid", "password", "private", "protected",
    "secret", "usemask",
})  # fmt: skip
_PAGE_LAYOUTS = frozenset({
    "404", "about", "archive", "archives", "categories", "category", "friends", "home", "index", "links", "page",
    "redirect", "redirected", "search", "static", "tag", "tags",
})  # fmt: skip
_ATTACHMENTS = frozenset({"attachment", "custom_css", "nav_menu_item", "revision", "wp_navigation"})
"""What WordPress keeps beside posts and pages."""
_DRAFT_FOLDERS = frozenset({"_drafts", "drafts"})
_PASSED_OVER = regex(r"_[A-Za-z0-9-]+\.[A-Za-z]+")
"""By Astro, Docusaurus, Hexo, Nuxt and Quarto. In other names a line stands for what a title began with: a quote."""


def why_held(file: PostFile) -> Problem | None:
    """Why the author keeps the file from readers, or why it is no post."""
    header = file.header.fields
    for _, field in file.fields("draft"):
        if not values.is_false(field.value):
            return problem("post-draft", file.source, field.line)
    if "drafts/" in file.source.lower() and not _DRAFT_FOLDERS.isdisjoint(file.source.lower().split("/")):
        return problem("post-draft", file.source)
    name = file.source.rpartition("/")[2]
    if name.startswith("draft_") and not file.fields("published"):
        return problem("post-draft", file.source)
    if name.startswith("_") and _PASSED_OVER.fullmatch(name) and not is_placed(file):
        return problem("post-hidden", file.source)
    if file.header.kind == "html" and not file.fields("published"):
        for key in ("refresh", "listing"):
            if key in header:
                return problem("post-page", file.source, header[key].line)
    telling = _HOLDING_KEYS & header.keys()
    if file.header.kind == "comment" and (tags := header.get("tags")):
        for word, code in _HOLDING_TAGS:
            if word in values.words_of(tags):
                return problem(code, file.source, tags.line)
    if not telling:
        return None
    return (None if telling.issubset(_LAYOUT_KEYS) else _kept_back(file)) or _page_layout(file)


def _kept_back(file: PostFile) -> Problem | None:
    header = file.header.fields
    for key, speaks, code in _FLAGS:
        flag = header.get(key)
        if flag is not None and speaks(flag.value):
            return problem(code, file.source, flag.line)
    for key in _STATUS_KEYS:
        said = header.get(key)
        if said and isinstance(said.value, str):
            for code, words in _STATUSES:
                if said.value.strip().lower() in words:
                    return problem(code, file.source, said.line)
    password = header.get("password")
    if password and password.value and not values.is_false(password.value):
        return problem("post-private", file.source, password.line)
    for key in ("build.list", "build.render"):
        built = inner_field(header, key)
        if built and values.is_false(built.value):
            return problem("post-hidden", file.source, built.line)
    return None


def _page_layout(file: PostFile) -> Problem | None:
    among_posts = paths.post_root(file.source) is not None
    for key in _LAYOUT_KEYS:
        said = file.header.fields.get(key)
        layout = said.value.strip().lower() if said and isinstance(said.value, str) else ""
        if said and layout == "draft":
            return problem("post-draft", file.source, said.line)
        if among_posts or said is None:
            continue
        if layout in _ATTACHMENTS or (layout in _PAGE_LAYOUTS and not is_placed(file)):
            return problem("post-page", file.source, said.line)
    return None


def told_kind(file: PostFile) -> tuple[bool, Problem | None]:
    """Whether the header calls the file a post; why it is none where other files are called so: it is called a page."""
    for key in _LAYOUT_KEYS:
        said = file.header.fields.get(key)
        if said and said.value in ("post", "page"):
            if said.value == "post":
                return True, None
            among_posts = paths.post_root(file.source) is not None
            return False, None if among_posts else problem("post-page", file.source, said.line)
    return False, None


_FLAGS: tuple[tuple[str, Callable[[Value], bool], str], ...] = (
    ("published", values.is_false, "post-draft"),
    ("publish", values.is_false, "post-draft"),
    ("dgpublish", values.is_false, "post-draft"),
    ("ispublished", values.is_false, "post-draft"),
    ("unpublished", values.is_true, "post-draft"),
    ("ignorepublish", values.is_true, "post-draft"),
    ("public", values.is_false, "post-private"),
    ("ispublic", values.is_false, "post-private"),
    ("private", values.is_true, "post-private"),
    ("isprivate", values.is_true, "post-private"),
    ("headless", values.is_true, "post-hidden"),
    ("hidden", values.is_true, "post-hidden"),
    ("hide", values.is_true, "post-hidden"),
    ("unlisted", values.is_true, "post-hidden"),
    ("listed", values.is_false, "post-hidden"),
    ("hideinlist", values.is_true, "post-hidden"),
    ("deleted", values.is_true, "post-hidden"),
    ("permalink", values.is_false, "post-hidden"),
    ("render", values.is_false, "post-hidden"),
    ("eleventyexcludefromcollections", values.is_true, "post-hidden"),
    ("excludefromfeed", values.is_true, "post-hidden"),
    ("feed", values.is_false, "post-hidden"),
    ("rss", values.is_false, "post-hidden"),
    ("article", values.is_false, "post-page"),
    ("ispage", values.is_true, "post-page"),
)
"""Keys, whether they speak when true or when false, and what they say then."""
_STATUS_KEYS = (
    "status", "state", "visibility", "poststatus", "publishstatus", "security", "audience", "状态",
)  # fmt: skip
_LAYOUT_KEYS = ("layout", "type", "posttype")
_HOLDING_KEYS = {
    "build", "password", *_STATUS_KEYS, *_LAYOUT_KEYS, *(key for key, _, _ in _FLAGS)
}  # fmt: skip
_HOLDING_TAGS = (("draft", "post-draft"), ("private", "post-private"))
"""Nikola's, in its own headers only."""
_STATUSES = (
    ("post-draft", _DRAFT_STATUSES),
    ("post-hidden", _HIDDEN_STATUSES),
    ("post-private", _PRIVATE_STATUSES),
)


def site_page(reading: Reading, roots: set[str], kind_roots: set[str]) -> Problem | None:
    """Jekyll and Hexo keep posts in `_posts`; what lies beside it is a page of the site, not a post.

    Others keep posts in `posts`, and pages in `pages` beside it.
    """
    if reading.placed or paths.post_root(reading.source) is not None:
        return None
    kind = paths.kind_root(reading.source) if kind_roots else None
    if kind and kind[1] and kind[0] in kind_roots:
        return problem("post-page", reading.source)
    if not roots:
        return None
    folder = reading.source.rpartition("/")[0]
    while True:
        root = f"{folder}/" if folder else ""
        if root in roots:
            return problem("post-page", reading.source)
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
