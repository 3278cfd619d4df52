"""What single values must look like: each check takes the text and returns the code of what is wrong, or None."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote

from feeds.languages import is_language
from feeds.regex import regex

if TYPE_CHECKING:
    from re import Pattern

Check = Callable[[str], str | None]


def words(text: str) -> frozenset[str]:
    """The words of `text`, for tables."""
    return frozenset(text.split())


def one_of(known: frozenset[str], code: str) -> Check:
    """The value is one of `known`, in exactly these letters."""
    return lambda value: None if value in known else code


def matching(pattern: str, code: str, flags: re.RegexFlag = re.ASCII) -> Check:
    """The whole value matches `pattern`."""
    whole = regex(pattern, flags)
    return lambda value: None if whole.fullmatch(value) else code


def anything(_value: str) -> None:
    """Every value is right."""


def not_blank(value: str) -> str | None:
    return None if value else "blank"


def attribute_not_blank(value: str) -> str | None:
    return None if value.strip() else "attribute-blank"


# Numbers.

_POSITIVE = regex(r"\+?0*[1-9][0-9]*", re.ASCII)
_WHOLE = regex(r"\+?[0-9]+", re.ASCII)
_INTEGER = regex(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL = regex(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)


def positive_integer(value: str) -> str | None:
    return None if _POSITIVE.fullmatch(value) else "not-positive-integer"


def whole_number(value: str) -> str | None:
    return None if _WHOLE.fullmatch(value) else "not-whole-number"


def integer(value: str) -> str | None:
    return None if _INTEGER.fullmatch(value) else "not-integer"


def decimal(value: str) -> str | None:
    return None if _DECIMAL.fullmatch(value) else "not-number"


unsigned = matching(r"\d+(?:\.\d*)?", "not-number")
"""A decimal number without a sign or an exponent."""


def _between(low: float, high: float, code: str) -> Check:
    def check(value: str) -> str | None:
        return None if _DECIMAL.fullmatch(value) and low <= float(value) <= high else code

    return check


latitude = _between(-90, 90, "latitude")
longitude = _between(-180, 180, "longitude")


def pixels(most: int, code: str) -> Check:
    """A number of pixels up to `most` (RSS 2.0, image)."""

    def check(value: str) -> str | None:
        return None if _POSITIVE.fullmatch(value) and int(value[:9]) <= most else code

    return check


# Dates.

_HOUR, _MINUTE, _SECOND = r"(?:[01]\d|2[0-3])", r"[0-5]\d", r"(?:[0-5]\d|60)"
_OFFSET = rf"(?:Z|[+-]{_HOUR}:{_MINUTE})"
_RFC3339 = regex(
    rf"(\d{{4}})-(\d\d)-(\d\d)T{_HOUR}:{_MINUTE}:{_SECOND}(?:\.\d+)?{_OFFSET}",
    re.ASCII,
)
_W3CDTF = regex(
    rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:T{_HOUR}:{_MINUTE}(?::{_SECOND}(?:\.\d+)?)?{_OFFSET})?)?)?",
    re.ASCII,
)
_ISO8601 = regex(
    rf"(\d{{4}})(?:-(\d\d)(?:-(\d\d)(?:T{_HOUR}:{_MINUTE}(?::{_SECOND}(?:\.\d+)?)?{_OFFSET}?)?)?)?",
    re.ASCII,
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RFC822 = regex(
    r"(?:(mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(\d{1,2})\s+([a-z]{3})\s+(\d{2}|\d{4})\s+"
    rf"{_HOUR}\s*:\s*{_MINUTE}(?:\s*:\s*{_SECOND})?\s+(?:[+-]{_HOUR}{_MINUTE}|ut|gmt|[ecmp][sd]t|[a-ik-z])",
    re.ASCII | re.IGNORECASE,
)
_RFC2822 = regex(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun), )?\d{1,2} [a-z]{3} \d{4} \d\d:\d\d(?::\d\d)? "
    r"(?:[+-]\d{4}|ut|gmt|[ecmp][sd]t)",
    re.ASCII | re.IGNORECASE,
)
_COMMENT = regex(r"\([^()]*\)")
_QUOTED = regex(r"\\.", re.DOTALL)
_LONGEST_DATE = 200
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
"""Feeds have no business outside of these: not a clock, so that the verdict is the same on every day."""


def rfc3339(value: str) -> str | None:
    """RFC 3339, 5.6, with the capital letters of RFC 4287, 3.3; and that the date exists and is plausible."""
    code = _numeric_date(_RFC3339, value, "not-rfc3339")
    return code or _plausible(int(value[:4]))


def w3cdtf(value: str) -> str | None:
    """The W3C's profile of ISO 8601: any precision, but a time has its zone."""
    return _numeric_date(_W3CDTF, value, "not-w3cdtf")


def iso8601(value: str) -> str | None:
    """As `w3cdtf`, but the zone may be left out."""
    return _numeric_date(_ISO8601, value, "not-iso8601")


def _numeric_date(pattern: Pattern[str], value: str, code: str) -> str | None:
    match = pattern.fullmatch(value)
    if match is None:
        return code
    year, month, day = match.groups("1")
    return None if _is_day(int(year), int(month), int(day)) else code


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year or 1, month, day)
    except ValueError:
        return False
    return True


def _plausible(year: int) -> str | None:
    return None if _FIRST_YEAR <= year <= _LAST_YEAR else "date-implausible"


def rfc822(value: str) -> str | None:
    """RFC 822, 5 with four-digit years, in the one spelling that every reader takes (RSS Profile, 3.2)."""
    strict = len(value) < _LONGEST_DATE and _RFC2822.fullmatch(value) is not None
    match = _RFC822.fullmatch(value if strict else _without_comments(value[:_LONGEST_DATE]))
    if match is None:
        return "not-rfc822"
    weekday, day, name, year = match.groups()
    if name.lower() not in _MONTHS:
        return "not-rfc822"
    month = _MONTHS.index(name.lower()) + 1
    full_year = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 50 else 2000)
    if not _is_day(full_year, month, int(day)):
        return "not-rfc822"
    if weekday and _DAYS.index(weekday.lower()) != date(full_year or 1, month, int(day)).weekday():
        return "weekday-wrong"
    return "rfc822-unusual" if not strict else _plausible(full_year)


def _without_comments(value: str) -> str:
    value = _QUOTED.sub("", value)
    while (shorter := _COMMENT.sub(" ", value)) != value:
        value = shorter
    return value.strip()


# Addresses of things: URIs, IRIs, tags, URNs.

_SCHEME = regex(r"[a-zA-Z][0-9a-zA-Z+.-]*", re.ASCII)
_NO_URI_CHARACTER = regex(r"""[\x00-\x20"<>\\^`{|}\x7f]""")
_URI = regex(
    r"(?:[a-zA-Z][0-9a-zA-Z+.-]*:)?(?:/{0,2}(?:[^/?#\[\]@]*@)?\[[0-9A-Za-z:.]+\](?=[:/?#]|$))?[^\[\]#]*(?:#[^\[\]#]*)?"
)
_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_TAG = regex(
    rf"tag:(?:[a-zA-Z0-9._-]+@)?{_LABEL}(?:\.{_LABEL})*,\d{{4}}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?:"
    r"[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*(?:#[0-9a-zA-Z;/?:@&=+$.\-_!~*'()%,]*)?",
    re.ASCII,
)
_URN = regex(
    r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[a-z0-9()+,.:=@;$_!*'/~&\-]|%[0-9a-f]{2})+(?:[?#].*)?",
    re.ASCII | re.IGNORECASE,
)
_UUID = regex(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_PLAIN = r"(?:[\w.~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+"
_USUAL = regex(rf"https?://[a-zA-Z0-9.-]++(?:/{_PLAIN}(?:#{_PLAIN})?)?", re.ASCII)
"""What nearly all addresses are like, and nothing that is wrong."""
_BARE_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_HTTP = regex(
    r"\w+://(?:[^/?#@]*@)?(?:\[(?:(?:[0-9A-Fa-f]*:){2,7}[0-9A-Fa-f:.]*|[vV][0-9A-Fa-f]+\..+)\]|[^/?#:@\[\]]+)"
    r"(?::[0-9]*)?(?:[/?#]|$)",
    re.ASCII,
)
_SCHEMES = words("""
    aaa aaas about acap acct acd acr adiumxtra adt afp afs aim amss android appdata apt ar ark at attachment aw barion
    bb beshare bitcoin bitcoincash bl blob bluetooth bolo brid cabal calculator callto cap cast casts chrome cid coap
    coaps content crid cstr cvs dab dat data dav diaspora dict did dis dns dntp doi dpp drm dtmi dtn dvb dvx dweb ed2k
    eid elsi embedded ens ethereum example facetime fax feed feedready fido file filesystem finger fish fm ftp geo gg
    git gitoid gizmoproject go gopher graph grd gtalk h323 ham hcap hcp http https hxxp hyper iax icap icon ilstring im
    imap info iotdisco ipfs ipn ipns ipp ipps irc irc6 ircs iris isostore itms jabber jar jms keyparc lastfm lbry ldap
    ldaps leaptofrogans lid lorawan lpa lvlt magnet mailserver mailto maps market matrix message mid mms modem mongodb
    moz msnim msrp msrps mss mt mtqp mumble mupdate mvn mvrp mvrps news nfs ni nih nntp notes num oid onenote
    opaquelocktoken openid otpauth pack palm paparazzi payment payto pkcs11 platform pop pres prospero proxy psyc pttp
    pwid query redis rediss reload res resource rmi rsync rtmfp rtmp rtsp rtsps rtspu sarif secondlife service session
    sftp sgn shc shelter shttp sieve simpleledger simplex sip sips skype smb smp sms smtp snmp soldat spiffe spotify ssb
    ssh starknet steam stun stuns submit svn swh swid swidpath tag taler teamspeak teapot teapots tel teliaeid telnet
    tftp things thismessage tip tn3270 tool turn turns tv udp unreal upt urn ut2004 vemmi ventrilo ves videotex
    view-source vnc vscode vsls wais wasm wcr webcal wifi wpid ws wss wtai wyciwyg xcon xfire xftp xmlrpc xmpp xri ymsgr
    z39.50 z39.50r z39.50s
""")


def _reference(absolute: bool, code: str, international: bool = True) -> Check:
    """A URI (RFC 3986), or IRI (RFC 3987) where `international`; `code` is for what is no URI at all."""

    def check(value: str) -> str | None:
        if _USUAL.fullmatch(value):
            return None
        scheme, colon, _ = value.partition(":")
        scheme = scheme.lower()
        if colon and scheme == "tag":
            return None if _TAG.fullmatch(value) and not _BARE_PERCENT.search(value) else "tag-uri"
        if colon and scheme == "urn":
            if value[:9].lower() == "urn:uuid:":
                return None if _UUID.fullmatch(value) else "urn-uuid"
            return None if _URN.fullmatch(value) else "urn"
        if _NO_URI_CHARACTER.search(value) or ("%" in value and _BARE_PERCENT.search(value)):
            return "uri-character"
        named = bool(colon) and _SCHEME.fullmatch(scheme) is not None
        if (absolute and not named) or not _URI.fullmatch(value):
            return code
        if not international and not value.isascii():
            return "iri-where-uri"
        if named and scheme in ("http", "https", "ftp") and not _HTTP.match(value):
            return code
        if named and scheme.isalpha() and scheme not in _SCHEMES:
            return "uri-scheme"
        return None

    return check


iri = _reference(absolute=False, code="not-iri")
iri_attribute = _reference(absolute=False, code="not-uri-attribute")
full_iri = _reference(absolute=True, code="not-full-uri")
full_uri = _reference(absolute=True, code="not-full-uri", international=False)
_FILE_URL = regex(r"(?:https?|ftp)://[^/\s]\S*", re.IGNORECASE)


def file_url(value: str) -> str | None:
    """The full URL of a file that readers download."""
    return None if _FILE_URL.fullmatch(value) and full_iri(value) is None else "not-url"


_UNRESERVED = words("- . _ ~") | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}
_ESCAPE = regex(r"%[0-9A-Fa-f]{2}")
_ESCAPED_MARK = regex(r"(%[0-7][0-9A-F])")
_ESCAPED_LETTERS = regex(r"(?:%[89A-F][0-9A-F])+")
_LONGEST_COMPOSED = 2000
"""Ordering combining marks takes time with the square of their number."""
_PARTS = regex(r"([^:/?#]+):(?://([^/?#]*))?([^?#]*)(.*)", re.DOTALL)


def canonical(uri: str) -> str:
    """The normal form of an absolute URI (RFC 3986, 6.2; RFC 4287, 4.2.6.1)."""
    match = _PARTS.fullmatch(uri)
    if match is None:
        return uri
    scheme, authority, path, rest = match.groups()
    scheme = scheme.lower()
    path = _composed(_ESCAPE.sub(_normal_escape, path))
    rest = _composed(_ESCAPE.sub(_normal_escape, rest))
    if authority is None:
        return f"{scheme}:{path}{rest}"
    user, at, host = authority.rpartition("@")
    host = host.lower()
    name, colon, port = host.rpartition(":")
    if colon and (not port or port == _DEFAULT_PORTS.get(scheme)):
        host = name
    if scheme in _DEFAULT_PORTS:
        path = _without_dots(path) or "/"
    return f"{scheme}://{user}{at}{host}{path}{rest}"


def _normal_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _composed(part: str) -> str:
    """Letters in Unicode's normal form C, escaped or not (RFC 4287, 4.2.6.1)."""
    if len(part) > _LONGEST_COMPOSED or (part.isascii() and "%" not in part):
        return part
    from unicodedata import normalize

    try:
        letters = _ESCAPED_LETTERS.sub(
            lambda escaped: bytes.fromhex(escaped[0].replace("%", "")).decode(), part
        )
    except UnicodeDecodeError:
        return part
    composed = "".join(normalize("NFC", piece) for piece in _ESCAPED_MARK.split(letters))
    if composed == letters:
        return part
    return "".join(c if c.isascii() else quote(c) for c in composed) if part.isascii() else composed


def _without_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    if "/." not in path:
        return path
    segments: list[str] = []
    parts = path.split("/")
    for part in parts:
        if part == "..":
            if len(segments) > 1:
                segments.pop()
        elif part != ".":
            segments.append(part)
    if parts[-1] in (".", ".."):
        segments.append("")
    return "/".join(segments)


# People.

_ADDRESS = regex(
    r"[A-Za-z0-9_!#$%&'*+/=?^`{|}~.-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
    r"|\[[0-9.]+\])",
    re.ASCII,
)
_LOCAL_ADDRESS = regex(r"[\w!#$%&'*+/=?^`{|}~.-]+@[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?", re.ASCII)


def address(code: str) -> Check:
    """A bare e-mail address (RFC 5322, 3.4.1)."""

    def check(value: str) -> str | None:
        if len(value) <= 320 and _ADDRESS.fullmatch(value):
            return None
        return "host-unknown" if _LOCAL_ADDRESS.fullmatch(value) else code

    return check


# Languages, countries, media types.

_COUNTRIES = words("""
    ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca
    cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga
    gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp
    ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms
    mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs
    ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw
    tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
""")
_MEDIA_TYPE = regex(
    r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$%&'*+.^`|~/:-]+|\"[^\"]*\"))*",
    re.ASCII,
)


def media_type(value: str) -> str | None:
    """RFC 2045, 5.1."""
    return None if is_media_type(value) else "media-type"


def is_media_type(value: str) -> bool:
    return _MEDIA_TYPE.fullmatch(value) is not None


def language(value: str) -> str | None:
    """BCP 47."""
    return None if is_language(value) else "language"


def country(value: str) -> str | None:
    """ISO 3166-1."""
    return None if value.lower() in _COUNTRIES else "country"
