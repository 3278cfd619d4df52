"""HTML inside of feeds: what readers strip, what cannot work, and what is no HTML.

Clean HTML, which is nearly all there is, is passed by one search of one pattern; only the rest is taken apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from html.entities import html5, name2codepoint
from typing import TYPE_CHECKING

from feeds.regex import regex
from feeds.validate.values import words

if TYPE_CHECKING:
    from collections.abc import Iterator

SAFE_ELEMENTS = words("""
    a abbr acronym address area article aside audio b bdi bdo big blockquote br button canvas caption center cite code
    col colgroup command data datagrid datalist dd del details dfn dialog dir div dl dt em event-source fieldset
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd keygen label legend li m
    main map mark menu meter multicol nav nextid nobr noscript ol optgroup option output p picture pre progress q rb
    rp rt rtc ruby s samp search section select small sound source spacer span strike strong sub summary sup table
    tbody td textarea tfoot th thead time tr track tt u ul var video wbr
""")
_UNSAFE_ELEMENTS = words("""
    applet base basefont bgsound blink body embed frame frameset head html iframe ilayer isindex layer link listing
    marquee meta noembed noframes object param plaintext portal script slot style template title xmp
""")
HTML_ELEMENTS = SAFE_ELEMENTS | _UNSAFE_ELEMENTS
_FOREIGN_ELEMENTS = words("""
    math maction menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace
    msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics annotation annotation-xml
    mglyph svg animate animatecolor animatemotion animatetransform circle clippath defs desc ellipse filter font-face
    font-face-name font-face-src foreignobject g glyph hkern image line lineargradient marker metadata missing-glyph
    mpath mask path pattern polygon polyline radialgradient rect set stop switch symbol text textpath tref tspan use
""")
_FOREIGN_ATTRIBUTES = words("""
    accent-height accentunder accumulate actiontype additive align alignmentscope alphabetic altimg altimg-height
    altimg-width alttext arabic-form ascent attributename attributetype background base baseline-shift baseprofile bbox
    begin bevelled by calcmode cap-height class clip-path clip-rule color color-rendering columnalign columnlines
    columnspacing columnspan content cx cy d depth descent display displaystyle dur dx dy encoding end equalcolumns
    equalrows fence fill fill-opacity fill-rule fontfamily fontsize fontstyle fontweight form font-family font-size
    font-stretch font-style font-variant font-weight fontstyle fontweight form frame framespacing from fx fy g1 g2
    glyph-name gradienttransform gradientunits hanging height horiz-adv-x horiz-origin-x id ideographic k keypoints
    keysplines keytimes lang largeop linethickness longdivstyle lquote lspace marker-end marker-mid marker-start
    markerheight markerunits markerwidth mask mathbackground mathcolor mathsize mathvariant mathematical max maxsize
    min minsize movablelimits name notation offset opacity open operator orient origin overflow overline-position
    overline-thickness panose-1 path pathlength points preserveaspectratio r refx refy repeatcount repeatdur
    requiredextensions requiredfeatures restart rotate rowalign rowlines rowspacing rowspan rquote rspace rx ry
    scriptlevel scriptminsize scriptsizemultiplier selection separator separators shape-rendering side slope
    spreadmethod stackalign stemh stemv stop-color stop-opacity stretchy strikethrough-position strikethrough-thickness
    stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity
    stroke-width style subscriptshift superscriptshift symmetric systemlanguage target text-anchor to transform type
    u1 u2 underline-position underline-thickness unicode unicode-range units-per-em values version viewbox visibility
    voffset width widths x x-height x1 x2 xlink:actuate xlink:arcrole xlink:href xlink:role xlink:show xlink:title
    xlink:type xref y y1 y2 zoomandpan
""")
SAFE_ATTRIBUTES = words("""
    abbr about accept accept-charset accesskey action align alt async autocomplete autofocus autoplay axis background
    balance bgcolor bgproperties border bordercolor bordercolordark bordercolorlight bottompadding cellpadding
    cellspacing ch challenge char charoff charset checked choff cite class clear color cols colspan compact
    contenteditable controls coords crossorigin data datafld datapagesize datasrc datatype datetime decoding default
    delay dir dirname disabled download draggable dynsrc enctype end enterkeyhint face fetchpriority for form frame
    galleryimg gutter headers height hidden hidefocus high href hreflang hspace icon id imagesizes imagesrcset
    inputmode ismap itemid itemprop itemref itemscope itemtype keytype kind label lang leftspacing list loading
    longdesc loop loopcount loopend loopstart low lowsrc max maxlength media method min minlength multiple muted name
    nohref noshade nowrap open optimum pattern ping placeholder playsinline point-size poster prefix preload prompt
    property pqg radiogroup readonly referrerpolicy rel repeat-max repeat-min replace required resource rev reversed
    rightspacing role rows rowspan rules scope selected shape size sizes span spellcheck src srclang srcset start step
    style summary suppress tabindex target template title toppadding translate type typeof unselectable urn usemap
    valign value variable vocab volume vrml vspace width wrap xml:lang xml:base xml:space xmlns
""")
_CSS_PROPERTIES = words("""
    azimuth clear color cursor direction display elevation float font font-family font-size font-style font-variant
    font-weight height letter-spacing line-height overflow pause pause-after pause-before pitch pitch-range richness
    speak speak-header speak-numeral speak-punctuation speech-rate stress text-align text-decoration text-indent
    unicode-bidi vertical-align voice-family volume white-space width
""")
_CSS_KEYWORDS = words("""
    aqua auto black block blue bold both bottom brown center collapse dashed dotted double fuchsia gray green groove
    !important hidden inherit initial inset inside italic left lime maroon medium none navy normal nowrap olive outset
    pointer purple red ridge right solid silver teal thick thin top transparent underline unset white yellow
""")
_CSS_BOX = words("background border margin padding")
"""Families of properties that are judged by their values."""
_CSS_VALUE = regex(
    r"#[0-9a-f]{3,8}|rgba?\([0-9., %]*\)?|[0-9.,]+%?\)?|-?\d{0,4}(?:\.\d{0,3})?(?:cm|em|ex|in|mm|pc|pt|px|rem|%|,|\))?"
)
_CSS_SHAPE = regex(r"""(?:[:,;#%.\sa-zA-Z0-9!]|\w-\w|-(?=[\d.])|'[\s\w-]+'|"[\s\w-]+"|\([\d,.%\s]+\))*""")
_CSS_DECLARATION = regex(r"([-\w]+)\s*:\s*([^:;]*)")
_CSS_LONGEST = 10_000

_EXTENSIBLE = ("data-", "aria-", "xmlns:")
_REFERENCES = ("href", "src")

_TAG = regex(
    r"""<(?:!--(?s:.*?)(?:-->|\Z)|([a-zA-Z][^\s/>]*+)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)(>)?|[!?][^>]*+>?)"""
)
_ATTRIBUTE = regex(r"""([^\s/>="']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"']*+)))?""")
_LONGEST_TAG = 5000
_REMEMBERED = 64
"""Fragments: the formats that a feed is written in hold the same ones, and are judged one after the other."""
_SCHEME = regex(r"[a-zA-Z][\w+.-]*:")
_SCRIPT = regex(r"(?:java|vb)script:", re.IGNORECASE)
_INVISIBLE = regex(r"[\x00-\x20]+")
_LONGEST_CULPRIT = 40
_C1_REFERENCE = regex(r"&#(?:1(?:2[89]|[34][0-9]|5[0-9])|[xX](?:8|9)[0-9a-fA-F]|65533|[xX][fF]{3}[dD]);")


_COMMON_ELEMENTS = (
    "p", "a", "br", "li", "code", "em", "strong", "span", "img", "div", "td", "ul", "pre", "h2", "h3",
)  # fmt: skip
_COMMON_ATTRIBUTES = ("class", "title", "alt", "id", "rel", "target", "width", "height")


def _alternatives(common: tuple[str, ...], known: frozenset[str]) -> str:
    """A pattern for one of `known`, the `common` ones first, since patterns are tried in their order."""
    return "|".join((*common, *sorted(known - set(common))))


def _clean_tag() -> str:
    """A tag that is complete, known, and without style, a script or a relative URL."""
    name = rf"(?:{_alternatives(_COMMON_ELEMENTS, SAFE_ELEMENTS)})(?=[\s/>])"
    plain = _alternatives(_COMMON_ATTRIBUTES, SAFE_ATTRIBUTES - {"style", "href", "src"})
    value = r"""(?:"[^"]*+"|'[^']*+')"""
    scheme = "(?!javascript:|vbscript:)[a-z]++:"
    url = rf"""(?:"{scheme}[^"]*+"|'{scheme}[^']*+')"""
    attribute = rf"(?:(?:href|src)={url}|(?:{plain})(?=[\s/>=])(?:={value})?|(?:data-[\w.-]*+|aria-\w++)(?:={value})?)"
    return rf"{name}(?:\s++{attribute})*+\s*+/?>"


_SUSPICIOUS = regex(rf"<(?=[a-zA-Z!?])(?!{_clean_tag()})")


def troubles(html: str) -> tuple[tuple[str, str], ...]:
    """Code and culprit of all that is wrong in an HTML fragment, each once."""
    return _troubles(html) if "<" in html or "&#" in html else ()


@lru_cache(maxsize=_REMEMBERED)
def _troubles(html: str) -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    at = 0
    while (suspicion := _SUSPICIOUS.search(html, at)) is not None:
        start = suspicion.start()
        tag = _TAG.match(html, start)
        if tag is None:
            at = start + 1
            continue
        outer = _outer_tag(html, start)
        if outer is not None and outer.end() > start:
            at = outer.end()
            continue
        at = tag.end()
        name, attributes, complete = tag.groups()
        if name is None:
            if tag[0][:9].lower() == "<?import ":
                found["html-unsafe-element", "?import"] = None
        elif not complete:
            found["html-broken", tag[0][:_LONGEST_CULPRIT]] = None
        else:
            found.update(dict.fromkeys(_tag_troubles(name, attributes)))
    if "#" in html and "&#" in html:  # the first is told at once, and is rare
        found.update((("html-character", match[0]), None) for match in _C1_REFERENCE.finditer(html))
    return tuple(found)


def _outer_tag(html: str, at: int) -> re.Match[str] | None:
    """The tag before the "<" there, which may be part of one of its attributes."""
    before = html.rfind("<", max(0, at - _LONGEST_TAG), at)
    return None if before < 0 else _TAG.match(html, before)


def _tag_troubles(name: str, attributes: str) -> Iterator[tuple[str, str]]:
    lower = name.lower()
    pairs = ((match[1], match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(attributes))
    yield from element_troubles(lower, pairs)


def element_troubles(name: str, attributes: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What is wrong with one HTML element by its name, in lower case, and its attributes."""
    if name in _FOREIGN_ELEMENTS:
        return
    if name not in HTML_ELEMENTS:
        yield "html-unknown-element", name
        return
    if name not in SAFE_ELEMENTS:
        yield "html-unsafe-element", name
        return
    for attribute, value in attributes:
        lower = attribute.lower()
        if lower == "style":
            yield from (("html-unsafe-style", culprit) for culprit in style_troubles(value))
        elif lower not in SAFE_ATTRIBUTES and not lower.startswith(_EXTENSIBLE):
            yield "html-unsafe-attribute", attribute
        elif lower in _REFERENCES and value:
            if _SCRIPT.match(_INVISIBLE.sub("", unescape(value))):
                yield "html-unsafe-attribute", f"{attribute}={value[:_LONGEST_CULPRIT]}"
            elif not _SCHEME.match(value):
                yield "html-relative-url", value


def foreign_troubles(name: str, attributes: Iterator[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with one element of MathML or SVG, which readers that know it have lists for."""
    if name.lower() not in _FOREIGN_ELEMENTS:
        yield "html-unsafe-element", name
        return
    for attribute in attributes:
        if attribute.lower() not in _FOREIGN_ATTRIBUTES and attribute.lower() not in SAFE_ATTRIBUTES:
            yield "html-unsafe-attribute", attribute


def style_troubles(style: str) -> list[str]:
    """Declarations in a style attribute that can deface a reader: those not known to be harmless."""
    if len(style) > _CSS_LONGEST or not _CSS_SHAPE.fullmatch(style):
        return [style]
    if _CSS_DECLARATION.sub("", style).strip("; \n\t"):
        return [style]
    unsafe: dict[str, None] = {}
    for name, value in _CSS_DECLARATION.findall(style.lower()):
        if name.partition("-")[0] not in _CSS_BOX:
            if name not in _CSS_PROPERTIES:
                unsafe[name] = None
        else:
            for word in re.sub(r",\s+", ",", value).split():
                if word not in _CSS_KEYWORDS and not _CSS_VALUE.fullmatch(word):
                    unsafe[word] = None
    return list(unsafe)


_END_TAG = regex(r"</(\w+)>")
_ENTITY = regex(r"&(?:#(?:[0-9]+|[xX][0-9a-fA-F]*)|\w+);?")
_CLOSED_ENTITY = regex(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|\w+);")


def end_tag_in(text: str) -> str | None:
    """An end tag of HTML, or None."""
    if "</" in text:
        for name in _END_TAG.findall(text):
            if name.lower() in HTML_ELEMENTS:
                return f"</{name}>"
    return None


def markup_in(text: str) -> str | None:
    """An end tag of HTML or a closed entity in what should be plain text, or None."""
    found = end_tag_in(text)
    if found is None and "&" in text:
        for match in _CLOSED_ENTITY.finditer(text):
            if match[0][1] == "#" or match[0][1:] in html5:
                return match[0]
    return found


def entity_in(text: str) -> str | None:
    """What an HTML parser could take for an entity, even an unclosed one, or None."""
    if "&" in text:
        for match in _ENTITY.finditer(text):
            if match[0][1] == "#" or match[0][1:].rstrip(";") in name2codepoint:
                return match[0]
    return None


_TAG_START = regex(r"<(?![\w.+-]++@)[a-zA-Z/!?]")


def tag_start_in(text: str) -> str | None:
    """What an HTML parser could take for a tag, or None."""
    match = _TAG_START.search(text)
    return None if match is None else text[match.start() : match.start() + 20]
