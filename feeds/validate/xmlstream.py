"""Read a feed as a stream of XML events, in bounded memory, and say where it is not well-formed.

Expat rather than lxml: it keeps exact lines and prefixes, it shares no code with what writes and reads back
our own feeds, it bounds entity expansion, and it fetches nothing.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NamedTuple, Protocol
from xml.parsers import expat

from feeds.regex import regex
from feeds.validate.findings import Finding, finding
from feeds.validate.values import words

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATOR = "\n"
"""Between namespace, local name and prefix in the names that expat hands over."""

NETSCAPE_DTD = "http://my.netscape.com/publish/formats/rss-0.91.dtd"
"""Of RSS 0.91; it declared the entities of HTML."""
_LONGEST_NAMESPACE = 2000
_CHUNK = 1 << 18
_HEAD = 1 << 12
"""Bytes that nearly always hold the outermost element."""
_DECLARATION = regex(
    r"""<\?xml\s+version\s*=\s*["']([^"']*)["'](?:\s+encoding\s*=\s*["']([^"']*)["'])?"""
    r"""(?:\s+standalone\s*=\s*["']\w*["'])?\s*\?>"""
)
_STARTS: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig", ("utf8", "utf-8")),
    (codecs.BOM_UTF32_LE, "utf-32", ("utf-32", "iso-10646-ucs-4", "utf-32le")),
    (codecs.BOM_UTF32_BE, "utf-32", ("utf-32", "iso-10646-ucs-4", "utf-32be")),
    (codecs.BOM_UTF16_LE, "utf-16", ("utf-16", "iso-10646-ucs-2", "utf-16le")),
    (codecs.BOM_UTF16_BE, "utf-16", ("utf-16", "iso-10646-ucs-2", "utf-16be")),
    (b"<\0\0\0", "utf-32-le", ("iso-10646-ucs-4", "utf-32le")),
    (b"\0\0\0<", "utf-32-be", ("iso-10646-ucs-4", "utf-32be")),
    (b"<\0?\0", "utf-16-le", ("utf-16le",)),
    (b"\0<\0?", "utf-16-be", ("utf-16be",)),
)
"""Bytes that tell an encoding (XML 1.0, 4.3.3 and F), and what the declaration may then call it: UTF-16 alone, and
UTF-32 alone, need a mark."""
_NO_START: tuple[bytes, str, tuple[str, ...]] = (b"", "", ())
_MARK = "\ufeff"
_BLANK_BEFORE_DECLARATION = regex(rb"(?:\xef\xbb\xbf)?\s+<\?xml\s")
_COMMON = words("""
    us-ascii iso-8859-1 euc-jp iso-8859-2 iso-8859-15 iso-8859-7 koi8-r shift_jis windows-1250 windows-1251
    windows-1252 windows-1254 windows-1255 windows-1256 gb18030 gbk gb2312 big5 euc-kr
""")
_NO_CHARSETS = words("idna punycode unicode-escape raw-unicode-escape utf-7 undefined")
_UNDEFINED_ENTITY = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]
_MISPLACED_DECLARATION = expat.errors.codes[expat.errors.XML_ERROR_MISPLACED_XML_PI]
_UNBOUND_PREFIX = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]
_HAPPENINGS = {
    _UNBOUND_PREFIX: "prefix-unbound",
    _UNDEFINED_ENTITY: "entity-undefined",
    _MISPLACED_DECLARATION: "xml-declaration-misplaced",
}


class Root(NamedTuple):
    """The outermost element of a document."""

    namespace: str
    local: str
    attributes: dict[str, str]
    line: int


class Stop(Exception):  # noqa: N818
    """Raised by a handler that has seen enough."""


class Handler(Protocol):
    """Takes the events of a document in their order, straight from the parser."""

    findings: list[Finding]
    parser: expat.XMLParserType
    """Set before the first event; tells the line."""
    dtd: str | None
    """Set where the document refers to one: its address."""

    def declare(self, prefix: str | None, uri: str | None) -> None: ...
    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, text: str) -> None: ...


def parse(data: bytes, handler: Handler) -> Iterator[Finding]:
    """Hand the events of `data` to `handler`; yield its findings, and our own, as they come."""
    parser = handler.parser = _parser(handler)
    try:
        for chunk, happened, is_last in _in_utf8(data):
            yield from happened
            parser.Parse(chunk, is_last)
            yield from _taken(handler)
    except Stop:
        yield from _taken(handler)
    except expat.ExpatError as error:
        yield from _taken(handler)
        yield _malformed(error, data)
    finally:
        del handler.parser  # it holds on to the handler in turn: nothing is left for the garbage collector


def root(data: bytes) -> Root | None:
    """The outermost element, or None where there is none to be found."""
    for part in (data[:_HEAD], data):
        seeker = _Seeker()
        for _ in parse(part, seeker):
            pass
        if seeker.root is not None:
            return seeker.root
    return None


def _taken(handler: Handler) -> list[Finding]:
    taken = handler.findings
    handler.findings = []
    return taken


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8", SEPARATOR)
    parser.namespace_prefixes = True
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def doctype(_name: str, system: str | None, public: str | None, _subset: int) -> None:
        handler.dtd = system
        if system == NETSCAPE_DTD:
            handler.findings.append(finding("dtd-gone", handler.parser.CurrentLineNumber, name=system))
        elif system or public:
            handler.findings.append(
                finding("external-entity", handler.parser.CurrentLineNumber, name=system or public)
            )

    def declare(prefix: str | None, uri: str | None) -> None:
        if uri is not None and len(uri) > _LONGEST_NAMESPACE:
            line = handler.parser.CurrentLineNumber
            handler.findings.append(
                finding("namespace-too-long", line, length=len(uri), most=_LONGEST_NAMESPACE)
            )
            raise Stop
        handler.declare(prefix, uri)

    def entity(
        _name: str, _is_parameter: bool, _value: str | None, _base: str | None, system: str, *_: str | None
    ) -> None:
        if system:
            handler.findings.append(finding("external-entity", handler.parser.CurrentLineNumber, name=system))

    def skipped(name: str, is_parameter: bool) -> None:
        from html.entities import name2codepoint

        if not is_parameter and not (handler.dtd == NETSCAPE_DTD and name in name2codepoint):
            handler.findings.append(finding("entity-undefined", handler.parser.CurrentLineNumber))

    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartNamespaceDeclHandler = declare
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = skipped
    return parser


def _malformed(error: expat.ExpatError, data: bytes) -> Finding:
    code = _HAPPENINGS.get(error.code, "not-well-formed")
    if code == "xml-declaration-misplaced" and not _BLANK_BEFORE_DECLARATION.match(data):
        code = "not-well-formed"
    reason = expat.errors.messages[error.code]
    return finding(code, error.lineno, column=error.offset + 1, reason=reason)


def _in_utf8(data: bytes) -> Iterator[tuple[bytes, list[Finding], bool]]:
    """`data` in UTF-8, in chunks, each with what is wrong with its encoding, and whether it is the last one."""
    encoding, happened = _encoding(data)
    if encoding == "utf-8" and _is_right(data):
        yield data, happened, True
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    for at in range(0, len(data), _CHUNK):
        chunk = data[at : at + _CHUNK]
        before = decoder.getstate()
        try:
            text = decoder.decode(chunk, at + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            read = data[:at].decode(encoding, "ignore")
            here = 1 + read.count("\n") + error.object[: error.start].count(b"\n")
            happened.append(finding("bytes-not-in-encoding", here, encoding=encoding))
            decoder = codecs.getincrementaldecoder(encoding)("replace")
            decoder.setstate(before)
            text = decoder.decode(chunk, at + _CHUNK >= len(data))
        if text:
            yield text.encode(), happened, False
            happened = []
    yield b"", happened, True


def _is_right(data: bytes) -> bool:
    """Whether the bytes are UTF-8 from the first to the last."""
    at = 0
    try:
        while at < len(data):
            at += codecs.utf_8_decode(data[at : at + _CHUNK], "strict", at + _CHUNK >= len(data))[1]
    except UnicodeDecodeError:
        return False
    return True


def is_utf8(data: bytes) -> bool:
    """Whether the bytes call themselves UTF-8."""
    return _encoding(data)[0] in ("utf-8", "utf-8-sig")


def _encoding(data: bytes) -> tuple[str, list[Finding]]:
    _, bom, names = next((start for start in _STARTS if data.startswith(start[0])), _NO_START)
    head = data[:400].decode(bom or "latin-1", "ignore")
    happened = []
    if head.startswith(_MARK):
        happened.append(finding("not-well-formed", 1, column=2, reason="a second byte order mark"))
    declaration = _DECLARATION.match(head.lstrip(_MARK))
    if declaration is None:
        if not _BLANK_BEFORE_DECLARATION.match(data):
            happened.append(finding("no-encoding", 1))
        return bom or "utf-8", happened
    version, declared = declaration[1], declaration[2]
    if version != "1.0":
        happened.append(finding("xml-version", 1, value=version))
    if declared is None:
        return bom or "utf-8", happened
    name = declared.lower()
    if bom:
        if name not in names:
            happened.append(finding("encoding-mismatch", 1, value=declared, found=names[-1]))
        return bom, happened
    if name in ("utf-8", "utf8"):
        return "utf-8", happened
    try:
        encoding = codecs.lookup(declared)
        b"a".decode(declared, "ignore")
        codecs.getincrementaldecoder(declared)
    except (LookupError, ValueError):
        encoding = None
    if encoding is None or encoding.name in _NO_CHARSETS:
        return "utf-8", [*happened, finding("encoding-unknown", 1, value=declared)]
    if encoding.name.startswith(("utf-16", "utf-32")):
        return "utf-8", [*happened, finding("encoding-mismatch", 1, value=declared, found="utf-8")]
    happened.append(
        finding("encoding-nonstandard" if name in _COMMON else "encoding-obscure", 1, value=declared)
    )
    return encoding.name, happened


class Ignorer:
    """Takes no event: whether a document is well-formed the parser tells itself."""

    parser: expat.XMLParserType
    dtd: str | None = None

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def declare(self, prefix: str | None, uri: str | None) -> None: ...
    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, text: str) -> None: ...


class _Seeker(Ignorer):
    """Stops at the first element."""

    root: Root | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, local, _prefix = split(tag)
        self.root = Root(namespace, local, attributes, self.parser.CurrentLineNumber)
        raise Stop


def split(tag: str) -> tuple[str, str, str]:
    """Namespace, local name and prefix of a name as expat hands it over."""
    parts = tag.split(SEPARATOR)
    if len(parts) == 1:
        return "", tag, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""
