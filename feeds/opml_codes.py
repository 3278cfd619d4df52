"""Codes about OPML lists of subscriptions."""

from __future__ import annotations

from feeds.codes import Code

_HEAD = "OPML 2.0, The <head> element"
_OUTLINE = "OPML 2.0, The <outline> element"
_SUBSCRIPTIONS = "OPML 2.0, Subscription lists"

OPML_CODES: tuple[Code, ...] = (
    Code(
        "opml-version",
        "error",
        "the version of OPML is {value}; write 2.0",
        help="Readers tell by it how to read the list. The attribute version of the element opml is required.",
        section="OPML 2.0, The <opml> element",
        w3c="InvalidOPMLVersion",
    ),
    Code(
        "opml-missing-element",
        "error",
        "<{parent}> has no <{name}>, which is required",
        help="A list holds one head and one body, and the body at least one outline. Readers refuse to import "
        "anything else, or import nothing.",
        section="OPML 2.0, What is an OPML file?",
        w3c="MissingElement",
    ),
    Code(
        "opml-duplicate-element",
        "error",
        "<{parent}> has more than one <{name}>; leave only one",
        help="Readers take the first or the last, each in its own way.",
        section="OPML 2.0, What is an OPML file?",
        w3c="DuplicateElement",
    ),
    Code(
        "opml-unknown-element",
        "error",
        "<{name}> does not belong into <{parent}>; put elements of your own into a namespace",
        help="Readers ignore it. A slip in the name of an outline loses all that is below it.",
        section="OPML 2.0, Extending OPML",
        w3c="UndefinedElement",
    ),
    Code(
        "opml-missing-text",
        "error",
        "an outline has no text; give it the title of the feed",
        help="It is what people see in the list. Some readers skip an outline without it.",
        section=_OUTLINE,
        w3c="MissingAttribute",
    ),
    Code(
        "opml-missing-url",
        "error",
        "an outline of type {type} has no {name}, so that there is nothing to subscribe to",
        help="A feed (type rss) has its address in xmlUrl; a link or an included list has it in url.",
        section=_SUBSCRIPTIONS,
        w3c="MissingXmlURL",
    ),
    Code(
        "opml-missing-type",
        "warning",
        'an outline with an xmlUrl has no type; write type="rss"',
        help="Some readers subscribe only to outlines of type rss, which stands for Atom and JSON Feed too.",
        section=_SUBSCRIPTIONS,
        w3c="MissingOutlineType",
    ),
    Code(
        "opml-type",
        "warning",
        'an outline with an xmlUrl has the type `{value}`; write type="rss"',
        help="Some readers subscribe only to outlines of type rss, which stands for Atom and JSON Feed too.",
        section=_SUBSCRIPTIONS,
        w3c="InvalidOutlineType",
    ),
    Code(
        "opml-outline-version",
        "warning",
        "the version of a feed is `{value}`; write RSS, RSS1 or RSS2, or leave it out",
        help="Hardly a reader looks at it; it says how the feed was written when the list was made.",
        section=_SUBSCRIPTIONS,
        w3c="InvalidOutlineVersion",
    ),
    Code(
        "opml-url",
        "error",
        "{name} is no address: `{value}`; percent-encode what does not belong in one",
        help="Readers cannot subscribe to it.",
        section="RFC 3986, 3",
        w3c="InvalidURIAttribute",
    ),
    Code(
        "opml-url-relative",
        "warning",
        "{name} is relative: `{value}`; write the whole address with https://",
        help="A list is mostly imported from a file, where nothing says what the address is relative to.",
        section=_SUBSCRIPTIONS,
    ),
    Code(
        "opml-date",
        "error",
        "{name} is no RFC 822 date: `{value}`; write it like Wed, 02 Oct 2002 13:00:00 GMT",
        help="Readers that sort by it cannot read it. The day of the week may be left out, but must not be wrong.",
        section="RFC 822, 5.1",
        w3c="InvalidRFC2822Date",
    ),
    Code(
        "opml-boolean",
        "error",
        "{name} is `{value}`; write true or false",
        help="Outliners hide comments and stop at breakpoints by it.",
        section=_OUTLINE,
        w3c="InvalidBooleanAttribute",
    ),
    Code(
        "opml-number",
        "error",
        "<{name}> is no whole number: `{value}`",
        help="Outliners restore the window by it. It may be left out.",
        section=_HEAD,
        w3c="InvalidInteger",
    ),
    Code(
        "opml-expansion-state",
        "error",
        "<expansionState> is no list of line numbers: `{value}`; write them like 1, 5, 12",
        help="Outliners expand these lines when they open the list. It may be left out.",
        section=_HEAD,
        w3c="InvalidExpansionState",
    ),
    Code(
        "opml-email",
        "error",
        "<ownerEmail> is no e-mail address: `{value}`",
        help="It is how people reach whoever keeps the list. It may be left out.",
        section=_HEAD,
        w3c="InvalidContact",
    ),
    Code(
        "opml-language",
        "warning",
        "the language of a feed is no language tag: `{value}`; write one like en, pt-BR or zh-Hant",
        help="Readers may sort or filter feeds by it.",
        section="RFC 5646, 2.1",
        w3c="InvalidLanguage",
    ),
)
