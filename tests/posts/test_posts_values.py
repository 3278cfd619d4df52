"""Titles, people, tags, pictures and sounds, in whatever dress."""

from __future__ import annotations

from typing import Any

import pytest
from written import codes, config, read, reading, text

from feeds.make import body_of
from feeds.model import Enclosure, Origin, Person


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("A title", "A title"),
        ("2013", "2013"),
        ("2013-10-09", "2013-10-09"),
        ("1.10", "1.10"),
        ("no", "no"),
        ("[译] A title", "[译] A title"),
        ("[译]A title", "[译]A title"),
        ("'[draft]'", "[draft]"),
        ("[one]", "[one]"),
        ("'Promise.Finally&hellip; Finally'", "Promise.Finally… Finally"),
        ("各&#8221;ブログ&#x201D;", "各”ブログ”"),
        ("'&amp;amp; once'", "&amp; once"),
        ("'AT&T & Co, ?a=1&copy=2'", "AT&T & Co, ?a=1&copy=2"),
        ("'WebXR and &lt;model-viewer&gt;'", "WebXR and <model-viewer>"),
        ("The <canvas> element and List<String>", "The <canvas> element and List<String>"),
        ("Ein <3 für Tiere", "Ein <3 für Tiere"),
        ("Why `this` is *so*", "Why `this` is *so*"),
        ("'A\u3000B   C'", "A B C"),
        (">-\n  Two\n  lines", "Two lines"),
        ('"A\\x08B"', "AB"),
    ],
)
def test_titles_are_plain_text(written: str, title: str) -> None:
    post = read(text(title=written))
    assert (post.title, post.heading) == (title, None)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("'65% <strike>80%</strike> sold'", "65% 80% sold"),
        ("<b>A <i>nested</i></b> one<br>two", "A nested one two"),
    ],
)
def test_tags_in_titles_go_and_are_named(written: str, title: str) -> None:
    assert read(text(title=written)).title == title
    assert codes(text(title=written)) == [("title-tags", 4)]


@pytest.mark.parametrize("written", ["no", "21:30", "0123", "1.10"])
def test_titles_that_other_tools_misread_are_named(written: str) -> None:
    assert codes(text(title=written)) == [("yaml-trap", 4)]
    assert codes(text(title=f"'{written}'")) == []


@pytest.mark.parametrize(
    ("written", "title", "rest"),
    [
        ("# A heading\n\nText.", "A heading", "\n\nText."),
        ("\n\n## A *fine* `heading` ##\nText.", "A fine heading", "\nText."),
        ("A heading\n=========\n\nText.", "A heading", "\n\nText."),
        ("A heading\n---\nText.", "A heading", "\nText."),
        ("# [A link](https://example.org) and **more** {#anchor}\nText.", "A link and more", "\nText."),
        ("# snake_case and 2 * 3 \\# &amp; co\nText.", "snake_case and 2 * 3 # & co", "\nText."),
        ("<h1 class='x'>A <em>heading</em></h1>\nText.", "A heading", "\nText."),
        ("Before.\n\n# A heading\n\nText.", "A heading", "Before.\n\n\n\nText."),
        ("Before.\n\nA heading\n===\nText.", "A heading", "Before.\n\n\n\nText."),
        (
            "```sh\n# no heading\n```\n\n# A heading\nText.",
            "A heading",
            "```sh\n# no heading\n```\n\n\nText.",
        ),
        ("    # code\n\n# A heading\nText.", "A heading", "    # code\n\n\nText."),
        ("##标题\nText.", "标题", "\nText."),
        ("![](a.png) <!-- x -->\n{% toc %}\n\n### A heading\nText.", "A heading", None),
        ("Before.\n\n## A part\n\n# A heading\nText.", "A heading", None),
        ("<p>Before.</p><h2>A part</h2><h1>A heading</h1>", "A heading", "<p>Before.</p><h2>A part</h2>"),
    ],
)
def test_the_first_heading_is_the_title_where_there_is_no_other(
    written: str, title: str, rest: str | None
) -> None:
    source = text(title=None, body=written)
    post = read(source)
    assert post.title == title
    assert rest is None or body_of(post, source).rstrip("\n") == rest.rstrip("\n")


def test_the_line_of_a_heading() -> None:
    assert read(text(title=None, body="Before.\n\n# A heading\n\nText.")).line("title") == 7


def test_a_page_of_html_has_its_heading_too() -> None:
    source = text(title=None, body="<div><h2>A <b>heading</b></h2><p># no heading</p></div>")
    post = read(source, "a.html")
    assert (post.markup, post.title) == ("html", "A heading")
    assert body_of(post, source) == "<div><p># no heading</p></div>\n"


@pytest.mark.parametrize(
    "written",
    [
        "Text.",
        "#hashtag\nText.",
        "- a\n---\nText.",
        "> quote\n===",
        "```\n# code\n```",
        "Text.\n\n## A part\n\nText.\n\nAnother\n---\n",
        "<p>Text.</p><h2>A part</h2>",
    ],
)
def test_without_a_title_the_post_is_left_out(written: str) -> None:
    assert codes(text(title=None, body=written)) == [("no-title", 1)]


def test_a_title_of_nothing_but_control_characters_is_none() -> None:
    assert ("no-title", 1) in codes(text(title='"\\x08"'))
    assert ("no-title", 5) in codes(text(title=None, body="# \x1b\n\nText."))


ANN, BOB = Person("Ann Lee"), Person("Bob")


@pytest.mark.parametrize(
    ("header", "authors"),
    [
        ("author: Ann Lee", (ANN,)),
        ("authors: Ann Lee, Bob", (ANN, BOB)),
        ("author: Ann Lee, Bob Ray", (ANN, Person("Bob Ray"))),
        ("author: Lee, Ann", (Person("Lee, Ann"),)),
        ("author: Ann Lee, Jr.", (Person("Ann Lee, Jr."),)),
        ("author: 张三、李四", (Person("张三"), Person("李四"))),
        ("authors: Lee, Ann; Ray, Bob", (Person("Lee, Ann"), Person("Ray, Bob"))),
        ("authors: [Ann Lee, Bob, Ann Lee]", (ANN, BOB)),
        ("taxonomies: {tags: [a], authors: [Ann Lee, Bob]}", (ANN, BOB)),
        (
            "authors:\n  - name: Ann Lee\n    email: a@example.org\n  - Bob",
            (Person("Ann Lee", "a@example.org"), BOB),
        ),
        (
            "author: {name: Ann Lee, url: 'https://example.org/ann', mail: x}",
            (Person("Ann Lee", None, "https://example.org/ann"),),
        ),
        ("author:\n  name: Ann Lee\n  uri: not-an-address\n  url:", (ANN,)),
        ("author: Ann Lee <a@example.org>", (Person("Ann Lee", "a@example.org"),)),
        ("author: a@example.org (Ann Lee)", (Person("Ann Lee", "a@example.org"),)),
        ("author: Ann Lee <https://example.org/ann>", (Person("Ann Lee", None, "https://example.org/ann"),)),
        ("author: ann@example.org", (Person("ann", "ann@example.org"),)),
        ("authors: {Ann Lee: {email: a@example.org}}", (Person("Ann Lee", "a@example.org"),)),
        ("author: R&amp;D", (Person("R&D"),)),
        ("author: 007", (Person("007"),)),
        ("author:\nname: 匿名", (Person("匿名"),)),
        ("name: 2013-10-09-a", ()),
        ("slug: why\nname: why", ()),
        ("author: [~, '', Bob]", (BOB,)),
        ("author: ~", ()),
        ("authors: []", ()),
        ("authors: [[[Bob]]]", (BOB,)),
    ],
)
def test_authors(header: str, authors: tuple[Person, ...]) -> None:
    assert read(text(header)).authors == authors


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ("one", ("one",)),
        ("one two", ("one two",)),
        ("one, two ,three", ("one", "two", "three")),
        ("one; two, and three", ("one", "two, and three")),
        ("读书，生活、工作", ("读书", "生活", "工作")),
        ("[one, two, one]", ("one", "two")),
        ("['a, b', c]", ("a, b", "c")),
        ("\n  - one\n  - two", ("one", "two")),
        ("\n  - ~\n  -\n  - one", ("one",)),
        ("[PHP, NULL]", ("PHP", "NULL")),
        ("[2013, 1.10, no, 21:30]", ("2013", "1.10", "no", "21:30")),
        ("[[a, b], [c]]", ("a", "b", "c")),
        ("\n  - {name: one, slug: x}\n  - title: two", ("one", "two")),
        ("{one: 1, two: 2}", ("one", "two")),
        ("'#one, #two'", ("one", "two")),
        ("", ()),
        ("[]", ()),
        ("C#", ("C#",)),
        ("[C#, .NET]", ("C#", ".NET")),
        ('"a\\x08b"', ("ab",)),
        ("R&amp;D", ("R&D",)),
        ("\"['a', 'b c']\"", ("a", "b c")),
        ('\'["a", "b, c"]\'', ("a", "b, c")),
    ],
)
def test_tags(value: str, tags: tuple[str, ...]) -> None:
    assert read(text(f"tags: {value}")).tags == tags
    assert read(text(f"categories: {value}")).categories == tags


def test_settings_say_who_the_author_is() -> None:
    post = text("slug: why\nname: why\nauthor: Bob")
    assert read(post, settings=config({"author": ("name",)})).authors == (Person("why"),)
    assert read(post, settings=config({"author": ()})).authors == ()


def test_tags_of_zola() -> None:
    tables = "[taxonomies]\ntags = ['a', 'b']\n[extra]\nauthor = 'Ann Lee'\n"
    post = f"+++\ntitle = 'A'\ndate = 2013-10-09T09:23:00Z\n{tables}+++\nText"
    settings = config(base_url="https://example.org/", url_template="{base}/{slug}")
    found = read(post, settings=settings)
    assert (found.tags, found.authors) == (("a", "b"), (ANN,))


@pytest.mark.parametrize(
    ("header", "image"),
    [
        ("image: /img/a.png", "/img/a.png"),
        ("image: a.jpg", "a.jpg"),
        (r"image: img\a.jpg", "img/a.jpg"),
        (r"image: {src: img\a.jpg}", "img/a.jpg"),
        ("cover: https://example.org/a", "https://example.org/a"),
        ("images: [a.png, b.png]", "a.png"),
        ("image: {src: a.webp, alt: A}", "a.webp"),
        ("image:\n  feature: a.gif\n  credit: x", "a.gif"),
        ("header:\n  teaser: /t.png", "/t.png"),
        ("featured: true\nheroImage: ./a.avif", "./a.avif"),
        ("cover: '![alt](a.png)'", "a.png"),
        ("thumbnail: //cdn.example/a.png", "//cdn.example/a.png"),
        ("image: false", None),
        ("image: ~", None),
        ("image: javascript:alert(1).png", None),
    ],
)
def test_images(header: str, image: str | None) -> None:
    assert read(text(header)).image == image


@pytest.mark.parametrize(
    ("path", "url", "image", "expected"),
    [
        ("_posts/2013-10-09-a.md", None, "assets/a.png", "https://example.org/blog/assets/a.png"),
        ("_posts/2013-10-09-a.md", None, "a.png", "a.png"),
        ("_posts/2013-10-09-a.md", None, "./b/a.png", "./b/a.png"),
        ("posts/a/index.md", None, "b/a.png", "b/a.png"),
        ("a.md", "https://elsewhere.example/a", "b/a.png", "b/a.png"),
    ],
)
def test_a_path_to_an_image_begins_at_the_site_where_posts_have_no_folders(
    path: str, url: str | None, image: str, expected: str
) -> None:
    settings = config(
        timezone="UTC", base_url="https://example.org/blog/", url_template="{base}/{year}/{slug}/"
    )
    assert read(text(f"image: {image}", url=url), path, settings).image == expected


@pytest.mark.parametrize("image", ["../../assets/a.png", "@/assets/a.png", "~/a.png"])
def test_an_image_that_only_the_generator_finds_is_left_out_and_named(image: str) -> None:
    assert read(text(f"image: '{image}'")).image is None
    assert codes(text(f"image: '{image}'")) == [("image-unreachable", 5)]


SOUND = "https://example.org/a.mp3"


@pytest.mark.parametrize(
    ("header", "enclosures"),
    [
        (f"audio: {SOUND}", (Enclosure(SOUND),)),
        ("audio: /a.mp3", (Enclosure("/a.mp3"),)),
        (f"enclosure: {SOUND} 1234 audio/mpeg", (Enclosure(SOUND, "audio/mpeg", 1234),)),
        (f"enclosure: |\n  {SOUND}\n  1234\n  audio/mpeg\n", (Enclosure(SOUND, "audio/mpeg", 1234),)),
        (
            f"enclosure: {{url: '{SOUND}', type: audio/mpeg, length: 1234, duration: '1:02:03'}}",
            (Enclosure(SOUND, "audio/mpeg", 1234, None, 3723),),
        ),
        (f"enclosures:\n  - {SOUND}\n  - file: b.ogg", (Enclosure(SOUND), Enclosure("b.ogg"))),
        (f"audio: {SOUND}\nduration: 12:34", (Enclosure(SOUND, duration=754),)),
        ("podcast: true", ()),
        ("media: some words", ()),
    ],
)
def test_enclosures(header: str, enclosures: tuple[Enclosure, ...]) -> None:
    assert read(text(header)).enclosures == enclosures


def test_what_podcast_apps_want_to_know() -> None:
    post = read(text(f"audio: {SOUND}\nepisode: 12\nitunes_explicit: no"))
    assert post.podcast == (("itunes:episode", "12"), ("itunes:explicit", "no"))
    assert read(text("episode: 12")).podcast == ()


@pytest.mark.parametrize(
    ("header", "field", "value"),
    [
        ("summary: Short.", "summary", "Short."),
        ("description: A title", "summary", None),
        ("excerpt: Short\n  and long.", "summary", "Short and long."),
        ("lang: zh_CN", "language", "zh-CN"),
        ("language: de", "language", "de"),
        ("lang: Klingon of the north", "language", None),
        ("lang: cn", "language", None),
        (
            "origin: {title: The Feed, url: 'https://example.org/feed'}",
            "origin",
            Origin("The Feed", "https://example.org/feed"),
        ),
        ("source: {title: No address}", "origin", None),
    ],
)
def test_other_values(header: str, field: str, value: Any) -> None:
    assert getattr(read(text(header)), field) == value


def test_a_language_that_nobody_has_registered_is_named() -> None:
    found = codes(text("lang: jp"))
    assert [code for code, _ in found] == ["language-unknown"]


def test_posts_that_template_tags_name() -> None:
    post = read(
        text(
            body='{% post_url 2013-10-08-b %} {% post_link c "C" %} {{< ref "d.md" >}} {% post_url 2013-10-08-b %}'
        )
    )
    assert post.mentions == ("2013-10-08-b", "c", "d.md")


@pytest.mark.parametrize("written", ["", "\n \n\t\n"])
def test_without_a_body_the_post_is_left_out(written: str) -> None:
    assert [code for code, _ in codes(text(body=written))] == ["no-body"]
    assert codes(text("summary: All there is.", body=written)) == [("body-empty", 1)]


def test_what_readers_see_has_a_digest_of_its_own() -> None:
    first = read(text("layout: post"))
    assert first.content == read(text("layout: page")).content
    assert first.content == read(text("layout: post", date="2014-01-01")).content
    assert first.content != read(text("layout: post", body="Other.")).content
    assert first.content != read(text("layout: post", title="Other")).content
    assert first.digest != read(text("layout: page")).digest


@pytest.mark.parametrize(
    ("header", "path", "code"),
    [
        ("draft: true", "a.md", "post-draft"),
        ("draft: yes", "a.md", "post-draft"),
        ("draft: soon", "a.md", "post-draft"),
        ("published: false", "a.md", "post-draft"),
        ("publish: no", "a.md", "post-draft"),
        ("status: Draft", "a.md", "post-draft"),
        ("layout: post", "_drafts/a.md", "post-draft"),
        ("unpublished: true", "a.md", "post-draft"),
        ("ignorePublish: true", "a.md", "post-draft"),
        ("is_page: True", "a.md", "post-page"),
        ("layout: draft", "_posts/2013-10-09-a.md", "post-draft"),
        ("type: draft", "a.md", "post-draft"),
        ("hidden: true", "a.md", "post-hidden"),
        ("listed: false", "a.md", "post-hidden"),
        ("status: hidden", "a.md", "post-hidden"),
        ("状态: 草稿", "a.md", "post-draft"),
        ("state: draft", "a.md", "post-draft"),
        ("hideInList: true", "a.md", "post-hidden"),
        ("deleted: true", "a.md", "post-hidden"),
        ("build: {list: never}", "a.md", "post-hidden"),
        ("permalink: false", "a.md", "post-hidden"),
        ("private: 1", "a.md", "post-private"),
        ("visibility: members", "a.md", "post-private"),
        ("password: secret", "a.md", "post-private"),
        ("layout: post", "README.md", "not-a-post"),
        ("layout: post", "docs/readme.zh-cn.md", "not-a-post"),
        ("layout: post", "de/_index.md", "not-a-post"),
    ],
)
def test_what_is_no_post_is_held_back_and_is_no_error(header: str, path: str, code: str) -> None:
    found = reading(text(header, url=None), path)
    assert found.held is not None
    assert (found.held.code, found.held.severity, found.post, found.problems) == (code, "info", None, ())


def test_a_readme_in_a_folder_is_a_post_where_it_has_an_address_and_a_date() -> None:
    assert read(text(), "posts/why/README.md")
    for path in ("README.md", "posts/_index.md"):
        held = reading(text(), path).held
        assert held is not None
        assert held.code == "not-a-post"


@pytest.mark.parametrize(
    "name", ["LICENSE.txt", "robots.txt", "404.html", "Changelog.md", "index.html", "content/index.md"]
)
def test_files_that_go_with_a_site_are_no_posts_unless_dated(name: str) -> None:
    found = reading("User-agent: *\n", name)
    assert found.held is not None
    assert found.held.code == "not-a-post"
    assert read(text(), name)


@pytest.mark.parametrize("value", ["false", "no", "'false'", "0", "~", ""])
def test_what_says_it_is_no_draft_is_a_post(value: str) -> None:
    assert read(text(f"draft: {value}\nstatus: published\nhidden: false\npassword:\npublished: true"))


@pytest.mark.parametrize("data", [b"", b" \n\n", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_no_post(data: bytes) -> None:
    found = reading(data)
    assert found.held is not None
    assert found.held.code == "file-empty"


def test_a_page_is_a_post_only_with_a_date_and_an_address() -> None:
    assert reading(text("layout: page", url=None)).held is not None
    assert reading(text("layout: page", date=None)).held is not None
    assert read(text("layout: page"))
    settings = config(base_url="https://example.org/", url_template="{base}/{slug}", timezone="UTC")
    assert read(text("layout: page", url=None), "_posts/a.md", settings)


def test_what_a_post_says_in_chinese() -> None:
    header = "标题: 春天\n作者: 匿名\n标签: 甲, 乙\n分类: 丙\n摘要: 短"
    post = read(text(header, title=None))
    assert (post.title, post.authors, post.tags, post.categories, post.summary) == (
        "春天",
        (Person("匿名"),),
        ("甲", "乙"),
        ("丙",),
        "短",
    )


def test_a_name_is_the_title_where_there_is_no_other_and_the_author_where_there_is() -> None:
    assert read(text("name: A note", title=None)).title == "A note"
    assert read(text("name: Ann Lee", title=None, body="# A heading\n\nText.")).title == "A heading"
    post = read(text("name: Ann Lee"))
    assert (post.title, post.authors) == ("A title", (ANN,))
