"""Posts as files that everything goes wrong with, and what readers are to see of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

LONG = "On and on, as titles in archives do, past every margin, Donaudampfschifffahrtselektrizitätenhauptbetriebswerk "
SETTINGS = """
[feed]
title = "Nasty & true 汉字"
link = "https://example.org/"
self = "{base}"
description = "All that goes wrong: &, <, ]]>"
language = "en"
author = "Ann Lee"
rights = "© 2013 Ann & Bo"
by = ["tag", "author"]
limit = {limit}

[posts]
timezone = "Asia/Shanghai"
"""


class Expected(NamedTuple):
    """A post as readers are to see it."""

    url: str
    title: str
    published: str
    """RFC 3339."""
    authors: tuple[str, ...] = ("Ann Lee",)
    contains: tuple[str, ...] = ()
    """What its content says, in the words of HTML."""
    enclosures: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    updated: str | None = None


FILES = {
    "marks.md": """---
url: https://example.org/marks?a=1&b=2
date: 2013-10-09 21:00
title: "AT&T: 1 < 2 > 0, \\"quoted\\" & 'single'"
author: O'Neil & Sons
tags: [R&D, C++]
---
AT&T says 1 < 2 and `a && b < c`, 3 > 2. Also &amp;amp; and &copy;.
""",
    "cdata.md": """---
url: https://example.org/cdata
date: 2013-10-09 20:00
title: The end ]]> of it
---
Text ]]> with `<![CDATA[ no ]]>` inside.

    if (a[b[0]]>1) { "x" }
""",
    "emoji.md": """---
url: https://example.org/😀/страница
date: 2013-10-09 19:00
title: 🚲 Ünïcödé 👩‍👩‍👧 and a flag 🇧🇷
author: [José 🎸, 王小明]
tags: [日本語, emoji]
---
Astral 𝒳, 👩‍👩‍👧, and é decomposed.
""",
    "rtl.md": """---
url: https://example.org/rtl
date: 2013-10-09 18:00
title: שלום עולם, with English (2013) inside
language: he
author: סופרת
---
مرحبا بالعالم (2013), and שלום.
""",
    "second-a.md": """---
url: https://example.org/second/a
date: 2013-10-09 17:00:00 +0800
title: First of the same second
---
One.
""",
    "second-b.md": """---
url: https://example.org/second/b
date: 2013-10-09 17:00:00 +0800
title: Second of the same second
---
Two.
""",
    "edited.md": """---
url: https://example.org/edited
date: 2013-10-09 16:00 -0330
updated: 2020-02-29 23:59:59 +0000
title: Edited later
---
Changed since.
""",
    "sound.md": """---
url: https://example.org/sound/
date: 2013-10-09 15:00
title: With sound
enclosure: one two.mp3
image: /cover.jpg?w=1&h=2
---
Listen.
""",
    "relative.md": """---
url: https://example.org/2013/relative/
date: 2013-10-09 14:00
title: Relative links
tags: [emoji]
---
[up](../other/), [root](/about?a=1&b=2), [here](#part), ![a "b"](img/i%20mg.png),
<img src=//cdn.example.org/x.png alt="">
""",
    "notes.md": """---
url: https://example.org/notes
date: 2013-10-09 13:00
title: Footnotes, a table and code
---
A claim.[^1] Another.[^n]

[^1]: The first note, with *marks*.
[^n]: The second.

| a | b |
|---|---|
| 1 < 2 | x |

```html
<script>alert("shown, not run")</script>
```

<script>alert("gone")</script>
""",
    "cjk.txt": """---
url: https://example.org/article/21189
date: 2013-10-09 09:23
title: 从信息展示到在线交易：一份初级答卷？
author: 匿名
categories: [电商]
---
今天，我们来谈谈电商。“引号”与《书名》。

第二段。
""",
    "long.html": f"""---
url: https://example.org/long
date: 2013-10-08 09:23:59 +0000
title: {LONG * 3}
---
<p>Written in <b>HTML</b>, with <a href=page.html>a link</a><br>and an unclosed <i>tag.
""",
    "old.md": """---
url: http://example.org/old
date: 1999-12-31 23:59:59 Z
title: Before all this
---
Old news.
""",
}
SEEN = (
    Expected(
        "https://example.org/marks?a=1&b=2", "AT&T: 1 < 2 > 0, \"quoted\" & 'single'", "2013-10-09T21:00:00+08:00",
        ("O'Neil & Sons",), ("AT&amp;T says 1 &lt; 2", "<code>a &amp;&amp; b &lt; c</code>"), tags=("R&D", "C++"),
    ),
    Expected(
        "https://example.org/cdata", "The end ]]> of it", "2013-10-09T20:00:00+08:00",
        contains=("Text ]]&gt; with <code>&lt;![CDATA[ no ]]&gt;</code>", "if (a[b[0]]&gt;1)"),
    ),
    Expected(
        "https://example.org/%F0%9F%98%80/%D1%81%D1%82%D1%80%D0%B0%D0%BD%D0%B8%D1%86%D0%B0",
        "🚲 Ünïcödé 👩‍👩‍👧 and a flag 🇧🇷", "2013-10-09T19:00:00+08:00", ("José 🎸", "王小明"), ("Astral 𝒳, 👩‍👩‍👧",),
        tags=("日本語", "emoji"),
    ),
    Expected(
        "https://example.org/rtl", "שלום עולם, with English (2013) inside", "2013-10-09T18:00:00+08:00", ("סופרת",),
        ("مرحبا بالعالم (2013)",),
    ),
    Expected(
        "https://example.org/second/a", "First of the same second", "2013-10-09T17:00:00+08:00", contains=("One.",),
    ),
    Expected(
        "https://example.org/second/b", "Second of the same second", "2013-10-09T17:00:00+08:00", contains=("Two.",),
    ),
    Expected(
        "https://example.org/edited", "Edited later", "2013-10-09T16:00:00-03:30", contains=("Changed since.",),
        updated="2020-02-29T23:59:59+00:00",
    ),
    Expected(
        "https://example.org/sound/", "With sound", "2013-10-09T15:00:00+08:00", contains=("Listen.",),
        enclosures=("https://example.org/sound/one%20two.mp3",),
    ),
    Expected(
        "https://example.org/2013/relative/", "Relative links", "2013-10-09T14:00:00+08:00",
        contains=(
            "https://example.org/2013/other/", "https://example.org/about?a=1&amp;b=2",
            "https://example.org/2013/relative/img/i%20mg.png", "https://cdn.example.org/x.png",
        ),
        tags=("emoji",),
    ),
    Expected(
        "https://example.org/notes", "Footnotes, a table and code", "2013-10-09T13:00:00+08:00",
        contains=("The second.", "<td>1 &lt; 2</td>", "&lt;script&gt;"),
    ),
    Expected(
        "https://example.org/article/21189", "从信息展示到在线交易：一份初级答卷？",
        "2013-10-09T09:23:00+08:00", ("匿名",), ("“引号”与《书名》。", "第二段。"), tags=("电商",),
    ),
    Expected(
        "https://example.org/long", (LONG * 3).strip(), "2013-10-08T09:23:59+00:00",
        contains=("<b>HTML</b>", 'href="https://example.org/page.html"'),
    ),
    Expected("http://example.org/old", "Before all this", "1999-12-31T23:59:59+00:00", contains=("Old news.",)),
)  # fmt: skip
"""In no order."""


def write(source: Path, base: str = "https://feeds.example.org/", limit: int = 50) -> Path:
    """The posts and their settings, for feeds that are hosted at `base`."""
    source.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (source / name).write_text(text, encoding="utf-8")
    (source / "one two.mp3").write_bytes(b"x" * 4321)
    (source / "feeds.toml").write_text(SETTINGS.format(base=base, limit=limit), encoding="utf-8")
    return source
