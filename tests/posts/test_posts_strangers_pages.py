"""Whole HTML pages of exports and crawls."""

from __future__ import annotations

import pytest
from written import codes, config, read, reading, text

from feeds.dates import rfc3339
from feeds.page_text import text_alone

CANONICAL = '<link rel="canonical" href="https://a.example/1">'
MOMENT = "2012-03-04T05:06:00-08:00"


def page(head: str = "", body: str = "<p>Text.</p>", *, canonical: str = CANONICAL) -> str:
    return f"<!doctype html><html><head><title>T</title>{canonical}{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "said",
    [
        {"head": f'<meta property="article:published_time" content="{MOMENT}">'},
        {"head": f"<meta property=article:published_time content={MOMENT}>"},
        {"head": f'<meta name="parsely-pub-date" content="{MOMENT}"/>'},
        {"head": f'<META NAME="DC.date.issued" CONTENT="{MOMENT}">'},
        {"body": f'<time datetime="{MOMENT}">March</time>'},
        {
            "body": f'<time class="entry-date published" datetime="{MOMENT}">x</time><time datetime="2001-01-01">'
        },
        {
            "body": f'<time datetime="2001-01-01">old</time><time itemprop="datePublished" datetime="{MOMENT}">'
        },
        {"body": f'<time datetime="2001-01-01">old</time><time pubdate datetime="{MOMENT}">'},
        {
            "body": f"<article><h1>T</h1><time datetime='{MOMENT}'></time><p>Text.</article><li>Ann, "
            "<time datetime='2013-01-01'>1 January</time>: Nice!"
        },
        {"body": f"<abbr class='published' title='{MOMENT}'>5:06</abbr>"},
        {
            "body": f"Published: <time datetime='{MOMENT}'>x</time><p>Last updated:\n<time datetime='2013-01-01'>"
        },
        {"body": f"<time datetime='2001-01-01'>old</time><b>Posted</b> on <a><time datetime='{MOMENT}'></a>"},
        {"body": f'<meta itemprop="datePublished" content="{MOMENT}"/>'},
        {
            "head": '<script type="application/ld+json">'
            '{"@graph": [{"@type": "WebPage", "datePublished": "2001-01-01"},'
            f'{{"@type": "BlogPosting", "datePublished": "{MOMENT}"}}]}}</script>'
        },
    ],
)
def test_when_a_page_was_published(said: dict[str, str]) -> None:
    post = read(page(**said), "a.html")
    assert (post.url, rfc3339(post.published)) == ("https://a.example/1", MOMENT)


@pytest.mark.parametrize(
    "said",
    [
        {"body": '<time datetime="2001-01-01">a</time><time datetime="2002-01-01">b</time>'},
        {
            "body": "<time datetime='2001-01-01'>a</time><article><time datetime='2002-01-01'>b</time></article>"
        },
        {
            "body": f"<article><p>{'Text. ' * 99}<time datetime='1969-07-20'>a</time></article>"
            "<time datetime='2002-01-01'>b</time>"
        },
        {
            "body": "<article><time datetime='2001-01-01'>a</time></article>"
            "<article><time datetime='2002-01-01'>b</time></article>"
        },
        {"body": '<time class="updated" datetime="2001-01-01">a</time>'},
        {"body": 'Updated <time datetime="2001-01-01">a</time>'},
        {"body": 'Posted <time datetime="2001-01-01">a</time> Posted <time datetime="2002-01-01">a</time>'},
        {"body": "<!-- <time datetime='2001-01-01'> --><script>'<time datetime=2001-01-01>'</script>"},
        {"head": "<script>document.write('<meta name=date content=1999-01-01>')</script>"},
        {
            "head": '<script type="application/ld+json">[{"@type": "Article", "datePublished": "2001-01-01"},'
            '{"@type": "Article", "datePublished": "2002-01-01"}]</script>'
        },
        {"head": '<script type="application/ld+json">' + "[" * 100_000 + "</script>"},
    ],
)
def test_a_date_that_may_be_another_is_none(said: dict[str, str]) -> None:
    assert codes(page(**said), "a.html") == [("no-timestamp", 1)]


def test_an_export_with_microformats() -> None:
    post = read(
        page(
            canonical="",
            body="<article class='h-entry'><p>Text.</p><footer>"
            "<a href='https://m.example/@ann' class='p-author h-card'>Ann Lee</a> on "
            "<time class='dt-published' datetime='2019-05-06T07:08:09.123Z'>May 6</time>"
            "<a href='https://m.example/@ann/t-1' class='p-canonical'>Canonical link</a></footer></article>",
        ),
        "2019-05-06_T.html",
    )
    assert (post.url, rfc3339(post.published)) == ("https://m.example/@ann/t-1", "2019-05-06T07:08:09+00:00")
    assert [person.name for person in post.authors] == ["Ann Lee"]


def test_the_head_says_title_tags_and_address_best() -> None:
    head = (
        '<meta property="og:title" content="A &lt; B"><meta property="og:url" content="https://a.example/og">'
        '<meta property="article:tag" content="a"><meta property="article:tag" content="b">'
        '<meta property="article:author" content="https://social.example/ann"><meta name="date" content="2012-03-04">'
        '<meta name="description" content="1 > 0">'
    )
    post = read(page(head), "a.html")
    assert (post.title, post.url, post.tags, post.authors, post.summary) == (
        "A < B",
        "https://a.example/1",
        ("a", "b"),
        (),
        "1 > 0",
    )
    assert read(page(head, canonical=""), "a.html").url == "https://a.example/og"


def test_a_page_behind_a_comment_or_without_an_end_of_its_head() -> None:
    saved = "<!-- saved from url=(0022)http://b.example/ -->\n" + page(
        '<meta name="date" content="2012-03-04">'
    )
    assert read(saved, "a.html").url == "https://a.example/1"
    bare = f"<!doctype html><title>T</title>{CANONICAL}<meta name=date content=2012-03-04><p>Text."
    post = read(bare, "a.html", config(timezone="UTC"))
    assert (post.url, bare[post.body_start :]) == ("https://a.example/1", "<p>Text.")


COPY = "https://web.archive.org/web/20120304050607"
TOOLBAR = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->\n<p>12 captures</p>\n<!-- END WAYBACK TOOLBAR INSERT -->"


def test_a_page_from_the_wayback_machine_is_as_it_was() -> None:
    body = (
        f"{TOOLBAR}<p><a href='/web/20120304050607/http://b.example/?x=1'>b</a>"
        f'<img src="{COPY}im_/http://a.example/i.png"'
        f' srcset="{COPY}im_/http://a.example/j.png 1x, /web/2012im_/http://a.example/k.png 2x">'
        f'<a href="//web.archive.org/web/2012/mailto:a@b.example">m</a>'
        f'<a href="{COPY}/https://web.archive.org/web/2001/http://c.example/">a copy</a></p>'
    )
    told = f'<meta name="date" content="2012-03-04"><meta name="image" content="{COPY}im_/http://a.example/i.png">'
    document = page(told, body, canonical=f'<link rel="canonical" href="{COPY}/http://a.example/1">')
    post = read(document, "a.html")
    assert (post.url, post.image) == ("http://a.example/1", "http://a.example/i.png")
    shown, _ = text_alone(document, post.body_start, document[post.body_start :], post.title)
    assert shown.removesuffix("</body></html>") == (
        "\n\n<p><a href='http://b.example/?x=1'>b</a>"
        '<img src="http://a.example/i.png" srcset="http://a.example/j.png 1x, http://a.example/k.png 2x">'
        '<a href="mailto:a@b.example">m</a>'
        '<a href="https://web.archive.org/web/2001/http://c.example/">a copy</a></p>'
    )


def test_a_page_that_only_links_to_the_wayback_machine_stays() -> None:
    document = page(body=f'<p><a href="{COPY}/http://b.example/">b</a></p>')
    start = document.index("<p>")
    assert text_alone(document, start, document[start:], "T") == (document[start:], False)


def test_the_wayback_machine_notes_the_address_of_a_page_that_has_none() -> None:
    told = f'<script>\n  __wm.wombat("http://a.example:80/1:80/","20120304050607","{COPY}");\n</script>'
    document = page(told + '<meta name="date" content="2012-03-04">', canonical="")
    assert read(document, "a.html").url == "http://a.example/1:80/"


def mirrored(head: str, **settings: str) -> tuple[str | None, list[tuple[str, int | None]]]:
    note = "<!-- Mirrored from a.example/2009/a/ by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 12 Mar 2019 -->"
    document = page(f'<meta name="date" content="2009-03-04 05:06 +0100">{head}', canonical="")
    found = reading(document.replace("<head>", f"\n\n{note}\n<head>"), "a.html", config(**settings))
    return found.post and found.post.url, [(each.code, each.line) for each in found.problems]


def test_httrack_notes_the_address_of_a_page_without_its_scheme() -> None:
    own = '<link rel="pingback" href="https://a.example/xmlrpc.php">'
    assert mirrored(own) == ("https://a.example/2009/a/", [])
    assert mirrored(own.replace("https", "http")) == ("http://a.example/2009/a/", [])
    assert mirrored("", base_url="https://a.example/") == ("https://a.example/2009/a/", [])
    assert mirrored('<link rel="me" href="https://a.example.org/">') == (None, [("permalink-relative", 3)])
    assert mirrored(own + own.replace("https", "http")) == (None, [("permalink-relative", 3)])


def test_a_page_that_only_leads_elsewhere_is_no_post() -> None:
    moved = page('<meta http-equiv="refresh" content="0; URL=/new/"><meta name="robots" content="noindex">')
    held = reading(moved, "2012-03-04-a.html").held
    assert held is not None
    assert (held.code, held.line) == ("post-page", 1)
    renewed = page(f'<meta http-equiv="refresh" content="300"><meta name="date" content="{MOMENT}">')
    assert read(renewed, "a.html").url == "https://a.example/1"
    dated = moved.replace("</head>", f'<meta name="date" content="{MOMENT}"></head>')
    assert read(dated, "a.html").url == "https://a.example/1"


BYLINE = '<span class="author vcard">by <a class="url fn" href="/ann/" rel="author">Ann Lee</a></span>'


@pytest.mark.parametrize(
    ("body", "authors", "tags", "categories"),
    [
        (
            f'{BYLINE}<a rel="category tag" href="/c/">C</a> <a href="/a/" rel="tag">a</a> <a rel=tag href=/b/>#b</a>'
            '<a class="author-link" rel="author">View all posts by Ann Lee</a>',
            ["Ann Lee"],
            ("a", "b"),
            ("C",),
        ),
        (
            '<a class="p-author h-card u-url" href="https://a.example/">Ann Lee</a><span class="p-category">a</span>',
            ["Ann Lee"],
            ("a",),
            (),
        ),
        ('<div itemprop="author" itemscope><b itemprop="name">Ann Lee</b></div>', ["Ann Lee"], (), ()),
        (f'{BYLINE}<a rel="author">Bob Roe</a>', [], (), ()),
        (
            f'<article>{BYLINE}</article><a rel="author">Bob</a><a rel="tag">c</a>'
            '<ol class="commentlist"><a rel="author">Al</a></ol>',
            ["Ann Lee"],
            (),
            (),
        ),
        ('<a rel="tag" class="tag-cloud-link">a</a><a rel="tag" style="font-size: 8pt">b</a>', [], (), ()),
        ('<ol class="comments"><li><a rel="author">Al</a><a rel="tag">c</a></ol>', [], (), ()),
    ],
)
def test_links_that_name_the_author_and_the_tags(
    body: str, authors: list[str], tags: tuple[str, ...], categories: tuple[str, ...]
) -> None:
    post = read(page(f'<meta name="date" content="{MOMENT}">', f"<h1>T</h1><p>Text.</p>{body}"), "a.html")
    assert ([person.name for person in post.authors], post.tags, post.categories) == (
        authors,
        tags,
        categories,
    )


def test_the_address_of_an_entry_in_microformats_is_not_its_author() -> None:
    body = (
        '<p class="p-author h-card"><a class="u-url h-card" href="https://a.example/">Ann</a></p>'
        '<a class="u-url u-uid" href="https://a.example/2"><time datetime="2012-03-04"></time></a>'
    )
    assert read(page(body=body, canonical=""), "a.html").url == "https://a.example/2"


def test_buttons_to_share_a_text_with_are_none_of_it() -> None:
    share = (
        '<div class="sharedaddy sd-sharing-enabled"><div class="sharing"><h3>Share this:</h3></div>\n</div>'
    )
    related = "<div id='jp-relatedposts'><h3>Related</h3></div>"
    footer = "<footer class='post-info'><p>By Ann</p></footer>"
    document = page(body=f"<article>{footer}<p>Text.</p>{share}{related}<p class='share'>More.</p></article>")
    start = document.index("<article>")
    shown, framed = text_alone(document, start, document[start:], "T")
    assert (shown, framed) == ("<p>Text.</p>\n<p class='share'>More.</p>", True)


def test_names_and_buttons_are_looked_for_in_linear_time() -> None:
    body = "<a class=" * 50_000 + "<a rel='author' " * 50_000 + "<div class=share>" * 50_000
    document = page(f'<meta name="date" content="{MOMENT}">', f"<article>{body}</article>")
    post = read(document, "a.html")
    assert text_alone(document, post.body_start, document[post.body_start :], "T")


@pytest.mark.parametrize(
    ("more", "url", "authors", "tags"),
    [
        ('"author": {"@id": "#ann"}', "https://a.example/1", ["Ann Lee"], ()),
        ('"author": [{"@id": "#bob"}, "Al Roe"]', "https://a.example/1", ["Al Roe"], ()),
        ('"keywords": "a, b"', "https://a.example/1", [], ("a", "b")),
        ('"keywords": ["a", "b, c"]', "https://a.example/1", [], ("a", "b, c")),
        ('"mainEntityOfPage": {"@id": "https://a.example/2#webpage"}', "https://a.example/2", [], ()),
        ('"mainEntityOfPage": "https://a.example/?p=2"', "https://a.example/?p=2", [], ()),
        (
            '"mainEntityOfPage": "https://a.example/2", "url": "https://a.example/3#!a"',
            "https://a.example/3#!a",
            [],
            (),
        ),
        ('"mainEntityOfPage": "https://a.example/"', None, [], ()),
    ],
)
def test_what_a_page_says_in_json_ld(
    more: str, url: str | None, authors: list[str], tags: tuple[str, ...]
) -> None:
    ann = '{"@type": "Person", "@id": "#ann", "name": "Ann Lee"}'
    graph = f'[{ann}, {{"@type": "BlogPosting", "datePublished": "{MOMENT}", {more}}}]'
    document = page(
        f'<script type="application/ld+json">{{"@graph": {graph}}}</script>',
        canonical="" if "mainEntity" in more else CANONICAL,
    )
    post = reading(document, "a.html").post
    assert (post and post.url) == url
    if post:
        assert ([person.name for person in post.authors], post.tags) == (authors, tags)


def listed(number: int, *, link: str = "/p/{}/", date: str = "<time datetime='2012-03-0{}'></time>") -> str:
    link, date = link.format(number), date.format(number)
    return f"<article><h2><a href='{link}'>Post {number}</a></h2>{date}<p>Text.</p></article>"


@pytest.mark.parametrize(
    ("body", "head", "held"),
    [
        (listed(1) + listed(2), "", True),
        (listed(1), "", True),
        (
            f"<div class=h-entry><a href='/p/1/'><h3>P</h3></a><abbr class=published title='{MOMENT}'></abbr></div>",
            "",
            True,
        ),
        (listed(1), '<meta property="og:type" content="article">', False),
        (listed(1), f'<meta name="date" content="{MOMENT}">', False),
        (listed(1) + f"<h1>T</h1><time datetime='{MOMENT}'></time>", "", False),
        (listed(1) + "<h1>T</h1><p>Posted on March 4, 2012</p>", "", False),
        (listed(1, link="https://a.example/1.html"), "", False),
        (listed(1, link="index.html"), "", False),
        (listed(1, link="https://elsewhere.example/p"), "", False),
        (listed(1, date='<time itemprop="datePublished" datetime="2012-03-04"></time>'), "", True),
        (listed(1), f'<script type="application/ld+json">{{"datePublished" : "{MOMENT}"}}</script>', False),
        (listed(1, link="/?p=1"), "", False),
        (listed(1, link="/1/a-slug") + listed(2), "", False),
        (listed(1, link="/1/{}") + listed(2, link="/1/{}"), "", True),
        (listed(1).replace("<a ", "<b "), "", False),
        (listed(1, date="") + listed(2, date=""), "", False),
        (listed(1) + "<article><h2>T</h2><time datetime='2012-03-04'></time></article>", "", False),
    ],
)
def test_a_page_that_lists_posts_is_none(body: str, head: str, held: bool) -> None:
    canonical = CANONICAL.replace("/1", "/1/") if "index" in body else CANONICAL
    found = reading(page(head, body, canonical=canonical), "a.html").held
    assert (found is not None and found.code == "post-page") == held


def test_a_page_without_an_address_may_be_the_post_that_it_leads_to() -> None:
    assert reading(page(body=listed(1) + listed(2), canonical=""), "a.html").held
    assert reading(page(body=listed(1), canonical=""), "a.html").held is None


@pytest.mark.parametrize(
    "anchor",
    [
        "<a hidden class=anchor href=#c>#</a>",
        '<a class="headerlink" href="#c" title="Permanent link">&para;</a>',
        "<a class='hash-link' href='index.html#c'>\u200b</a>",
        '<a href="#c" aria-hidden="true"><span class="icon">🔗</span></a>',
    ],
)
def test_links_of_headings_to_themselves_are_no_text(anchor: str) -> None:
    document = page(
        f'<meta name="date" content="{MOMENT}">', f"<h1 id=c>C#{anchor}</h1><h2>C#\n{anchor}</h2><p>Text.</p>"
    ).replace("<title>T", "<title>C# | Log")
    post = read(document, "a.html")
    shown, _ = text_alone(document, post.body_start, document[post.body_start :], post.title)
    assert (post.title, shown) == ("C#", "<h2>C#\n</h2><p>Text.</p></body></html>")


def test_a_copy_of_a_page_that_singlefile_has_saved_is_as_it_was() -> None:
    note = f"<!--\n Page saved with SingleFile \n url: {COPY}/https://a.example/2 \n saved date: x\n-->"
    head = (
        f'<!doctype html>{note}<html><head><title>T</title><meta name="date" content="{MOMENT}"></head><body>'
    )
    document = f"{head}<p><a href={COPY}/https://b.example/>b</a></p>"
    post = read(document, "a.html")
    shown, _ = text_alone(document, post.body_start, document[post.body_start :], post.title)
    assert (post.url, shown) == ("https://a.example/2", "<p><a href=https://b.example/>b</a></p>")


@pytest.mark.parametrize(
    "copy",
    [
        "https://archive.ph/2020.01.02-030405/",
        "http://archive.today/20200102030405/",
        "https://web.archive.org/web/20200102/",
        "https://web.archive.org/web/20200102030405id_/",
    ],
)
def test_when_a_copy_was_made_is_not_when_the_post_appeared(copy: str) -> None:
    assert codes(text(url=f"{copy}https://a.example/1", date=None)) == [("no-timestamp", 1)]
    dated = read(text(url=f"{copy}https://a.example/2012/03/04/a", date=None))
    assert dated.published.date().isoformat() == "2012-03-04"
    both = text(url=f"{copy}https://a.example/1", link="https://a.example/2")
    assert read(both).url == "https://a.example/2"
