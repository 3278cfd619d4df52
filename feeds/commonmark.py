"""Markdown as GitHub reads it, by cmark-gfm, from the package cmarkgfm.

The package never frees the tree and the HTML that the C library makes, which is some 50 KB a post. The library that it
brings along can, and ctypes finds it there; where it does not, the HTML is the same and the memory is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_EXTENSIONS = (b"table", b"strikethrough", b"autolink", b"tasklist")


def converter() -> Callable[[str], str]:
    """What makes HTML of Markdown. Raises ImportError where cmarkgfm is not installed."""
    from cmarkgfm import _cmark
    from cmarkgfm.cmark import Options

    lib, ffi = _cmark.lib, _cmark.ffi
    free_tree, free_text = _frees(_cmark.__file__)
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    lib.cmark_gfm_core_extensions_ensure_registered()
    extensions = [lib.cmark_find_syntax_extension(name) for name in _EXTENSIONS]

    def convert(text: str) -> str:
        data = text.encode()
        parser = lib.cmark_parser_new(options)
        for extension in extensions:
            lib.cmark_parser_attach_syntax_extension(parser, extension)
        lib.cmark_parser_feed(parser, data, len(data))
        tree = lib.cmark_parser_finish(parser)
        html = lib.cmark_render_html(tree, options, lib.cmark_parser_get_syntax_extensions(parser))
        try:
            return str(ffi.string(html), "utf-8")
        finally:
            free_text(int(ffi.cast("uintptr_t", html)))
            free_tree(int(ffi.cast("uintptr_t", tree)))
            lib.cmark_parser_free(parser)

    return convert


def _frees(library: str) -> tuple[Callable[[int], object], Callable[[int], object]]:
    """What frees the tree, and what the text, at an address."""
    try:
        import ctypes

        frees = ctypes.CDLL(library).cmark_node_free, ctypes.CDLL(None).free
    except (ImportError, OSError, AttributeError, TypeError):
        return id, id
    for free in frees:
        free.argtypes, free.restype = [ctypes.c_void_p], None
    return frees
