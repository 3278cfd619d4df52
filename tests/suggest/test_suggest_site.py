"""The settings that the configuration of a site's generator tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feeds import config
from feeds.posts import load_posts
from feeds.suggest import Suggestion, suggest, write

if TYPE_CHECKING:
    from pathlib import Path

JEKYLL = """\
url: "https://example.net" # the host
baseurl: /blog/
title: A blog
author: {name: Ann}
timezone: America/New_York
lang: en_US
"""
HEXO = "url: http://example.net\nroot: /\nauthor: Ann\nlanguage: zh-CN\ntimezone: ''\n"
HUGO = (
    'baseURL = "https://example.net/"\ntitle = "A blog"\nlanguageCode = "fr-fr"\ntimeZone = "Europe/Paris"\n'
)


def site(root: Path, name: str, text: str, post: str, header: str = "date: 2013-10-09 09:23") -> None:
    for path, content in ((root / name, text), (root / post, f"---\ntitle: A\n{header}\n---\nText.\n")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def found(root: Path, below: str = "") -> Suggestion:
    return suggest(root / below)


@pytest.mark.parametrize(
    ("more", "below", "post", "url"),
    [
        ("", "", "_posts/2013-10-09-a.md", "https://example.net/blog/2013/10/09/a.html"),
        ("permalink: pretty", "_posts", "_posts/2013-10-09-a.md", "https://example.net/blog/2013/10/09/a/"),
        (
            "permalink: /:year/:title:output_ext",
            "",
            "_posts/2013-10-09-a.md",
            "https://example.net/blog/2013/a.html",
        ),
        (
            "defaults:\n- scope: {path: '', type: posts}\n  values: {layout: post, permalink: '/posts/:title/'}",
            "",
            "_posts/2013-10-09-a.md",
            "https://example.net/blog/posts/a/",
        ),
    ],
)
def test_jekyll(tmp_path: Path, more: str, below: str, post: str, url: str) -> None:
    site(tmp_path, "_config.yml", JEKYLL + more, post)
    write(tmp_path / below, found(tmp_path, below))
    settings = config.load(tmp_path / below)
    (read,) = load_posts(tmp_path / below, settings).posts
    assert (read.url, read.published.isoformat()) == (url, "2013-10-09T09:23:00-04:00")
    assert (settings.feed.title, settings.feed.language) == ("A blog", "en-US")
    assert [person.name for person in settings.feed.author] == ["Ann"]


@pytest.mark.parametrize(
    ("more", "header", "template"),
    [
        ("", "", "{base}/{year}/{month}/{day}/{slug}/"),
        ("permalink: p/:abbrlink.html", "abbrlink: 5", "{base}/p/{abbrlink}.html"),
        ("permalink: p/:abbrlink.html", "", None),
        ("permalink: :category/:title/", "categories: [a]", "{base}/{category}/{slug}/"),
        ("permalink: :category/:title/", "", None),
        ("permalink: :hash/", "", None),
    ],
)
def test_hexo(tmp_path: Path, more: str, header: str, template: str | None) -> None:
    site(tmp_path, "_config.yml", HEXO + more, "source/_posts/a.md", f"date: 2013-10-09\n{header}")
    told = found(tmp_path, "source/_posts")
    assert (told.base_url, told.url_template, told.author) == ("http://example.net/", template, "Ann")
    write(tmp_path, told)
    assert config.load(tmp_path).posts.url_template == template


@pytest.mark.parametrize("below", ["", "source", "source/_posts", "source/_posts/java"])
@pytest.mark.parametrize(
    ("named", "post", "url"),
    [
        (":title.md", "java/a.md", "http://example.net/2013/10/09/java/a/"),
        (":title.md", "java/2013-10-09-a.md", "http://example.net/2013/10/09/java/2013-10-09-a/"),
        (":year-:month-:day-:title.md", "java/2013-10-09-a.md", "http://example.net/2013/10/09/java/a/"),
    ],
)
def test_the_title_in_addresses_of_hexo_is_the_path_of_the_file(
    tmp_path: Path, below: str, named: str, post: str, url: str
) -> None:
    site(tmp_path, "_config.yml", f"{HEXO}new_post_name: {named}\n", f"source/_posts/{post}")
    folder = tmp_path / below
    write(folder, found(tmp_path, below))
    assert [post.url for post in load_posts(folder, config.load(folder)).posts] == [url]


@pytest.mark.parametrize(
    ("more", "below", "url"),
    [
        ("", "", "https://example.net/posts/b/a/"),
        ("", "content/posts", "https://example.net/posts/b/a/"),
        ('[permalinks]\nposts = "/:year/:filename/"', "content", "https://example.net/2013/a/"),
        ('[permalinks]\nposts = "/:year/:title/"', "content", None),
        ("uglyURLs = true", "content", None),
        ("[languages.fr]\nweight = 1", "content", None),
    ],
)
def test_hugo(tmp_path: Path, more: str, below: str, url: str | None) -> None:
    site(tmp_path, "config/_default/hugo.toml", HUGO + more, "content/posts/b/a.md")
    folder = tmp_path / below
    write(folder, found(tmp_path, below))
    settings = config.load(folder)
    assert (settings.posts.timezone, settings.feed.language) == ("Europe/Paris", "fr-fr")
    assert [post.url for post in load_posts(folder, settings).posts] == ([url] if url else [])


def test_pelican_is_read_but_not_run(tmp_path: Path) -> None:
    text = "import nothing\nSITEURL = 'https://example.net'\nTIMEZONE = 'Europe/Paris'\nPATH = f()\nAUTHOR = 'Ann'"
    site(tmp_path, "pelicanconf.py", text, "content/a.md")
    told = found(tmp_path, "content")
    assert (told.base_url, told.timezone, told.author) == ("https://example.net/", "Europe/Paris", "Ann")
    assert told.url_template is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_config.yml", "a: [" * 100_000),
        ("_config.yml", "- a"),
        ("hugo.toml", "= b"),
        ("hugo.toml", 'title = "Without an address"'),
        ("config.toml", 'baseURL = "/"'),
        ("pelicanconf.py", "SITEURL = f()"),
        ("pelicanconf.py", "\0"),
    ],
)
def test_what_cannot_be_read_tells_nothing(tmp_path: Path, name: str, text: str) -> None:
    site(tmp_path, name, text, "a.md")
    assert found(tmp_path).config_name is None


def test_what_generators_write_for_a_start_is_no_address(tmp_path: Path) -> None:
    site(
        tmp_path,
        "_config.yml",
        "url: http://example.com\ntimezone: Mars/Base\ntitle: A",
        "_posts/2013-10-09-a.md",
    )
    told = found(tmp_path)
    assert (told.title, told.base_url, told.timezone) == ("A", None, None)


def test_posts_of_another_site_are_not_of_the_site_that_they_lie_in(tmp_path: Path) -> None:
    site(tmp_path, "_config.yml", JEKYLL, "crawl/a.md", "date: 2013-10-09\nurl: https://elsewhere.example/a")
    told = found(tmp_path, "crawl")
    assert (told.link, told.title, told.config_name) == (
        "https://elsewhere.example/",
        "elsewhere.example",
        None,
    )


def test_another_project_above_is_not_looked_at(tmp_path: Path) -> None:
    site(tmp_path, "_config.yml", JEKYLL, "project/posts/a.md")
    (tmp_path / "project" / ".git").mkdir()
    assert found(tmp_path, "project/posts").config_name is None
