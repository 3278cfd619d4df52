"""Real archives: every post comes out with its own address and time, or is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from written import config

from feeds.config import Config
from feeds.dates import rfc3339
from feeds.links import is_web_url
from feeds.posts import load_posts

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "posts"

ARCHIVES = {
    "buildbroken-de": (config(timezone="Europe/Berlin"), 32),
    "jetthoughts-toto": (
        config(timezone="Europe/Kyiv", base_url="https://example.org/", url_template="{base}/{slug}"),
        26,
    ),
    "lepture-zh": (
        config(timezone="Asia/Shanghai", base_url="https://example.org/", url_template="{base}/{slug}"),
        60,
    ),
    "malvinly-en": (Config(), 63),
    "mawenbao-pelican-zh": (
        config(
            timezone="Asia/Shanghai", base_url="https://example.org/", url_template="{base}/{folder}/{slug}"
        ),
        160,
    ),
    "npf-toml": (config(base_url="https://example.org/", url_template="{base}/{year}/{month}/{slug}"), 50),
    "yikun-hexo-zh": (
        config(
            timezone="Asia/Shanghai", base_url="https://example.org/", url_template="{base}/{year}/{slug}"
        ),
        87,
    ),
}


def test_the_sample_post() -> None:
    loaded = load_posts(ROOT / "seeds", config(timezone="Asia/Shanghai"))
    (post,) = loaded.posts
    assert post.url == "https://www.huxiu.com/article/21189"
    assert rfc3339(post.published) == "2013-10-09T09:23:00+08:00"
    assert [author.name for author in post.authors] == ["匿名"]
    assert post.title.endswith("在线交易？")
    assert loaded.problems == ()


@pytest.mark.parametrize("name", ARCHIVES)
def test_real_archives(name: str) -> None:
    if not (SHARED / name).is_dir():
        pytest.skip("the shared posts are not beside the checkout")
    settings, count = ARCHIVES[name]
    loaded = load_posts(SHARED / name, settings)
    assert len(loaded.posts) == count
    assert loaded.read == count + loaded.left_out + loaded.held
    named = {found.path for found in loaded.problems}
    for path in (path for path in (SHARED / name).rglob("*") if path.is_file()):
        source = path.relative_to(SHARED / name).as_posix()
        assert source in named or any(post.source == source for post in loaded.posts)
    for post in loaded.posts:
        header = (SHARED / name / post.source).read_text("utf-8")[:2000]
        assert is_web_url(post.url)
        if "original_url" in header:
            assert post.url in header
        days = re.findall(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}", header)
        day, month, year = post.published.day, post.published.month, post.published.year
        assert any({int(part) for part in re.split("[-/]", found)} == {day, month, year} for found in days)
