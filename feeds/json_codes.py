"""Codes about JSON Feeds."""

from __future__ import annotations

from feeds.codes import Code

_JSON_FEED = "JSON Feed 1.1"
_TOP = f"{_JSON_FEED}, Top-level"
_ITEMS = f"{_JSON_FEED}, Items"
_ATTACHMENTS = f"{_JSON_FEED}, Attachments"
_EXTENSIONS = f"{_JSON_FEED}, Extensions"

JSON_CODES: tuple[Code, ...] = (
    Code(
        "json-syntax",
        "error",
        "this is not JSON, at column {column}: {reason}",
        help="A reader cannot show any item of a feed that does not parse. Commas after the last "
        "item, single quotes, comments and line breaks inside strings are the usual slips; "
        "write feeds with a JSON library rather than a text template.",
        section="RFC 8259, 2",
    ),
    Code(
        "json-trailing-text",
        "error",
        "there is more text after the end of the feed, at column {column}; leave one JSON object",
        help="Most parsers refuse the whole feed. It happens when a log message or a second feed is "
        "appended to the file, or when a longer file was overwritten with a shorter one.",
        section="RFC 8259, 2",
    ),
    Code(
        "json-encoding",
        "error",
        "these bytes are not UTF-8; JSON has no other encoding",
        help="Readers show � instead of the letters, or refuse the feed. Save the file as UTF-8.",
        section="RFC 8259, 8.1",
    ),
    Code(
        "json-bom",
        "error",
        "the feed begins with a byte order mark; leave it out",
        help="JSON must not begin with a byte order mark, and many parsers stop at it. Save the file "
        "as UTF-8 without BOM.",
        section="RFC 8259, 8.1",
    ),
    Code(
        "json-surrogate",
        "error",
        "{where} holds half of a surrogate pair, such as \\ud83d alone; write the whole character",
        help="It comes from cutting a text in the middle of an emoji. It is no character: some "
        "parsers refuse the feed, others show �. Cut texts by characters, not by UTF-16 units.",
        section="RFC 8259, 8.2",
    ),
    Code(
        "json-number",
        "error",
        "{where} is NaN or infinite, which JSON cannot say; leave the field out",
        help="Only lenient parsers read NaN and Infinity; the others refuse the whole feed. In "
        "Python, json.dumps(…, allow_nan=False) refuses to write them.",
        section="RFC 8259, 6",
    ),
    Code(
        "json-duplicate-name",
        "error",
        "{where} comes twice in one object; leave only one",
        help="Some readers take the first, some the last, some refuse the feed.",
        section="RFC 8259, 4",
    ),
    Code(
        "json-too-deep",
        "error",
        "{where} is nested more than {most} levels deep; flatten it",
        help="Many parsers stop at a depth of 64 to 512 to protect themselves, and refuse the whole feed.",
        section="RFC 8259, 9",
    ),
    Code(
        "json-not-object",
        "error",
        "this is JSON, but not an object, so it is no feed; a JSON Feed begins with {{",
        help="A JSON Feed is one object with version, title and items. A bare list of items is not enough.",
        section=_TOP,
    ),
    Code(
        "json-version",
        "error",
        "the version `{value}` is none; write https://jsonfeed.org/version/1.1",
        help="Readers know a JSON Feed by this address, letter for letter: no http, no www, no slash "
        "at the end.",
        section=_TOP,
    ),
    Code(
        "json-missing-field",
        "error",
        "{where} has no {field}, which is required",
        help="Readers skip an item without an id and refuse a feed without version, title or items; "
        "an attachment needs its url and mime_type, a hub its type and url.",
        section=_JSON_FEED,
    ),
    Code(
        "json-type",
        "error",
        "{where} is {found}, but must be {wanted}",
        help="Readers in typed languages refuse the whole feed when one field has another type than "
        "the standard says. null is a type of its own: leave a field out when it has no value.",
        section=_JSON_FEED,
    ),
    Code(
        "json-unknown-field",
        "warning",
        "{where} is no field of JSON Feed; {hint}",
        help="Readers ignore it, so a misspelt field is lost without a word. Names of your own must "
        "begin with an underscore and a letter, such as _my_site.",
        section=_EXTENSIONS,
    ),
    Code(
        "json-newer-field",
        "warning",
        "{where} came with version 1.1, but the feed says it is version 1; raise the version",
        help="Readers may ignore fields that the version of the feed does not have. Version 1.1 only "
        "added to version 1, so that any feed can say https://jsonfeed.org/version/1.1.",
        section=f"{_JSON_FEED}, Changes",
    ),
    Code(
        "json-author-deprecated",
        "warning",
        "{where} is deprecated in version 1.1; write authors, a list, beside it or in its place",
        help="Newer readers look for authors alone and show no name. Both may stand side by side for "
        "the sake of older ones.",
        section=f"{_JSON_FEED}, Changes",
    ),
    Code(
        "json-author-empty",
        "error",
        "{where} says nothing of the author; give a name, url or avatar, or leave it out",
        help="Of the three fields of an author at least one must be there.",
        section=_TOP,
    ),
    Code(
        "json-empty",
        "warning",
        "{where} is empty; leave it out or fill it",
        help="Readers show an empty line, or take it for an answer and do not look for a better one.",
        section=_JSON_FEED,
    ),
    Code(
        "json-no-home-page",
        "warning",
        "the feed has no home_page_url; name the site that it belongs to",
        help="Readers link the feed's title to it and find the site's icon through it.",
        section=_TOP,
    ),
    Code(
        "json-no-feed-url",
        "warning",
        "the feed has no feed_url; give the address where it is hosted",
        help="It is how a reader that was handed a copy finds the feed itself, and tells two feeds apart.",
        section=_TOP,
    ),
    Code(
        "json-next-url",
        "error",
        "next_url is the feed's own address; leave it out on the last page",
        help="A reader that follows it goes in a circle.",
        section=_TOP,
    ),
    Code(
        "json-url",
        "error",
        "{where} is no address: `{value}`; percent-encode what does not belong in one",
        help='Spaces and the characters < > " { } | \\ ^ ` must be percent-encoded, and a host must '
        "be there.",
        section="RFC 3986, 3",
    ),
    Code(
        "json-url-relative",
        "error",
        "{where} is relative: `{value}`; write the whole address with https://",
        help="A JSON Feed has no base address, so readers cannot follow a relative link.",
        section=_JSON_FEED,
    ),
    Code(
        "json-url-scheme",
        "warning",
        "{where} is neither http nor https: `{value}`",
        help="Readers open and fetch http and https only; many drop other addresses for safety.",
        section=_JSON_FEED,
    ),
    Code(
        "json-date",
        "error",
        "{where} is no RFC 3339 timestamp: `{value}`; write it like 2010-02-07T14:04:00-05:00",
        help="Readers that cannot read a date show the item as new, or drop it to the end of the "
        "list. The date, the T, the seconds and the offset (or Z) must all be there.",
        section="RFC 3339, 5.6",
    ),
    Code(
        "json-date-implausible",
        "warning",
        "{where} is a date that no post can have: `{value}`; correct it",
        help="Dates such as 0001-01-01 or 9999-12-31 stand for “none” or “never” in databases. Readers "
        "sort by them: the item is lost at the end of the list, or stays on top for good.",
        section="RFC 3339, 5.6",
    ),
    Code(
        "json-language",
        "warning",
        "{where} is no language tag: `{value}`; write one like en, pt-BR or zh-Hant",
        help="Readers choose fonts, hyphenation and voices by it.",
        section="RFC 5646, 2.1",
    ),
    Code(
        "json-id-empty",
        "error",
        "{where} is empty; give the item an id that never changes, best its address",
        help="Readers must drop an item without an id.",
        section=_ITEMS,
    ),
    Code(
        "json-id-not-text",
        "warning",
        "{where} is a number; write it as text, in quotes",
        help="Readers turn it into text, each in its own way, and long numbers lose their last "
        "digits: two items become one, or old ones turn up as new.",
        section=_ITEMS,
    ),
    Code(
        "json-id-duplicate",
        "error",
        "{where} is the id of {first} too: `{value}`; each item needs its own",
        help="Readers keep only one of the items, and show it as changed each time they look.",
        section=_ITEMS,
    ),
    Code(
        "json-no-content",
        "error",
        "{where} has neither content_html nor content_text; one of them is required",
        help="Readers have nothing to show. An item that only links elsewhere still says so in content_text.",
        section=_ITEMS,
    ),
    Code(
        "json-no-date",
        "info",
        "{where} has no date_published; readers will show when they first saw it",
        help="Some readers put items without a date on top, each time they look.",
        section=_ITEMS,
    ),
    Code(
        "json-html-in-text",
        "warning",
        "{where} is plain text, but holds HTML: `{value}`; write the characters themselves",
        help="Some readers show the tags and entities as they are written, others hide what is "
        "between < and >. Write & and < as they are; HTML belongs in content_html.",
        section=_ITEMS,
    ),
    Code(
        "json-mime-type",
        "error",
        "{where} is no MIME type: `{value}`; write one like audio/mpeg",
        help="Readers choose by it whether they can play an attachment.",
        section=_ATTACHMENTS,
    ),
    Code(
        "json-negative",
        "error",
        "{where} is below zero: `{value}`; leave it out where it is not known",
        help="Sizes are counted in bytes, durations in seconds. Leave the field out where it is not known.",
        section=_ATTACHMENTS,
    ),
)
