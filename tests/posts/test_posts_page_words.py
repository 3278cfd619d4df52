"""Whole HTML pages of weblogs that tell their readers, not programs, whose they are and when they were posted."""

from __future__ import annotations

import pytest
from written import codes, config, read

from feeds.dates import rfc3339
from feeds.page_text import text_alone

CANONICAL = '<link rel="canonical" href="https://a.example/1">'


def page(body: str, title: str = "A post", head: str = CANONICAL) -> str:
    return f"<!doctype html>\n<html><head><title>{title}</title>{head}</head>\n<body>{body}</body></html>"


TEXT = "<p>" + "Text of it. " * 60 + "</p>"


@pytest.mark.parametrize(
    ("body", "moment"),
    [
        (f"<h2 class='date'>May 06, 2003</h2><h3>A post</h3>{TEXT}", "2003-05-06T00:00:00"),
        (
            f"<h2 class='date'>May 06, 2003</h2><h3>A post</h3>{TEXT}"
            "<span class='posted'>Posted by Ann at May  6, 2003 10:10 PM</span>",
            "2003-05-06T22:10:00",
        ),
        (f"<h3>A post</h3><small>June 3rd, 2005 <!-- by Ann --></small>{TEXT}", "2005-06-03T00:00:00"),
        (f"<h1>A post</h1>{TEXT}<p><time>2020-01-02 08:00:00</time></p>", "2020-01-02T08:00:00"),
        (f"<h1>A post</h1><div>January 02, 2020 &mdash; Ann</div>{TEXT}", "2020-01-02T00:00:00"),
        (f"{TEXT}<p>Posted on Friday, June 3, 2005 at 10:11 am</p>", "2005-06-03T10:11:00"),
        (f"<h1>A post</h1>{TEXT}<em id='publish_time'>2020-01-02 08:00</em>", "2020-01-02T08:00:00"),
        (
            f"<h1>A post</h1><span class='time'>于 2019-03-05 10:23:45 发布</span>{TEXT}",
            "2019-03-05T10:23:45",
        ),
        (f"<h1>A post</h1><p class='post-meta'>2. Januar 2014 von Ann</p>{TEXT}", "2014-01-02T00:00:00"),
        (
            f"<h1>A post</h1><p class='date'>May 6, 2003</p>{TEXT}<i class='date'>May 9, 2009</i> other",
            "2003-05-06T00:00:00",
        ),
        (
            f"<h1>A post</h1>{TEXT}<p>Posted by Ann on May 6, 2003</p>"
            "<div class='comments-head'>Comments</div><p>Posted by Bob on May 8, 2003</p>",
            "2003-05-06T00:00:00",
        ),
    ],
)
def test_the_date_that_readers_see(body: str, moment: str) -> None:
    post = read(page(body), "a.html", config(timezone="UTC"))
    assert rfc3339(post.published) == f"{moment}+00:00"


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>A post</h1><p>June 3, 2005 was a day.</p>{TEXT}",
        f"<h1>A post</h1>{TEXT}<i class='date'>May 6, 2003</i><i class='date'>May 9, 2009</i>",
        f"<h2 class='date'>May 6, 2003</h2><h3>One</h3>{TEXT}<h2 class='date'>May 5, 2003</h2><h3>Two</h3>{TEXT}",
        f"<h1>A post</h1>{TEXT}<div id='comments'><p>Posted by Bob on May 8, 2003</p></div>",
        f"<h1>A post</h1><p class='date'>May 2003</p>{TEXT}",
    ],
)
def test_a_date_in_words_that_may_be_another_is_none(body: str) -> None:
    assert codes(page(body), "a.html") == [("no-timestamp", 1)]


def test_who_posted_it() -> None:
    post = read(page(f"<h1>A post</h1>{TEXT}<p>Posted by ann59 at May 6, 2003 10:10 PM</p>"), "a.html")
    assert [person.name for person in post.authors] == ["ann59"]


def test_the_author_that_wechat_names() -> None:
    head = f'{CANONICAL}<meta property="og:article:author" content="作者">'
    post = read(page(f"<h1>A post</h1>{TEXT}<p>Posted at May 6, 2003 10:10 PM</p>", head=head), "a.html")
    assert [person.name for person in post.authors] == ["作者"]


def test_what_programs_are_told_counts_before_words() -> None:
    head = (
        f'{CANONICAL}<meta name="date" content="2001-02-03T04:05:06+01:00"><meta name="author" content="Eve">'
    )
    post = read(page("<h1>A post</h1><p>Posted by Ann on May 6, 2003</p>", head=head), "a.html")
    assert rfc3339(post.published) == "2001-02-03T04:05:06+01:00"
    assert [person.name for person in post.authors] == ["Eve"]


RDF = """<!--
<rdf:RDF xmlns:trackback="http://madskills.com/public/xml/rss/module/trackback/">
<rdf:Description
    rdf:about="http://a.example/archives/12.html"
    trackback:ping="http://a.example/mt-tb.cgi/9"
    dc:identifier="http://a.example/archives/12.html"
    dc:subject="Life"
    dc:creator="Ann"
    dc:date="2003-05-06T22:10:11-05:00" />
</rdf:RDF>
-->"""


def test_trackback_tells_address_moment_and_author() -> None:
    post = read(page("<h2 class=date>May 06, 2003</h2>Text", head=RDF), "a.html")
    assert (post.url, rfc3339(post.published)) == (
        "http://a.example/archives/12.html",
        "2003-05-06T22:10:11-05:00",
    )
    assert ([person.name for person in post.authors], post.categories) == (["Ann"], ("Life",))
    assert codes(page("Text", head=RDF + RDF), "a.html") == [("no-timestamp", 1)]


@pytest.mark.parametrize("mark", ['rel="bookmark"', "class='permalink'"])
def test_the_only_permalink_of_a_page_is_its_address(mark: str) -> None:
    link = f"<a href='https://a.example/2#more' {mark}>A post</a>"
    body = f"<h1>A post</h1><p class=date>May 6, 2003</p>{link}"
    assert read(page(body, head=""), "a.html").url == "https://a.example/2"
    assert codes(page(f"{body}<a href='https://a.example/3' {mark}>Other</a>", head=""), "a.html") == [
        ("no-url", 1)
    ]


@pytest.mark.parametrize(
    ("title", "headings", "own"),
    [
        ("Log: A post", "<h1><a href='./'>Log</a></h1><h3>A post</h3>", "A post"),
        ("Log: A post", "<h1>Log</h1><h3>A post</h3>", "A post"),
        ("Log &raquo; Archive &raquo; A post", "<h2>A post</h2>", "A post"),
        ("A post | Log", "<h1>A post</h1><h2>More</h2>", "A post"),
        ("A post - Log", "<h1>Log</h1>", "A post - Log"),
        ("Log: A post", "<h1>Log</h1>", "Log: A post"),
        ("A post: part two", "<h2>A post</h2>", "A post: part two"),
        ("A posting | Log", "<h2>A post</h2>", "A posting | Log"),
        ("A post | Log", "<div id=comments><h2>A post</h2></div>", "A post | Log"),
        ("Site - Post", "<h2>Post</h2>", "Site - Post"),
        ("Site - Post", '<h2><a href="/p/" rel="bookmark">Post</a></h2>', "Post"),
        ("Post: ann - Site", '<h1 class="b-singlepost-title">Post</h1>', "Post"),
        ("Post: ann - Site", '<h1 class="site-title">Post</h1>', "Post: ann - Site"),
    ],
)
def test_the_title_of_a_post_is_without_the_name_of_its_site(title: str, headings: str, own: str) -> None:
    body = f"{headings}<p class=posted>Posted on May 6, 2003</p>{TEXT}"
    head = f'{CANONICAL}<meta name="date" content="2003-05-06">'
    assert read(page(body, title, head), "a.html").title == own


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<h1><a href='/'>Log</a></h1>Menu<h2 class='date'>May 6, 2003</h2><h3>A post</h3><p>One.</p>\n"
            "<span class=posted>Posted by Ann at May 6, 2003</span><div id=comments>Nice!</div>",
            "<p>One.</p>",
        ),
        ("<h1>A post</h1><div class='post entry-content'><p>One.</p></div><p>Menu</p>", "<p>One.</p>"),
        ("<article><h1>A post</h1><div class=post-body>One.</div></article><ul>x</ul>", "One."),
        ("<div class=post-body>One.<section id=comments>Nice!</section></div>", "One."),
        ("<article><h1>A post</h1><p class=post-meta>May 6, 2003 • Ann</p>One.</article>", "One."),
    ],
)
def test_the_text_of_a_page_is_without_heading_date_and_comments(body: str, text: str) -> None:
    head = "<!doctype html><html><head></head><body>"
    alone, framed = text_alone(head + body, len(head), body, "A post")
    assert (alone.strip(), framed, alone.count("\n")) == (text, True, body.count("\n"))


@pytest.mark.parametrize(
    "body",
    [
        '<div class="post-body">One.<h2 id="comments">Comments</h2>Two.</div>',
        '<article>One.<div class="section" id="comments"><h2>Comments</h2>Two.</div>Three.</article>',
        '<article>One.<section id="comments" class="level2"><h2>Comments</h2>Two.</section></article>',
        '<article><span id="comments">3</span> One.</article>',
        "<article>From <small>2013-10-09</small> to <time class=date>2013-10-09</time>.</article>",
        "<article>One.<p class=date>2013-10-09</p>Two.<p class=date>2013-10-10</p>Three.</article>",
    ],
)
def test_words_of_the_text_that_look_like_its_frame_stay(body: str) -> None:
    head = "<!doctype html><html><head></head><body>"
    alone, _ = text_alone(head + body, len(head), body, "A post")
    assert alone == body[body.index(">") + 1 : body.rindex("<")]


def test_lines_of_several_days_are_left_out_at_both_ends_only() -> None:
    head = "<!doctype html><html><head></head><body>"
    first, last = "<p class=posted>Posted 2013-10-09</p>", "<p class=date>2013-10-11</p>"
    text = "One.<p class=date>2013-10-10</p>Two."
    body = f"<article><h1>A post</h1>{first}{text}{last}</article>"
    assert text_alone(head + body, len(head), body, "A post") == (text, True)


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("<span class='author vcard'><a class='url fn n' href='/a'>Ann Lee</a></span>", ["Ann Lee"]),
        (
            "<a rel=author href=/a> Ann Lee\n</a><a rel=author href=/a>View all posts by Ann Lee</a>",
            ["Ann Lee"],
        ),
        ("<a rel='author'>Ann</a><span class=fn>Bo</span>", []),
        ("<div id='comments'><cite class='fn'>Bo</cite></div>", []),
        ("<span class='author'>Ann</span>", []),
    ],
)
def test_the_author_whom_a_page_names(body: str, names: list[str]) -> None:
    post = read(page(f"<time datetime='2012-03-04'>4 March</time>{TEXT}{body}"), "a.html")
    assert [person.name for person in post.authors] == names


def test_nothing_of_a_comment_behind_the_date_is_shown() -> None:
    head = "<!doctype html><html><head></head><body>"
    posted = "<span>Posted by joe at January 31, 2005 03:04 PM</span></div>"
    body = f"<h1>A post</h1><p>Text.</p>{posted}<!-- {'x' * 500} -->"
    shown = text_alone(head + body, len(head), body, "A post")[0]
    assert shown == f"<p>Text.</p><span><!-- {'x' * 500} -->"
