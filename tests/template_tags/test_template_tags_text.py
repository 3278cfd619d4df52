"""What is no template tag, or is code that talks about them, stays as it is."""

from __future__ import annotations

import pytest
from bounded import assert_all_are_done
from hypothesis import given
from hypothesis import strategies as st

from feeds.template_tags import translate

TAGS = '{{ site.url }} {% include a.html %} {{< ref "x" >}}'


def translated(body: str) -> str:
    return translate(body, site_url="https://example.org", post_url=lambda _: None).body


@pytest.mark.parametrize(
    "body",
    [
        f"`{TAGS}`",
        f"`` ` {TAGS} ``",
        f"a `b\n{TAGS}` c",
        f"```\n{TAGS}\n```",
        f"~~~ liquid\n{TAGS}\n~~~",
        f"````\n```\n{TAGS}\n```\n````\n",
        f"> ```\n> {TAGS}\n> ```",
        f"- a\n\n  ```\n  {TAGS}\n  ```\n",
        f"```\n{TAGS}",
        f"a\n\n    {TAGS}\n\n    {TAGS}\n\nb",
        f"a\n\n\t{TAGS}\n",
        f"- a\n\n        {TAGS}\n",
        f"<pre>\n{TAGS}\n\n{TAGS}</pre>",
        f"<PRE class=x><code>{TAGS}</code></PRE>",
        f"a <code>{TAGS}</code>",
        f"<!-- {TAGS} -->",
        f"<script>{TAGS}</script>",
        # mathematics
        r"$\frac{{a}}{{b}}$ and $$x_{{i}} {{ page.x }}$$ and \\( {{ page.x }} \\) and \[ {{ page.x }} \]",
        r"\begin{aligned} x^{{a}} {{a}} \end{aligned}",
        # other people's braces
        "token: ${{ secrets.TOKEN }}",
        "{{{ raw }}} {{/path/a.jpg?100}} {{a}} {{ name }} {{Cite web|url=x}} {{ .Values.x }} {{ range $x }}",
        "new HashMap<>() {{\n  put(1, 2);\n}};",
        r"\{{ site.url }} \{% a %}",
        "{% 50 %} {%} {% %} {%a {{ }} {{< >}} {{<",
        "{:a 1} {: } {:",
        "# T {#id}\n\n{id} {static} {filename}",
        "import this, from 'there' on\n\nimport numpy as np",
        "```python\nimport a\n```\n\n```c++\n```\n\n```{.python}\n```\n\n``` hl\n```\n",
        "costs $5, {50% off}",
        "[gallery]: /x\n\n[gallery](x) [embed] [caption] a [/caption] [video] [/b] a[[1]] [[1]](x)",
        "a == b and c == d, x==1 and y==2, ==\n\nA title\n====\n\nsee [toc] and [!x] there",
        "100%% of 5%% of it\n%%\nrules\n%%\nmore",
        "std::::x\n\n:::tip\n\nnever closed",
        "```\n:::tip\n:::\n{/* a */}\n```",
        "",
    ],
)
def test_stays(body: str) -> None:
    assert translate(body, site_url="https://example.org", post_url=lambda _: None) == (body, ())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{% raw %}{{ site.url }}{% endraw %}", "{{ site.url }}"),
        ("a\n{% raw %}\n```\n{{ x }}\n```\n{% endraw %}\nb", "a\n\n```\n{{ x }}\n```\n\nb"),
        ("{% raw %}{% highlight %}{% endraw %} {{ site.url }}", "{% highlight %} https://example.org"),
        ("{% raw %}`{% endraw %} {{ site.url }}", "` https://example.org"),
        ("{% raw %}\n```\n{% endraw %}\n```\n{{ site.url }}", "\n```\n\n```\nhttps://example.org"),
        # Where a generator looks into code, all tags in it had to be wrapped; elsewhere raw is itself shown.
        ("`{% raw %}{{ x }}{% endraw %}`", "`{{ x }}`"),
        ("```yaml\na: ${% raw %}{{ x }}{% endraw %}\n```", "```yaml\na: ${{ x }}\n```"),
        ("```\n{% raw %}\n{{ x }}\n{% endraw %}\n```", "```\n{{ x }}\n```"),
        ("`{% raw %}` `{{ x }}` `{% endraw %}`", "`{% raw %}` `{{ x }}` `{% endraw %}`"),
        ("`{% raw %}{{ x }}{% endraw %}` `{{ y }}`", "`{% raw %}{{ x }}{% endraw %}` `{{ y }}`"),
        ("`{{</* figure */>}}`", "`{{< figure >}}`"),
        # Beside code
        ("`a` {{ site.url }} `b`", "`a` https://example.org `b`"),
        ("`a {{ site.url }}", "`a https://example.org"),
        ("`a\n\n{{ site.url }}`", "`a\n\nhttps://example.org`"),
        ("- `a\n- {{ site.url }}`", "- `a\n- https://example.org`"),
        ("```\na\n```\n{{ site.url }}", "```\na\n```\nhttps://example.org"),
        ("a\n    {{ site.url }}", "a\n    https://example.org"),
        ("- a\n\n    {{ site.url }}", "- a\n\n    https://example.org"),
        ("<div>\n\n    {{ site.url }}\n\n</div>", "<div>\n\n    https://example.org\n\n</div>"),
        ("<pre>a</pre>{{ site.url }}", "<pre>a</pre>https://example.org"),
        ("$5 {{ site.url }} $6", "$5 https://example.org $6"),
    ],
)
def test_raw_and_the_borders_of_code(body: str, expected: str) -> None:
    assert translated(body) == expected


@given(st.text(alphabet="abc `~{}%<>:#\n\t-*$\\/'\"=|.[]()", max_size=80))
def test_no_body_crashes(body: str) -> None:
    found = translate(body, site_url=None, post_url=lambda _: None)

    assert all(1 <= line <= body.count("\n") + 1 for line, _, _ in found.problems)


PIECES = st.lists(
    st.sampled_from([
        "{% raw %}", "{% endraw %}", "{% note %}", "{% endnote %}", "{% highlight a %}", "{% endhighlight %}",
        "{% if a %}", "{% else %}", "{% endif %}", "{% for a in b %}", "{% endfor %}", "{% blockquote %}",
        "{% endblockquote %}", "{{ site.url }}", "{{< a >}}", "{{< /a >}}", "[a](", ")", "{% post_url x %}",
        "`", "```", "\n", "\n\n", "    ", "a", "<pre>", "</pre>", "- ", "$", "{: .a}", "{% end %}",
    ]),
    max_size=30,
)  # fmt: skip


@given(PIECES)
def test_no_nesting_crashes(pieces: list[str]) -> None:
    translated("".join(pieces))


@given(PIECES, st.text(alphabet="abc {}%<>\n", max_size=40))
def test_fenced_code_is_never_touched(pieces: list[str], code: str) -> None:
    before = "".join(piece for piece in pieces if not piece.startswith(("{%", "`", "<", "$", "    ")))
    block = f"\n\n~~~~\n{code.replace('raw', '')}\n~~~~\n\n"

    assert block in translated(f"{before}{block}{before}")


@given(
    st.text(alphabet="abc {}%<>:#\n-*", max_size=60).filter(
        lambda text: "{" not in text and ":::" not in text
    )
)
def test_text_without_braces_is_returned_as_it_is(body: str) -> None:
    assert translated(body) == body


UNITS = [
    "[[",
    "[caption a=b]",
    "[embed]",
    "[gallery a=b",
    "{/*",
    ":::a\n",
    "\nexport const a = {\n",
    "{%",
    "{{",
    "{{<",
    "{% a ",
    "{{ a ",
    "{% raw %}",
    "{% highlight a %}",
    "{% note %}{% endnote %}",
    "{% blockquote %}\n",
    "{% blockquote %}a{% endblockquote %}",
    "{% if a %}{% else %}",
    "[a]({% post_url x %})",
    '{% img \\"',
    "{% img '\\\" %}",
    "`{% raw %}{% endraw %}` ",
    "`a``b```c",
    "$a_",
    "<pre",
    "<!--",
    '{: a="',
    "{{ site.url }}",
    "```a b\n",
    "\n\nimport {a,\n",
    "- a\n",
    "{% a" + " " * 5000 + "%}",
    "{{ a | b: " + "'x" * 200 + " }}",
]


def test_time_is_linear() -> None:
    texts = ["{{ x }}{% y %}" + unit * (200_000 // len(unit)) for unit in UNITS]
    call = 'translate(text, site_url="https://example.org", post_url=lambda _: None)'
    assert_all_are_done("from feeds.template_tags import translate", call, texts, cpu_seconds=50)
