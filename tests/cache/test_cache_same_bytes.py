"""With the cache and without, with one job and many, whatever becomes of the cache: the same bytes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import messy
import pytest
from archives import contents, write_posts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds import publish
from feeds.cache import Cache, default_folder

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


class Site:
    """Messy posts, their output, and the cache that a run has left."""

    def __init__(self, root: Path) -> None:
        self.posts = messy.write(root / "posts")
        self.out = root / "out"
        self.cache = root / "cache"
        self.file = self.cache / "feeds.sqlite"
        self.expected = messy.published(self.posts, self.out)
        messy.build(self.posts, self.out, cache=self.cache)
        self.kept = self.file.read_bytes()

    def published(self, **options: Any) -> dict[str, Any]:
        """What is published into an empty folder, so that no run can leave alone what another has made."""
        shutil.rmtree(self.out)
        return messy.published(self.posts, self.out, **options)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("messy"))


def test_the_messy_archive_is_messy(site: Site) -> None:
    codes = {each.code for each in site.expected["problems"]}
    assert {"no-url", "url-twice", "post-draft", "post-future", "file-empty", "file-binary"} <= codes
    assert site.expected["counts"].published > 70
    assert {"archive/2/atom.xml", "tag/x/rss.xml.gz"} <= site.expected.keys()


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("cached", [False, True])
def test_jobs_and_cache(site: Site, jobs: int, cached: bool) -> None:
    options: dict[str, Any] = {"cache": site.cache} if cached else {}
    assert site.published(jobs=jobs, **options) == site.expected
    assert messy.published(site.posts, site.out, jobs=jobs, **options) == site.expected


def test_an_executor_of_threads(site: Site) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert site.published(executor=pool) == site.expected


def test_an_executor_of_processes_that_share_nothing(site: Site) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert site.published(executor=pool) == site.expected


def test_an_executor_where_the_posts_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_posts(tmp_path / "posts", 300)
    monkeypatch.chdir(tmp_path)
    here = messy.build(Path("posts"), Path("here"), messy.Config(), use_cache=False)
    with ProcessPoolExecutor(
        2, mp_context=get_context("spawn"), initializer=os.chdir, initargs=("/",)
    ) as pool:
        there = messy.build(Path("posts"), Path("there"), messy.Config(), use_cache=False, executor=pool)
    assert there.report.posts == here.report.posts
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def _table_missing(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE cache")
    connection.close()


def _of_another_program(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE cache (a, b)")
        connection.execute("INSERT INTO cache VALUES (1, 2)")
    connection.close()


def _values_swapped(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT kind, key, value FROM cache").fetchall()
        for (kind, key, _), (_, _, value) in pairwise(rows):
            connection.execute("UPDATE cache SET value = ? WHERE kind = ? AND key = ?", [value, kind, key])
    connection.close()


def _of_another_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        names = connection.execute("SELECT kind, key FROM cache WHERE kind != 'rendered'").fetchall()
    connection.close()
    cache = Cache(file)
    for kind, key in names:
        cache.put(kind, [(key, b'{"key": "other"}' if kind == "run" else b'["other", 1]')])
    cache.close()


def _with(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "lost": lambda file: file.unlink(),
    "empty": lambda file: file.write_bytes(b""),
    "text": lambda file: file.write_text("not a database\n" * 100),
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:5000]),
    "cut in half": lambda file: file.write_bytes(file.read_bytes()[: len(file.read_bytes()) // 2]),
    "zeros at its end": lambda file: file.write_bytes(file.read_bytes()[:-9000] + b"\0" * 9000),
    "no table": _table_missing,
    "of another program": _of_another_program,
    "values of other keys": _values_swapped,
    "of another version": _of_another_version,
    "schema is no text": lambda file: _with(file, b"CREATE TABLE", b"CR\xd0ATE TABLE"),
    "keys are no text": lambda file: _with(file, b"archive/", b"archiv\xd0/"),
    "of a later SQLite": lambda file: file.write_bytes(
        file.read_bytes()[:47] + b"\x63" + file.read_bytes()[48:]
    ),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "another's journal": lambda file: Path(f"{file}-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" * 99),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_cache(site: Site, damage: Callable[[Path], object]) -> None:
    _restore(site)
    damage(site.file)
    assert site.published(cache=site.cache) == site.expected
    assert messy.published(site.posts, site.out, cache=site.cache) == site.expected


@pytest.mark.parametrize(
    "name",
    [
        "text",
        "cut in half",
        "no table",
        "of another program",
        "schema is no text",
        "keys are no text",
        "of a later SQLite",
    ],
)
def test_a_damaged_cache_is_made_anew(site: Site, name: str) -> None:
    _restore(site)
    DAMAGE[name](site.file)
    for _ in range(2):
        messy.build(site.posts, site.out, cache=site.cache)
    cache = Cache(site.file)
    assert cache.get("run", ["last"])
    cache.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=9))
def test_flipped_bits(site: Site, flips: list[tuple[float, int]]) -> None:
    _restore(site)
    damaged = bytearray(site.kept)
    for place, bits in flips:
        damaged[int(place * len(damaged))] ^= bits
    site.file.write_bytes(damaged)
    assert site.published(cache=site.cache) == site.expected


def _restore(site: Site) -> None:
    shutil.rmtree(site.cache)
    site.cache.mkdir()
    site.file.write_bytes(site.kept)


def test_a_cache_that_cannot_be_written(site: Site) -> None:
    _restore(site)
    site.file.chmod(stat.S_IREAD)
    site.cache.chmod(stat.S_IREAD | stat.S_IEXEC)
    try:
        assert site.published(cache=site.cache) == site.expected
        assert site.published(cache=site.cache / "no" / "such") == site.expected
    finally:
        site.cache.chmod(stat.S_IRWXU)


def test_a_user_without_a_home_has_no_cache(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as the one that a container is run as, of whom the system knows nothing but the number."""

    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr("pwd.getpwuid", unknown)
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert default_folder() is None
    assert site.published(use_cache=True) == site.expected


def test_only_an_absolute_folder_is_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG Base Directory Specification: all paths must be absolute, others should be ignored."""
    monkeypatch.setenv("HOME", "/home/ann")
    for said, folder in (
        ("/var/c", "/var/c/feeds"),
        ("c", "/home/ann/.cache/feeds"),
        ("", "/home/ann/.cache/feeds"),
    ):
        monkeypatch.setenv("XDG_CACHE_HOME", said)
        assert default_folder() == Path(folder)


def test_a_full_disk_under_the_cache(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite answers a page limit as it answers a full disk."""
    connect = sqlite3.connect

    def limited(file: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(file, **options)
        connection.execute("PRAGMA max_page_count = 8")
        return connection

    shutil.rmtree(site.cache)
    monkeypatch.setattr(sqlite3, "connect", limited)
    assert site.published(cache=site.cache) == site.expected


def test_a_cache_that_another_run_holds(site: Site) -> None:
    _restore(site)
    other = sqlite3.connect(site.file)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert site.published(cache=site.cache) == site.expected
    finally:
        other.close()


def test_two_runs_at_once_share_a_cache(site: Site) -> None:
    _restore(site)
    outs = [site.out.with_name(f"out-{number}") for number in range(2)]
    command = [
        sys.executable,
        "-m",
        "feeds",
        "build",
        site.posts,
        "--cache",
        site.cache,
        "-q",
        "--limit",
        "7",
        "-o",
    ]
    runs = [subprocess.Popen([*command, out], cwd=ROOT, stderr=subprocess.PIPE, text=True) for out in outs]
    said = [run.communicate()[1] for run in runs]
    assert not any("Traceback" in each for each in said)
    assert contents(outs[0]) == contents(outs[1]) != {}


def test_another_archive_in_the_same_cache(site: Site, tmp_path: Path) -> None:
    _restore(site)
    other = messy.write(tmp_path / "posts")
    (other / "0007.md").unlink()
    expected = messy.published(other, tmp_path / "out")
    assert messy.published(other, tmp_path / "out", cache=site.cache) == expected
    assert site.published(cache=site.cache) == site.expected


def test_it_does_not_grow(tmp_path: Path) -> None:
    posts = messy.write(tmp_path / "posts")
    sizes = []
    for number in range(8):
        (posts / "0069.md").write_text((posts / "0069.md").read_text() + f"\n{number}" + "word " * 4000)
        messy.build(posts, tmp_path / "out", cache=tmp_path / "cache")
        sizes.append((tmp_path / "cache" / "feeds.sqlite").stat().st_size)
        (posts / "0069.md").write_text((posts / "0068.md").read_text().replace("/68", "/69"))
    assert sizes[-1] <= sizes[2]


def test_posts_of_strangers(tmp_path: Path) -> None:
    strangers = ROOT.parent / "shared" / "posts" / "hard-cases"
    if not strangers.is_dir():
        pytest.skip("no posts of strangers here")
    out, cache = tmp_path / "out", tmp_path / "cache"
    expected = messy.published(strangers, out)
    for options in ({"jobs": 2}, {"cache": cache, "jobs": 2}, {"cache": cache}):
        shutil.rmtree(out)
        assert messy.published(strangers, out, **options) == expected
    assert publish.stamp(cache / "feeds.sqlite")
