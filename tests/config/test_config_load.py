from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from feeds import config
from feeds.model import Person
from feeds.problems import FeedsError

if TYPE_CHECKING:
    from pathlib import Path


def load(folder: Path, text: str = "", **more: Any) -> config.Config:
    (folder / "feeds.toml").write_text(text, encoding="utf-8")
    return config.load(folder, **more)


def test_no_settings_at_all_work(tmp_path: Path) -> None:
    assert config.load(tmp_path) == config.Config()


def test_the_file_is_read(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        """
        [feed]
        title = "T"
        self = "https://example.org/feeds"
        limit = "all"
        author = ["Ann", {name = "Bo", email = "bo@example.org"}]
        [posts]
        timezone = "Asia/Shanghai"
        [keys]
        url = []
        tags = ["Topics"]
        [markdown]
        extensions = ["extra"]
        """,
    )
    assert loaded.feed.title == "T"
    assert loaded.feed.self == "https://example.org/feeds/"
    assert loaded.feed.limit is None
    assert loaded.feed.author == (Person("Ann"), Person("Bo", "bo@example.org"))
    assert loaded.posts.timezone == "Asia/Shanghai"
    assert loaded.keys == {"url": (), "tags": ("topics",)}
    assert loaded.markdown.extensions == ("extra",)


def test_later_wins(tmp_path: Path) -> None:
    text = '[feed]\ntitle = "file"\nlanguage = "en"\nlimit = 1'
    environ = {"FEEDS_TITLE": "environ", "FEEDS_LIMIT": "2", "FEEDS_KEYS_URL": "a, b"}
    loaded = load(tmp_path, text, environ=environ, options={"feed.limit": "3"})
    assert (loaded.feed.title, loaded.feed.language, loaded.feed.limit) == ("environ", "en", 3)
    assert loaded.keys["url"] == ("a", "b")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[feed]\n\ntitel = "x"', 3, "feed.titel; did you mean title?"),
        ("[fead]\n", 1, "[fead]; did you mean feed?"),
        ("[feed]\nlimit = 0", 2, "whole number"),
        ("[feed]\nlimit = true", 2, 'whole number of 1 or more, or "all"'),
        ("[feed]\ntitle = 3", 2, "wants a text"),
        ('[feed]\nlanguage = "cn"', 2, "language tag"),
        ('[feed]\nlink = "example.org"', 2, "absolute http"),
        ('[feed]\nformats = ["rss", "atmo"]', 2, "did you mean atom?"),
        ('[posts]\ntimezone = "Asia/Shangai"', 2, "did you mean Asia/Shanghai?"),
        ('[posts]\nencoding = "utf-9"', 2, "encoding"),
        ('[posts]\nencoding = "hex"', 2, "encoding"),
        ("[feed\n", 1, "TOML"),
        ("feed = 3", 1, "[feed]"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(FeedsError) as caught:
        load(tmp_path, text)
    (problem,) = caught.value.problems
    assert caught.value.status == 2
    assert problem.path == str(tmp_path / "feeds.toml")
    assert problem.line == line
    assert said in problem.message


def test_a_misspelt_variable_stops_the_run_and_a_foreign_one_does_not(tmp_path: Path) -> None:
    assert config.load(tmp_path, environ={"FEEDS_HOME": "x", "PATH": "y"}) == config.Config()
    with pytest.raises(FeedsError, match="did you mean FEEDS_TIMEZONE"):
        config.load(tmp_path, environ={"FEEDS_TIMEZON": "UTC"})


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(FeedsError, match="cannot be read"):
        config.load(tmp_path, file=tmp_path / "other.toml")
