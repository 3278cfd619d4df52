"""Posts in, feeds out, compared to the byte. `python tests/golden/test_golden.py` makes them anew, to be read."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

import feeds
from feeds import report

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/posts"))


def published(folder: Path, out: Path) -> dict[str, bytes]:
    """What is published for the posts, and what is said about them."""
    outcome = feeds.build(folder / "posts", out, None, feeds.Options(now=NOW, use_cache=False, jobs=1))
    said = report.human(outcome.report.problems).replace(f"{folder}/", "")
    files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    return files | {"problems.txt": said.encode()}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_to_the_byte(folder: Path, tmp_path: Path) -> None:
    made = published(folder, tmp_path)
    golden = folder / "out"
    expected = {
        str(path.relative_to(golden)): path.read_bytes() for path in golden.rglob("*") if path.is_file()
    }
    assert made.keys() == expected.keys()
    for name, content in expected.items():
        assert made[name].decode() == content.decode(), name


if __name__ == "__main__":
    for each in FOLDERS:
        with tempfile.TemporaryDirectory() as made_in:
            files = published(each, Path(made_in))
        shutil.rmtree(each / "out", ignore_errors=True)
        for name, content in files.items():
            (each / "out" / name).parent.mkdir(parents=True, exist_ok=True)
            (each / "out" / name).write_bytes(content)
        sys.stdout.write(f"{each.name}: {len(files)} files\n")
