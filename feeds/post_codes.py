"""Codes about posts: their files, front matter, values and text."""

from __future__ import annotations

from feeds.codes import Code

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

POST_CODES: tuple[Code, ...] = (*_DATES,)
