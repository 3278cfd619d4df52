"""SOURCE -> files in a stable order, and their bytes -> text."""

from __future__ import annotations

import os
import re
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from feeds.config import text_codec
from feeds.dates import from_path
from feeds.problems import USAGE, FeedsError, Problem, problem
from feeds.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from charset_normalizer import CharsetMatches

    from feeds.config import PostSettings

MARKUPS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkdn": "markdown",
    ".mkd": "markdown",
    ".mdown": "markdown",
    ".mdtext": "markdown",
    ".mdtxt": "markdown",
    ".mdwn": "markdown",
    ".mdx": "markdown",
    ".mkdown": "markdown",
    ".qmd": "markdown",
    ".svx": "markdown",
    ".txt": "markdown",
    ".text": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
"""What a post is written in, by the end of its file's name."""

_FOREIGN = frozenset({
    ".adoc", ".asciidoc", ".creole", ".doc", ".docx", ".eml", ".enex", ".gemini", ".gmi", ".ipynb", ".lr",
    ".markdoc", ".mbox", ".mdoc", ".mediawiki", ".mht", ".mhtml", ".muse", ".odt", ".org", ".page", ".rmd", ".rst",
    ".rtf", ".t2t", ".textile", ".tid", ".webarchive", ".wiki",
})  # fmt: skip
_FURNITURE = frozenset({
    "404", "ads", "authors", "changelog", "changes", "code-of-conduct", "code_of_conduct", "codeowners",
    "contributing", "contributors", "copying", "humans", "licence", "license", "llms", "notice",
    "pull_request_template", "requirements", "robots", "search", "security", "sitemap",
})  # fmt: skip
_PROJECT_FOLDERS = regex(
    r"(?:^|/)(?:_?templates|archetypes|layouts|partials|scaffolds|themes)/", re.IGNORECASE
)
_SKIPPED_FOLDERS = frozenset({
    "__pycache__", "_data", "_includes", "_layouts", "_plugins", "_sass", "_site", "bower_components", "node_modules",
})  # fmt: skip


class SourceFile(NamedTuple):
    """A file that may hold a post."""

    path: str
    """Below SOURCE, with slashes."""
    size: int
    """Bytes."""
    mtime_ns: int
    ctime_ns: int
    """Tells of an edit whose author has set the other time back, as tar and cp -p do."""
    inode: int


class Scan(NamedTuple):
    """What lies below SOURCE."""

    files: tuple[SourceFile, ...]
    """By path, in the order of code points."""
    problems: tuple[Problem, ...]


def scan(source: Path, settings: PostSettings) -> Scan:
    """Find the posts below `source`. No file is opened.

    Raises FeedsError with status 2 where `source` is no folder that can be read.
    """
    root = os.path.realpath(source)
    if not source.is_dir():
        raise FeedsError(problem("source-missing", str(source)), status=USAGE)
    walk = _Walk(root, settings)
    walk.run()
    if any(found.path == "." for found in walk.problems):
        raise FeedsError(*(found._replace(path=str(source)) for found in walk.problems), status=USAGE)
    files = sorted(walk.files, key=itemgetter(0))
    return Scan(tuple(files), tuple(sorted(walk.problems)))


class _Folder(NamedTuple):
    """A folder to look into."""

    full: str
    prefix: str
    """Its path below SOURCE, with a slash at its end."""
    parents: tuple[tuple[int, int], ...]
    """The folders that it lies in, and itself."""


class _Walk:
    """One walk over SOURCE."""

    def __init__(self, root: str, settings: PostSettings) -> None:
        self.files: list[SourceFile] = []
        self.problems: list[Problem] = []
        self._folders = [_Folder(root, "", (_identity(os.stat(root)),))]
        self._root = root
        self._outside = settings.follow_links
        self._ignored = _matcher(settings.ignore)

    def run(self) -> None:
        while self._folders:
            folder = self._folders.pop()
            try:
                self._look_into(folder)
            except OSError as error:
                where = folder.prefix.rstrip("/") or "."
                self._report("folder-unreadable", where, reason=error.strerror or str(error))

    def _look_into(self, folder: _Folder) -> None:
        handle = os.open(folder.full, os.O_RDONLY)
        try:
            # Of an open folder, each file is found by its name alone, which is faster.
            with os.scandir(handle) as entries:
                for entry in entries:
                    self._take(entry, folder)
        finally:
            os.close(handle)

    def _take(self, entry: os.DirEntry[str], folder: _Folder) -> None:
        name = entry.name
        path = folder.prefix + name
        if name.startswith(".") or (self._ignored and self._ignored(path)):
            return
        suffix = _suffix(name)
        try:
            if entry.is_symlink() and not self._may_follow(os.path.join(folder.full, name), path):
                return
            if suffix in MARKUPS and entry.is_file():
                self._file(entry, path)
            elif entry.is_dir():
                self._subfolder(entry, path, folder)
            elif suffix in MARKUPS:
                self._report("file-special", path)
            elif suffix in _FOREIGN and not is_furniture(path):
                self._report("format-unknown", path, suffix=suffix)
        except OSError as error:
            self._report("file-unreadable", path, reason=error.strerror or str(error))

    def _may_follow(self, full: str, path: str) -> bool:
        target = os.path.realpath(full)
        matters = os.path.isdir(full) or _suffix(full) in MARKUPS
        code = None
        if not os.path.exists(full):
            code = "link-broken"
        elif not self._outside and target != self._root and not target.startswith(self._root + os.sep):
            code = "link-outside"
        if code and matters:
            self._report(code, path)
        return code is None

    def _subfolder(self, entry: os.DirEntry[str], path: str, folder: _Folder) -> None:
        if entry.name in _SKIPPED_FOLDERS:
            return
        if _suffix(entry.name) in MARKUPS:
            self._report("folder-named-like-post", path)
        identity = _identity(entry.stat())
        if identity in folder.parents:
            self._report("link-loop", path)
            return
        self._folders.append(
            _Folder(os.path.join(folder.full, entry.name), path + "/", (*folder.parents, identity))
        )

    def _file(self, entry: os.DirEntry[str], path: str) -> None:
        status = entry.stat()
        self.files.append(
            SourceFile(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        )

    def _report(self, code: str, path: str, **details: str) -> None:
        self.problems.append(problem(code, path, None, **details))


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _suffix(name: str) -> str:
    _, mark, suffix = name.rpartition(".")
    return mark + suffix.lower() if mark else ""


def _matcher(patterns: tuple[str, ...]) -> Callable[[str], bool] | None:
    """Whether one of the glob patterns matches a path, its name, or (with a slash at its end) a folder."""
    if not patterns:
        return None
    from fnmatch import translate

    wanted = re.compile("|".join(translate(pattern.rstrip("/")) for pattern in patterns))
    return lambda path: bool(wanted.match(path) or wanted.match(path.rpartition("/")[2]))


_HOME = regex(r"(?:content/|source/)?index\.[a-z]+", re.IGNORECASE)
_README = regex(r"(?:readme|_index)(?:[._-][a-z]{2,3}(?:[_-][a-z]{2,4})?)?")


def is_furniture(path: str, *, dated: bool = False) -> bool:
    """Whether a file of this name goes with a project or a site, and is no post: README, LICENSE, robots.txt, ...

    Of the less certain names, one that is `dated` may be a post.
    """
    stem = path.rpartition("/")[2].rpartition(".")[0].lower()
    return bool(_README.fullmatch(stem)) or (
        not dated
        and (
            stem in _FURNITURE
            or _HOME.fullmatch(path) is not None
            or (_PROJECT_FOLDERS.search(path) is not None and from_path(path) is None)
        )
    )


def is_readme(path: str) -> bool:
    """Whether the file is a README in a folder below SOURCE, which VuePress and GitBook make a page of."""
    _, slash, name = path.rpartition("/")
    return bool(slash) and name.lower().startswith("readme")


# --- Text ---------------------------------------------------------------------------------------------------

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What files of these names really hold, since programs write the larger encoding under the smaller one's name
# (WHATWG Encoding Standard, 4.2).
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_CHARSET = regex(rb"""<meta[^>]{0,200}?charset\s*+=\s*+["']?+\s*+([\w:.-]{2,40})""", re.IGNORECASE)
_BAD_BYTES = regex("[\udc80-\udcff]+")
_MOST_CONTROLS = 0.01
_GUESS_BYTES = 65_536
_SHORTEST_GUESS = 64
_FEW = 2
"""Runs of bad bytes that are a slip rather than another encoding."""


def decode(data: bytes, path: str, encoding: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file, its lines ending in line feeds; nothing, with the error, where it is not text.

    UTF-8 and UTF-16 are known by themselves. What is neither is read in the encoding that an HTML page declares,
    else in `encoding`, which is a codec's name, or "guess". A few broken bytes are mended.

    Raises FeedsError with status 2 where guessing needs a package that is not installed.
    """
    text = _utf8(data, encoding)
    problems: tuple[Problem, ...] = ()
    if text is None:
        text, problems = _decode(data, path, encoding)
        text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, problems


def as_it_is(data: bytes, encoding: str | None = None) -> str | None:
    """The text of a file whose bytes are that text in UTF-8, to the last one; None where `decode` has to tell."""
    return None if b"\r" in data else _utf8(data, encoding)


def _utf8(data: bytes, encoding: str | None) -> str | None:
    """The text of a file that is plain UTF-8 for sure."""
    if not data or b"\0" in data or data.startswith(_BOMS[0][0]) or (encoding and _is_seven_bit(encoding)):
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _decode(data: bytes, path: str, encoding: str | None) -> tuple[str, tuple[Problem, ...]]:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _mended(data[len(mark) :], codec, path)
    if codec_without_mark := _utf16(data):
        return _mended(data, codec_without_mark, path)
    if encoding and _is_seven_bit(encoding):
        return _mended(data, encoding, path)
    if data.count(0) > len(data) * _MOST_CONTROLS:
        return "", (problem("file-binary", path),)
    bad, good = _utf8_quality(data)
    if bad * 10 <= good or bad <= _FEW <= good:
        return _mended(data, "utf-8", path)
    if declared := _declared(data):
        return _mended(data, declared, path)
    if encoding == "guess":
        return _guessed(data, path)
    if encoding:
        return _mended(data, _codec(encoding), path)
    text, problems = _mended(data, "utf-8", path)
    if bad <= _FEW:
        return text, problems
    first = text.index("\ufffd")
    byte = data[len(text[:first].encode())]
    return "", (problem("not-utf8", path, text.count("\n", 0, first) + 1, byte=f"0x{byte:02X}"),)


def _utf8_quality(data: bytes) -> tuple[int, int]:
    """How many runs of bytes are not UTF-8, and how many characters beyond ASCII are."""
    text = data.decode("utf-8", "surrogateescape")
    bad = _BAD_BYTES.findall(text)
    return len(bad), sum(1 for char in text if char > "\x7f") - sum(map(len, bad))


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, where the text begins with enough ASCII to be sure."""
    start = data[:256]
    if len(data) % 2 or len(start) < 4:
        return None
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if max(even, odd) < len(start) // 8 or min(even, odd) > max(even, odd) // 8:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _is_seven_bit(encoding: str) -> bool:
    """Whether text in it passes for ASCII, so that it has to be tried first."""
    name = encoding.lower().replace("-", "").replace("_", "")
    return name.startswith(("iso2022", "utf7", "hz"))


def _codec(name: str) -> str:
    canonical = text_codec(name)
    return _LARGER.get(canonical, canonical)


def _declared(data: bytes) -> str | None:
    """The encoding that an HTML page says it is in (HTML Standard, 13.2.3.2)."""
    found = _CHARSET.search(data, 0, 4096)
    if not found:
        return None
    try:
        codec = _codec(found[1].decode("ascii"))
    except LookupError:
        return None
    return None if codec.startswith(("utf", "u8")) else codec


def _mended(data: bytes, codec: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError as error:
        good = data[: error.start].decode(codec, "replace")
        line = good.count("\n") + good.count("\r") - good.count("\r\n") + 1
        byte = f"0x{data[error.start]:02X}"
        return data.decode(codec, "replace"), (
            problem("bytes-mended", path, line, byte=byte, encoding=codec),
        )


def _guessed(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    codec = guess(data)
    if codec is None:
        return "", (problem("encoding-unguessable", path),)
    text, problems = _mended(data, codec, path)
    return text, (problem("encoding-guessed", path, encoding=codec), *problems)


def guess(data: bytes) -> str | None:
    """The likeliest encoding, as a codec's name; None where nothing is likely.

    One bad byte must not spoil it: where the whole fails, its halves are asked. Raises FeedsError with status 2 where
    the package that guesses is not installed.
    """
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise FeedsError(problem("guess-missing", "feeds.toml"), status=USAGE) from None
    votes: dict[str, int] = {}
    pieces = [data[:_GUESS_BYTES]]
    while pieces:
        piece = pieces.pop()
        best = _best(from_bytes(piece), piece)
        if best is not None and not best.startswith(("utf", "ascii")):
            codec = _codec(best)
            votes[codec] = votes.get(codec, 0) + len(piece)
        elif best is None and len(piece) > _SHORTEST_GUESS:
            middle = piece.find(b"\n", len(piece) // 2) + 1 or len(piece) // 2
            pieces += [half for half in (piece[:middle], piece[middle:]) if half and half != piece]
    return min(votes, key=lambda codec: (-votes[codec], codec), default=None)


_KANA = regex("[\u3041-\u30ff]")
_NEARLY = 0.1
_LATIN = regex("[\u00c0-\u024f]")
_ALPHABETS = (
    ("cp1252", "àâäáãåæçèéêëìîïíñòôöóõøœùûüúÿßªº"),
    *((codec, letters) for codec in ("cp1250", "iso8859_2") for letters in (
        "áčďéěíňóřšťúůýžäľĺŕô", "ąćęłńóśźż", "áéíóöőúüű", "ăâîşţ", "čćđšž",
    )),
    ("cp1254", "çğıöşüâîûİ"),
    ("cp1258", "ăâđêôơưáàéèíóòúùý\u0300\u0301\u0303\u0309\u0323"),
)  # fmt: skip
"""What languages with Latin letters write beyond ASCII, and in which encoding. Of two that fit the first is taken."""
_SIGNS = "«»¡¿‘’“”„–—…°§"


def _best(matches: CharsetMatches, data: bytes) -> str | None:
    """The best match, but a Japanese one that is nearly as good where it shows kana: short texts look Korean too.

    What is in Latin letters is told by which of them are there, since its encodings share most.
    """
    best = matches.best()
    if best is None:
        return None
    for match in matches:
        text = str(match)
        beyond_ascii = sum(char > "\x7f" for char in text)
        if match.chaos <= best.chaos + _NEARLY and len(_KANA.findall(text)) * 5 > beyond_ascii:
            return match.encoding
    if len(_LATIN.findall(str(best))) * 2 > sum(char.isalpha() and char > "\x7f" for char in str(best)):
        letters = data.translate(None, bytes(range(128)))
        codec, _ = max(
            _ALPHABETS, key=lambda row: _fitting(letters.decode(row[0], "replace"), row[1] + _SIGNS)
        )
        return codec
    return best.encoding


def _fitting(text: str, alphabet: str) -> int:
    return sum(char in alphabet or char.lower() in alphabet for char in text)


_BLANKS = regex(r"\s*")


def after_blanks(text: str, start: int) -> int:
    """Where in `text` the blanks and line ends that may stand at `start` end; nothing is copied."""
    return _BLANKS.match(text, start).end()  # type: ignore[union-attr]


def small_text(path: Path, largest: int) -> str:
    """The text of a file beside the posts, of `largest` bytes at most; "" where there is none.

    Raises OSError.
    """
    if not path.is_file() or path.stat().st_size > largest:
        return ""
    return decode(path.read_bytes(), path.name)[0]


_AT_ONCE = 65_536
"""Bytes to ask the system for: most posts are smaller."""


def content(source: Path, path: str) -> bytes | Problem:
    """What the file `path` below `source` holds, or why it cannot be read."""
    try:
        # A file object would ask the system for twice as much.
        handle = os.open(f"{source}/{path}", os.O_RDONLY)
        try:
            return b"".join(iter(partial(os.read, handle, _AT_ONCE), b""))
        finally:
            os.close(handle)
    except OSError as error:
        return problem("file-unreadable", path, reason=error.strerror or str(error))
