"""A module imports only from those above it, and `validate` never from what writes feeds."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "feeds"
LAYERS = (
    "__init__",
    "codes",
    "page_codes feed_codes json_codes opml_codes command_codes post_codes run_codes",
    "regex",
    "characters",
    "problems",
    "model",
    "dates",
    "languages links",
    "config",
    "sources html_pages",
    "page_text boxes",
    "front_matter",
    "header_yaml",
    "headers",
    "keys",
    "jsx",
    "tag_scan",
    "post_links",
    "tag_meanings",
    "template_tags",
    "cache",
    "worker",
    "parallel",
    "values",
    "readings",
    "media people",
    "paths",
    "post_file",
    "fields",
    "attachments",
    "addresses",
    "times",
    "held",
    "posts",
    "site_config",
    "suggest",
    "sanitize",
    "comrak_losses",
    "markdown_gfm markdown_limits markdown_losses markdown_spans",
    "markdown_speed",
    "summary",
    "render",
    "formats",
    "validate",
    "outcome",
    "ledger",
    "documents",
    "jobs",
    "report",
    "diff",
    "publish",
    "memory",
    "make",
    "pipeline",
    "run",
    "ping",
    "preview",
    "serve",
    "cli",
    "__main__",
)
RANKS = {name: rank for rank, names in enumerate(LAYERS) for name in names.split()}


def layer(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(file: Path) -> set[str]:
    """The layers that a file imports from when it runs: what is for the type checker alone does not count."""
    found = set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    checked_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in checked_only or not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            package, _, rest = name.partition(".")
            if package == "feeds" and rest.split(".")[0] in RANKS:
                found.add(rest.split(".")[0])
    return found


@pytest.mark.parametrize(
    "file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE))
)
def test_imports_come_from_above(file: Path) -> None:
    own = layer(file)
    assert own in RANKS, f"{own} has no place in the layers"
    below = {name for name in imported(file) if name != own and RANKS[name] >= RANKS[own]}
    assert not below, f"{file.name} imports {below}"


@pytest.mark.parametrize("file", sorted((PACKAGE / "validate").glob("*.py")), ids=lambda file: file.name)
def test_rules_share_nothing_with_writers(file: Path) -> None:
    assert "formats" not in imported(file)
