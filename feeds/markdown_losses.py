"""Python-Markdown's footnotes and tables, made to tell what they leave out, and to know a bar escaped in code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension, TableProcessor

from feeds.comrak_losses import beyond_columns
from feeds.regex import regex
from feeds.sanitize import Finding

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    Lose = Callable[[Finding], None]


class Footnotes(FootnoteExtension):
    """Of several footnotes of one name, the last is kept."""

    def __init__(self, lose: Lose, **settings: Any) -> None:
        super().__init__(**settings)
        self._lose = lose

    def setFootnote(self, id: str, text: str) -> None:  # noqa: A002, N802
        """Keep the footnote."""
        if self.footnotes.get(id, text) != text:
            reason = "another one below it has the same name"
            self._lose(Finding("footnote-dropped", {"name": id, "reason": reason}, f"[^{id}]:"))
        super().setFootnote(id, text)


class Tables(TableExtension):
    """Registers a processor that tells of the cells which it drops."""

    def __init__(self, lose: Lose, **settings: Any) -> None:
        super().__init__(**settings)
        self._lose = lose

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register it in the place of the other."""
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(_Table(md.parser, self.getConfigs(), self._lose), "table", 75)


_CODE_SPAN = regex(r"(`++)[^`]*+\1(?!`)")


def _without_escapes(code: re.Match[str]) -> str:
    """A pipe is escaped in code too (GFM 4.10)."""
    return code[0].replace("\\|", "|")


class _Table(TableProcessor):
    def __init__(self, parser: Any, config: dict[str, Any], lose: Lose) -> None:
        super().__init__(parser, config)
        self._lose = lose
        self._last: list[str] = []

    def _split_row(self, row: str) -> list[str]:
        cells = super()._split_row(row)  # type: ignore[misc]
        if "\\|" in row and "`" in row:
            cells = [_CODE_SPAN.sub(_without_escapes, cell) for cell in cells]
        self._last = cells
        return self._last

    def _build_row(self, row: str, parent: Element, align: Sequence[str | None]) -> None:
        super()._build_row(row, parent, align)  # type: ignore[misc]
        for finding in beyond_columns("|".join(self._last[len(align) :]), at=row):
            self._lose(finding)
