"""The common marks of Markdown in a text, read from left to right: code, links, images and emphasis.

Python-Markdown tries each of its patterns over the whole text in turn, with a placeholder for whatever it finds. Where
no character can belong to two marks, reading it once comes to the same. What is here knows only such texts.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.util import AtomicString, code_escape

from feeds.regex import regex

_PLAIN = r"[^\\`\[\]*_<&!~:\n\x02]++|(?<!  )\n|<(?= )|&(?![#a-zA-Z0-9])|!(?!\[)|~(?!~)|:(?!//)|(?<=[^\W_])_++(?=\w)"
_TARGET = r"""\(([^\s()<>\[\]"'`\\\x02]++)(?:[ ]++"((?:[^\s()\[\]"'`\\\x02]++|[ ]++)++)")?\)"""
_PIECE = regex(
    rf"((?:{_PLAIN})++)"
    r"|`([^`]++)`(?!`)"
    rf"|(!?)\[(?!\^)([^\[\]\\\x02]++)\]{_TARGET}"
    r"|(\*\*?)(?![\s*])([^*]++)(?<!\s)\7(?!\*)"
)


def read(text: str) -> tuple[str, list[Element]] | None:
    """The text before the first mark, and an element for each mark with the text after it.

    None where anything in the text is not among the common marks.
    """
    before = ""
    elements: list[Element] = []
    position = 0
    for piece in _PIECE.finditer(text):
        if piece.start() != position:
            return None
        position = piece.end()
        plain, code, image, label, target, title, stars, stressed = piece.groups()
        if plain:
            if elements:
                elements[-1].tail = plain
            else:
                before = plain
            continue
        element: Element | None
        if code:
            if code[0].isspace() != code[-1].isspace():
                return None
            element = Element("code")
            element.text = AtomicString(code_escape(code.strip()))
        elif stars:
            element = _around(stressed, Element("em" if stars == "*" else "strong"))
        elif not image:
            element = _around(label, Element("a", {"href": target}))
        elif "`" in label:
            return None
        else:
            element = Element("img", {"src": target, "alt": label})
        if element is None:
            return None
        if title:
            element.set("title", title.strip())
        elements.append(element)
    return (before, elements) if position == len(text) else None


def _around(text: str, element: Element) -> Element | None:
    """The element with the text in it."""
    inside = read(text)
    if inside is None:
        return None
    element.text = inside[0] or None
    element.extend(inside[1])
    return element
