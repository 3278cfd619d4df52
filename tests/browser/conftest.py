"""Headless Chromium.

Needs Chromium, Node, and the npm packages of packages.txt: in the folder that FEEDS_NODE_MODULES names,
else in npm's own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _node_modules() -> Path:
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    folders = [os.environ.get("FEEDS_NODE_MODULES")]
    for place in ([], ["--global"]):
        asked = subprocess.run(["npm", "root", *place], capture_output=True, text=True, check=False)
        folders.append(asked.stdout.strip())
    for folder in filter(None, folders):
        if all((Path(folder) / name).is_dir() for name in ("playwright-core", "axe-core")):
            return Path(folder).resolve()
    pytest.skip("npm install playwright-core axe-core, and set FEEDS_NODE_MODULES to the node_modules folder")


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("Chromium is not installed")


@pytest.fixture(scope="session")
def look() -> Callable[[Sequence[Path | str]], list[list[dict[str, Any]]]]:
    """What each kind of visitor gets of pages, which are files or addresses."""
    modules, chromium = _node_modules(), _chromium()
    shots = os.environ.get("FEEDS_SCREENSHOTS", "")
    script = Path(__file__).with_name("look.cjs")

    def visit(pages: Sequence[Path | str]) -> list[list[dict[str, Any]]]:
        command = ["node", script, modules, chromium, shots, *pages]
        seen: list[list[dict[str, Any]]] = json.loads(
            subprocess.run(command, check=True, capture_output=True, timeout=240).stdout
        )
        return seen

    return visit
