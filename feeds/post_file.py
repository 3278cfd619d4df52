"""A file's text and header -> its fields by meaning, with the problems found while it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.characters import legal_text
from feeds.keys import KNOWN, by_meaning
from feeds.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.config import Config
    from feeds.front_matter import Field, Header


class LeftOutError(Exception):
    """The file cannot be published. Carries why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


class PostFile:
    """A file while it is read: its header, and what is found wrong with it."""

    def __init__(
        self, source: str, text: str, header: Header, config: Config, utf8: bytes | None = None
    ) -> None:
        self.source = source
        self.text = text
        self.utf8 = utf8
        """The file's bytes, where they are just the text in UTF-8."""
        self.header = header
        self.config = config
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._by_meaning = by_meaning(header, config)

    def fields(self, name: str) -> list[tuple[str, Field]]:
        """The fields that mean `name` and say something, the first that counts first, with their plain keys."""
        return self._by_meaning.get(name, [])

    def warn(self, code: str, line: int | None, **details: object) -> None:
        """Note a problem that the post is published with."""
        self.problems.append(problem(code, self.source, line, **details))

    def fail(self, code: str, line: int | None = None, **details: object) -> LeftOutError:
        """What to raise where the file cannot be published."""
        return LeftOutError(problem(code, self.source, line, **details))

    def legal(self, text: str, line: int | None) -> str:
        """`text` without the characters that XML forbids, of which it warns."""
        clean, illegal = legal_text(text)
        if illegal:
            self.warn("control-character", line, char=illegal.char)
        return clean


def hint(file: PostFile, is_meant: Callable[[Field], bool], besides: str = "") -> str:
    """Words for a message about what is missing: which key of the header may hold it, or one that means `besides`."""
    own = [(key, field) for key, field in file.header.fields.items() if key not in KNOWN]
    own += file.fields(besides)
    key = next((key for key, field in own if is_meant(field)), None)
    return f"; or does `{key}` hold it? then say so under [keys]" if key else ""


def header_line(file: PostFile) -> int | None:
    """The line to name where something is missing from the header."""
    return 1 if file.header.kind else None
