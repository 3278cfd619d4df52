"""No header takes for ever, whatever is in it."""

from __future__ import annotations

from bounded import assert_all_are_done

from feeds.headers import read

WIDE = " " * 120_000
LINES = "\n" * 60_000
FIELDS = " a: b\n" * 20_000
HOSTILE = {
    "blanks after a fence": f"---{WIDE}x\n",
    "blanks after a fence of TOML": f"+++{WIDE}x\n",
    "blanks in a heading": f"#{WIDE}\nx\n",
    "a word of TOML": f"+++\nimg='{'A' * 160_000}'\n+++\n",
    "a blank line of TOML": f"+++\na = '''\n{WIDE}\n'''\n+++\n",
    "blank lines in broken YAML": f'---\nfoo:{LINES} - "x" y: [\n---\n',
    "lines below a broken field": f'---\nfoo: {WIDE}"x\n{FIELDS}---\n',
    "directives of ikiwiki": '[[!meta a="b"]] [[!tag c]]\n' * 20_000,
    "hashtags that are a comment": f"---\ntags: {'#a, ' * 40_000}# b\n---\n",
    "keys of JSON": "{" + ",\n".join(f'"k{number}": 1' for number in range(60_000)) + "}\n",
}


def test_they_are_read() -> None:
    assert_all_are_done("from feeds.headers import read", "read(text)", [*HOSTILE.values()], cpu_seconds=6)


def test_lines_of_json_keys() -> None:
    text = '{"a": "b",\n"\\u0062":\n{"c":\n"a"}, "c": 1,\n"d" : "\\"e\\":",\n"e": 2, "a": 3}\nText.'
    header = read(text)
    assert {key: field.line for key, field in header.fields.items()} == {
        "a": 1,
        "b": 2,
        "c": 3,
        "d": 5,
        "e": 6,
    }
    assert [(note.code, note.line) for note in header.notes] == [("key-twice", 1)]


def test_keys_that_are_twice_on_one_line() -> None:
    header = read('{"a": 1, "b": 2, "a": 3, "b": 4}\nText.')
    assert [note.details["key"] for note in header.notes] == ["a", "b"]
