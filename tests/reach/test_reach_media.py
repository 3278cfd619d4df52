"""Enclosures, images and podcasts, from a post's front matter and the files beside it to each format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from archives import build, contents, write_post, write_posts
from lxml import etree

from feeds import Options, validate
from feeds import build as publish
from feeds.config import load
from feeds.problems import FeedsError

if TYPE_CHECKING:
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"


def rss_enclosure(out: Path) -> dict[str, str]:
    return dict(etree.parse(out / "rss.xml").find(".//enclosure").attrib)


def atom_enclosures(out: Path) -> list[dict[str, str]]:
    links = etree.parse(out / "atom.xml").iterfind(f".//{ATOM}link[@rel='enclosure']")
    return [{name: value for name, value in link.attrib.items() if name != "rel"} for link in links]


def attachments(out: Path) -> list[dict[str, object]]:
    return json.loads((out / "feed.json").read_bytes())["items"][0]["attachments"]


def unknown_lengths(outcome) -> list[tuple[int | None, str]]:
    return [
        (each.line, each.severity) for each in outcome.report.problems if each.code == "media-length-unknown"
    ]


@pytest.mark.parametrize(
    ("post", "named", "file"),
    [
        ("2020", "one.mp3", "2020/one.mp3"),
        ("2020", "./one.mp3", "2020/one.mp3"),
        ("2020", "../media/one.mp3", "media/one.mp3"),
        ("2020", "/media/one.mp3", "media/one.mp3"),
        ("2020", "/media/one%20two.mp3?x=1#t=5", "media/one two.mp3"),
        (".", "media/одна.mp3", "media/одна.mp3"),
        ("2020", "..\\media\\one.mp3", "media/one.mp3"),
    ],
)
def test_a_file_among_the_posts_is_measured(post: str, named: str, file: str, tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source / post, 1, enclosure=named, url="https://example.org/2020/one/")
    (source / file).parent.mkdir(parents=True, exist_ok=True)
    (source / file).write_bytes(b"x" * 12345)
    outcome = build(source, out)
    assert not unknown_lengths(outcome)
    found = rss_enclosure(out)
    assert (found["length"], found["type"]) == ("12345", "audio/mpeg")
    assert found["url"].startswith("https://example.org/")
    assert "%5C" not in found["url"]
    (link,) = atom_enclosures(out)
    assert (link["href"], link["length"]) == (found["url"], "12345")
    assert [(each["url"], each["size_in_bytes"]) for each in attachments(out)] == [(found["url"], 12345)]


def test_the_file_knows_better_than_the_post(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 1, enclosure={"url": "/one.mp3", "length": 1})
    (source / "one.mp3").write_bytes(b"x" * 10)
    build(source, out)
    assert rss_enclosure(out)["length"] == "10"


def test_nothing_outside_the_posts_is_looked_at(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    (tmp_path / "secret.mp3").write_bytes(b"x" * 10)
    source.mkdir()
    (source / "link.mp3").symlink_to(tmp_path / "secret.mp3")
    (source / "folder.mp3").mkdir()
    (source / "inside.mp3").symlink_to("real.mp3")
    (source / "real.mp3").write_bytes(b"x" * 7)
    named = [
        "../secret.mp3",
        "/../secret.mp3",
        "/link.mp3",
        "/folder.mp3",
        "/no\0.mp3",
        f"/{'x' * 5000}.mp3",
        "/a%00.mp3",
    ]
    for number, each in enumerate(named):
        write_post(source, number, enclosure={"url": each})
    write_post(source, 99, enclosure="/inside.mp3")
    build(source, out)
    found = [it.get("length") for it in etree.parse(out / "rss.xml").iter("enclosure")]
    assert found[0] == "7"
    assert set(found[1:]) == {"0"}


def test_links_out_of_the_posts_are_followed_where_the_settings_say_so(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    (tmp_path / "shared.mp3").write_bytes(b"x" * 10)
    write_post(source, 1, enclosure="/link.mp3")
    (source / "link.mp3").symlink_to(tmp_path / "shared.mp3")
    (source / "feeds.toml").write_text("[posts]\nfollow_links = true\n")
    publish(source, out, load(source), Options(use_cache=False, jobs=1))
    assert rss_enclosure(out)["length"] == "10"


def test_a_size_that_nobody_knows_is_told_to_the_author(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 1, enclosure="https://cdn.example.org/one.mp3")
    outcome = build(source, out)
    (told,) = (each for each in outcome.report.problems if each.code == "media-length-unknown")
    assert (told.path, told.line, told.severity) == (str(source / "0001.md"), 6, "warning")
    assert "https://cdn.example.org/one.mp3" in told.message
    assert "length" in told.message
    assert rss_enclosure(out) == {
        "url": "https://cdn.example.org/one.mp3",
        "length": "0",
        "type": "audio/mpeg",
    }
    assert "length" not in atom_enclosures(out)[0]
    assert "size_in_bytes" not in attachments(out)[0]


def test_a_file_that_changes_or_comes_is_measured_anew(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 1, enclosure="/one.mp3")
    options = {"use_cache": True, "cache": tmp_path / "cache"}
    assert unknown_lengths(build(source, out, options=options))
    for content in (b"x" * 10, b"x" * 20):
        (source / "one.mp3").write_bytes(content)
        outcome = build(source, out, options=options)
        assert outcome.report.changed
        assert not unknown_lengths(outcome)
        assert rss_enclosure(out)["length"] == str(len(content))
    assert not build(source, out, options=options).report.changed


def test_several_enclosures(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    given = [
        {"url": "https://example.org/1.mp3", "length": 10, "type": "audio/mpeg", "title": "Sound & all"},
        {"url": "https://example.org/1.mp4", "length": 20, "duration": "1:01"},
    ]
    write_post(source, 1, enclosures=given, image="/cover.jpg")
    build(source, out)
    assert rss_enclosure(out) == {"url": "https://example.org/1.mp3", "length": "10", "type": "audio/mpeg"}
    (more,) = etree.parse(out / "rss.xml").iter(f"{MEDIA}content")
    assert dict(more.attrib) == {
        "url": "https://example.org/1.mp4", "type": "video/mp4", "fileSize": "20", "duration": "61",
    }  # fmt: skip
    assert [(each["href"], each["length"]) for each in atom_enclosures(out)] == [
        ("https://example.org/1.mp3", "10"),
        ("https://example.org/1.mp4", "20"),
    ]
    assert [each["mime_type"] for each in attachments(out)] == ["audio/mpeg", "video/mp4"]
    for name in ("rss.xml", "atom.xml"):
        assert (
            etree.parse(out / name).find(f".//{MEDIA}thumbnail").get("url") == "https://example.org/cover.jpg"
        )
    assert (
        json.loads((out / "feed.json").read_bytes())["items"][0]["image"] == "https://example.org/cover.jpg"
    )


PODCAST = """
[feed]
title = "The Long Way Round"
link = "https://example.org/"
self = "https://feeds.example.org/"
description = "Talks about walking & maps."
language = "en"
author = {name = "Ann Lee", email = "ann@example.org"}
logo = "https://example.org/cover.png"

[feed.podcast]
"itunes:category" = ["Arts > Books", "Society & Culture"]
"itunes:explicit" = false
"itunes:type" = "serial"
"podcast:guid" = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
"podcast:locked" = true
"podcast:funding" = "https://example.org/give Give a little"
"podcast:medium" = "podcast"
"""


def podcast(tmp_path: Path, settings: str = PODCAST, **keys: object) -> Path:
    source, out = tmp_path / "posts", tmp_path / "out"
    for number in (1, 2):
        given = {
            "enclosure": "1.mp3", "duration": "01:02:03", "episode": number, "season": 1, "explicit": False,
            "episodeType": "Full", "image": "/cover.jpg", "transcript": "/1.vtt", "chapters": "/1.json",
            "subtitle": "A & B", "podcast": {"person": ["Ann Lee", "Bo"]},
        } | keys  # fmt: skip
        write_post(source, number, **given)
    (source / "1.mp3").write_bytes(b"x" * 1000)
    (source / "feeds.toml").write_text(settings, encoding="utf-8")
    publish(source, out, load(source), Options(use_cache=False, jobs=1))
    return out


def test_a_podcast_is_valid_without_a_finding(tmp_path: Path) -> None:
    for path, document in contents(podcast(tmp_path)).items():
        if path.endswith((".xml", ".json")):
            assert not list(validate.findings(document)), path


def test_what_directories_ask_for_is_there(tmp_path: Path) -> None:
    channel = etree.parse(podcast(tmp_path) / "rss.xml").getroot()[0]
    names = {
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "podcast": "https://podcastindex.org/namespace/1.0",
    }

    def texts(path: str) -> list[str]:
        return [str(it) for it in channel.xpath(path, namespaces=names)]

    assert texts("itunes:category/@text") == ["Arts", "Society & Culture"]
    assert texts("itunes:category/itunes:category/@text") == ["Books"]
    assert texts("itunes:explicit/text()") == ["false"]
    assert texts("itunes:type/text()") == ["serial"]
    assert texts("itunes:image/@href") == ["https://example.org/cover.png"]
    assert texts("itunes:owner/itunes:email/text()") == ["ann@example.org"]
    assert texts("itunes:author/text()") == ["Ann Lee"]
    assert texts("podcast:guid/text()") == ["917393e3-1b1e-5cef-ace4-edaa54e1f810"]
    assert texts("podcast:locked/text()") == ["yes"]
    assert texts("podcast:funding/@url") == ["https://example.org/give"]
    assert texts("podcast:funding/text()") == ["Give a little"]
    assert texts("item/itunes:duration/text()") == ["3723", "3723"]
    assert texts("item/itunes:episode/text()") == ["2", "1"]
    assert texts("item/itunes:season/text()") == ["1", "1"]
    assert texts("item/itunes:episodeType/text()") == ["full", "full"]
    assert texts("item/itunes:explicit/text()") == ["false", "false"]
    assert texts("item/itunes:image/@href") == ["https://example.org/cover.jpg"] * 2
    assert texts("item/podcast:transcript/@url") == ["https://example.org/1.vtt"] * 2
    assert texts("item/podcast:chapters/@type") == ["application/json+chapters"] * 2
    assert texts("item[1]/podcast:person/text()") == ["Ann Lee", "Bo"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("episode", "S01E02"), ("season", 0), ("explicit", "perhaps"), ("episodeType", "half"),
     ("transcript", "javascript:alert(1)"), ("subtitle", "x" * 300)],
)  # fmt: skip
def test_a_value_that_no_directory_takes_is_left_out_and_told(
    key: str, value: object, tmp_path: Path
) -> None:
    out = podcast(tmp_path, **{key: value})
    for path, document in contents(out).items():
        if path.endswith((".xml", ".json")):
            assert not list(validate.findings(document)), path
    from feeds.run import read

    outcome = read(tmp_path / "posts", load(tmp_path / "posts"), None)
    told = [each for each in outcome.problems if each.code == "podcast-value"]
    assert [each.severity for each in told] == ["warning"] * 2


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ('"itunes:categry" = "Arts"', "did you mean itunes:category?"),
        ('"media:rating" = "adult"', "knows no media:rating"),
        ('explicit = false', "knows no explicit"),
        ('"itunes:explicit" = "perhaps"', "wants true or false"),
        ('"itunes:type" = "weekly"', "wants one of: episodic, serial"),
        ('"itunes:image" = "cover.png"', "wants an absolute http or https URL"),
        ('"itunes:owner" = "Ann"', "wants an e-mail address"),
        ('"itunes:type" = ["serial", "serial"]', "wants one itunes:type"),
        ('"podcast:guid" = ""', "wants a text"),
    ],
)  # fmt: skip
def test_settings_that_no_directory_knows_stop_the_run(line: str, part: str, tmp_path: Path) -> None:
    source = write_posts(tmp_path / "posts", 1)
    (source / "feeds.toml").write_text(f"[feed]\ntitle = 'x'\n\n[feed.podcast]\n{line}\n")
    with pytest.raises(FeedsError) as raised:
        load(source)
    assert raised.value.status == 2
    (told,) = raised.value.problems
    assert part in told.message
    assert told.line == 4


def test_a_feed_of_a_tag_is_not_the_show_itself(tmp_path: Path) -> None:
    settings = PODCAST.replace("[feed.podcast]", 'by = ["tag"]\n[feed.podcast]')
    out = podcast(tmp_path, settings, tags=["x"])
    assert b"podcast:guid" in (out / "rss.xml").read_bytes()
    assert b"podcast:guid" not in (out / "tag/x/rss.xml").read_bytes()
    assert not list(validate.findings((out / "tag/x/rss.xml").read_bytes()))


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"enclosure": "one two.mp3"}, ["https://example.org/p/one%20two.mp3"]),
        ({"audio": "/sound/1.ogg"}, ["https://example.org/sound/1.ogg"]),
        ({"video": "1.mp4"}, ["https://example.org/p/1.mp4"]),
        ({"video": "https://video.example.org/watch?v=1"}, []),
        ({"enclosure": "https://example.org/x.mp3\n1234\naudio/mpeg\n"}, ["https://example.org/x.mp3"]),
        ({"enclosure": "https://cdn.example.org/one two.mp3"}, ["https://cdn.example.org/one%20two.mp3"]),
        ({"enclosure": "see below"}, []),
    ],
)
def test_which_keys_name_media(keys: dict[str, str], found: list[str], tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 1, **keys)
    outcome = build(source, out)
    assert [each["href"] for each in atom_enclosures(out)] == found
    told = [each.line for each in outcome.report.problems if each.code == "enclosure-unreadable"]
    assert told == ([6] if "enclosure" in keys and not found else [])


def test_what_directories_lack_is_told_once(tmp_path: Path) -> None:
    source, out = tmp_path / "posts", tmp_path / "out"
    write_post(source, 1, enclosure="https://example.org/1.mp3", episode=1, tags=["x"])
    outcome = build(source, out, by=("tag",), language="en")
    told = [(each.path, each.code) for each in outcome.report.problems if each.code.startswith("itunes")]
    assert sorted(told) == [
        ("rss.xml", "itunes-missing"),
        ("rss.xml", "itunes-missing"),
        ("rss.xml", "itunes-missing"),
        ("rss.xml", "itunes-no-email"),
    ]
