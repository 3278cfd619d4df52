"""Every address in a body is absolute, and leads where it led on the author's site."""

from __future__ import annotations

import re

import pytest
from rendering import DEFAULT, FAST, URL, codes, rendered

from feeds.sanitize import id_prefix, sanitize

PREFIX = id_prefix(URL)


def attribute(body: str, name: str, url: str = URL) -> str | None:
    found = re.search(rf' {name}="([^"]*)"', rendered(body, markup="html", url=url).html)
    return found[1] if found else None


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://other.example/a?b=c#d", "https://other.example/a?b=c#d"),
        ("../x", "https://example.org/2013/x"),
        ("x.png", "https://example.org/2013/post/x.png"),
        ("/x", "https://example.org/x"),
        ("?p=1", "https://example.org/2013/post/?p=1"),
        ("", "https://example.org/2013/post/"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("\\\\cdn.example\\x", "https://cdn.example/x"),
        ("/a b/ü", "https://example.org/a%20b/%C3%BC"),
        ("/100%", "https://example.org/100%25"),
        ("/a%20b", "https://example.org/a%20b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("  https://other.example/\n", "https://other.example/"),
        ("ht\ntps://other.example/", "https://other.example/"),
        ("HTTPS://Other.example/", "https://Other.example/"),
        ("https://other.example/?a=1&amp;b=2", "https://other.example/?a=1&amp;b=2"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("tel:+49 30 1", "tel:+49%2030%201"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[", None),
        ("http://user:port", None),
        ("http://" + "é" * 300 + ".example/", None),
        ("http://m%C3%BCnchen.example/%C3%BC", "http://xn--mnchen-3ya.example/%C3%BC"),
        ("//m%C3%BCnchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://fa%C3%9F.example/", "https://xn--fa-hia.example/"),
        ("https://%5B::ffff:1.2.3.4%5D/", "https://[::ffff:1.2.3.4]/"),
        ("https://ex\u00adam\u200bple.org/", "https://example.org/"),
        ("https:", "https://example.org/2013/post/"),
        ("__GHOST_URL__/x/", "https://example.org/x/"),
        (" __GHOST_URL__", "https://example.org/"),
        ("__GHOST_URL__#x", "https://example.org/#x"),
        ("__GHOST_URL__//evil.example/", "https://example.org/evil.example/"),
        ("@site/static/img/a.png", "https://example.org/img/a.png"),
        ("__GHOST_URL__x", "https://example.org/2013/post/__GHOST_URL__x"),
        ("/__GHOST_URL__/x", "https://example.org/__GHOST_URL__/x"),
    ],
)
def test_href(href: str, expected: str | None) -> None:
    assert attribute(f'<a href="{href}">x</a>', "href") == expected


@pytest.mark.parametrize("name", ["href", "src"])
@pytest.mark.parametrize(
    "url",
    [
        "http://h:99999/", "https://999.999.999.999/x", "https://example.123/", "https://xn--a/", "https://a%2Fb/",
        "https://1.2.3.4.5/a.png", "//example.123/", "https&#58;//example.123/", "https&colon;//example.123/",
        "https://a\u05d0.example/", "https://\u200d.example/", "https://m%FCnchen.example/", "https://xn--n-/",
    ],
)  # fmt: skip
def test_links_that_nobody_can_follow_are_named(url: str, name: str) -> None:
    tag = "a" if name == "href" else "img"
    for settings in (DEFAULT, FAST):
        result = rendered(f'a <{tag} {name}="{url}"> b', settings)
        assert f"{name}=" not in result.html
        assert codes(result) == ["url-broken"]


@pytest.mark.parametrize(
    "url", ["ftp://h:99999/", "irc://a b/", ":/0123456789abcdef", "https://", "http://", "//"]
)
def test_so_are_those_of_other_schemes(url: str) -> None:
    result = rendered(f'<a href="{url}">x</a>', markup="html")
    assert result.html == "<a>x</a>"
    assert codes(result) == ["url-broken"]


@pytest.mark.parametrize(
    "url", ["JAVASCRIPT&#58;alert(1)", "javascript&colon;alert(1)", "vbscript&#x3a;alert(1)"]
)
def test_unsafe_links_are_named_however_they_are_written(url: str) -> None:
    for body in (f"[a]({url})", f'<a href="{url}">a</a>', f'<img src="{url}">'):
        for settings in (DEFAULT, FAST):
            assert codes(rendered(body, settings)) == ["url-unsafe"]


def test_links_to_internationalised_hosts_come_out_of_every_engine() -> None:
    body = "[a](http://münchen.example/ü) ![b](https://例え.example/) <https://[::ffff:1.2.3.4]/> [d](https://faß.example/)"
    for settings in (DEFAULT, FAST):
        result = rendered(body, settings)
        assert codes(result) == []
        assert re.findall(r'(?:href|src)="([^"]*)"', result.html) == [
            "http://xn--mnchen-3ya.example/%C3%BC",
            "https://xn--r8jz45g.example/",
            "https://[::ffff:1.2.3.4]/",
            "https://xn--fa-hia.example/",
        ]


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("img", "src"),
        ("video", "src"),
        ("video", "poster"),
        ("audio", "src"),
        ("source", "src"),
        ("track", "src"),
        ("blockquote", "cite"),
        ("q", "cite"),
        ("del", "cite"),
        ("ins", "cite"),
        ("img", "longdesc"),
    ],
)
def test_every_attribute_that_holds_an_address(tag: str, name: str) -> None:
    assert attribute(f'<{tag} {name}="x/y">', name) == "https://example.org/2013/post/x/y"
    assert attribute(f'<{tag} {name}="javascript:x">', name) is None


def test_scheme_relative_addresses_take_the_scheme_of_the_post() -> None:
    assert attribute('<img src="//cdn.example/x">', "src", "http://example.org/") == "http://cdn.example/x"


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.png", "https://example.org/2013/post/a.png"),
        (
            "a.png 1x, /b.png 2x",
            "https://example.org/2013/post/a.png 1x, https://example.org/b.png 2x",
        ),
        (
            "/w_1,h_2/a.png 100w,/w_3,h_4/b.png 200w",
            "https://example.org/w_1,h_2/a.png 100w, https://example.org/w_3,h_4/b.png 200w",
        ),
        ("a.png, b.png 2x", "https://example.org/2013/post/a.png, https://example.org/2013/post/b.png 2x"),
        ("javascript:x 1x, b.png 2x", "https://example.org/2013/post/b.png 2x"),
        (" ,, a.png   1.5x ,", "https://example.org/2013/post/a.png 1.5x"),
        ("javascript:x", None),
        ("", None),
    ],
)
def test_srcset(srcset: str, expected: str | None) -> None:
    assert attribute(f'<img srcset="{srcset}">', "srcset") == expected


def test_the_root_of_a_site_that_ghost_exported() -> None:
    body = "[__a__](__GHOST_URL__/a/) ![b](__GHOST_URL__/content/images/b.png) __c__"
    for settings in (DEFAULT, FAST):
        result = rendered(body, settings)
        assert codes(result) == []
        assert re.findall(r'(?:href|src)="([^"]*)"', result.html) == [
            "https://example.org/a/",
            "https://example.org/content/images/b.png",
        ]
    assert attribute('<img srcset="__GHOST_URL__/a.png 1x, __GHOST_URL__/b.png 2x">', "srcset") == (
        "https://example.org/a.png 1x, https://example.org/b.png 2x"
    )


def test_links_inside_the_post_follow_its_ids() -> None:
    clean = rendered(
        '<h2 id="a b">x</h2><a name=old></a><a href="#old">1</a><a href="#a%20b">2</a><a href="#elsewhere">3</a>'
        "<a href=' \n#ol\td '>4</a>",
        markup="html",
    ).html
    assert re.findall(r'(?:id|name)="([^"]*)"', clean) == [f"{PREFIX}ab", f"{PREFIX}old"]
    assert re.findall(r'href="([^"]*)"', clean) == [
        f"{URL}#{PREFIX}old",
        f"{URL}#a%20b",
        f"{URL}#elsewhere",
        f"{URL}#{PREFIX}old",
    ]


def test_addresses_of_the_post_itself_may_be_iris() -> None:
    assert attribute('<a href="x">x</a>', "href", "https://bücher.example/ü/") == (
        "https://xn--bcher-kva.example/%C3%BC/x"
    )


def test_ids_differ_from_post_to_post_and_not_from_run_to_run() -> None:
    assert id_prefix(URL) == id_prefix(URL)
    assert len({id_prefix(f"https://example.org/{number}") for number in range(20000)}) == 20000


@pytest.mark.parametrize("engine", ["markdown", "html"])
def test_small_images_in_data_urls_stay(engine: str) -> None:
    image = "data:image/png;base64," + "A" * 1000
    assert image in rendered(f'<img src="{image}">', markup=engine).html
    large = rendered(f'<img src="data:image/png;base64,{"A" * 40000}">', markup=engine)
    assert "data:" not in large.html
    assert codes(large) == ["data-image-large"]
    assert "data:" not in rendered('<a href="data:image/png;base64,AAAA">x</a>', markup=engine).html


def test_addresses_are_absolute_from_markdown_too() -> None:
    body = "[a](x) ![b](y.png) <https://z.example/> [c][r]\n\n[r]: ../r\n"
    for result in (rendered(body), rendered(body, FAST)):
        assert sorted(re.findall(r'(?:href|src)="([^"]*)"', result.html)) == [
            "https://example.org/2013/post/x",
            "https://example.org/2013/post/y.png",
            "https://example.org/2013/r",
            "https://z.example/",
        ]


def test_sanitised_twice_is_sanitised_once() -> None:
    clean, _ = sanitize('<p id=a><a href="#a">x</a><pre>\n\nx</pre><img src=y srcset="z 2x">', URL)
    assert sanitize(clean, URL)[0] == clean


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            '<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{0}">[email&#160;protected]</a>',
            '<a href="mailto:{1}">{1}</a>',
        ),
        (
            '<a href="/cdn-cgi/l/email-protection#{0}"><span data-cfemail="{0}">[email&nbsp;protected]</span></a>',
            '<a href="mailto:{1}"><span>{1}</span></a>',
        ),
        (
            '<a href="https://example.org/cdn-cgi/l/email-protection#{0}">write</a>',
            '<a href="mailto:{1}">write</a>',
        ),
        (
            '<a href="/cdn-cgi/l/email-protection#xyz">[email protected]</a>',
            '<a href="https://example.org/cdn-cgi/l/email-protection#xyz">[email protected]</a>',
        ),
        ('<span data-cfemail="0">[email protected]</span>', "<span>[email protected]</span>"),
    ],
)
def test_mail_addresses_that_a_script_would_show(body: str, expected: str) -> None:
    code = "42" + "".join(f"{byte ^ 0x42:02x}" for byte in b"ann@example.org")
    for settings in (DEFAULT, FAST):
        result = rendered(f"x {body.format(code)}", settings)
        assert result.html.strip() == f"<p>x {expected.format(code, 'ann@example.org')}</p>"


def test_a_hidden_mail_address_is_text() -> None:
    code = "42" + "".join(f"{byte ^ 0x42:02x}" for byte in b'"><script>alert(1)</script>')
    result = rendered(f'<b data-cfemail="{code}">[email protected]</b>', markup="html")
    assert result.html == '<b>"&gt;&lt;script&gt;alert(1)&lt;/script&gt;</b>'


def test_a_hidden_mail_address_in_a_link_of_markdown() -> None:
    code = "42" + "".join(f"{byte ^ 0x42:02x}" for byte in b"ann@example.org")
    result = rendered(f"[[email protected]](/cdn-cgi/l/email-protection#{code})")
    assert result.html == '<p><a href="mailto:ann@example.org">ann@example.org</a></p>'
