"""Front matter -> its fields, as they were written.

python-frontmatter finds and parses it, through one handler for each kind of header. No value is given a type:
`21:30`, `no`, `0123` and `2013-10-09 09:23 +0800` stay the text that their author wrote.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, time
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any

import frontmatter
from frontmatter.default_handlers import BaseHandler
from yaml import YAMLError

from feeds.front_matter import (
    DEEPEST,
    KEY_LINE,
    Field,
    Found,
    Header,
    HeaderError,
    Note,
    Value,
    found_of,
    legal_header,
    plain_key,
)
from feeds.header_yaml import load_yaml
from feeds.html_pages import Said, original, said_in_head, said_in_page, seen
from feeds.page_text import lists_posts, said_to_readers
from feeds.regex import regex
from feeds.sources import after_blanks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def read(text: str) -> Header:
    """Read the front matter of a post's text."""
    stripped = text.lstrip()
    start = len(text) - len(stripped)
    handler: Any = frontmatter.detect_format(stripped, HANDLERS)
    if handler is None:
        return Header(_said_at_end(text), 0)
    shift = text.count("\n", 0, start) + handler.LINES_BEFORE
    try:
        end = handler.end(stripped)
        found, body = _parse(stripped[:end], handler)
        body_start = _start_of(stripped, body) if body else after_blanks(stripped, end)
        for key, field in handler.below(stripped, body_start, found["fields"]):
            found["fields"].setdefault(key, field)
    except HeaderError as error:
        note = error.note._replace(line=error.note.line + shift)
        return Header({}, _body_start(stripped, handler) + start, handler.KIND, broken=note)
    fields: dict[str, Field] = {}
    for key, (value, line, written) in found["fields"].items():
        plain = plain_key(key)
        if plain not in fields or fields[plain].value is None:
            fields[plain] = Field(value, line + shift, written)
    notes = tuple(note._replace(line=note.line + shift) for note in found["notes"])
    traps = tuple((plain_key(key), line + shift, text) for key, line, text in found["traps"])
    header = Header(fields, _line_start(stripped, body_start) + start, handler.KIND, notes, traps)
    return _with_second(text, header) if handler.KIND == "yaml" else header


_MEDIUM = regex(
    r"^By \[(?P<author>[^\[\]\n]{1,200})\]\(\S+\) on \[(?P<date>[^\[\]\n]{1,40})\]\(\S+\)\.\s+"
    r"\[Canonical link\]\((?P<canonical>https?://[^\s()]+)\)\s+Exported from \[Medium\]",
    re.MULTILINE,
)


def _said_at_end(text: str) -> dict[str, Field]:
    """What Medium's export says of a post below it, where a converter to Markdown made no header of that."""
    found = _MEDIUM.search(text, text.rfind("\nBy [")) if "[Canonical link](" in text else None
    if found is None:
        return {}
    return {
        key: Field(value, text.count("\n", 0, found.start(key)) + 1)
        for key, value in found.groupdict().items()
    }


def _with_second(text: str, header: Header) -> Header:
    """The header and one more right below it, as of a post that was archived whole, where its own keys stay.

    Of keys in both, those of the first count. What stands between two rules may be text: a second header has a key
    that says so.
    """
    start = after_blanks(text, header.body_start)
    if not text.startswith("---\n", start):
        return header
    end = text.find("\n---\n", start, start + _LONGEST_SECOND)
    lines = text[start + len("---\n") : max(end, 0)].split("\n")
    keys = {plain_key(found["key"]) for line in lines if (found := KEY_LINE.match(line))}
    if _TELLING.isdisjoint(keys) and keys != _OF_JUEJIN:
        return header
    if not all(KEY_LINE.match(line) or line[:1] in {"", " ", "\t", "-", "#"} for line in lines):
        return header
    second = read(text[start : end + len("\n---\n")])
    if second.broken:
        return header
    above = text.count("\n", 0, start)
    fields = {key: field._replace(line=field.line + above) for key, field in second.fields.items()}
    return header._replace(fields=fields | header.fields, body_start=end + len("\n---\n"))


def _parse(text: str, handler: BaseHandler) -> tuple[Found, str]:
    return frontmatter.parse(text, handler=handler)


def _start_of(text: str, body: str) -> int:
    """Where `body`, which python-frontmatter has stripped, begins in the text that it ends."""
    return len(text.rstrip()) - len(body)


def _line_start(text: str, at: int) -> int:
    """Where the line of `at` begins, if only blanks are before it."""
    line = at
    while line and text[line - 1] in " \t\u3000\u2003\u00a0":
        line -= 1
    return line if line and text[line - 1] == "\n" else at


def _body_start(text: str, handler: Any) -> int:
    try:
        return _line_start(text, _start_of(text, handler.split(text)[1].strip()))
    except HeaderError:
        return len(text)


class _Handler(BaseHandler):
    """Finds and parses one kind of header."""

    KIND: str
    LINES_BEFORE = 0
    """Lines before what `split` gives as the header."""
    FM_BOUNDARY: re.Pattern[str]
    """What the header begins with."""

    def end(self, text: str) -> int:
        """How much of the text python-frontmatter is to see: as little as it needs, for it makes copies."""
        return len(text)

    def below(self, _text: str, _start: int, _known: dict[str, Field]) -> Iterable[tuple[str, Field]]:
        """What the body, which begins at `_start`, adds to the header."""
        return ()

    def _opening(self, text: str) -> re.Match[str]:
        found = self.FM_BOUNDARY.match(text)
        if found is None:
            raise HeaderError("header-broken", reason="it does not begin as it was found")
        return found


class _Fenced(_Handler):
    """A header between two fences. FM_BOUNDARY matches the first."""

    LINES_BEFORE = 1
    CLOSING: re.Pattern[str]
    """From the end of the header's last line on."""

    def end(self, text: str) -> int:
        closing = self.CLOSING.search(text)
        return closing.end() if closing else len(text)

    def split(self, text: str) -> tuple[str, str]:
        opening = self._opening(text)
        closing = self.CLOSING.search(text)
        if closing is None:
            raise HeaderError("header-unclosed", 0, fence=opening[0].strip())
        return text[opening.end() : closing.start() + 1], text[closing.end() :]


class _Yaml(_Fenced):
    """`---`, YAML, `---` or `...`: what nearly all tools read."""

    KIND = "yaml"
    FM_BOUNDARY = regex(r"-{3,}[ \t]*+(?:ya?ml\b[ \t]*+)?(?:#[^\n]*)?(?:\n|\Z)")
    CLOSING = regex(r"\n(?:-{3,}|\.{3})[ \t]*(?:\n|\Z)")

    def load(self, fm: str) -> Found:
        return load_yaml(fm)


class _Toml(_Fenced):
    """`+++`, TOML, `+++` (Hugo, Zola), or `---toml` (Eleventy)."""

    KIND = "toml"
    FM_BOUNDARY = regex(r"(?:\+{3,}[ \t]*+(?:toml)?|---[ \t]*toml)[ \t]*+(?:\n|\Z)")
    CLOSING = regex(r"\n(?:\+{3,}|---)[ \t]*(?:\n|\Z)")

    def load(self, fm: str) -> Found:
        return _load_toml(fm)


class _FencedJson(_Fenced):
    """`;;;`, the members of a JSON object, `;;;` (Hexo), the same in `{{{` (Poet), or `---json` (Eleventy)."""

    KIND = "json"
    FM_BOUNDARY = regex(r"(?:;;;|\{\{\{|---[ \t]*json)[ \t]*(?:\n|\Z)")
    CLOSING = regex(r"\n(?:;;;|\}\}\}|---)[ \t]*(?:\n|\Z)")

    def load(self, fm: str) -> Found:
        return _load_json(fm if fm.lstrip().startswith("{") else "{" + fm + "}")


class _BareJson(_FencedJson):
    """The members of a JSON object without an opening fence, up to `;;;` (Hexo)."""

    LINES_BEFORE = 0
    FM_BOUNDARY = regex(r'(?="[^"\n]+"[ \t]*:)')

    def detect(self, text: str) -> bool:
        return self.FM_BOUNDARY.match(text) is not None and "\n;;;" in text


class _Json(_Handler):
    """A JSON object at the very beginning (Hugo)."""

    KIND = "json"
    FM_BOUNDARY = regex(r'\{\s*"[^"\n]*"\s*:')

    def split(self, text: str) -> tuple[str, str]:
        try:
            end = json.JSONDecoder(object_pairs_hook=list).raw_decode(text)[1]
        except json.JSONDecodeError as error:
            raise HeaderError("header-broken", error.lineno, reason=error.msg) from None
        except (ValueError, RecursionError):
            raise HeaderError("header-too-complex") from None
        return text[:end], text[end:]

    def load(self, fm: str) -> Found:
        return _load_json(fm)


class _UnknownFence(_Handler):
    """`---js` and the like: a program, not data."""

    KIND = "unknown"
    LINES_BEFORE = 1
    FM_BOUNDARY = regex(r"---(?P<language>[A-Za-z]\w{0,20})[ \t]*\n")

    def split(self, text: str) -> tuple[str, str]:
        language = self._opening(text)["language"]
        raise HeaderError("header-language", 0, language=language)


_CLOSING_LINE = regex(r"(?:-{3,}|\.{3}|={10,}|_{3,})[ \t]*")
_LONGEST_BARE = 500
"""Lines that a header without fences may have."""
_TELLING = frozenset({
    "created", "createdat", "createdtime", "createtime", "date", "datepublished", "permalink", "posted", "pubdate",
    "published", "publishdate", "publishedat", "slug", "sourceurl", "time", "title", "url",
    "发布于", "发布日期", "发布时间", "发表于", "发表时间", "创建时间", "原文地址", "原文链接", "日期", "时间", "标题",
    "發布時間", "發表時間", "時間", "標題", "連結", "链接", "タイトル", "公開日", "投稿日", "日付",
    "제목", "날짜", "등록일", "작성일", "дата", "заголовок", "datum", "titel", "fecha",
})  # fmt: skip
"""Keys of which a header without fences needs one, so as not to be mistaken for text."""
_GOING_ON = _TELLING | {
    "author", "authors", "categories", "category", "link", "publishedtime", "source", "tags", "urlsource",
    "作者", "标签", "標籤", "来源",
}  # fmt: skip
"""Keys that go on with such a header behind a blank line."""


_OF_JUEJIN = frozenset({"highlight", "theme"})
_LONGEST_SECOND = 20_000
"""Characters of a second header, and of what an export may write before its first text."""
_PROPERTY = regex(r"[\w-]+:: ")
"""What Logseq's pages begin with."""
_MAIL = regex(r"^(?:Message-ID|Newsgroups):", re.MULTILINE | re.IGNORECASE)
_MOVABLE_TYPE = regex(r"^-----\n(?:EXTENDED )?BODY:\n", re.MULTILINE)
_BODY_KEY = regex(
    r"(?:article|body|content|(?:main ?|)text|markdown content|正文|内容|本文|본문|내용|текст)"
    r"[ \t]*[:：][ \t]*(?:\n(?![ \t\-\n])|\Z)",
    re.IGNORECASE,
)
"""The last key of a header, whose value is all that follows."""


class _Bare(_Handler):
    """`title: …` lines without an opening fence, up to `---` (Hexo) or a blank line (Pelican, toto, MultiMarkdown)."""

    KIND = "bare"
    FM_BOUNDARY = KEY_LINE

    def detect(self, text: str) -> bool:
        return bool(self.FM_BOUNDARY.match(text)) and _bare_end(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        end, body = _bare_end(text) or (0, 0)
        if _MOVABLE_TYPE.search(text, 0, body + _LONGEST_SECOND):
            raise HeaderError("export-file", 1, kind="in the import format of Movable Type")
        return text[:end] if body > end else text[:end].rstrip("\n"), text[body:]

    def load(self, fm: str) -> Found:
        if _MAIL.search(fm):
            return _load_mail(fm)
        fenced = fm.endswith("\n")
        if (fm[0].isupper() and not fenced) or _PROPERTY.match(fm) or _SPACED.match(fm):
            return _load_lines(fm)
        try:
            return load_yaml(fm, mend=fenced)
        except (YAMLError, HeaderError):
            return _load_lines(fm)


_SPACED = regex(r"[^\n]++\n\n(?!\n)")
"""A header whose lines have blank ones between them."""


def _is_telling(text: str, at: int) -> bool:
    """Whether the line at `at` has a key that tells of a post, or one that ends its header."""
    key = KEY_LINE.match(text, at)
    return (key is not None and plain_key(key["key"]) in _GOING_ON) or _BODY_KEY.match(text, at) is not None


def _bare_end(text: str) -> tuple[int, int] | None:
    """Where the header ends and its body begins, which is further on where a fence lies between; None: no header."""
    at = 0
    telling = False
    spaced = _SPACED.match(text) is not None
    for _ in range(_LONGEST_BARE):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if spaced and not line and _is_telling(text, end + 1):
            at = end + 1
            continue
        if not line.strip(" \t") or (at and _CLOSING_LINE.fullmatch(line)):
            if not telling:
                return None
            return (at, at) if not line.strip(" \t") else (at, min(end + 1, len(text)))
        if telling and (last := _BODY_KEY.match(text, at)):
            return at, last.end()
        if line[0] not in " \t#-" or not at:
            key = KEY_LINE.match(line)
            if key is None:
                return None
            telling = telling or plain_key(key["key"]) in _TELLING
        at = min(end + 1, len(text))
    return None


class _Mailbox(_Handler):
    """Mails in one file (RFC 4155)."""

    KIND = "mailbox"
    FM_BOUNDARY = regex(
        r"From [^\s@]{1,64}(?:@| at )\S{1,255}[ \t]+[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [^\n]*\n[\w-]+:"
    )

    def split(self, _text: str) -> tuple[str, str]:
        raise HeaderError("export-file", 1, kind="a mailbox")


class _Comment(_Handler):
    """`<!--`, lines of `key: value` or `.. key: value`, `-->` (Nikola, and exports to HTML)."""

    KIND = "comment"
    FM_BOUNDARY = regex(r"<!--")
    OPENING, CLOSING = "<!--", "-->"
    _FENCE = regex(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)
    _DOTS = regex(r"^[ \t]*\.\.[ \t]+(?=\w[\w.-]*:)", re.MULTILINE)

    def detect(self, text: str) -> bool:
        if not text.startswith(self.OPENING):
            return False
        end = text.find(self.CLOSING, 0, 20_000)
        return end > 0 and self._lines(text[len(self.OPENING) : end]) is not None

    def split(self, text: str) -> tuple[str, str]:
        end = text.index(self.CLOSING)
        return text[len(self.OPENING) : end], text[end + len(self.CLOSING) :]

    def load(self, fm: str) -> Found:
        return self._lines(fm) or found_of({})

    @staticmethod
    @lru_cache(maxsize=1)
    def _lines(comment: str) -> Found | None:
        """Asked for to find the header, and again to read it."""
        nikola = bool(_Comment._DOTS.search(comment))
        content = _Comment._DOTS.sub("", _Comment._FENCE.sub("", comment)).rstrip()
        lead = len(content) - len(content.lstrip())
        header = (
            "\n".join(line.strip(" \t") for line in content[lead:].split("\n")) if nikola else content[lead:]
        )
        if not _Bare().detect(header):
            return None
        found = _load_lines(header) if nikola else _Bare().load(header + "\n")
        before = content.count("\n", 0, lead)
        found["fields"] = {
            key: field._replace(line=field.line + before) for key, field in found["fields"].items()
        }
        found["notes"] = [note._replace(line=note.line + before) for note in found["notes"]]
        return found


class _StarComment(_Comment):
    """The same between `/*` and `*/` (Pico)."""

    KIND = "bare"
    FM_BOUNDARY = regex(r"/\*")
    OPENING, CLOSING = "/*", "*/"


class _Dots(_Comment):
    """Lines of `.. key: value`, up to a blank line (Nikola)."""

    FM_BOUNDARY = regex(r"\.\.[ \t]+\w[\w.-]*:(?!:)")
    _BLANK = regex(r"\n[ \t]*(?=\n|\Z)")

    def detect(self, text: str) -> bool:
        return self.FM_BOUNDARY.match(text) is not None and self._lines(text[: self.end(text)]) is not None

    def end(self, text: str) -> int:
        blank = self._BLANK.search(text)
        return blank.start() if blank else len(text)

    def split(self, text: str) -> tuple[str, str]:
        end = self.end(text)
        return text[:end], text[end:]


class _Directives(_Handler):
    """`[[!meta title="…"]]`, and `[[!tag a b]]` wherever it stands (ikiwiki)."""

    KIND = "directives"
    FM_BOUNDARY = regex(r"\[\[!(?:meta|tag)\s")
    _DIRECTIVE = regex(
        r"\[\[!(?:meta\s++(?P<key>\w++)\s*+=\s*+(?:\"(?P<value>[^\"]*+)\"|(?P<word>[^\s\"\]]++))(?:\s[^\[\]]*+)?"
        r"|tag\s++(?P<tags>[^\[\]]++))\]\](?:[ \t]*+\n)*+"
    )

    def detect(self, text: str) -> bool:
        return self._DIRECTIVE.match(text) is not None

    def split(self, text: str) -> tuple[str, str]:
        end = 0
        while found := self._DIRECTIVE.match(text, end):
            end = found.end()
        return text[:end], text[end:]

    def load(self, fm: str) -> Found:
        return found_of(self._said(fm, 0))

    def below(self, text: str, start: int, _known: dict[str, Field]) -> Iterable[tuple[str, Field]]:
        return self._said(text, start).items()

    def _said(self, text: str, start: int) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        tags: list[Value] = []
        line, at = 1 + text.count("\n", 0, start), start
        for found in self._DIRECTIVE.finditer(text, start):
            line, at = line + text.count("\n", at, found.start()), found.start()
            if found["tags"]:
                tags += [tag.rpartition("/")[2].replace("_", " ") for tag in found["tags"].split()]
                fields.setdefault("tags", Field(tags, line))
            else:
                value = (found["value"] or found["word"] or "").strip() or None
                fields.setdefault(found["key"], Field(value, line))
        return fields


class _List(_Handler):
    """`# Title`, then lines of `- key: value`, or of `key: value` as exports of Notion and Evernote have them.

    Others have them in bold or in a quote, `**Date:** …`, `> Date: …`, and then without a heading too.
    """

    KIND = "list"
    _NAME = r"[^\W\d_][\w.-]*+(?: [\w.-]++){0,3}+"
    _MARKED = rf"(?:\*\*)?{_NAME}[ \t*]*+[:：]"
    FM_BOUNDARY = regex(
        r"(?:# *+(?P<title>[^\n]*+)\n|(?P<underlined>[^\n]{1,300}+)\n={3,}+[ \t]*+\n)(?:[ \t]*+\n)*+"
        rf"(?=[ \t]*+(?:> ?)?(?:[-*] +)?{_MARKED})|(?=(?:> ?(?:[-*] +)?|[-*] +|(?=\*\*)){_MARKED})"
    )
    _ITEM = regex(
        rf"(?:> ?)?(?P<dash>[-*] +)?(?P<bold>\*\*|)(?P<key>{_NAME})"
        r"(?:(?P=bold)[ \t]*+[:：]|[:：](?P=bold))(?!//)[ \t]*+(?P<value>.*)"
    )
    _SURE = regex(r"://|\d{4}")
    """What the value of a telling key has: without dashes, the lines may be text."""

    def detect(self, text: str) -> bool:
        title = self.FM_BOUNDARY.match(text)
        return title is not None and self._end(text, title.end()) > 0

    def _end(self, text: str, at: int) -> int:
        """The end of the list; 0 where it is no header. What begins a file, without a heading, must be sure."""
        telling = bold = False
        headed = at > 0
        last = at
        while at < len(text):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            line = text[at:end]
            item = self._ITEM.fullmatch(line.strip(" \t"))
            if not line.strip():
                if not bold:
                    break
                at = end + 1
                continue
            if at > last and not (item and item["bold"] and plain_key(item["key"]) in _GOING_ON):
                break
            if item is None and line[0] not in " \t" and line.strip() != ">":
                return 0
            bold = item is not None and bool(item["bold"])
            telling = telling or (
                item is not None
                and plain_key(item["key"]) in _TELLING
                and bool((headed and item["dash"]) or self._SURE.search(item["value"]))
            )
            at = last = end + 1
        return min(last, len(text)) if telling else 0

    def split(self, text: str) -> tuple[str, str]:
        end = self._end(text, self._opening(text).end())
        return text[:end], text[end:]

    def load(self, fm: str) -> Found:
        heading = self._opening(fm)
        before = fm.count("\n", 0, heading.end())
        inside = fm[heading.end() :]
        margin = len(inside) - len(inside.lstrip(" \t"))
        lines = [
            self._bare(line[margin:] if line[:margin].isspace() else line) for line in inside.split("\n")
        ]
        found = _load_lines("\n".join(lines))
        fields = {key: field._replace(line=field.line + before) for key, field in found["fields"].items()}
        if title := (heading["title"] or heading["underlined"] or "").rstrip(" \t#"):
            fields.setdefault("title", Field(title, 1))
        return found_of(fields, found["notes"])

    def _bare(self, line: str) -> str:
        item = self._ITEM.fullmatch(line.rstrip(" \t\\"))
        return item.expand(r"\g<key>: \g<value>") if item else re.sub(r"^(?:> ?)?(?:[-*] +)?", "", line)


class _Html(_Handler):
    """A whole HTML page: its head, and what else it says of itself."""

    KIND = "html"
    FM_BOUNDARY = regex(
        r"(?:<\?xml[^>]*>\s*|<!--(?:[^-]|-(?!->)){0,2000}-->\s*){0,5}(?:<!doctype[^>]*>|<html\b|<head\b)",
        re.IGNORECASE,
    )
    _END = regex(r"</head\s*>\s*|(?=<body\b)", re.IGNORECASE)
    _BODY = regex(r"\s*<body\b[^>]*>", re.IGNORECASE)
    _LAST_OF_HEAD = regex(r"</title\s*>|<(?:meta|link)\b[^<>]*>", re.IGNORECASE)

    def split(self, text: str) -> tuple[str, str]:
        end = self._END.search(text)
        if end is None:
            last = max((found.end() for found in self._LAST_OF_HEAD.finditer(text)), default=0)
            return text[:last], text[last:]
        body = self._BODY.match(text, end.end())
        return text[: end.start()], text[body.end() if body else end.end() :]

    def load(self, fm: str) -> Found:
        return found_of({said.key: _field_of(said, fm) for said in said_in_head(fm)})

    def below(self, text: str, start: int, known: dict[str, Field]) -> Iterator[tuple[str, Field]]:
        visible = seen(text[start:])
        if _is_listing(text, known, visible):
            yield "listing", Field("true", text.count("\n", 0, start) + 1)
            return
        title = known["title"].value if "title" in known else ""
        shown = said_to_readers(visible, unescape(str(title)))
        for said in (
            *said_in_page(text, start, visible),
            *(each._replace(at=each.at + start) for each in shown),
        ):
            yield said.key, _field_of(original(said), text)


def _field_of(said: Said, text: str) -> Field:
    """What the page with this text says, as a field."""
    value: Value = list(said.value) if isinstance(said.value, list) else said.value
    return Field(value, text.count("\n", 0, said.at) + 1)


_IN_JSON_LD = regex(r"\"datePublished\"\s*+:")


def _is_listing(page: str, known: dict[str, Field], visible: str) -> bool:
    """Whether a page, whose head says what is `known`, only leads to posts."""
    if "og:type" in known and known["og:type"].value == "article":
        return False
    if not known.keys().isdisjoint(("date", "published")) or _IN_JSON_LD.search(page):
        return False
    own = next((known[key].value for key in ("canonical", "url") if key in known), "")
    return lists_posts(visible, str(own))


HANDLERS = (
    _Yaml(),
    _Toml(),
    _FencedJson(),
    _BareJson(),
    _Json(),
    _UnknownFence(),
    _Comment(),
    _StarComment(),
    _Dots(),
    _Directives(),
    _List(),
    _Html(),
    _Mailbox(),
    _Bare(),
)
"""One for each kind of header; the first that detects its kind reads it."""


# --- Other than YAML ----------------------------------------------------------------------------------------


def _load_lines(text: str) -> Found:
    """Lines of `Key: value`, each value as it stands; indented lines go on with it, or are its list."""
    fields: dict[str, Field] = {}
    text, notes = legal_header(text)
    key = ""
    for number, line in enumerate(text.split("\n"), 1):
        match = None if line[:1] in {" ", "\t"} else KEY_LINE.match(line)
        if match:
            key = match["key"]
            if key in fields:
                notes.append(Note("key-twice", number, {"key": key}))
            fields[key] = Field(match["value"].strip() or None, number)
        elif key and line.strip():
            fields[key] = fields[key]._replace(value=_continued(fields[key].value, line.strip()))
    return found_of(fields, notes)


def _load_mail(text: str) -> Found:
    """The header of a mail or a news article (RFC 5322, 3.6; RFC 2047; RFC 5536, 3.1)."""
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    found = _load_lines(text)
    fields = {plain_key(key): field for key, field in found["fields"].items()}
    encoding = fields.get("contenttransferencoding")
    if encoding and str(encoding.value).lower() in {"base64", "quoted-printable"}:
        raise HeaderError("export-file", encoding.line, kind=f"a mail in {str(encoding.value).lower()}")
    fields.pop("path", None)
    for key in fields.keys() & {"from", "subject"}:
        with suppress(HeaderParseError, LookupError, UnicodeError):
            fields[key] = fields[key]._replace(value=str(make_header(decode_header(str(fields[key].value)))))
    if "from" in fields:
        fields.setdefault("author", fields["from"])
    return found_of(fields, found["notes"])


def _continued(value: Value, more: str) -> Value:
    if more.startswith(("- ", "* ")) and not isinstance(value, str):
        return [*(value or []), more[2:].strip()]
    return f"{value}\n{more}" if isinstance(value, str) else more


_MANY_KEYS = regex(r"""(?:(?:(?<![\w-])[\w-]++|"[^"\n]{0,99}"|'[^'\n]{0,99}')[ \t]*+\.[ \t]*+){64}""")
"""a.b.c and so on: it takes tomllib memory and time that grow with the square of their number."""


_TOML_KEY = regex(r"""\s*+\[*+\s*+["']?([\w-]+)""")


def _load_toml(text: str) -> Found:
    text, notes = legal_header(text)
    if _MANY_KEYS.search(text):
        raise HeaderError("header-too-complex")
    try:
        document = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        reason = re.sub(r" \(at [^()]*\)", "", str(error))
        raise HeaderError("header-broken", line, reason=reason) from None
    except (ValueError, RecursionError):
        raise HeaderError("header-too-complex") from None
    lines: dict[str, int] = {}
    for number, line_text in enumerate(text.split("\n"), 1):
        if match := _TOML_KEY.match(line_text):
            lines.setdefault(match[1], number)
    return found_of({key: Field(_texts(value), lines.get(key, 1)) for key, value in document.items()}, notes)


def _load_json(text: str) -> Found:
    twice: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.extend(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return dict(pairs)

    try:
        document = json.loads(
            text, object_pairs_hook=members, parse_int=str, parse_float=str, parse_constant=str, strict=False
        )
    except json.JSONDecodeError as error:
        raise HeaderError("header-broken", error.lineno, reason=error.msg) from None
    except RecursionError:
        raise HeaderError("header-too-complex") from None
    if not isinstance(document, dict):
        raise HeaderError("header-not-mapping", kind="no object")
    lines = _json_lines(text)
    fields = {key: Field(_texts(value), lines.get(key, 1)) for key, value in document.items()}
    notes = [Note("key-twice", lines.get(key, 1), {"key": key}) for key in twice]
    return found_of(fields, sorted(notes, key=lambda note: note.line))


_JSON_STRING = regex(r'("(?:[^"\\]++|\\.)*+")(\s*+:)?', re.DOTALL)


def _json_lines(text: str) -> dict[str, int]:
    """The line of each key where it comes first."""
    lines: dict[str, int] = {}
    number, at = 1, 0
    for string in _JSON_STRING.finditer(text):
        if string[2]:
            number += text.count("\n", at, string.start())
            at = string.start()
            lines.setdefault(json.loads(string[1], strict=False), number)
    return lines


def _texts(value: Any, depth: int = 1) -> Value:
    """TOML's and JSON's values as YAML's would be here: text, lists and mappings of text, and null."""
    if depth > DEEPEST:
        raise HeaderError("header-too-complex")
    if isinstance(value, dict):
        return {key: _texts(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item, depth + 1) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if value is None else str(value)
