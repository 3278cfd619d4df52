"""The tables of the README that come from the code. `python tests/readme/tables.py` brings them up to date."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

from feeds import config as config_module
from feeds.cli import SETTINGS
from feeds.config import Config
from feeds.keys import KEYS
from feeds.report import code_table

README = Path(__file__).parents[2] / "README.md"


def key_table() -> str:
    """Which front matter keys mean what."""
    rows = (f"| {field} | {', '.join(f'`{key}`' for key in keys)} |\n" for field, keys in KEYS.items())
    return "| Means | Keys, the first that is there |\n| --- | --- |\n" + "".join(rows)


def setting_table() -> str:
    """Every setting with its default and the option that overrides it."""
    options = {name for name, _, _ in SETTINGS}
    config = Config()
    rows = ["| Setting | What it is | Default | Option |\n| --- | --- | --- | --- |\n"]
    for table in ("feed", "posts", "markdown"):
        settings = getattr(config, table)
        meanings = _meanings(type(settings).__name__)
        for key in settings._fields:
            name = f"{table}.{key}"
            option = f"`--{key.replace('_', '-')}`" if name in options else ""
            rows.append(f"| `{name}` | {meanings[key]} | {_default(getattr(settings, key))} | {option} |\n")
    return "".join(rows)


def _meanings(class_name: str) -> dict[str, str]:
    """What the class says below each of its fields."""
    tree = ast.parse(Path(config_module.__file__).read_text(encoding="utf-8"))
    (found,) = (each for each in tree.body if isinstance(each, ast.ClassDef) and each.name == class_name)
    return {
        field.target.id: doc.value.value.strip()
        for field, doc in pairwise(found.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant)
    }


def _default(value: object) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(map(repr, value))}]`".replace("'", '"')
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


TABLES = {"keys": key_table, "settings": setting_table, "codes": code_table}


def updated(text: str) -> str:
    """The README with its tables as they should be."""
    for name, table in TABLES.items():
        block = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        made = table()
        text, times = block.subn(lambda found, made=made: f"{found[1]}\n{made}\n{found[2]}", text)
        assert times == 1, name
    return text


if __name__ == "__main__":
    README.write_text(updated(README.read_text(encoding="utf-8")), encoding="utf-8")
