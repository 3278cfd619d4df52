"""A folder on loopback HTTP, for readers to subscribe to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from loopback import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Site(NamedTuple):
    """A folder, and the address that it is served at, with a slash at the end."""

    folder: Path
    base: str


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    with served(folder) as address:
        yield Site(folder, address)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder
