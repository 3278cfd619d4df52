"""Posts made to hang the run or to fill its memory: bounded by limits on the process, not by a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bounded
import pytest
from archives import assert_whole, ids, write_post

if TYPE_CHECKING:
    from pathlib import Path

CPU_SECONDS = 100
MEMORY = 2 << 30

ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
MERGES = "m0: &m0 {k: v}\n" + "".join(
    f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 25)
)

HEADERS = {
    "aliases": f"{ALIASES}tags: *a11\n",
    "merges": MERGES,
    "deep yaml": f"x: {'[' * 50_000}{']' * 50_000}\n",
    "deep yaml blocks": "".join("  " * depth + "a:\n" for depth in range(1_000)),
    "many keys": "".join(f"k{number}: v\n" for number in range(30_000)),
    "many tags": f"tags: [{','.join(f't{number}' for number in range(20_000))}]\n",
    "long title": f"title: '{'x<' * 300_000}'\n",
    "long date": f"updated: '{'1' * 500_000}'\n",
    "long slug": f"slug: '{'%' * 300_000}'\n",
    "long image": f"image: 'https://example.org/{'%' * 300_000}'\n",
    "long author": f"author: '{'a@' * 100_000}'\n",
    "long summary": f"summary: '{'*a ' * 100_000}'\n",
    "large number": f"enclosure: {{url: 'https://example.org/a.mp3', length: {'9' * 100_000}}}\n",
}
FILES = {
    "deep.json.md": '{"x": ' + "[" * 200_000 + "]" * 200_000 + "}\n\nText.\n",
    "deep.toml.md": "+++\nx = " + "[" * 100_000 + "]" * 100_000 + "\n+++\nText.\n",
    "keys.toml.md": "+++\n" + "a." * 50_000 + "a = 1\n+++\nText.\n",
    "quoted keys.toml.md": "+++\n" + '"a" . ' * 50_000 + "a = 1\n+++\nText.\n",
    "fences.md": "---\n" * 100_000,
    "unclosed.md": "---\n" + "a: b\n" * 100_000,
    "colons.md": "a:" * 300_000,
}
BODIES = {
    "10 MB line": "a" * 10_000_000,
    "1 MB of words": "a " * 500_000,
    "stars": "*" * 100_000,
    "stars and words": "*a " * 50_000,
    "underscores": "_a__b" * 30_000,
    "brackets": "[" * 50_000,
    "links": "[a](" * 30_000,
    "images": "![" * 30_000 + "](" * 30_000,
    "wiki": "![[" * 30_000 + "]]" * 30_000,
    "backticks": "".join("`" * number + " " for number in range(1, 1_200)),
    "less than": "<" * 100_000,
    "tags": "<a " * 50_000,
    "comments": "<!--" * 50_000,
    "instructions": "<?" * 50_000,
    "ampersands": "&" * 100_000,
    "backslashes": "\\" * 100_000,
    "deep quotes": ">" * 30_000 + " x",
    "deep lists": "".join("  " * depth + "- x\n" for depth in range(1_500)),
    "deep html": "<div>" * 100_000,
    "mixed html": "<b><i><a href=x>" * 50_000,
    "markdown in html": '<div markdown="1">\n' * 2_000,
    "table": "|a" * 2_000 + "\n" + "|-" * 2_000 + "\n" + ("|a" * 2_000 + "\n") * 10,
    "references": "".join(f"[r{n}]: https://e.org/{n}\n" for n in range(10_000)) + "[r1] " * 10_000,
    "footnotes": "".join(f"x[^{n}]\n\n[^{n}]: note\n\n" for n in range(3_000)),
    "abbreviations": "*[A]: B\n" * 3_000 + "A " * 30_000,
    "liquid": "{% if x %}" * 30_000,
    "raw": "{% raw %}" * 30_000,
    "braces": "{{" * 50_000,
    "addresses": "https://example.org/" + "a(" * 50_000,
    "www": "www." * 50_000,
    "mails": "a@" * 50_000,
    "tildes": "~~a" * 30_000,
    "fences": "```\n" * 20_000,
    "srcset": f"<img srcset='{'a,' * 100_000}'>",
    "attributes": f"<p {' '.join(f'a{n}=1' for n in range(20_000))}>x",
}


def hostile(folder: Path) -> None:
    folder.mkdir()
    for number, extra in enumerate(HEADERS.values()):
        header = f"url: https://example.org/h/{number}\ndate: 2020-01-01\n"
        title = "" if "title:" in extra else "title: T\n"
        (folder / f"header-{number}.md").write_text(f"---\n{header}{title}{extra}---\nText.\n")
    for name, content in FILES.items():
        (folder / name).write_text(content)
    for number, body in enumerate(BODIES.values()):
        for ending in ("md", "html") if "<" in body else ("md",):
            header = f"url: https://example.org/{ending}/{number}\ndate: 2020-01-01\ntitle: T\n"
            (folder / f"body-{number}.{ending}").write_text(f"---\n{header}---\n{body}\n")


@pytest.mark.parametrize("engine", ["markdown", "commonmark"])
def test_time_and_memory_are_bounded(tmp_path: Path, engine: str) -> None:
    posts = tmp_path / "posts"
    hostile(posts)
    write_post(posts, 1)
    command = ["build", str(posts), "-o", str(tmp_path / "out"), "--no-cache", "-j", "1", "--engine", engine]
    settings = ["--timezone", "UTC", "--limit", "all", "--report", "json"]
    ran = bounded.run("-m", "feeds", *command, *settings, cpu_seconds=CPU_SECONDS, memory=MEMORY)
    assert ran.returncode == 1, (ran.returncode, ran.stderr[-2000:])
    assert ran.stderr == ""
    assert_whole(tmp_path / "out")
    published = ids(tmp_path / "out")
    assert "https://example.org/p/1" in published
    assert len(published) > len(BODIES)
