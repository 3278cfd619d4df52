"""FeedSync and Google Base, as data: both are gone, but old feeds hold their elements, and those of shops some."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feeds.validate.grammar import Child, Spec, free, leaf, many, needed, once, prefixed
from feeds.validate.rules import plain_attribute, true_or_false
from feeds.validate.values import (
    anything,
    country,
    decimal,
    full_uri,
    iso8601,
    matching,
    one_of,
    positive_integer,
    rfc3339,
    unsigned,
    whole_number,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element
    from feeds.validate.values import Check

# FeedSync 1.0.

_LARGEST = "2147483647"
_TRUE_OR_FALSE = one_of(words("true false"), "not-true-or-false")
_ID = matching(r"(?:[0-9A-Za-z()+,.:=@;$_!*'/?#-]|%[0-9A-Fa-f]{2})+", "sync-id")


def sync_number(value: str) -> str | None:
    """From 1 to what fits into 31 bits."""
    digits = value.lstrip("+0")
    is_larger = (len(digits), digits) > (len(_LARGEST), _LARGEST)
    return positive_integer(value) or ("sync-number" if is_larger else None)


def sync_unique(sync: Element) -> Iterator[Finding]:
    """FeedSync, sx:sync: an id is of one entry."""
    value = sync.attributes.get("id")
    if value is not None and sync.document.seen_before("sync", value, sync.line) is not None:
        yield sync.finding("value-duplicate", element=f"id of <{sync.name}>", value=value)


def sync_history(history: Element) -> Iterator[Finding]:
    """FeedSync, sx:history: at least one of when and by."""
    if history.attributes.keys().isdisjoint(("by", "when")):
        yield history.finding("sync-history")


def sync_window(sharing: Element) -> Iterator[Finding]:
    """FeedSync, sx:sharing: since and until come together, in this order."""
    told = {name: sharing.attributes[name] for name in ("since", "until") if name in sharing.attributes}
    if len(told) == 1:
        (missing,) = {"since", "until"} - told.keys()
        yield sharing.finding("missing-attribute", name=missing)
    elif told and not any(map(rfc3339, told.values())) and _moment(told["since"]) > _moment(told["until"]):
        yield sharing.finding("sync-window")


def _moment(value: str) -> datetime:
    return datetime.fromisoformat(value.replace(":60", ":59"))


_HISTORY = Spec(
    text=False,
    required=needed("@sequence"),
    attributes={"by": _ID, "sequence": sync_number, "when": rfc3339},
    rules=(plain_attribute("by", blank="blank"), sync_history),
)
_SYNC = Spec(
    text=False,
    required=needed("@id", "@updates", "sx:history"),
    attributes={"id": _ID, "updates": sync_number, "deleted": _TRUE_OR_FALSE, "noconflicts": _TRUE_OR_FALSE},
    rules=(sync_unique,),
    children=prefixed("sx", {**many(history=_HISTORY), **once(conflicts=free())}),
)
_RELATED = Spec(
    text=False,
    required=needed("@link", "@type"),
    attributes={
        "link": full_uri,
        "title": anything,
        "type": one_of(words("complete aggregated"), "sync-type"),
    },
    rules=(plain_attribute("title", blank="blank"),),
)
_SHARING = Spec(
    text=False,
    attributes={"since": rfc3339, "until": rfc3339, "expires": rfc3339},
    rules=(sync_window,),
    children=prefixed("sx", many(related=_RELATED)),
)

# Google Base, of which Google Merchant Center has kept the namespace and some elements.


def _base(pattern: str) -> Check:
    return matching(pattern, "base-value")


def _one_of(names: str) -> Check:
    """One of `names`, with or without blank space between words, in letters of any case."""
    known = frozenset(names.split())
    return lambda value: None if "".join(value.split()).lower() in known else "base-value"


def base_day(value: str) -> str | None:
    """A day; shops add the time in ways of their own."""
    return iso8601(value[:10])


_UNIT = r"(?:\s*[A-Za-z]\w*)?"
_WITH_UNIT = _base(rf"\d+(?:\.\d*)?{_UNIT}")
_PLACE = _base(r"[^,]+(?:,[^,]+){1,4}")
_BASE: dict[str, Check] = {
    **dict.fromkeys(words("age bedrooms quantity"), whole_number),
    **dict.fromkeys(words("delivery_radius megapixels memory price processor_speed weight"), _WITH_UNIT),
    **dict.fromkeys(
        words("area mileage"), _base(r"\d+(?:,\d+)*(?:\.\d*)?(?:\s*[A-Za-z]\w*\.?)?(?:\s[A-Za-z]\w*\.?)?")
    ),
    **dict.fromkeys(words("from_location to_location"), _PLACE),
    **dict.fromkeys(words("hoa_dues salary"), decimal),
    **dict.fromkeys(words("expiration_date publish_date"), base_day),
    **dict.fromkeys(words("image_link url_of_item_being_reviewed"), full_uri),
    **dict.fromkeys(words("price_type salary_type"), _one_of("negotiable starting")),
    "bathrooms": unsigned,
    "currency": _base("[A-Z]{3}"),
    "expiration_date_time": iso8601,
    "gender": _one_of("f female m male unisex"),
    "label": _base("[^,]*"),
    "location": _base(r"[^,]+(?:,[^,]+){4}"),
    "marital_status": _one_of("divorced inrelationship married separated single widowed"),
    "pages": positive_integer,
    "payment_accepted": _one_of(
        "americanexpress amex cash cashierscheck check creditcard debitcard dinersclub discover googlecheckout jcb"
        " mastercard moneyorder other paypal travelerscheck visa wiretransfer"
    ),
    "rating": _base("[1-5]"),
    "reviewer_type": _one_of("editorial user"),
    "tax_percent": _base(r"(?:\d{1,2}(?:\.\d*)?|100)%?"),
    "year": _base(r"[1-9]\d{3}"),
}
_RANGE = Spec(
    text=False,
    required=needed("g:start", "g:end"),
    children=prefixed("g", once(start=leaf(iso8601), end=leaf(iso8601))),
)
_SHIPPING = Spec(children=prefixed("g", many(country=leaf(country), price=leaf(_WITH_UNIT))))

BYGONE_ENTRY: dict[str, Child] = {
    **prefixed("sx", once(sync=_SYNC)),
    **{f"g:{name}": Child(Spec((check,), attributes=None), None) for name, check in _BASE.items()},
    **{f"g:{name}_date_range": Child(_RANGE, None) for name in ("course", "event", "travel")},
    "g:shipping": Child(_SHIPPING, None),
    "g:pickup": Child(Spec(rules=(true_or_false,)), None),
}
BYGONE_FEED: dict[str, Child] = prefixed("sx", once(sharing=_SHARING))
