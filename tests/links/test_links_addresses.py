"""What is an address, and how one is put together."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from bounded import assert_all_are_done
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
        "https://user:p%5Bw!@example.org/",
        "http://[2001:db8::1]/a",
        "http://localhost:4000/a",
        "https://example.org/a%20b/(c)",
        "https://example.org:65535/",
        "https://1.2.3.4/",
        "https://0x7f.1./",
        "https://2013.example/",
        "https://xn--bcher-kva.example/",
        "https://faß.example/",
        "https://a--b_c.example/",
        f"https://{'a' * 63}.{'ü' * 50}.example/",
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
        "https://example.org:65536/", "https://example.org:99999", "https://1.2.3.4.5/", "https://999.999.999.999/x",
        "https://example.123/", "https://example.0x1/", "https://1.2.3.08/", "https://256.1.1.1/", "https://4294967296/",
        "https://１.２.３.４.５/", "https://xn--a/", "https://xn--/", "https://XN--A.example/", "https://xn--a-0.de/",
        "https://xn--zn7c.com/", "https://xn--abc-.com/", "https://[1:2]/", "https://[::g]/",
        f"https://{'a' * 64}.example/", f"https://{'字' * 60}.example/", f"https://{'a.' * 127}example/",
        "https://a[@example.org/", "https://a]b@example.org/", "https://\u2100@example.org/",
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
        ("http://m%C3%BCnchen.example:80/%C3%BC", "http://xn--mnchen-3ya.example:80/%C3%BC"),
        ("http://m%C3%9CNCHEN.example/", "http://xn--mnchen-3ya.example/"),
        ("http://ex%61mple.org/", "http://example.org/"),
        ("https://%5B::ffff:1.2.3.4%5D:8080/", "https://[::ffff:1.2.3.4]:8080/"),
        ("https://a%2Fb.example/", "https://a%2Fb.example/"),
        ("https://a%40b.example/", "https://a%40b.example/"),
        ("https://m%FCnchen.example/", "https://m%FCnchen.example/"),
        ("https://ex\u00adam\u200bple.org/", "https://example.org/"),
        ("https://m\u00fcn\u00adch\u2060en.example/", "https://xn--mnchen-3ya.example/"),
        ("https://ｅｘａｍｐｌｅ．ｏｒｇ/", "https://example.org/"),
        ("https://\u2100.example/", "https://xn--z1g.example/"),
    ],
)
def test_an_iri_becomes_a_uri(iri: str, uri: str) -> None:
    assert to_uri(iri) == uri
    assert to_uri(uri) == uri


@pytest.mark.parametrize(
    "call", ["is_web_url(text)", "to_uri(text)", 'resolve("https://example.org/", text)']
)
def test_no_name_of_a_host_takes_for_ever(call: str) -> None:
    names = [
        "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))),
        "a." * 100_000,
        "\u00ad" * 100_000,
        "1." * 100_000,
    ]
    assert_all_are_done(
        "from feeds.links import is_web_url, resolve, to_uri",
        call,
        [f"https://{name}/" for name in (*names, ".".join(names[0]), quote(names[0]))],
        cpu_seconds=10,
    )


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


@pytest.mark.parametrize(
    ("base", "relative", "url"),
    [
        ("https://example.org/a/", "b//c", "https://example.org/a/b//c"),
        ("https://example.org/web/1/http://e.example/a", "b", "https://example.org/web/1/http://e.example/b"),
        ("https://example.org/web/1/http://e.example/a", "?b//c", "https://example.org/web/1/http://e.example/a?b//c"),
        ("https://example.org/a//b?c=//d", "../e//../f#//", "https://example.org/a/e/f#//"),
        ("https://example.org/", "/w=8//https://e.example//a", "https://example.org/w=8//https://e.example//a"),
        ("https://example.org/a//b", "//e.example//c", "https://e.example//c"),
    ],
)  # fmt: skip
def test_empty_segments_of_a_path_stay(base: str, relative: str, url: str) -> None:
    assert resolve(base, relative) == url


def test_a_reference_on_a_page() -> None:
    assert resolve("https://example.org/a/b", "../ü.png") == "https://example.org/%C3%BC.png"
    assert resolve("https://example.org/a/", "b.mp3") == "https://example.org/a/b.mp3"
    with pytest.raises(ValueError, match=r"."):
        resolve("https://example.org/a/", "//[")
    for nowhere in ("//", "https://", "https:///x", "//?x"):
        with pytest.raises(ValueError, match="host"):
            resolve("https://example.org/a/", nowhere)


@pytest.mark.parametrize(
    ("template", "fields"),
    [
        ("{base}/{slug}/", ("base", "slug")),
        ("/{year}/{slug}", ("year", "slug")),
        ("https://example.org/{any key}.html", ("any key",)),
        ("{base}/?p={id}", ("base", "id")),
    ],
)
def test_templates(template: str, fields: tuple[str, ...]) -> None:
    assert check_template(template) == fields


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
