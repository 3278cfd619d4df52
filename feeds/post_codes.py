"""Codes about posts: their files, front matter, values and text."""

from __future__ import annotations

from feeds.codes import Code

_TEXT = (
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
        "{what} is left out: feed readers do not show it",
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
        "the text takes too long to read ({reason}); it is published as it was written",
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
_DATES = (
    Code(
        "date-unreadable",
        "error",
        "`{text}` is not a date that can be read with certainty; write it like 2013-10-09 09:23:00 +0800",
        help="The date is in none of the forms that have one meaning, so reading it would be guessing, and "
        "readers would see the post at a wrong time. Write the year with four digits, then "
        "month, day, time and offset: `2013-10-09 09:23:00 +0800`.",
    ),
    Code(
        "date-impossible",
        "error",
        "`{text}` names a time that cannot be: {why}; write the true one",
        help="The form is right, but the calendar has no such day or the clock no such time. Midnight at the "
        "end of a day is 00:00 of the next one. Years before 1583 or after 2199, such as 9999, stand for no "
        "date at all: leave the key out instead.",
    ),
    Code(
        "date-year-short",
        "error",
        "the year of `{text}` is not certain; write it with four digits",
        help="Of 03/04/05 nobody can tell which number is the year, nor of which century it is. "
        "Write `2005-04-03`.",
        section="RFC 2822, 4.3",
    ),
    Code(
        "date-zone-unknown",
        "error",
        "`{zone}` in `{text}` is no time zone with one meaning; write an offset such as +0800",
        help="Abbreviations such as IST or BST mean different zones in different countries. Write the offset "
        "(`+0530`) or the zone's full name (`Asia/Kolkata`), or set `timezone` under `[posts]` to the zone "
        "that uses the abbreviation.",
    ),
    Code(
        "date-without-zone",
        "warning",
        "times without an offset, such as `{text}`, are taken as UTC; set `timezone` under [posts]",
        help="A time without an offset is only half of a time: readers elsewhere see it hours early or late. "
        'Tell the zone once in feeds.toml: `[posts]`, `timezone = "Asia/Shanghai"`.',
    ),
    Code(
        "date-order-assumed",
        "warning",
        "`{text}` can be day/month or month/day: taken as {value}; set `date_order` under [posts]",
        help="Nothing tells which number is the month. Day first is assumed, as in most countries. Say which "
        'it is in feeds.toml: `[posts]`, `date_order = "dmy"` or `"mdy"`; or write 2010-09-20.',
    ),
    Code(
        "date-order-other",
        "warning",
        "`{text}` does not fit the order in the settings: taken as {value}; correct it or `date_order`",
        help="This date is only possible in the other order of day and month. Either it is mistyped or "
        "`date_order` under `[posts]` is wrong, and then the archive's other dates are misread too.",
    ),
    Code(
        "date-ambiguous",
        "warning",
        "`{text}` happened twice, since the clocks were set back: taken as {value}; write the offset",
        help="When summer time ends, an hour is repeated. The earlier of the two times is taken. Write the "
        "offset with the time to say which it is: `2013-10-27 02:30 +0100`.",
    ),
    Code(
        "date-skipped",
        "warning",
        "`{text}` did not exist, since the clocks were set forward: taken as {value}; write the offset",
        help="When summer time begins, an hour is left out, and this time lies in it. The offset from before "
        "the change is taken. Check the time, or whether `timezone` is right, or write the offset with it.",
    ),
    Code(
        "date-weekday-wrong",
        "warning",
        "`{text}` names a weekday that this date does not have: taken as {value}; correct one of them",
        help="The weekday and the date contradict each other, so one of them is mistyped. The date is taken.",
        section="RFC 2822, 3.3",
    ),
)

POST_CODES: tuple[Code, ...] = (*_DATES, *_TEXT)
