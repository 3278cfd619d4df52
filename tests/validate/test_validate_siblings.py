"""Values at their bounds, in each place that takes them: a rule that holds for one holds for its siblings."""

from __future__ import annotations

import pytest

from feeds.validate import findings

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "at": "http://purl.org/atompub/tombstones/1.0",
        "annotate": "http://purl.org/rss/1.0/modules/annotate/",
        "app": "http://www.w3.org/2007/app",
        "atom": "http://www.w3.org/2005/Atom",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "conversationsNetwork": "http://conversationsnetwork.org/rssNamespace-1.0/",
        "dc": "http://purl.org/dc/elements/1.1/",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "fh": "http://purl.org/syndication/history/1.0",
        "g": "http://base.google.com/ns/1.0",
        "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "georss": "http://www.georss.org/georss",
        "gml": "http://www.opengis.net/gml",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media": "http://search.yahoo.com/mrss/",
        "opensearch": "http://a9.com/-/spec/opensearch/1.1/",
        "openSearch": "http://a9.com/-/spec/opensearchrss/1.0/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "sx": "http://feedsync.org/2007/feedsync",
        "thr": "http://purl.org/syndication/thread/1.0",
    }.items()
)
_ABOUT_THE_FRAME = {
    "no-self",
    "no-self-rss",
    "itunes-missing",
    "itunes-no-email",
    "prefix-avoid",
    "slash-date",
}


def in_rss(channel: str = "", item: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {_NAMESPACES}><channel><title>Tides</title>'
        "<link>https://tides.example/</link><description>High and low water.</description><language>en</language>"
        f"{channel}<item><title>Spring</title><guid>https://tides.example/1</guid>{item}</item></channel></rss>"
    )


def in_atom(feed: str = "", entry: str = "") -> str:
    updated = "<updated>2013-10-09T09:23:00Z</updated>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" {_NAMESPACES} xml:lang="en">'
        f"<title>Tides</title><id>https://tides.example/</id>{updated}<author><name>Ines</name></author>{feed}"
        f"<entry><title>Spring</title><id>https://tides.example/1</id>{updated}"
        f'<link href="https://tides.example/1"/><summary>High.</summary>{entry}</entry></feed>'
    )


def codes(feed: str, encoding: str = "utf-8") -> set[str]:
    return {finding.code for finding in findings(feed.encode(encoding))} - _ABOUT_THE_FRAME


def _ring(side: str) -> str:
    line = "<gml:LinearRing><gml:posList>3 3 3 2 2 2 3 3</gml:posList></gml:LinearRing>"
    return f"<gml:{side}>{line}</gml:{side}>"


_OWN = '<atom:link rel="self" href="https://tides.example/rss.xml"/>'
IN_CHANNEL = [
    *(
        (f"{_OWN}{history}", code)
        for history, code in (
            ("<fh:complete/>", ""),
            ('<fh:complete/><atom:link rel="next" href="/2"/>', "complete-with-pages"),
            (
                '<fh:complete/><atom:link rel="current" href="https://tides.example/2"/>',
                "complete-not-current",
            ),
            ("<fh:archive/>", "archive-no-current archive-alone"),
            (
                '<fh:archive/><atom:link rel="current" href="https://tides.example/2"/>'
                '<atom:link rel="prev-archive" href="https://tides.example/3"/>',
                "",
            ),
            (
                '<atom:link rel="first" href="https://tides.example/rss.xml"/>'
                '<atom:link rel="next" href="https://tides.example/2"/>',
                "",
            ),
            (
                '<atom:link rel="first" href="https://tides.example/rss.xml"/>'
                '<atom:link rel="previous" href="https://tides.example/2"/>',
                "link-past-end",
            ),
        )
    ),
    ("<skipHours><hour>0</hour><hour>24</hour></skipHours>", "hour-24 value-duplicate"),
    ("<skipHours><hour>1</hour><hour>01</hour></skipHours>", "value-duplicate"),
    ("<skipHours><hour>noon</hour></skipHours>", "hour"),
    ("<skipDays><day>monday</day></skipDays>", "day"),
    ("<skipDays/>", "missing-element"),
    *(
        (f"<copyright>{text}</copyright>", code)
        for text, code in (
            ("&amp;#1", "html-in-text"),
            ("&amp;#x", "html-in-text"),
            ("&amp;#X26;", "html-in-text"),
            ("&amp;eacute", "html-in-text"),
            ("&amp;# &amp;#; &amp;#a &amp;", ""),
        )
    ),
    ("<copyright>Ines</copyright><atom:rights>Ines</atom:rights>", "channel-says-twice"),
    ("<atom:subtitle>High and low water.</atom:subtitle>", "channel-says-twice"),
    ("<category>tides</category><dc:subject>tides</dc:subject>", "channel-says-twice"),
    ("<ttl>1</ttl>", ""),
    ("<ttl>1.5</ttl>", "not-positive-integer"),
    ("<dc:language>en_US</dc:language>", "language channel-says-twice"),
    *(
        (place.format(text), code)
        for place in ("<copyright>{}</copyright>", '<category domain="{}">tides</category>')
        for text, code in (
            ("Marée".encode().decode("latin-1"), "bad-characters"),
            ("The tide’s – “high”".encode().decode("latin-1"), "bad-characters"),
            ("The tide’s – high".encode().decode("cp1252"), "bad-characters"),
            ("Marée, the tide’s".encode().decode("cp1252"), "bad-characters"),
            ("Marée, 5 €", ""),
            ("From â€", ""),
            ("voilà…, Ã© et là", ""),
        )
    ),
    ("<dc:creator.main>Ines</dc:creator.main>", ""),
    ("<dc:maker>Ines</dc:maker>", "undefined-element"),
    (
        '<feedburner:feedFlare href="a" src="https://tides.example/a.png">Add</feedburner:feedFlare>',
        "html-relative-url",
    ),
    (
        '<feedburner:feedFlare href="http:a" src="https://tides.example/a.png">&lt;b>Add&lt;/b></feedburner:feedFlare>',
        "not-iri html-in-text",
    ),
    ("<itunes:pubDate>Wed, 09 Oct 2013 09:23:00 GMT</itunes:pubDate>", ""),
    ("<itunes:pubDate>2013-10-09</itunes:pubDate>", "not-rfc822"),
    ('<itunes:image href="https://tides.example/a.png"/>', ""),
    ('<itunes:image href="https://tides.example/a.png">Tides</itunes:image>', "unexpected-text"),
    (f"<itunes:owner><itunes:name>{'x' * 256}</itunes:name></itunes:owner>", "too-long"),
    ("<itunes:duration>10</itunes:duration>", "undefined-element"),
]
IN_ITEM = [
    ('<enclosure url="https://tides.example/a.mp3" length="0" type="audio/mpeg"/>', ""),
    ('<enclosure url="https://tides.example/a.mp3" length="-1" type="audio/mpeg"/>', "length-unknown"),
    ('<enclosure url="https://tides.example/a.mp3" length="-5" type="audio/mpeg"/>', "not-whole-number"),
    ('<enclosure url="https://tides.example/a.mp3" length="" type="audio/mpeg"/>', "not-integer-attribute"),
    ('<enclosure url="/a.mp3" length="1" type="audio/mpeg"/>', "not-url"),
    ('<enclosure url="https://tides.example/a|b.mp3" length="1" type="audio/mpeg"/>', "not-url"),
    ('<enclosure url="https://tides.example/[a].mp3" length="1" type="audio/mpeg"/>', "not-url"),
    ('<enclosure url="https://tides.example/marée.mp3" length="1" type="audio/mpeg"/>', ""),
    ('<enclosure url="https://tides.example/a.mp3" length="1" type="audio"/>', "media-type-attribute"),
    ("<atom:id>https://tides.example/1</atom:id>", "item-says-twice"),
    ('<atom:link rel="next" href="https://tides.example/2"/>', "history-link-in-entry"),
    ('<atom:link rel="related" href="https://tides.example/2"/>', ""),
    ("<atom:title>Spring</atom:title>", "item-says-twice"),
    ("<description>High.</description><atom:summary>High.</atom:summary>", "item-says-twice"),
    (
        "<author>i@tides.example (Ines)</author><atom:author><atom:name>Ines</atom:name></atom:author>",
        "item-says-twice",
    ),
    ("<atom:author><atom:name>Ines</atom:name></atom:author><atom:rights>Ines</atom:rights>", ""),
    ("<pubDate>Wed, 09 Oct 2013 09:23:00 GMT</pubDate><atom:updated>2013-10-09T09:23:00Z</atom:updated>", ""),
    *(
        (f'<{name} xmlns="http://www.w3.org/1999/xhtml"><p>High.</p></{name}>', "content-twice")
        for name in ("body", "div")
    ),
    (
        "<content:items><rdf:Bag><rdf:li><content:item><rdf:value>x</rdf:value></content:item></rdf:li></rdf:Bag>"
        "</content:items>",
        "",
    ),
    ("<author>ines@tides.example (Ines Rey)<dc:title>x</dc:title></author>", "undefined-element"),
    (
        '<comments>https://tides.example/<b xmlns="http://www.w3.org/1999/xhtml">x</b></comments>',
        "undefined-element",
    ),
    ("<slash:comments>-1</slash:comments>", "not-whole-number"),
    ("<slash:hit_parade>1,,2</slash:hit_parade>", "number-list"),
    ("<itunes:duration>1:60</itunes:duration>", "duration"),
    ("<itunes:order>0</itunes:order>", "not-positive-integer"),
    *(
        (f"<itunes:{name}>{value}</itunes:{name}>", code)
        for name, code in (
            ("explicit", "not-true-or-false"),
            ("block", "not-yes-no-or-clean"),
            ("isClosedCaptioned", "not-yes-or-no"),
        )
        for value in ("", " no ", "maybe")
    ),
    ("<itunes:block>NO</itunes:block><itunes:isClosedCaptioned>Yes</itunes:isClosedCaptioned>", ""),
    ('<itunes:category text="Science"/>', "undefined-element"),
    ('<thr:in-reply-to href="https://tides.example/0"/>', "missing-attribute"),
    (
        '<t:children xmlns:t="http://purl.org/rss/1.0/modules/threading/"><a:Seq xmlns:a="https://a.example/"/></t:children>',
        "namespace-unknown prefix-unusual",
    ),
]
IN_ENTRY_AND_ITEM = [
    *(
        (f'<media:rating scheme="urn:v-chip">{rating}</media:rating>', "")
        for rating in ("tv-ma", "14+", "c8", "pg")
    ),
    *(
        (f'<media:rating scheme="urn:{scheme}">{rating}</media:rating>', "media-rating")
        for scheme, rating in (
            ("v-chip", "c80"),
            ("v-chip", "TV-MA"),
            ("v-chip", "general audience"),
            ("simple", "Adult"),
            ("mpaa", "pg13"),
            ("icra", "r (qz 1)"),
            ("icra", "r (nz 2)"),
            ("icra", "r (na 0)"),
            ("icra", "r(nz 1)"),
        )
    ),
    ('<media:rating scheme="urn:icra">r (na 1 vz 0)</media:rating>', ""),
    *(
        (f"<media:adult>{value}</media:adult>", code)
        for value, code in (
            ("false", "media-adult"),
            ("no", "media-adult media-adult-value"),
            ("", "media-adult media-adult-value"),
        )
    ),
    *(
        (f'<media:thumbnail url="https://tides.example/a.png" time="{time}"/>', code)
        for time, code in (
            ("1:75:00", "npt-time"),
            ("12:05", "npt-time"),
            ("1:2:3", ""),
            ("0:0:3.", ""),
            ("3.", ""),
        )
    ),
    *(
        (media, code)
        for media, code in (
            ("<media:content/>", "missing-attribute"),
            ('<media:content><media:player url="https://tides.example/p"/></media:content>', ""),
            ('<media:content/><media:player url="https://tides.example/p"/>', ""),
            ("<media:group><media:content/><media:content/></media:group>", "missing-attribute"),
            (
                '<media:group><media:content/><media:content url="https://tides.example/a"/>'
                '<media:player url="https://tides.example/p"/></media:group>',
                "",
            ),
        )
    ),
    ('<media:thumbnail url="https://tides.example/a.png">Tides</media:thumbnail>', "unexpected-text"),
    ('<media:content url="https://tides.example/a.mp4" channels="5.1"/>', "not-whole-number"),
    *(
        (f'<media:content url="https://tides.example/a.mp4" {name}="-1.5"/>', "not-number")
        for name in ("bitrate", "duration", "framerate", "samplingrate")
    ),
    ('<media:content url="https://tides.example/a.mp4" duration="1e3"/>', "not-number"),
    ('<media:content url="https://tides.example/a.mp4" duration="5."/>', ""),
    ("<conversationsNetwork:ratingAverage>-1</conversationsNetwork:ratingAverage>", "not-number"),
    ('<georss:point radius="-5">45 -71</georss:point>', "not-number"),
    ("<georss:radius>-5</georss:radius>", "not-number"),
    ('<georss:point elev="-5">45 -71</georss:point><geo:alt>-3.5</geo:alt>', ""),
    ('<media:content url="https://tides.example/a.mp4" isDefault="yes"/>', "not-true-or-false"),
    ("<georss:point>45,-71</georss:point>", "coordinates-comma"),
    ("<georss:point>45, -71</georss:point>", "coordinates"),
    ("<georss:point>45 ,-71</georss:point>", "coordinates"),
    *(
        (f"<georss:{shape}>{pairs}</georss:{shape}>", code)
        for shape, count in (("line", 2), ("box", 2), ("polygon", 4))
        for pairs, code in (
            ("45 \n -71 " * count, ""),
            ("45,-71 " * count, "coordinates-comma"),
            ("45, -71 " * count, "coordinate-list"),
        )
    ),
    *(
        (f"<georss:{shape}>{pairs}</georss:{shape}>", code)
        for shape, pairs, code in (
            ("line", "45 -71 46 -72 47 -73", ""),
            ("box", "45 -71 46 -72 47 -73", "coordinate-list"),
            ("polygon", "45 -71 46 -72 47 -73 45.0 -71", ""),
            ("polygon", "45 -71 46 -72 47 -73 48 -74", "coordinate-list"),
            ("polygon", "45 -71 46 -72 45 -71", "coordinate-list"),
        )
    ),
    *(
        (f"<georss:where>{shape}</georss:where>", code)
        for shape, code in (
            ("", "missing-element"),
            ("<gml:Point><gml:pos>45 -71</gml:pos></gml:Point>", ""),
            ("<gml:MultiPoint/>", ""),
            ("<gml:Point/>", "missing-element"),
            ("<gml:LineString/>", "missing-element"),
            ("<gml:Polygon/>", "missing-element"),
            ("<gml:Polygon><gml:exterior/></gml:Polygon>", "missing-element"),
            (f"<gml:Polygon>{_ring('exterior')}{_ring('interior') * 2}</gml:Polygon>", ""),
            (f"<gml:Polygon>{_ring('exterior') * 2}</gml:Polygon>", "duplicate-element"),
            ("<gml:Polygon><gml:exterior><gml:LinearRing/></gml:exterior></gml:Polygon>", "missing-element"),
            ("<gml:Envelope><gml:lowerCorner>45 -71</gml:lowerCorner></gml:Envelope>", "missing-element"),
            ("<gml:Envelope><gml:upperCorner>45 -71</gml:upperCorner></gml:Envelope>", "missing-element"),
        )
    ),
    (
        '<georss:where radius="5" featurename="Rance"><gml:Point><gml:pos>45 -71</gml:pos></gml:Point></georss:where>',
        "",
    ),
    ("<geo:Point><geo:lat>45</geo:lat></geo:Point>", "missing-element"),
    ("<geo:Point><geo:long>45</geo:long></geo:Point>", "missing-element"),
    ("<georss:point>45 -71 3</georss:point>", "coordinates"),
    ("<georss:line>45 -71</georss:line>", "coordinate-list"),
    ('<annotate:reference rdf:resource="https://tides.example/0"/>', ""),
    ("<annotate:reference/>", "missing-attribute"),
    *(
        (f'<sx:sync id="a" updates="1" {more}><sx:history {history}/></sx:sync>', code)
        for more, history, code in (
            ('deleted="true" noconflicts="false"', 'sequence="1" by="ines" when="2013-10-09T09:23:00Z"', ""),
            ('deleted="yes"', 'sequence="1" by="ines"', "not-true-or-false"),
            ('noconflicts="TRUE"', 'sequence="1" by="ines"', "not-true-or-false"),
            ("", 'sequence="02147483647" by="a%20b"', ""),
            ("", 'sequence="2147483648" by="ines"', "sync-number"),
            ("", 'sequence="0" by="ines"', "not-positive-integer"),
            ("", 'by="ines"', "missing-attribute"),
            ("", 'sequence="1"', "sync-history"),
            ("", 'sequence="1" by=""', "sync-id blank"),
            ("", 'sequence="1" when="today"', "not-rfc3339"),
        )
    ),
    ("<sx:sync/>", "missing-attribute missing-element"),
    (
        '<sx:sync id="a" updates="1"><sx:history sequence="1" by="a"/></sx:sync>' * 2,
        "duplicate-element value-duplicate",
    ),
    (
        '<sx:sync id="a" updates="1"><sx:history sequence="1" by="a"/><sx:conflicts><item/></sx:conflicts></sx:sync>',
        "",
    ),
    *(
        (f"<g:{name}>{value}</g:{name}>", code)
        for name, value, code in (
            ("price", "15.00 USD", ""),
            ("price", "5,95", "base-value"),
            ("price", f"{'1' * 100_000}!", "base-value"),
            ("mileage", "1,700 miles", ""),
            ("mileage", "some", "base-value"),
            ("quantity", "-1", "not-whole-number"),
            ("pages", "0", "not-positive-integer"),
            ("salary", "much", "not-number"),
            ("currency", "Euro", "base-value"),
            ("expiration_date", "2013-10-09T09:23+0800", ""),
            ("expiration_date", "tomorrow", "not-iso8601"),
            ("expiration_date_time", "2013-10-09T9:23", "not-iso8601"),
            ("image_link", "/a.png", "not-full-uri"),
            ("label", "sea, tide", "base-value"),
            ("location", "1 Quai Solidor, Saint-Malo, Bretagne, 35400, France", ""),
            ("location", "Saint-Malo, France", "base-value"),
            ("to_location", "Saint-Malo, France", ""),
            ("to_location", "1 Quai Solidor, Saint-Malo, Bretagne, 35400, France", ""),
            ("from_location", "Saint-Malo, Bretagne, 35400, France", ""),
            ("from_location", "Saint-Malo", "base-value"),
            ("pickup", "True", ""),
            ("pickup", "yes", "not-true-or-false"),
            ("price_type", "low", "base-value"),
            ("price_type", "Negotiable", ""),
            ("salary_type", "Starting", ""),
            ("rating", "6", "base-value"),
            ("reviewer_type", "other", "base-value"),
            ("reviewer_type", "Editorial", ""),
            ("tax_percent", "8.25", ""),
            ("tax_percent", "101", "base-value"),
            ("year", "13", "base-value"),
            ("event_date_range", "<g:start>2013-10-09T09:23:00</g:start>", "missing-element"),
            ("area", "1,300 sq. ft.", ""),
            ("area", "92.5 m2", ""),
            ("area", "large", "base-value"),
            ("bathrooms", "1.5", ""),
            ("bathrooms", "some", "not-number"),
            ("gender", "Female", ""),
            ("gender", "tide", "base-value"),
            ("marital_status", "In Relationship", ""),
            ("marital_status", "tide", "base-value"),
            ("payment_accepted", "American Express", ""),
            ("payment_accepted", "shells", "base-value"),
            ("tide", "high", ""),
            (
                "shipping",
                "<g:country>US</g:country><g:service>Boat</g:service><g:price>4.95 USD</g:price>",
                "",
            ),
            ("shipping", "<g:country>France</g:country>", "country"),
            ("shipping", "<g:price>free</g:price>", "base-value"),
            ("shipping", "US::Boat:4.95 USD", ""),
        )
    ),
    ("<g:label>sea</g:label>" * 2, ""),
    ("<feedburner:origLink>https://tides.example/1</feedburner:origLink>" * 2, "duplicate-element"),
    ("<feedburner:origEnclosureLink>/a.mp3</feedburner:origEnclosureLink>", "not-full-uri"),
    ('<annotate:reference rdf:resource="/0"/>', "not-full-uri"),
    ('<annotate:reference rdf:resource="https://tides.example/0"/>' * 2, "duplicate-element"),
    (
        '<media:restriction relationship="deny" type="uri">https://a.example/ https://b.example/</media:restriction>',
        "uri-character",
    ),
    ('<media:restriction relationship="deny" type="country">at xx de</media:restriction>', "country"),
    ('<link xmlns="http://purl.org/atom/ns#" href="https://tides.example/"/>', "namespace-obsolete"),
    *((f"<dc:{name}>x</dc:{name}>" * 2, "") for name in ("creator", "identifier", "relation", "subject")),
    ("<dc:rights>x</dc:rights>" * 2, "duplicate-element"),
    ("<dc:date.taken>2013-10</dc:date.taken>", ""),
    ("<dc:date.taken>last year</dc:date.taken>", "not-w3cdtf"),
]
IN_FEED = [
    ("<fh:archive/><fh:complete/>", ""),
    ("<fh:archive/>", "archive-no-current archive-alone"),
    *(
        (
            f'<link rel="self" href="https://a.example/"/><link rel="{end}" href="https://a.example/"/>{more}',
            code,
        )
        for end, beyond in (("first", "previous"), ("last", "next"), ("current", "next-archive"))
        for more, code in (
            ("", ""),
            (f'<link rel="{beyond}" href="https://a.example/2"/>', "link-past-end"),
        )
    ),
    ('<link rel="related" href="at://did:plc:tides"/><link rel="related" href="ipfs://tides"/>', ""),
    ('<link rel="related" href="tides:high"/>', "uri-scheme"),
    ('<link rel="service-doc" href="/a"/><link rel="intervalAfter" href="/b"/>', ""),
    ('<link rel="related" href="/a" thr:count="1"/>', "unexpected-attribute"),
    ('<link rel="replies" href="/a" thr:count="1" thr:updated="2013-10-09T09:23:00Z"/>', ""),
    ('<link rel="replies" href="/a" thr:count="-1"/>', "not-whole-number"),
    ('<link rel="related" href="/a" hreflang=""/>', "language"),
    *(
        (f'<link rel="related" xml:base="https://tides.example/a{fragment}" href="{href}"/>', code)
        for fragment, href, code in (
            ("", "", "same-document"),
            ("", "#high", "same-document"),
            ("#high", "#low", "same-document"),
            ("#high", "a", "same-document"),
            ("", "https://tides.example/a", ""),
            ("", "a?b", ""),
            ("", "b#high", ""),
        )
    ),
    ('<link rel="http://www.iana.org/assignments/relation/related" href="/a"/>', ""),
    ('<link rel="http://www.iana.org/assignments/relation/tide" href="/a"/>', "link-rel-unregistered"),
    ('<link rel="https://tides.example/relation/tide" href="/a"/>', ""),
    ('<link rel=" " href="/a"/>', "attribute-blank link-rel-unregistered"),
    *(
        (
            f'<at:deleted-entry ref="urn:example:a" when="2013-10-09T09:23:00Z">{inside}</at:deleted-entry>',
            code,
        )
        for inside, code in (
            (
                "<source><id>urn:example:b</id><title>b</title><updated>2013-10-09T09:23:00Z</updated></source>",
                "",
            ),
            ("<source><id>b</id></source>", "not-full-uri source-incomplete"),
            ("<source/><source/>", "source-incomplete duplicate-element"),
            ("<at:by><name>Ines</name></at:by><at:comment>Gone.</at:comment>", ""),
            ("<at:by/>", "missing-element"),
        )
    ),
    ('<outline xmlns="http://www.opml.org/spec2" text="Tides"/>', ""),
    ("<subtitle><b>Tides</b></subtitle>", "undefined-element"),
    (
        '<app:collection href="/a"><title>Posts</title><app:categories href="/b" scheme="/c"/></app:collection>',
        "categories-attribute",
    ),
    (
        '<app:collection href="/a"><title>Posts</title><app:categories fixed="no"><category term="a"/>'
        "</app:categories></app:collection>",
        "",
    ),
    *(
        (f'<app:collection href="/a"><title>Posts</title>{inside}</app:collection>', code)
        for inside, code in (
            ("<app:categories><category/></app:categories>", "missing-attribute"),
            ('<app:categories href="/b"><category term="a"/></app:categories>', "categories-child"),
            ('<app:categories href="/b"><dc:title>Tides</dc:title></app:categories>', ""),
            ("<app:accept/>", ""),
            ("<app:accept>*/*</app:accept><app:accept>image/*</app:accept>", ""),
            ("<app:accept>application/atom+xml;type=entry</app:accept>", ""),
            ("<app:accept>image</app:accept>", "media-type"),
            ("<app:accept>*</app:accept>", "media-type"),
            ("<app:accept>image/png, image/gif</app:accept>", "media-type"),
        )
    ),
]
IN_ENTRY = [
    ('<content type="application/xml; charset=utf-8"><a xmlns="">x</a></content>', ""),
    ('<content type="application/xml; charset=utf-8">x</content>', "unexpected-text"),
    ('<content type="Text/HTML; charset=utf-8">&lt;!doctype html&gt;&lt;p&gt;x</content>', ""),
    ('<content type="text/html; charset=utf-8">&lt;p&gt;x&lt;/p&gt;</content>', "html-fragment"),
    ('<content type="image/svg+xml;a=b"><svg xmlns="http://www.w3.org/2000/svg"/></content>', ""),
    ('<content type="text/html" src="/a"/>', ""),
    ('<content type="text/html" src="a b"/>', "uri-character"),
    ('<content type="text/html" src="http:///a"/>', "not-uri-attribute"),
    (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p xml:lang="en_US">x</p></div></content>',
        "language",
    ),
    (
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><a href="javascript:a">x</a><img src="a"/>'
        "</div></content>",
        "html-unsafe-attribute",
    ),
    ("<app:control><app:draft>Yes</app:draft></app:control>", "not-yes-or-no"),
    ("<title>Spring</title>", "duplicate-element"),
    (
        '<thr:in-reply-to ref="urn:example:a"><t:b xmlns:t="https://t.example/"/></thr:in-reply-to>',
        "namespace-unknown",
    ),
    ('<category term="tides">Tides</category>', "unexpected-text"),
    ('<category term="tides"> <dc:title>Tides</dc:title> </category>', ""),
]
IN_CHANNEL_AND_FEED = [
    *(
        (f"<{prefix}:{name}>{number}</{prefix}:{name}>", code)
        for prefix in ("opensearch", "openSearch")
        for name, number, code in (
            ("totalResults", "0", ""),
            ("totalResults", "-1", "not-whole-number"),
            ("itemsPerPage", "1.5", "not-whole-number"),
            ("startIndex", "-1", ""),
            ("startIndex", "1.5", "not-integer"),
        )
    ),
    ("<openSearch:startIndex>1</openSearch:startIndex>" * 2, "duplicate-element"),
    *(
        (f"<opensearch:Query {attributes}/>", code)
        for attributes, code in (
            ('role="request" searchTerms="spring+tide %C3%A9"', ""),
            ('role="dc:high" language="fr" outputEncoding="latin-1" count="0" startPage="-1"', ""),
            ('role="tides:high"', "search-role-prefix"),
            ('role="request" language="*"', ""),
            (f'role="request" title="{"x" * 256}"', ""),
            (f'role="request" title="{"x" * 257}"', "too-long"),
            ('searchTerms="tide"', "missing-attribute"),
            ('role="Request"', "search-role"),
            ('role="request" searchTerms="marée"', "search-terms"),
            ('role="request" inputEncoding="rot13"', "search-encoding"),
            ('role="request" inputEncoding=""', "search-encoding"),
            (f'role="request" inputEncoding="utf{"-" * 40}8"', "search-encoding"),
            ('role="request" language="Tidal"', "language"),
            ('role="request" count="-1"', "not-whole-number"),
            ('role="request" startIndex="a"', "not-integer"),
            ('role="request" title="&lt;b>Tide&lt;/b>"', "html-in-text"),
            ('role="request" tide="high"', "unexpected-attribute"),
        )
    ),
    *(
        (f"<sx:sharing {attributes}/>", code)
        for attributes, code in (
            ("", ""),
            (
                'since="2013-10-09T09:23:00+08:00" until="2013-10-09T01:23:00Z" expires="2013-10-09T09:23:00Z"',
                "",
            ),
            ('since="2016-12-31T23:59:60Z" until="2016-12-31T23:59:58.5Z"', "sync-window"),
            ('since="2013-10-09" until="2013-10-08"', "not-rfc3339"),
            ('since="2013-10-09T09:23:00Z"', "missing-attribute"),
            ('until="2013-10-09T09:23:00Z"', "missing-attribute"),
        )
    ),
    *(
        (f"<sx:sharing><sx:related {attributes}/></sx:sharing>", code)
        for attributes, code in (
            ('link="https://tides.example/all.xml" type="complete" title="All tides"', ""),
            ('link="/all.xml" type="Complete" title=""', "not-full-uri sync-type blank"),
            ('title="&lt;b>All&lt;/b> tides"', "missing-attribute html-in-text"),
        )
    ),
    ('<opensearch:Url type="text/html" template="https://tides.example/?q={searchTerms}"/>', ""),
    ('<opensearch:Url type="html"/>', "missing-attribute media-type"),
    ('<feedburner:info uri="tides"/>', ""),
    ("<feedburner:awareness>/a</feedburner:awareness>", "not-full-uri"),
    *(
        (f"<feedburner:{name}>{text}</feedburner:{name}>", code)
        for name in ("browserFriendly", "emailServiceId")
        for text, code in (("Subscribe to the tides", ""), ("&lt;b>Tides&lt;/b>", "html-in-text"))
    ),
    ("<feedburner:feedFlare>Add</feedburner:feedFlare>", "missing-attribute"),
    (
        '<feedburner:feedFlare href="https://tides.example/" src="https://tides.example/a.png">Add</feedburner:feedFlare>'
        * 2,
        "",
    ),
]
CONTACTS = [
    ("ines@tides.example (Ines Rey)", ""),
    ("ines@tides.example(Ines @ Rance)", ""),
    ("ines@tides (Ines Rey)", "host-unknown"),
    ("Ines Rey &lt;ines@tides.example&gt; (office)", "email-format"),
    ("Ines (ines@tides.example)", "email-contact"),
    ("ines at tides.example (Ines Rey)", "email-contact"),
    ("@tides.example", "email-contact"),
    ("Ines", "email-contact"),
    ("ines@tides.example", "no-real-name"),
    ("ines@tides", "no-real-name"),
    ("Ines &lt;ines@tides.example&gt;", "email-format"),
    ("mailto:ines@tides.example", "no-real-name"),
    ("mailto:Ines%20%3Cines%40tides%2Eexample%3E?subject=a%20b", "email-format"),
    ("ines@tides.example, rey@tides.example", "email-format"),
    ("ines@rey@tides.example", "email-contact"),
]
FRAMES = [
    (in_rss, "channel", IN_CHANNEL + IN_CHANNEL_AND_FEED),
    (in_rss, "channel", [(f"<webMaster>{text}</webMaster>", code) for text, code in CONTACTS]),
    (in_rss, "channel", [(f"<managingEditor>{text}</managingEditor>", code) for text, code in CONTACTS]),
    (in_rss, "item", IN_ITEM + IN_ENTRY_AND_ITEM),
    (in_rss, "item", [(f"<author>{text}</author>", code) for text, code in CONTACTS]),
    (in_atom, "entry", IN_ENTRY + IN_ENTRY_AND_ITEM),
    (in_atom, "feed", IN_FEED + IN_CHANNEL_AND_FEED),
]
CASES = [
    pytest.param(frame(**{part: xml}), expected, id=f"{part} {xml[:60]}")
    for frame, part, rows in FRAMES
    for xml, expected in rows
]


@pytest.mark.parametrize(("feed", "expected"), CASES)
def test_a_value_is_judged_alike_everywhere(feed, expected):
    assert codes(feed) == set(expected.split())


def test_an_element_of_a_draft_is_obsolete_once_where_the_whole_feed_is_of_it():
    draft = in_atom(feed="<tide/>").replace("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#", 1)
    found = [finding.code for finding in findings(draft.encode())]
    assert (found.count("namespace-obsolete"), found.count("undefined-element")) == (1, 1)


def test_what_must_be_unique_is_known_again_on_the_same_line():
    item = "</item><item><title>Neap</title><guid>https://tides.example/1</guid>"
    assert codes(in_rss(item=item)) == {"value-duplicate"}
    entry = in_atom().partition("<entry>")[2].partition("</entry>")[0]
    assert codes(in_atom(entry=f"</entry><entry>{entry}")) == {"entry-duplicate", "updated-duplicate"}


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("https://tides.example/2", ""),
        ("tides.example/2", "guid-not-url"),
        ("https://tides.example/high water", "uri-character"),
        ("https://tides.example/marée", "iri-where-uri"),
        ("tag:tides.example,2013:2", "guid-not-permalink"),
    ],
)
def test_what_is_wrong_with_a_permalink_is_told_as_of_a_link(permalink, expected):
    assert codes(in_rss().replace("https://tides.example/1", permalink)) == set(expected.split())


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-16", "utf-16-le"),
        ("utf-16le", "utf-16-le"),
        ("UTF-16BE", "utf-16-be"),
        ("ISO-10646-UCS-2", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("UTF-32BE", "utf-32-be"),
        ("ISO-10646-UCS-4", "utf-32-le"),
    ],
)
def test_unicode_with_a_mark_has_several_names(declared, encoding):
    assert codes("\ufeff" + in_rss().replace("utf-8", declared), encoding) == set()


@pytest.mark.parametrize(
    ("declared", "encoding", "expected"),
    [
        ("UTF-16LE", "utf-16-le", ""),
        ("utf-16be", "utf-16-be", ""),
        ("utf-16", "utf-16-le", "encoding-mismatch"),
        ("utf-16be", "utf-16-le", "encoding-mismatch"),
        ("utf-16le", "utf-16-be", "encoding-mismatch"),
        ("utf-8", "utf-16-le", "encoding-mismatch"),
        ("utf-32be", "utf-32-be", ""),
        ("UTF-32LE", "utf-32-le", ""),
        ("utf-32", "utf-32-le", "encoding-mismatch"),
        ("utf-32le", "utf-32-be", "encoding-mismatch"),
    ],
)
def test_unicode_without_a_mark_names_its_byte_order(declared, encoding, expected):
    assert codes(in_rss().replace("utf-8", declared, 1), encoding) == set(expected.split())


def test_utf16_with_the_mark_of_the_other_byte_order():
    assert codes("\ufeff" + in_rss().replace("utf-8", "utf-16be"), "utf-16-le") == {"encoding-mismatch"}


@pytest.mark.parametrize(
    ("doctype", "entity", "expected"),
    [
        ('SYSTEM "https://tides.example/rss.dtd"', "&eacute;", "external-entity entity-undefined"),
        ('[<!ENTITY eacute "é">]', "&eacute;", ""),
        ('SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd"', "&eacute;", "dtd-gone dtd-version"),
        (
            'SYSTEM "http://my.netscape.com/publish/formats/rss-0.91.dtd"',
            "&tide;",
            "dtd-gone dtd-version entity-undefined",
        ),
    ],
)
def test_an_entity_has_to_be_declared_where_readers_look(doctype, entity, expected):
    feed = in_rss(channel=f"<copyright>Caf{entity}</copyright>").replace(
        "?>", f"?><!DOCTYPE rss {doctype}>", 1
    )
    assert codes(feed) == set(expected.split())


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.91", set()),
        ("0.92", set()),
        ("0.94", set()),
        ("2.0", {"no-guid"}),
        ("1.5", {"rss-version", "no-guid"}),
    ],
)
def test_only_rss_2_knows_the_guid(version, expected):
    feed = in_rss().replace("<guid>https://tides.example/1</guid>", "")
    assert codes(feed.replace('version="2.0"', f'version="{version}"')) == expected
