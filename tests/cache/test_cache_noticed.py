"""What a run notices, and what it may leave alone."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import messy
import pytest
from archives import NOW, build, contents, write_post, write_posts

from feeds import config, make, pipeline, posts, run
from feeds.config import Config, FeedSettings
from feeds.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable

YEAR = timedelta(days=366)


class Site:
    """Messy posts that were published with the cache."""

    def __init__(self, root: Path) -> None:
        self.posts = messy.write(root / "posts")
        self.out = root / "out"
        self.cache = root / "cache"
        self.build()
        self.before = contents(self.out)

    def build(self, config: Config = messy.CONFIG, **options: Any) -> list[str]:
        """Publish; the paths that changed."""
        outcome = messy.build(self.posts, self.out, config, **{"cache": self.cache, **options})
        return [each.path for each in outcome.report.artifacts if each.changed]

    def assert_right(self, config: Config = messy.CONFIG, **options: Any) -> None:
        """The output is what a run without a cache makes of the same output."""
        copy = self.out.with_name("copy")
        shutil.copytree(self.out, copy)
        messy.build(self.posts, copy, config, **options)
        assert contents(self.out) == contents(copy)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def _idle(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing may be read, rendered or made."""
    assert site.before

    def never(*_: object) -> Any:
        raise AssertionError("needless work")

    def again(*words: Any, order: Any) -> Any:
        """What other posts tell of a date is told anew in each run."""
        return parse(*words, order=order)

    parse = posts.parse
    monkeypatch.setattr(posts, "parse", again)
    monkeypatch.setattr(make, "render", never)
    monkeypatch.setattr(pipeline, "_make", never)


@pytest.mark.usefixtures("_idle")
def test_nothing_changed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_attempts", None)
    assert site.build() == []
    assert site.build(now=NOW + timedelta(hours=1), jobs=2) == []


@pytest.mark.usefixtures("_idle")
def test_a_checkout_that_resets_times_renders_nothing(site: Site) -> None:
    for folder in (site.posts, site.out):
        copy = folder.with_name("checkout")
        shutil.copytree(folder, copy, copy_function=shutil.copy)
        shutil.rmtree(folder)
        copy.rename(folder)
    assert site.build() == []
    assert contents(site.out) == site.before


def _edited(site: Site) -> None:
    write_post(site.posts, 12, body="Other text.")


def _edited_in_place(site: Site) -> None:
    """As tar, rsync --inplace and cp -p do: size, time and inode stay."""
    file = site.posts / "0012.md"
    stat = file.stat()
    file.write_text(file.read_text().replace("Some text.", "Same size."))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _touched(site: Site) -> None:
    os.utime(site.posts / "0012.md", ns=(1, 1))


def _more_here_less_there(site: Site) -> None:
    (site.posts / "0013.md").unlink()
    write_post(site.posts, 99)


def _renamed(site: Site) -> None:
    (site.posts / "0012.md").rename(site.posts / "renamed.md")


def _votes_otherwise(site: Site) -> None:
    file = site.posts / "tells.md"
    file.write_text(file.read_text().replace("20/4/2020", "4/20/2020"))


def _media_grown(site: Site) -> None:
    (site.posts / "a.mp3").write_bytes(b"longer sound")


def _named_otherwise(site: Site) -> None:
    file = site.posts / "crlf.txt"
    file.write_bytes(file.read_bytes().replace(b"/crlf", b"/CRLF"))


def test_a_file_that_could_not_be_read_is_tried_again_though_it_stays_as_it_is(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_source: Path, path: str) -> bytes | Problem:
        return problem("file-unreadable", path, reason="Input/output error")

    _edited(site)
    with monkeypatch.context() as now:
        now.setattr(posts, "content", refused)
        site.build()
    site.build()
    site.assert_right()


CHANGES = (
    _edited,
    _edited_in_place,
    _touched,
    _more_here_less_there,
    _renamed,
    _votes_otherwise,
    _media_grown,
    _named_otherwise,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_of_the_posts(site: Site, change: Callable[[Site], None]) -> None:
    change(site)
    assert bool(site.build()) == (change is not _touched)
    site.assert_right()
    assert site.build() == []


def _spoilt(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _replaced(file: Path) -> None:
    """By a file of the same size and time: its inode tells."""
    stat = file.stat()
    other = file.with_name("other")
    other.write_bytes(bytes(stat.st_size))
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(file)


def _spoilt_in_place(file: Path) -> None:
    stat = file.stat()
    _spoilt(file)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize(
    "name", ["rss.xml", "archive/2/feed.json", "tag/x/atom.xml.gz", "index.html", "feeds.opml"]
)
@pytest.mark.parametrize(
    "harm", [os.remove, _spoilt, _spoilt_in_place, _replaced, _emptied], ids=lambda harm: harm.__name__
)
def test_a_change_of_the_output(site: Site, name: str, harm: Callable[[Path], None]) -> None:
    harm(site.out / name)
    assert site.build() == [name]
    assert contents(site.out) == site.before


def test_a_touched_output_is_left_alone(site: Site) -> None:
    os.utime(site.out / "rss.xml", ns=(1, 1))
    assert site.build() == []


def test_a_feed_that_is_not_made_any_more_is_named_until_it_is_deleted(tmp_path: Path) -> None:
    posts, out, options = write_posts(tmp_path / "posts", 2), tmp_path / "out", {"use_cache": True}

    def stale(*formats: str) -> list[str]:
        run = build(posts, out, options=options | {"cache": tmp_path / "cache"}, formats=formats)
        return [Path(found.path).name for found in run.report.problems if found.code == "stale-file"]

    assert stale("rss", "atom") == []
    assert stale("rss") == stale("rss") == ["atom.xml"]
    (out / "atom.xml").unlink()
    assert stale("rss") == []


SETTINGS = (
    messy.CONFIG._replace(feed=messy.CONFIG.feed._replace(title="Another")),
    messy.CONFIG._replace(feed=messy.CONFIG.feed._replace(limit=9)),
    messy.CONFIG._replace(feed=messy.CONFIG.feed._replace(formats=("atom",))),
    messy.CONFIG._replace(posts=messy.CONFIG.posts._replace(timezone="UTC")),
    messy.CONFIG._replace(posts=messy.CONFIG.posts._replace(encoding="latin-1")),
    messy.CONFIG._replace(keys={"title": ("author",)}),
    messy.CONFIG._replace(markdown=messy.CONFIG.markdown._replace(extensions=())),
)


@pytest.mark.parametrize("number", range(len(SETTINGS)))
def test_a_change_of_the_settings(site: Site, number: int) -> None:
    assert site.build(SETTINGS[number]) != []
    site.assert_right(SETTINGS[number])


def _other_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_installed", lambda: ["nh3-99.dist-info"])


def _other_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version", "99")


def _other_rules_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_zone_rules", lambda _zone: b"summer time all year")


@pytest.mark.parametrize("change", [_other_version, _other_python, _other_rules_of_time])
def test_a_change_of_what_shapes_the_output(
    site: Site, monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None]
) -> None:
    change(monkeypatch)
    read: list[str] = []
    parse = posts.parse
    monkeypatch.setattr(posts, "parse", lambda *words, **more: read.append(words[0]) or parse(*words, **more))
    made: list[str] = []
    make_document = make.make
    monkeypatch.setattr(pipeline, "_make", lambda job: made.append(job.document.folder) or make_document(job))
    assert site.build() == []
    assert "0012.md" in read
    assert {"", "archive/1", "tag/x"} <= set(made)


def test_an_embargo_ends(site: Site) -> None:
    later = datetime(2027, 2, 4, tzinfo=UTC) - timedelta(hours=8)
    assert site.build(now=later - timedelta(seconds=1)) != [], "a post has expired since"
    assert site.build(now=later - timedelta(seconds=1)) == []
    assert site.build(now=later) != []
    assert b"https://example.org/later" in (site.out / "rss.xml").read_bytes()
    site.assert_right(now=later)


def test_the_clock_set_back(site: Site) -> None:
    site.build(now=NOW + 2 * YEAR)
    assert site.build(now=NOW) != []
    site.assert_right(now=NOW)


def test_one_edited_post_of_many_renders_no_other(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render = make.render
    monkeypatch.setattr(
        make, "render", lambda post, *more: rendered.append(post.source) or render(post, *more)
    )
    write_post(site.posts, 69, body="Other text.")
    site.build()
    assert rendered == ["0069.md"]


def test_posts_that_no_feed_shows_are_not_rendered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered: list[str] = []
    render = make.render
    monkeypatch.setattr(
        make, "render", lambda post, *more: rendered.append(post.source) or render(post, *more)
    )
    newest = Config(feed=FeedSettings(limit=3, archive=False))
    messy.build(write_posts(tmp_path / "posts", 70), tmp_path / "out", newest)
    assert sorted(rendered) == ["0067.md", "0068.md", "0069.md"]


def test_problems_are_told_again_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_posts(tmp_path / "posts", 70)
    (tmp_path / "posts" / "bad.md").write_text("Nothing.")
    small = Config(feed=FeedSettings(max_bytes=20_000))
    monkeypatch.chdir(tmp_path)
    messy.build(Path("posts"), Path("out"), small, cache=tmp_path / "c")
    (tmp_path / "out" / "archive" / "9").mkdir()
    (tmp_path / "out" / "archive" / "9" / "rss.xml").write_text("old")
    (tmp_path / "posts" / "0003.md").unlink()
    messy.build(Path("posts"), Path("out"), small, cache=tmp_path / "c")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setattr(run, "_attempts", None)
    cases = (
        (Path("../posts"), Path("../out")),
        (tmp_path / "posts", tmp_path / "out"),
    )
    for source, out in cases:
        told = messy.build(source, out, small, cache=tmp_path / "c").report.problems
        paths = {each.code: each.path for each in told}
        assert paths["no-timestamp"] == str(source / "bad.md")
        assert paths["feed-too-large"] == str(out)
        assert paths["stale-file"] == str(out / "archive/9/rss.xml")


def test_the_settings_of_the_folder_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """feeds.toml of the working folder counts, wherever the cache is."""
    write_posts(tmp_path / "posts", 2)
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "feeds.toml").write_text('[feed]\ntitle = "Here"\n')
    titles = []
    for folder in (tmp_path, tmp_path / "here", tmp_path):
        monkeypatch.chdir(folder)
        messy.build(
            tmp_path / "posts", tmp_path / "out", config.load(tmp_path / "posts"), cache=tmp_path / "c"
        )
        titles.append(b"<title>Here</title>" in (tmp_path / "out" / "rss.xml").read_bytes())
    assert titles == [False, True, False]
