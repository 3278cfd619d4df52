"""The namespaces that people really use in feeds, and what their prefixes usually are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ATOM = "http://www.w3.org/2005/Atom"
ATOM_03 = "http://purl.org/atom/ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
MEDIA = "http://search.yahoo.com/mrss/"

NAMESPACES = {
    "http://www.bloglines.com/about/specs/fac-1.0": "access",
    "http://webns.net/mvcb/": "admin",
    "http://purl.org/rss/1.0/modules/aggregation/": "ag",
    "http://purl.org/rss/1.0/modules/annotate/": "annotate",
    "http://www.w3.org/2007/app": "app",
    "http://purl.org/atompub/tombstones/1.0": "at",
    ATOM: "atom",
    "http://media.tangent.org/rss/1.0/": "audio",
    "http://backend.userland.com/blogChannelModule": "blogChannel",
    "http://web.resource.org/cc/": "cc",
    "http://www.microsoft.com/schemas/rss/core/2005": "cf",
    "http://purl.org/rss/1.0/modules/company": "company",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://conversationsnetwork.org/rssNamespace-1.0/": "conversationsNetwork",
    "http://my.theinfo.org/changed/1.0/rss/": "cp",
    "http://backend.userland.com/creativeCommonsRssModule": "creativeCommons",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/email/": "email",
    "http://purl.org/rss/1.0/modules/event/": "ev",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/syndication/history/1.0": "fh",
    "http://xmlns.com/foaf/0.1/": "foaf",
    "http://base.google.com/ns/1.0": "g",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://geourl.org/rss/module/": "geourl",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "http://postneo.com/icbm": "icbm",
    "http://purl.org/rss/1.0/modules/image/": "image",
    "urn:atom-extension:indexing": "indexing",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://purl.org/rss/1.0/modules/link/": "l",
    MATHML: "mathml",
    MEDIA: "media",
    "http://openid.net/xmlns/1.0": "openid",
    "http://a9.com/-/spec/opensearch/1.1/": "opensearch",
    "http://a9.com/-/spec/opensearchrss/1.0/": "openSearch",
    "http://www.opml.org/spec2": "opml",
    "https://podcastindex.org/namespace/1.0": "podcast",
    RDF: "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://purl.org/rss/1.0/modules/reference/": "ref",
    "http://purl.org/rss/1.0/modules/richequiv/": "reqv",
    "http://purl.org/rss/1.0/": "rss1",
    "http://purl.org/rss/1.0/modules/rss091#": "rss091",
    "http://purl.org/net/rss1.1#": "rss11",
    "http://purl.org/rss/1.0/modules/search/": "search",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://schemas.xmlsoap.org/soap/envelope/": "soap",
    "http://purl.org/rss/1.0/modules/servicestatus/": "ss",
    "http://hacks.benhammersley.com/rss/streaming/": "str",
    "http://purl.org/rss/1.0/modules/subscription/": "sub",
    SVG: "svg",
    "http://feedsync.org/2007/feedsync": "sx",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/taxonomy/": "taxo",
    "http://purl.org/rss/1.0/modules/threading/": "thr",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://madskills.com/public/xml/rss/module/trackback/": "trackback",
    "http://wellformedweb.org/CommentAPI/": "wfw",
    "http://purl.org/rss/1.0/modules/wiki/": "wiki",
    XHTML: "xhtml",
    "http://www.w3.org/1999/xlink": "xlink",
    XML: "xml",
    "xri://$xrd*($v*2.0)": "xrd",
    "xri://$xrds": "xrds",
}
_UNSUPPORTED = {
    "http://schemas.google.com/g/2005": "gd",
    "http://schemas.google.com/blogger/2008": "blogger",
    "http://gdata.youtube.com/schemas/2007": "yt",
    "http://www.youtube.com/xml/schemas/2015": "yt",
    "http://www.livejournal.org/rss/lj/1.0/": "lj",
    "http://www.w3.org/2001/XInclude": "xi",
    "http://podlove.org/simple-chapters": "psc",
    "http://source.scripting.com/": "source",
    "http://webfeeds.org/rss/1.0": "webfeeds",
    "http://www.rawvoice.com/rawvoiceRssModule/": "rawvoice",
    "http://www.spotify.com/ns/rss": "spotify",
    "com-wordpress:feed-additions:1": "wordpress",
}
"""Known, but not judged."""
_PREFIXES = {prefix: uri for uri, prefix in NAMESPACES.items()}
_PREFIXED_AT_WILL = (MATHML, SVG, "http://www.w3.org/1999/xlink")
_OLD_WIKI = "http://www.usemod.com/cgi-bin/mb.pl?ModWiki"

FORERUNNERS = {(RDF, "RDF"): "RSS 1.0", ("http://purl.org/net/rss1.1#", "Channel"): "RSS 1.1"}
"""Formats that are known, but not judged, by the namespace and name of their outermost element."""


def _essence(uri: str) -> str:
    """What is left of a namespace without the letters' case and the marks at its end, which people get wrong."""
    match = re.match(r".*\w", uri, re.DOTALL)
    return match[0].lower() if match else uri


_BY_ESSENCE = {_essence(uri): prefix for uri, prefix in NAMESPACES.items()}


def prefix_of(uri: str) -> str | None:
    """The usual prefix of a namespace, even of a mistyped one; None for one that nobody knows."""
    return NAMESPACES.get(uri) or _BY_ESSENCE.get(_essence(uri))


def declaration_troubles(prefix: str | None, uri: str, in_atom: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """What is wrong with declaring `uri` as `prefix`; None: as the default namespace."""
    details = {"prefix": prefix or "", "uri": uri}
    usual = NAMESPACES.get(uri)
    if uri == _OLD_WIKI:
        yield "namespace-obsolete-wiki", details
    elif usual is None and uri in _UNSUPPORTED:
        yield "namespace-not-judged", details
    elif usual is None and _BY_ESSENCE.get(_essence(uri)) == "media":
        yield "namespace-media", details | {"usual": MEDIA}
    elif usual is None and uri not in ("", ATOM_03):
        yield "namespace-unknown", details
    if not prefix:
        return
    if usual is not None and prefix != usual and uri not in _PREFIXED_AT_WILL:
        yield "prefix-unusual", details | {"usual": usual}
    if prefix in _PREFIXES and prefix != (usual or prefix_of(uri)):
        yield "prefix-reserved", details | {"usual": _PREFIXES[prefix]}
    elif prefix.lower().startswith("xml") and prefix != "xml":
        yield "prefix-reserved", details | {"usual": XML}
    if in_atom and uri in (ATOM, XHTML):
        yield "prefix-avoid", details
