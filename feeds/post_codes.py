"""Codes about posts: their files, front matter, values and text."""

from __future__ import annotations

from feeds.codes import Code

POST_CODES: tuple[Code, ...] = (
    # Text
    Code(
        "control-character",
        "warning",
        "the text holds {char}, which XML forbids; it is left out",
        help="Feeds are XML, and XML 1.0 allows no control characters but tab and line ends: one of them makes the "
        "whole feed unreadable. They mostly come from a paste or a broken export. Delete it in the file.",
        section="XML 1.0, 2.2",
    ),
    Code(
        "data-image-large",
        "warning",
        "an image of {size} characters inside a data: URL is left out; save it as a file and link to that",
        help="A data: URL puts the whole picture into the feed, which every subscriber fetches again and again. "
        "Small ones (32 KiB) stay; put this one beside the post on your site and use its address.",
    ),
    Code(
        "embed-linked",
        "info",
        "{what} became a link to {url}",
        help="Feed readers run no players and frames from elsewhere, so that readers would see nothing at all there. "
        "A link to the page takes them to it.",
    ),
    Code(
        "html-dropped",
        "info",
        "{what} is not kept in feeds: only its text is, if it has any",
        help="Feed readers show a small, safe part of HTML. Forms, drawings and elements of your site's own "
        "template are not in it. Nothing needs mending, unless the post cannot be understood without it.",
    ),
    Code(
        "html-script",
        "warning",
        "{what} runs code, and is left out",
        help="No feed reader runs scripts, and many readers warn of feeds that hold them. If the script shows "
        "something that the post needs, write a link to it.",
    ),
    Code(
        "html-style",
        "info",
        "{what} is left out: readers use styles of their own",
        help="Most feed readers drop styles, and those that do not can be broken by them. Alignment is kept; say the "
        "rest with elements that mean it, such as <strong> or <del>.",
    ),
    Code(
        "text-too-complex",
        "warning",
        "the text is nested or repeated beyond reason ({reason}); it is published as plain text",
        help="Markup like this takes a Markdown parser minutes and hides the text from readers. It mostly comes from a "
        "broken export: look for runs of the same character, or an element that is opened and never closed.",
    ),
    Code(
        "url-broken",
        "warning",
        "{url} is no address; the link is left out, its text stays",
        help="It cannot be read as a URL, so that no reader could follow it. Mend it in the file.",
        section="RFC 3986, 3",
    ),
    Code(
        "url-unsafe",
        "warning",
        "{url} may run code or reach into the reader's computer; the link is left out, its text stays",
        help="Links in feeds lead to pages, mail addresses and the like. Readers drop javascript:, vbscript:, data: "
        "and file: addresses, and warn of feeds that hold them.",
    ),
)
