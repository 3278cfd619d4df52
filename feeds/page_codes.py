"""Codes about the subscribe page, which is judged before it is published."""

from __future__ import annotations

from feeds.codes import Code

_HELP = (
    " The page is made from the settings and the posts, and is checked before it is published. If none of them "
    "holds anything strange, this is a fault of the program: please report it."
)

PAGE_CODES: tuple[Code, ...] = (
    Code(
        "page-broken",
        "error",
        "the subscribe page is no well-formed HTML: {what}",
        help="Browsers would guess what is meant, each in its own way." + _HELP,
        section="HTML, 13.1",
    ),
    Code(
        "page-missing",
        "error",
        "the subscribe page lacks {what}",
        help="Without it, browsers and screen readers cannot show the page as it is meant." + _HELP,
        section="WCAG 2.2, 2.4.2 and 3.1.1",
    ),
    Code(
        "page-id-twice",
        "error",
        "the subscribe page uses the id `{id}` twice",
        help="Links and labels lead to one of the two only." + _HELP,
        section="HTML, 3.2.6",
    ),
    Code(
        "page-active",
        "error",
        "the subscribe page holds {what}, which could run code or send the visitor's data",
        help="The page needs no script and no form, and must not carry any from a post." + _HELP,
    ),
    Code(
        "page-request",
        "error",
        "the subscribe page would make the browser fetch {what}",
        help="The page is one file. Whatever else it fetches tells strangers who visits it." + _HELP,
    ),
    Code(
        "page-link",
        "error",
        "the subscribe page links to `{url}`, which is no address on the web",
        help="Links lead to http or https addresses, or to files beside the page." + _HELP,
    ),
    Code(
        "page-feed-link",
        "error",
        "the subscribe page does not link to {file} as {type} for {whom}",
        help="People follow the link, readers discover the feed by it." + _HELP,
    ),
)
