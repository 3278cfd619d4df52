"""Addresses as many tools mean them: categories, languages, wrapped links, parts of a template."""

from __future__ import annotations

import pytest
from written import codes, config, read, text

SITE = "https://example.org/"


@pytest.mark.parametrize(
    ("path", "header", "url"),
    [
        ("_posts/2015-03-04-a.md", "categories: jekyll update", "jekyll/update/2015/a.html"),
        ("_posts/2015-03-04-a.md", "categories: [News, Big Site]", "news/big%20site/2015/a.html"),
        ("_posts/2015-03-04-a.md", "category: Big News", "big%20news/2015/a.html"),
        ("_posts/2015-03-04-a.md", "layout: post", "2015/a.html"),
        ("blog/_posts/2015-03-04-a.md", "categories: x", "blog/x/2015/a.html"),
        ("_posts/sub/2015-03-04-a.md", "categories: x", "x/2015/a.html"),
        ("a.md", "categories: [News, Site]", "News/Site/2013/a.html"),
        ("a.md", "category: news", "news/2013/a.html"),
    ],
)
def test_categories_in_an_address(path: str, header: str, url: str) -> None:
    settings = config(base_url=SITE, url_template="{base}/{categories}/{year}/{slug}.html", timezone="UTC")
    date = None if path.startswith(("_", "blog")) else "2013-10-09"
    assert read(text(header, url=None, date=date), path, settings).url == SITE + url


def test_a_post_without_a_category_is_named_where_its_tool_would_not_leave_it_out() -> None:
    settings = config(base_url=SITE, url_template="{base}/{categories}/{slug}/")
    assert codes(text(url=None), "a.md", settings)[-1][0] == "url-field-missing"


@pytest.mark.parametrize(
    ("path", "date", "day"),
    [
        ("_posts/2013-10-08-a.md", "2013-10-09 01:00:00 +0000", "2013/10/08"),
        ("_posts/2013-10-8-a.md", "2013-10-09 01:00:00 +0000", "2013/10/08"),
        ("_posts/2013-10-09-a.md", "2013-10-09 01:00:00 +0000", "2013/10/09"),
        ("_posts/2013-10-01-a.md", "2013-10-09 01:00:00 +0000", "2013/10/09"),
        ("posts/2013-10-08-a.md", "2013-10-09 01:00:00 +0000", "2013/10/09"),
    ],
)
def test_the_day_in_addresses_of_jekyll_is_that_of_the_sites_zone(path: str, date: str, day: str) -> None:
    template = "{base}/{year}/{month}/{day}/{slug}"
    settings = config(base_url=SITE, url_template=template, timezone="America/New_York")
    post = read(text(url=None, date=date), path, settings)
    assert (post.url, post.published.isoformat()) == (f"{SITE}{day}/a", "2013-10-09T01:00:00+00:00")


def test_placeholders_of_a_permalink() -> None:
    post = text("permalink: /blog/:categories/:year/:title/\ncategories: a b", url=None)
    settings = config(base_url=SITE)
    assert read(post, "_posts/2013-10-09-why.md", settings).url == "https://example.org/blog/a/b/2013/why/"


@pytest.mark.parametrize(
    ("path", "slug", "language"),
    [
        ("post/why.de.md", "why", "de"),
        ("post/why.zh-cn.md", "why", "zh-cn"),
        ("post/why/index.fr.md", "why", "fr"),
        ("post/why.html.md", "why", None),
        ("post/node.js.md", "node.js", None),
        ("post/what.it.is.it.md", "what.it.is.it", None),
        ("post/why.aspx.md", "why.aspx", None),
    ],
)
def test_languages_and_pages_in_names(path: str, slug: str, language: str | None) -> None:
    post = read(text(url=None), path, config(base_url=SITE, url_template="{base}/{slug}/"))
    assert (post.url, post.language) == (f"{SITE}{slug}/", language)


def test_the_language_of_the_name_is_a_field() -> None:
    settings = config(base_url=SITE, url_template="{base}/{lang}/{slug}/")
    assert read(text(url=None), "why.ja.md", settings).url == "https://example.org/ja/why/"


@pytest.mark.parametrize(
    "written",
    [
        "<https://a.b/c>",
        "'[c](https://a.b/c)'",
        "'[c](https://a.b/c \"C\")'",
        "[https://a.b/c]",
        "'\"https://a.b/c\"'",
        "“https://a.b/c”",
        "https://a.b/c\u200b",
        "\ufeffhttps://a.b/c\u200e",
    ],
)
def test_wrapped_addresses(written: str) -> None:
    assert read(text(url=written), settings=config(base_url=SITE)).url == "https://a.b/c"


def test_a_slug_may_be_percent_encoded() -> None:
    settings = config(base_url=SITE, url_template="{base}/{slug}/")
    assert read(text("slug: '%e4%b8%ad-100%'", url=None), settings=settings).url == f"{SITE}%e4%b8%ad-100%25/"


@pytest.mark.parametrize(("url", "is_path"), [("my-2nd-post", True), ("tbd", False), ("a-b.net", False)])
def test_a_slug_under_the_key_of_addresses_is_a_path(url: str, is_path: bool) -> None:
    settings = config(base_url=SITE, url_template="{base}/{slug}/")
    assert read(text(url=url), settings=settings).url == SITE + (url if is_path else "a/")


@pytest.mark.parametrize("permalink", ["[/a/, /b/]", "N/A"])
def test_what_is_no_path_is_not_taken_for_one(permalink: str) -> None:
    settings = config(base_url=SITE, url_template="{base}/{slug}/")
    assert read(text(f"permalink: {permalink}", url=None), settings=settings).url == f"{SITE}a/"


def test_an_address_without_its_scheme_is_no_path() -> None:
    post = text("permalink: example.org/p/1", url=None)
    assert read(post, settings=config(base_url=f"{SITE}blog/")).url == "https://example.org/p/1"


def test_a_linked_address_may_have_parentheses() -> None:
    assert read(text(url="'[c](https://a.b/c_(d))'")).url == "https://a.b/c_(d)"


@pytest.mark.parametrize("key", ["url", "permalink"])
def test_a_key_of_the_template_is_a_part_of_the_address(key: str) -> None:
    settings = config(base_url=SITE, url_template=f"{{base}}/p/{{{key}}}/")
    assert (
        read(text(f"{key}: 2013/why", url=None), settings=settings).url == "https://example.org/p/2013/why/"
    )


def test_no_path_holds_another_address() -> None:
    settings = config(base_url=SITE, url_template="{base}/{slug}/")
    assert read(text("permalink: see https://a.b/c", url=None), settings=settings).url == f"{SITE}a/"
