"""An id, once published, never changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds import ledger
from feeds.dates import rfc3339
from feeds.ledger import Line
from feeds.links import to_uri
from feeds.model import Post
from feeds.validate.values import full_uri

MOMENT = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def post(**fields: object) -> Post:
    values: dict[str, object] = {
        "source": "a.md",
        "digest": "file",
        "content": "content",
        "markup": "markdown",
        "body_start": 0,
        "url": "http://example.org/a",
        "published": MOMENT,
        "title": "A",
    }
    return Post(**values | fields)  # type: ignore[arg-type]


def line_of(post: Post) -> Line:
    date = rfc3339(post.published)
    return Line(post.url, post.url, post.source, post.title, date, date, post.content)


def other(number: int) -> Post:
    """A post that shares nothing with the others."""
    return post(
        source=f"{number}.md",
        content=f"content {number}",
        url=f"http://example.org/{number}",
        published=MOMENT + timedelta(days=number),
        title=f"Title {number}",
    )


OTHERS = [other(number) for number in range(1, 4)]


@pytest.mark.parametrize(
    "now",
    [
        post(url="https://example.org/a"),
        post(url="http://example.org/a/"),
        post(url="http://www.example.org/a/index.html"),
        post(url="https://other.example/2020/a/"),
        post(source="2020/renamed.md"),
        post(title="Edited", content="edited"),
        post(source="renamed.md", url="https://example.org/new-place"),
        post(url="https://example.org/a", content="edited", title="Edited"),
        post(url="https://other.example/a", published=MOMENT + timedelta(hours=1)),
        post(source="renamed.md", url="https://example.org/a", content="edited", title="Edited"),
        post(source="renamed.md", url="https://other.example/new-place", content="edited"),
        post(
            published=MOMENT.astimezone(timezone(timedelta(hours=8))), source="b.md", url="http://a.example/b"
        ),
        post(
            source="2020-01-03-a.md", url="http://example.org/2020/01/03/a", published=MOMENT + timedelta(1)
        ),
    ],
    ids=lambda now: f"{now.url} {now.source} {now.title}",
)
def test_a_post_is_known_again(now: Post) -> None:
    lines = [line_of(each) for each in (post(), *OTHERS)]
    known = ledger.identify([*OTHERS, now], lines)
    assert [one.id for one in known] == [*(each.url for each in OTHERS), "http://example.org/a"]


def test_a_new_post_gets_its_address_as_a_uri() -> None:
    (known,) = ledger.identify(
        [post(url="http://example.org/文", encoded="http://example.org/%E6%96%87")], [line_of(other(1))]
    )
    assert known.id == known.url == "http://example.org/%E6%96%87"
    assert known.line is None


def test_a_file_reused_for_another_post_is_new() -> None:
    reused = post(url="http://example.org/b", title="B", content="b", published=MOMENT + timedelta(days=9))
    (known,) = ledger.identify([reused], [line_of(post())])
    assert known.id == "http://example.org/b"


def test_an_address_that_is_an_older_entrys_id_is_not_given_away() -> None:
    moved = line_of(post())._replace(url="http://example.org/b")
    now = [
        post(url="http://example.org/b"),
        post(source="n.md", title="N", content="n", published=MOMENT + timedelta(1)),
    ]
    old, new = ledger.identify(now, [moved])
    assert old.id == "http://example.org/a"
    assert new.id == "tag:example.org,2020-01-03:/a"


@pytest.mark.parametrize(
    "host", ["my_blog.example", "[::1]:8000", "a-.example", "bücher.example", "u@example.org"]
)
def test_an_id_of_its_own_is_one_whatever_the_host_is_called(host: str) -> None:
    url = to_uri(f"http://{host}/a?b=c")
    moved = line_of(post())._replace(id=url)
    _, new = ledger.identify([post(), post(source="n.md", title="N", content="n", url=url)], [moved])
    assert new.id not in (url, post().url)
    assert full_uri(new.id) is None


def test_two_posts_that_look_alike_do_not_take_each_others_ids() -> None:
    """Imported with one timestamp, both moved at once: the sign they share counts for nothing."""
    before = [post(), post(source="b.md", url="http://example.org/b", title="B", content="b")]
    after = [each._replace(url=each.url.replace("http:", "https:")) for each in before]
    known = ledger.identify(list(reversed(after)), [line_of(each) for each in before])
    assert [one.id for one in known] == ["http://example.org/b", "http://example.org/a"]


def test_only_the_author_raises_updated_unless_the_clock_may() -> None:
    edited = post(content="edited")
    now = MOMENT + timedelta(days=5, microseconds=7)
    (by_author,) = ledger.identify([edited], [line_of(post())])
    (by_clock,) = ledger.identify([edited], [line_of(post())], edited_at=now)
    assert by_author.updated == MOMENT
    assert by_clock.updated == MOMENT + timedelta(days=5)
    remembered = line_of(edited)._replace(updated=rfc3339(by_clock.updated))
    (later,) = ledger.identify([edited], [remembered], edited_at=now + timedelta(days=1))
    assert later.updated == by_clock.updated


def test_a_clock_set_back_never_takes_updated_back() -> None:
    remembered = line_of(post())._replace(updated=rfc3339(MOMENT + timedelta(days=9)))
    (known,) = ledger.identify([post(content="edited")], [remembered], edited_at=MOMENT + timedelta(days=1))
    assert known.updated == MOMENT + timedelta(days=9)


def test_a_clock_that_says_just_what_the_author_says_gives_the_same_in_the_next_run() -> None:
    said = MOMENT.astimezone(timezone(timedelta(hours=5)))
    edited = post(content="edited", updated=said)
    remembered = line_of(edited)._replace(updated=rfc3339(said), digest="before")
    (known,) = ledger.identify([edited], [remembered], edited_at=MOMENT)
    assert rfc3339(known.updated) == rfc3339(said)


def test_every_new_post_gets_an_id_of_its_own_however_many_are_taken() -> None:
    lines: list[Line] = []
    for number in range(6):
        now = post(title=f"{number}", content=f"{number}")
        (known,) = ledger.identify([now], lines)
        moved = {"url": f"http://other.example/{number}", "title": "gone", "digest": f"gone {number}"}
        lines.append(
            line_of(now)._replace(
                id=known.id,
                source=f"{number}",
                published=f"199{number}-01-01T00:00:00Z",
                **moved,
            )
        )
    assert len({line.id for line in lines}) == 6


def test_what_is_dumped_is_parsed_back() -> None:
    lines = [line_of(each) for each in (*OTHERS, post(title='"\n\u2028\x1b', source="\udcff.md"))]
    data = ledger.dump(lines)
    assert data.count(b"\n") == len(lines)
    assert set(ledger.parse(data)) == set(lines)
    assert ledger.dump(reversed(lines)) == data


GOOD = ledger.dump([line_of(other(3))]).removesuffix(b"\n")
DAMAGED = [
    b"",
    b"{",
    b"[]",
    b'{"id": 3}',
    b'"x"',
    b"null",
    b"[" * 100_000,
    b"1" * 10_000,
    b"<<<<<<< HEAD",
    b"\0" * 512,
    GOOD.replace(b"Title", b"Tit\xffle"),
    GOOD[: len(GOOD) // 2],
    GOOD.replace(b'"id": "http://example.org/3"', b'"id": ""'),
    GOOD.replace(b"2020-01-05T03:04:05+00:00", b"yesterday"),
    GOOD.replace(b"+00:00", b""),
    GOOD.replace(b"null", b'"archive/../../etc"'),
    GOOD.replace(b"null", b'"archive/0"'),
]


@pytest.mark.parametrize("row", DAMAGED, ids=lambda row: repr(row[:30]))
def test_a_damaged_line_is_named_and_the_others_kept(row: bytes) -> None:
    lines = ledger.dump([line_of(post()), line_of(other(1))]).splitlines()
    assert row != GOOD
    with pytest.raises(ledger.DamagedError, match="line 2") as caught:
        ledger.parse(b"\n".join([lines[0], row, lines[1]]) + b"\n")
    assert [line.id for line in caught.value.lines] == ["http://example.org/a", "http://example.org/1"]
