"""What is an address, and how one is put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.links import (
    MissingFieldError,
    below,
    check_template,
    expand,
    is_web_url,
    name_part,
    resolve,
    slugify,
    to_uri,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/A",
        "https://例え.jp/パス?問=答",
        "https://user@example.org:8080/",
        "http://[2001:db8::1]/a",
        "http://localhost:4000/a",
        "https://example.org/a%20b/(c)",
    ],
)
def test_addresses(url: str) -> None:
    assert is_web_url(url)


@pytest.mark.parametrize(
    "text",
    [
        "", "example.org/a", "www.example.org", "/2013/10/a/", "//example.org/a", "ftp://example.org/", "https://",
        "https:///a", "https:example.org", "http://http://example.org", "https://example.org/a b",
        "https://exa mple.org",
        "https://example.org/\x08", "https://example.org/a\n", "https://example.org/<a>", "mailto:a@example.org",
        "javascript:alert(1)", "[a](https://example.org)", "https://example.org/{{ page.slug }}",
        "https://{{ site }}/a",
        "https://?a", "https://#a", "https://...", "https://example.org/\ud800", "see https://example.org/",
    ],
)  # fmt: skip
def test_no_addresses(text: str) -> None:
    assert not is_web_url(text)


@pytest.mark.parametrize(
    ("iri", "uri"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("https://example.org/名/", "https://example.org/%E5%90%8D/"),
        ("https://example.org/%E5%90%8D/%2f", "https://example.org/%E5%90%8D/%2f"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a|b^{c}[d]", "https://example.org/a%7Cb%5E%7Bc%7D%5Bd%5D"),
        ("https://bücher.example/ä?ö#ü", "https://xn--bcher-kva.example/%C3%A4?%C3%B6#%C3%BC"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://例え.jp:8080/", "https://xn--r8jz45g.jp:8080/"),
        ("http://[2001:db8::1]/ä", "http://[2001:db8::1]/%C3%A4"),
        ("HTTP://Example.ORG/A", "HTTP://Example.ORG/A"),
        ("https://example.org/a\udce9", "https://example.org/a%E9"),
    ],
)
def test_an_iri_becomes_a_uri(iri: str, uri: str) -> None:
    assert to_uri(iri) == uri
    assert to_uri(uri) == uri


@given(st.text(max_size=30))
def test_uris_are_ascii_and_stay(path: str) -> None:
    uri = to_uri(f"https://example.org/{path}")
    assert uri.isascii()
    assert to_uri(uri) == uri


@pytest.mark.parametrize(
    ("base", "path", "url"),
    [
        ("https://example.org", "/2013/a/", "https://example.org/2013/a/"),
        ("https://example.org/", "2013/a/", "https://example.org/2013/a/"),
        ("https://example.org/blog/", "/2013/a/", "https://example.org/blog/2013/a/"),
        ("https://example.org/blog", "/blog/2013/a/", "https://example.org/blog/2013/a/"),
        ("https://example.org/blog", "/blogs/a", "https://example.org/blog/blogs/a"),
        ("https://example.org/", "/名/", "https://example.org/名/"),
        ("https://example.org/", "./a", "https://example.org/a"),
    ],
)
def test_a_path_below_the_root_of_a_site(base: str, path: str, url: str) -> None:
    assert below(base, path) == url


def test_a_reference_on_a_page() -> None:
    assert resolve("https://example.org/a/b", "../ü.png") == "https://example.org/%C3%BC.png"
    assert resolve("https://example.org/a/", "b.mp3") == "https://example.org/a/b.mp3"
    with pytest.raises(ValueError, match=r"."):
        resolve("https://example.org/a/", "//[")


@pytest.mark.parametrize(
    "template", ["{base}/{slug}/", "/{year}/{slug}", "https://example.org/{any key}.html", "{base}/?p={id}"]
)
def test_templates(template: str) -> None:
    check_template(template)


@pytest.mark.parametrize(
    "template",
    ["", "{slug}", "{base}/", "{base}/a", "a/{slug}", "{base}/{slug", "{base}/slug}", "{base}/{}", "{base}/{slug!r}",
     "{base}/{0}", "/{base}/{slug}", "ftp://example.org/{slug}", "https://{slug}"],
)  # fmt: skip
def test_templates_that_give_no_addresses(template: str) -> None:
    with pytest.raises(ValueError, match="wants"):
        check_template(template)


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("{base}/{folder}/{slug}/", "https://example.org/s/%61/".replace("%61", "a")),
        ("/{slug}", "https://example.org/s/a"),
        ("https://other.example/{slug}.html", "https://other.example/a.html"),
        ("{base}/?p={slug}//x", "https://example.org/s/?p=a//x"),
        ("{base}//{slug}//", "https://example.org/s/a/"),
    ],
)
def test_expansion(template: str, url: str) -> None:
    assert expand(template, "https://example.org/s/", {"slug": "a", "folder": "/"}.get) == url


@pytest.mark.parametrize(("template", "name"), [("{base}/{gone}/", "gone"), ("{base}/{empty}", "empty")])
def test_a_gap_in_an_address_is_an_error(template: str, name: str) -> None:
    with pytest.raises(MissingFieldError) as raised:
        expand(template, "https://example.org/", {"empty": ""}.get)
    assert raised.value.args == (name,)


def test_names_keep_their_script_and_cannot_end_the_path() -> None:
    assert name_part("名 前?#%2F.md") == "名%20前%3F%23%252F.md"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Über uns", "über-uns"),
        ("C++ & C#", "c-c"),
        ("電子 商務", "電子-商務"),
        ("a/b\\c", "a-b-c"),
        ("..", "x2e2e"),
        ("x" * 300, "x" * 80),
    ],
)
def test_slugs_are_safe_names_of_folders(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text(max_size=200))
def test_any_name_has_a_slug(name: str) -> None:
    slug = slugify(name)
    assert slug
    assert not set(slug) & set("/\\\0.")
    assert len(slug.encode("utf-8", "surrogatepass")) <= 240
