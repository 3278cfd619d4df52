"""Codes about what a command was asked to judge, and about fetching it."""

from __future__ import annotations

from feeds.codes import Code

_TYPES_HELP = (
    "Readers and browsers decide by the Content-Type how to treat an address: as a feed, a page, or a file to "
    "save. Serve RSS as application/rss+xml, Atom as application/atom+xml, JSON Feed as application/feed+json; "
    "application/xml and application/json are right too."
)

COMMAND_CODES: tuple[Code, ...] = (
    Code(
        "unknown-code",
        "error",
        "there is no code “{slug}”: {hint}",
        help="Codes are written as they stand in brackets at the end of a problem, such as no-url. "
        "`feeds explain` knows each of them, and the README lists them all.",
    ),
    Code(
        "feed-missing",
        "error",
        "there is no such file",
        help="Nothing was judged under this name. A pattern such as out/*.xml must match at least one file.",
    ),
    Code(
        "feed-unreadable",
        "error",
        "the file cannot be read: {reason}",
        help="Nothing was judged under this name. Check that it is a file and that you may read it.",
    ),
    Code(
        "findings-cut",
        "info",
        "{count} more findings are {slug}; they are not listed",
        help="A feed that has the same mistake in every entry has one cause: mend it, and judge the feed again.",
    ),
    Code(
        "fetch-failed",
        "error",
        "the feed cannot be fetched: {reason}",
        help="Readers that cannot reach the address keep the last state, and drop the feed after "
        "days or weeks. Check the address, the name server and the certificate.",
        w3c="IOError",
    ),
    Code(
        "fetch-status",
        "error",
        "the server answers {status}, not 200",
        help="Readers take the feed for gone after 404 or 410, and back off after 429 or 5xx. Some "
        "servers refuse every client that is no browser: let feed readers through.",
        section="RFC 9110, 15",
        w3c="HttpError",
    ),
    Code(
        "fetch-too-large",
        "error",
        "the feed is larger than {most} MB; it was not judged",
        help="Most readers give up far below that. Keep the polled feed under 1 MB and put older "
        "entries into archive documents.",
        section="RFC 5005, 4",
    ),
    Code(
        "fetch-too-slow",
        "error",
        "the server took longer than {most} seconds; the feed was not judged",
        help="Readers fetch hundreds of feeds in a row and give up on a slow one after 10 to 60 seconds.",
    ),
    Code(
        "fetch-coding",
        "error",
        "the answer cannot be decoded from Content-Encoding `{value}`",
        help="We ask for gzip or nothing. A body that is cut off, is not what its header says, or is "
        "compressed in another way cannot be read.",
        section="RFC 9110, 8.4",
    ),
    Code(
        "redirect-permanent",
        "warning",
        "the feed has moved for good to {url}; give that address to readers",
        help="Readers that honour it change the subscription, others ask twice each time. Links and "
        "OPML lists should carry the new address.",
        section="RFC 9110, 15.4.2",
    ),
    Code(
        "redirect-temporary",
        "info",
        "the server sends readers on to {url} for now",
        help="Readers ask twice each time they look, and keep the old address.",
        section="RFC 9110, 15.4.3",
        w3c="TempRedirect",
    ),
    Code(
        "redirect-to-other-host",
        "warning",
        "the server sends readers on to another host for now: {url}",
        help="Some readers refuse to follow to another host, and none can know whether it is meant. "
        "If the move is meant to last, answer 301 or 308.",
        section="RFC 9110, 15.4.3",
    ),
    Code(
        "redirect-insecure",
        "warning",
        "the server sends readers from https to {url}, which anyone on the way can change",
        help="Many readers refuse the step from https to http. Redirect to an https address.",
        section="RFC 9110, 4.2.2",
    ),
    Code(
        "redirect-refused",
        "error",
        "the server sends readers on to {url}, which is no address of a feed",
        help="Readers follow to http and https addresses only.",
        section="RFC 9110, 10.2.2",
    ),
    Code(
        "redirect-endless",
        "error",
        "the server sends readers on more than {most} times; the last stop was {url}",
        help="Readers give up after a few steps. It is mostly a loop between http and https, or with "
        "and without www.",
        section="RFC 9110, 15.4",
    ),
    Code(
        "content-type-missing",
        "warning",
        "the server sends no Content-Type; {wanted} would be right",
        help=_TYPES_HELP,
        section="RFC 9110, 8.3",
        w3c="UnexpectedContentType",
    ),
    Code(
        "content-type-vague",
        "warning",
        "the Content-Type `{value}` says nothing of a feed; {wanted} would be right",
        help=_TYPES_HELP,
        section="RFC 9110, 8.3",
        w3c="NonSpecificMediaType",
    ),
    Code(
        "content-type-wrong",
        "warning",
        "the Content-Type `{value}` is wrong for {format}; {wanted} would be right",
        help=_TYPES_HELP,
        section="RFC 9110, 8.3",
        w3c="UnexpectedContentType",
    ),
    Code(
        "charset-mismatch",
        "warning",
        "the Content-Type says that the charset is {served}, but the feed says {declared}",
        help="By the standard the header wins, but many readers believe the feed: one of them shows "
        "garbled letters. Leave charset out of the header, or make them agree.",
        section="RFC 7303, 3",
        w3c="EncodingMismatch",
    ),
    Code(
        "self-not-location",
        "warning",
        "the feed says that it lives at `{value}`, but it was fetched from {url}",
        help="Readers that take the feed at its word subscribe to the other address, and WebSub hubs "
        "send updates for it alone. Make the self link (feed_url in JSON Feed) the address that "
        "readers use.",
        section="RFC 4287, 4.2.7.2",
        w3c="SelfDoesntMatchLocation",
    ),
)
