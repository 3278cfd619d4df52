"""A file's fields and path -> when its post was published, updated, and expires."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from feeds import dates, values
from feeds.dates import DateError
from feeds.links import COPY
from feeds.regex import regex

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from feeds.dates import Order
    from feeds.front_matter import Field
    from feeds.post_file import PostFile

ORDERS: tuple[Order, ...] = ("dmy", "mdy")

_CLOCK = regex(r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?", re.ASCII)
"""A time of day alone."""
_DAY = len("2013-10-09")
"""Characters of a day, as `dates.from_path` gives it."""
_LASTS = regex(r"[~≈]?\d{1,3} ?(?:h|hours?|m|min|mins|minutes?|分钟|分)\b.{0,20}", re.IGNORECASE)
"""How long a post takes to read, which some write under `time`."""
_CREATED_COMMENT = regex(r"<!--[ \t]*CreateTime[ \t]*[:：][ \t]*+([^<>\n]{1,60}?)[ \t]*+-->", re.IGNORECASE)
_TEMPLATE = regex(r"\{\{|\{%|<%|\$\{|\b[Yy]{4}[-/.][Mm]{2}[-/.][Dd]{2}\b")
"""In the place of a date: the file is what new posts are made from."""
_FLAG_OR_DATE = frozenset(
    {"published", "posted", "created", "updated", "update", "edited", "modified", "revised"}
)
"""Keys that may hold yes, no or a remark instead of a date."""


def is_time(field: Field) -> bool:
    """Whether a field holds a date, and nothing else."""
    text = values.text_of(field) or ""
    try:
        return len(text) >= len("1/1/2013") and bool(dates.parse(text, None))
    except DateError:
        return False


def _is_flag(text: str) -> bool:
    return text in {"0", "1"} or not any(char.isdigit() for char in text)


class When:
    """Reads the times of a file, and remembers what they leave open."""

    def __init__(self, file: PostFile, order: Order | None) -> None:
        self._file = file
        self._zone = _own_zone(file) or _zone(file.config.posts.timezone)
        self._order = order
        self.without_zone: str | None = None
        self.orders: set[str] = set()

    def published(self, url: str | None) -> datetime | None:
        """When the post appeared: from its header, else from its path or its address."""
        file = self._file
        clock: tuple[str, int] | None = None
        for key, field in file.fields("published"):
            text = values.text_of(field)
            if text is None:
                raise file.fail("date-unreadable", field.line, text=field.value)
            if _CLOCK.fullmatch(text):
                clock = clock or (text, field.line)
                continue
            if key in _FLAG_OR_DATE and _is_flag(text):
                continue
            if key == "time" and _LASTS.fullmatch(text):
                continue
            return self._taken(text, field.line, self._clock_beside(text, key))
        if "published" not in file.config.keys and (found := _CREATED_COMMENT.search(file.text)):
            line = file.text.count("\n", 0, found.start()) + 1
            return self._taken(found[1], line)
        # Behind the day in an address stands a number of the site's rather than a time.
        if day := dates.from_path(file.source) or (dates.from_path(_own_path(file, url)) or "")[:_DAY]:
            return self._taken(f"{day[:_DAY]} {clock[0]}" if clock else day, clock[1] if clock else None)
        if clock:
            raise file.fail("date-unreadable", clock[1], text=clock[0])
        return None

    def _clock_beside(self, text: str, key: str) -> str:
        """The time of day that stands in a field of its own beside the date `text`."""
        field = self._file.header.fields.get("time")
        beside = values.text_of(field) if field and key != "time" and ":" not in text else None
        return f" {beside}" if beside and _CLOCK.fullmatch(beside) else ""

    def _taken(self, text: str, line: int | None, clock: str = "") -> datetime:
        if line is not None:
            self._file.lines["published"] = line
        try:
            return self._parsed(text, clock, line)
        except DateError as error:
            if _TEMPLATE.search(text):
                raise self._file.fail("not-a-post", line) from None
            raise self._file.fail(error.code, line, **error.details) from None

    def _parsed(self, text: str, clock: str, line: int | None) -> datetime:
        text = values.unlinked(text)
        parsed = dates.parse(text + clock, self._zone, order=self._order)
        if parsed.order:
            order = self._order or self._order_of_path(text, parsed.order)
            self.orders.add(order if parsed.order == "either" and order else parsed.order)
            if order != self._order:
                parsed = dates.parse(text + clock, self._zone, order=order)
        for code in parsed.notes:
            if code == "date-without-zone":
                self.without_zone = self.without_zone or text
            else:
                self._file.warn(code, line, text=text, value=dates.rfc3339(parsed.value))
        return parsed.value

    def _order_of_path(self, text: str, possible: str) -> Order | None:
        """The order in which the date is the one in the file's path."""
        day = dates.from_path(self._file.source) if possible == "either" else None
        fitting = [order for order in ORDERS if day and _day(text, order) == day[:_DAY]]
        return fitting[0] if len(fitting) == 1 else None

    def updated(self, published: datetime) -> datetime | None:
        """When the author last changed the post; None where that says no more than `published`."""
        for key, field in self._file.fields("updated"):
            text = values.text_of(field) or ""
            if isinstance(field.value, dict) or (key in _FLAG_OR_DATE and _is_flag(text)):
                continue
            moment = self._lenient("updated", text, field.line)
            if moment is None:
                return None
            if moment < published:
                if ":" in text or moment.date() < published.astimezone(moment.tzinfo).date():
                    self._file.warn("updated-before-published", field.line, text=text)
                return None
            self._file.lines["updated"] = field.line
            return moment
        return None

    def expires(self) -> datetime | None:
        """From when on readers are not to see the post any more."""
        for _, field in self._file.fields("expires"):
            if moment := self._lenient("expires", values.text_of(field) or "", field.line):
                self._file.lines["expires"] = field.line
                return moment
        return None

    def _lenient(self, what: str, text: str, line: int) -> datetime | None:
        """A time that a post can do without."""
        before = self.without_zone
        try:
            moment = self._parsed(text, "", line)
        except DateError:
            self._file.warn("date-ignored", line, what=what, text=text)
            return None
        self.without_zone = before
        return moment


def _day(text: str, order: Order) -> str:
    return dates.parse(text, None, order=order).value.date().isoformat()


def _own_zone(file: PostFile) -> tzinfo | None:
    """The zone that the post itself says its times are in."""
    for key in _ZONE_KEYS:
        said = file.header.fields.get(key)
        name = values.text_of(said) if said else None
        try:
            if name:
                return dates.zone(name)
        except DateError:
            continue
    return None


_ZONE_KEYS = ("timezone", "tz")


@lru_cache(maxsize=64)
def _zone(name: str | None) -> tzinfo | None:
    return dates.zone(name) if name else None


_PATH = regex(r"(?:[a-z][a-z0-9+.-]*:)?(?://[^/?#]*)?([^?#]*)", re.IGNORECASE)
"""Of an address, even where it is none: what a copy was made of is nowhere looked at more closely."""


def _own_path(file: PostFile, url: str | None) -> str:
    """The path of the post's own address, which may hold its date."""
    if url:
        # When somebody kept a copy is not when the post appeared.
        return unquote(_PATH.match(COPY.sub("", url, count=1))[1])  # type: ignore[index]
    return next((text for _, field in file.fields("permalink") if (text := values.text_of(field))), "")
