"""Same posts, same settings: same bytes. Anywhere, any day."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from archives import contents, write_post

POSTS = Path(__file__).parents[1] / "golden" / "plain" / "posts"


def published(posts: Path, out: Path, **environ: str) -> dict[str, bytes]:
    command = [sys.executable, "-m", "feeds", "build", posts, "-o", out, "--no-cache", "-q"]
    root = str(Path(__file__).parents[2])
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": root, **environ}, cwd=out.parent)
    return contents(out)


@pytest.mark.parametrize(
    "environ",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "zh_CN.GB18030", "PYTHONOPTIMIZE": "2"},
    ],
    ids=["far east, no locale", "newfoundland, german", "turkish"],
)
def test_in_other_places(tmp_path: Path, environ: dict[str, str]) -> None:
    assert published(POSTS, tmp_path / "a") == published(POSTS, tmp_path / "b", **environ)


def test_where_the_locale_cannot_hold_the_names_of_the_files(tmp_path: Path) -> None:
    posts = tmp_path / "größe"
    write_post(posts, 1).rename(posts / "страница.md")
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert published(posts, tmp_path / "a") == published(posts, tmp_path / "b", **ascii_only)


def test_of_a_copy_made_in_another_order_at_another_time(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for number, file in enumerate(sorted(POSTS.iterdir(), reverse=True)):
        shutil.copy(file, copy)
        os.utime(copy / file.name, (number, number))
    assert published(POSTS, tmp_path / "a") == published(copy, tmp_path / "b")
