"""Where a post's address comes from, and that it is never made up."""

from __future__ import annotations

import pytest
from written import codes, config, read, reading, text

from feeds.posts import parse

SITE = "https://example.org/"
PATTERN = "{base}/{year}/{month}/{day}/{slug}/"


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("https://example.org/文", "https://example.org/%E6%96%87"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ],
)
def test_an_address_stays_as_written_beside_its_uri(url: str, uri: str) -> None:
    post = read(text(url=url))
    assert (post.url, post.uri) == (url, uri)


@pytest.mark.parametrize(
    ("keys", "url"),
    [
        ({"url": "https://a.example/1", "canonical": "https://b.example/1"}, "https://a.example/1"),
        (
            {"canonical_url": "https://b.example/1", "original_url": "https://c.example/1"},
            "https://b.example/1",
        ),
        ({"canonical": "https://b.example/1", "link": "https://c.example/1"}, "https://b.example/1"),
        (
            {"original_url": "https://c.example/1", "archive_url": "https://web.archive.org/x"},
            "https://c.example/1",
        ),
        ({"link": "https://d.example/1", "source": "https://e.example/1"}, "https://d.example/1"),
        ({"source": "https://e.example/1"}, "https://e.example/1"),
        ({"source_url": "https://f.example/1", "link": "https://d.example/1"}, "https://f.example/1"),
        (
            {
                "url": "https://web.archive.org/web/2010/https://f.example/1",
                "original_url": "https://f.example/1",
            },
            "https://f.example/1",
        ),
        (
            {"url": "https://web.archive.org/web/2010/https://f.example/1"},
            "https://web.archive.org/web/2010/https://f.example/1",
        ),
        ({"original": "https://f.example/1", "source": "https://e.example/1"}, "https://e.example/1"),
        ({"原文链接": "https://f.example/1", "source": "https://e.example/1"}, "https://f.example/1"),
        ({"source": "A Magazine", "link": "https://d.example/1"}, "https://d.example/1"),
        ({"url": "", "canonical": "https://b.example/1"}, "https://b.example/1"),
        ({"URL": "https://例え.jp/パス?問=答"}, "https://例え.jp/パス?問=答"),
        ({"permalink": "https://a.example/2013/1/"}, "https://a.example/2013/1/"),
        ({"Canonical-URL": "HTTP://Example.org/a%20b"}, "HTTP://Example.org/a%20b"),
    ],
)
def test_absolute_addresses_come_out_as_they_are(keys: dict[str, str], url: str) -> None:
    header = "\n".join(f"{key}: {value}" for key, value in keys.items())
    post = read(text(header, url=None))
    assert post.url == url
    assert post.line("url") is not None


@pytest.mark.parametrize(
    ("header", "url"),
    [
        ("permalink: /2013/10/a/", "https://example.org/2013/10/a/"),
        ("permalink: 2013/a.html", "https://example.org/2013/a.html"),
        ("permalink: /名/", "https://example.org/名/"),
        ("path: /blog/a", "https://example.org/blog/a"),
        ("url: /posts/a/", "https://example.org/posts/a/"),
        ("url: pages/a.html", "https://example.org/pages/a.html"),
        ("permalink: /:year/:month/:day/:title", "https://example.org/2013/10/09/b"),
        ("permalink: /:year/:month/:day/:title:output_ext", "https://example.org/2013/10/09/b.html"),
        ("permalink: /a b/", "https://example.org/a%20b/"),
        ("path: src/a.md\nslug: s", "https://example.org/2013/10/09/s/"),
        ("permalink: pretty", "https://example.org/2013/10/09/b/"),
        ("permalink: '{{ page.x }}/'", "https://example.org/2013/10/09/b/"),
        ("layout: post", "https://example.org/2013/10/09/b/"),
    ],
)
def test_relative_addresses_and_the_template(header: str, url: str) -> None:
    settings = config(base_url=SITE, url_template=PATTERN)
    assert read(text(header, url=None), "x/2013-01-01-b.md", settings).url == url


@pytest.mark.parametrize(
    ("template", "path", "header", "url"),
    [
        ("{base}/{year}/{month}/{slug}/", "2013-10-09-why.md", "", "https://example.org/2013/10/why/"),
        (
            "{base}/{folder}/{name}.html",
            "de/b/2013-10-09-why.md",
            "",
            "https://example.org/de/b/2013-10-09-why.html",
        ),
        ("{base}/{folder}/{slug}/", "why.md", "", "https://example.org/why/"),
        ("{base}/{slug}/", "posts/why/index.md", "", "https://example.org/why/"),
        ("{base}/{folder}/{slug}/", "posts/why/index.de.md", "", "https://example.org/posts/why/"),
        ("{base}/{slug}/", "why.aspx.markdown", "", "https://example.org/why.aspx/"),
        ("{base}/{slug}/", "a.md", "slug: 名/前 ?", "https://example.org/名/前%20%3F/"),
        ("{base}/{slug}/", "50% & #1?.md", "", "https://example.org/50%25%20&%20%231%3F/"),
        ("{base}/{abbrlink}/", "a.md", "abbrlink: x/y", "https://example.org/x/y/"),
        ("{base}/?p={id}", "a.md", "id: 12", "https://example.org/?p=12"),
        ("{base}/{categories}/{slug}", "a.md", "categories: [b, c]", "https://example.org/b/c/a"),
        ("{base}/{lang}/{slug}", "a.md", "lang: zh_CN", "https://example.org/zh-CN/a"),
        (
            "{base}/{short_year}/{i_month}/{i_day}/{hour}{minute}{second}",
            "a.md",
            "",
            "https://example.org/13/10/9/092300",
        ),
        ("https://other.example/{slug}", "a.md", "", "https://other.example/a"),
        ("{base}/{folder}/{slug}", "ja/news/_posts/2013-10-09-a.md", "", "https://example.org/ja/news/a"),
        ("{base}/{folder}/{name}/", "source/_posts/x/a.md", "", "https://example.org/x/a/"),
        ("{base}/{folder}/{slug}", "content/blog/content/a.md", "", "https://example.org/blog/content/a"),
        ("/{slug}", "a.md", "", "https://example.org/a"),
    ],
)
def test_fields_of_the_template(template: str, path: str, header: str, url: str) -> None:
    assert read(text(header, url=None), path, config(base_url=SITE, url_template=template)).url == url


def test_a_name_of_odd_bytes_keeps_them() -> None:
    post = read(text(url=None), "caf\udce9.md", config(base_url=SITE, url_template="{base}/{slug}"))
    assert post.url == "https://example.org/caf%E9"


@pytest.mark.parametrize(
    ("header", "settings", "expected"),
    [
        ("", {}, ("no-url", 1)),
        ("url: www.example.org/a", {}, ("url-not-absolute", 4)),
        ("url: ftp://example.org/a", {}, ("url-not-absolute", 4)),
        ("url: https://example.org/a b", {}, ("url-not-absolute", 4)),
        ("url: https：//example.org/a", {"base_url": SITE}, ("url-not-absolute", 4)),
        ("permalink: /2013/a/", {}, ("permalink-relative", 4)),
        ("EditURL: https://example.org/edit?p=1", {}, ("no-url", 1)),
        ("archive_url: https://web.archive.org/x", {}, ("no-url", 1)),
        ("source: A Magazine", {}, ("no-url", 1)),
        ("", {"base_url": SITE, "url_template": "{base}/{id}/"}, ("url-field-missing", 1)),
        ("id:", {"base_url": SITE, "url_template": "{base}/{id}/"}, ("url-field-missing", 1)),
        ("permalink: /:nonsense/a/", {"base_url": SITE}, ("url-field-missing", 4)),
    ],
)
def test_without_an_address_the_post_is_left_out(
    header: str, settings: dict[str, str], expected: tuple[str, int]
) -> None:
    assert codes(text(header, url=None), settings=config(timezone="UTC", **settings)) == [expected]


def test_an_address_that_is_none_is_told_where_the_template_is_used() -> None:
    settings = config(base_url=SITE, url_template="{base}/{slug}")
    assert read(text(url="www.example.org/x"), settings=settings).url == "https://example.org/a"
    assert codes(text(url="www.example.org/x"), settings=settings) == [("url-ignored", 2)]
    generated = text('permalink: "/{{ page.fileSlug }}/"', url=None)
    assert codes(generated, settings=settings) == [("url-ignored", 4)]
    used = config(base_url=SITE, url_template="{base}/{permalink}")
    assert codes(generated, settings=used) == []


def test_a_link_to_another_site_is_not_the_post_where_the_site_is_known() -> None:
    linked = text("link: https://elsewhere.example/story", url=None)
    settings = config(base_url=SITE, url_template="{base}/{slug}")
    assert read(linked, settings=settings).url == "https://example.org/a"
    assert codes(linked, settings=settings) == [("link-elsewhere", 4)]
    assert read(linked, settings=config(base_url=SITE)).url == "https://elsewhere.example/story"
    for own in ("https://www.example.org/2013/story", "https://blog.example.org/story"):
        assert read(text(f"link: {own}", url=None), settings=settings).url == own
    whole = config(url_template="https://example.org/{slug}")
    assert read(linked, settings=whole).url == "https://example.org/a"


@pytest.mark.parametrize(
    ("keys", "url"),
    [
        ({"url": ()}, "https://example.org/t/a"),
        ({"url": ("link",)}, "https://elsewhere.example/story"),
        ({"url": ("old",)}, "https://example.org/old/a"),
        ({"url": ("permalink",)}, "https://example.org/p/"),
    ],
)
def test_settings_say_which_keys_hold_the_address(keys: dict[str, tuple[str, ...]], url: str) -> None:
    post = text("link: https://elsewhere.example/story\nold: /old/a\npermalink: /p/")
    assert read(post, settings=config(keys, base_url=SITE, url_template="{base}/t/{slug}")).url == url


def test_reading_is_pure() -> None:
    data = text().encode()
    assert parse("a.md", data, config()) == parse("a.md", data, config())


def test_a_page_that_a_post_is_about_is_not_its_address_where_it_has_a_path_of_its_own() -> None:
    header = "link: https://elsewhere.example/x\npermalink: /2013/a/"
    assert codes(text(header, url=None)) == [("permalink-relative", 5)]
    assert codes(text(header, url=None), settings=config(base_url=SITE)) == [("link-elsewhere", 4)]
    assert read(text(header, url=None), settings=config(base_url=SITE)).url == "https://example.org/2013/a/"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("page: https://example.org/a", "; or does `page` hold it? then say so under [keys]"),
        ("page: https://example.org/a.png\nimage: https://example.org/b", ""),
        ("page: 12", ""),
    ],
)
def test_a_key_that_may_hold_what_is_missing_is_named(header: str, told: str) -> None:
    (found,) = reading(text(header, url=None)).problems
    assert found.message.endswith(f"under [posts]{told}")
    dated = reading(text("written: 2013-10-09 09:23", date=None)).problems[0]
    assert (dated.code, "does `written` hold it?" in dated.message) == ("no-timestamp", True)
    changed = reading(text("updated_at: 2013-10-09 09:23", date=None)).problems[0]
    assert (changed.code, "does `updatedat` hold it?" in changed.message) == ("no-timestamp", True)
