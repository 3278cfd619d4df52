"""What template tags are replaced with."""

from __future__ import annotations

import pytest

from feeds.post_links import reference_names
from feeds.problems import problem
from feeds.tag_meanings import BLOCKS, TAGS
from feeds.template_tags import Translated, translate

POSTS = {"2010-07-21-name": "https://example.org/name/", "blog/other": "https://example.org/other/"}


def translated(body: str, site_url: str | None = "https://example.org/blog", **options: object) -> Translated:
    return translate(body, site_url=site_url, post_url=POSTS.get, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # code
        ("{% highlight ruby %}\nputs 1\n{% endhighlight %}\n", "```ruby\nputs 1\n```\n"),
        ("{% highlight ruby linenos %}\n\nputs 1\n\n{% endhighlight %}\n", "```ruby\nputs 1\n```\n"),
        ("{%- highlight c++ -%}\na;\n{%- endhighlight -%}", "```c++\na;\n```"),
        ("{% highlight html %}\n{{ x }} {% y %}\n{% endhighlight %}", "```html\n{{ x }} {% y %}\n```"),
        ("{% highlight md %}\n```\n{% endhighlight %}", "````md\n```\n````"),
        ("{% highlight sh %}{% raw %}\n{{ x }}\n{% endraw %}{% endhighlight %}", "```sh\n{{ x }}\n```"),
        ("a {% highlight sh %}b{% endhighlight %} c", "a \n\n```sh\nb\n```\n\n c"),
        (
            "1. a\n\n    {% highlight sh %}\n    b\n    {% endhighlight %}\n",
            "1. a\n\n    ```sh\n    b\n    ```\n",
        ),
        ("{% codeblock %}\na\n{% endcodeblock %}", "```\na\n```"),
        ("{% codeblock lang:js %}\na\n{% endcodeblock %}", "```js\na\n```"),
        ("{% codeblock A title lang:js %}\na\n{% endcodeblock %}", "A title\n\n```js\na\n```"),
        (
            "{% codeblock A title lang:js https://example.com/ MDN mark:1,3 %}\na\n{% endcodeblock %}",
            'A title <a href="https://example.com/">MDN</a>\n\n```js\na\n```',
        ),
        ('{{< highlight go "linenos=table" >}}\na\n{{< /highlight >}}', "```go\na\n```"),
        ("{{< mermaid >}}\na --> b\n{{< /mermaid >}}", "```mermaid\na --> b\n```"),
        ("``` ruby A title https://example.com/ link\na\n```", None),
        ("```shell script\na\n```", "```shell\na\n```"),
        ("```rust,ignore\na\n```", "```rust\na\n```"),
        ("```js {1,3-4}\na\n```", "```js\na\n```"),
        ('```js title="app.js"\na\n```', "app.js\n\n```js\na\n```"),
        ("```js:app.js\na\n```", "app.js\n\n```js\na\n```"),
        ("- x\n\n  ```js:app.js\n  a\n  ```", "- x\n\n  app.js\n\n  ```js\n  a\n  ```"),
        # images
        ("{% img /a.png %}", '<img src="/a.png" alt="">'),
        ("{% img left https://example.com/a.png %}", '<img src="https://example.com/a.png" alt="">'),
        ("{% img /a.png 100 200 A title %}", '<img src="/a.png" alt="A title" title="A title">'),
        ("{% img /a.png 'A title' 'An alt' %}", '<img src="/a.png" alt="An alt" title="A title">'),
        ("{% asset_img a.png %}", '<img src="a.png" alt="">'),
        ("{% asset_img big a.png 50% A title %}", '<img src="a.png" alt="A title" title="A title">'),
        ('{% image "./a.jpg", "An alt" %}', '<img src="./a.jpg" alt="An alt">'),
        ('{{ image(src="a.png", alt="An | alt") }}', '<img src="a.png" alt="An &#124; alt">'),
        ('{{< figure src="a.png" alt="An alt" >}}', '<img src="a.png" alt="An alt">'),
        (
            '{{< figure src="a.png" caption="By \\"[Her](https://example.com/_h_)\\"" >}}',
            '<figure><img src="a.png" alt="By &quot;[Her](https://example.com/_h_)&quot;">'
            '<figcaption>By "<a href="https://example.com/_h_">Her</a>"</figcaption></figure>',
        ),
        (
            '{{< figure src="a.png" title="T" link="/b" attr="Me" attrlink="/me" >}}',
            '<figure><a href="/b"><img src="a.png" alt="T"></a>'
            '<figcaption>T <a href="/me">Me</a></figcaption></figure>',
        ),
        (
            "{% include figure.html\n   src='/a.png' alt='An alt' caption='C' %}\ntext",
            '<figure><img src="/a.png" alt="An alt"><figcaption>C</figcaption></figure>\n\ntext',
        ),
        ('{% include image.html url="{{ site.baseurl }}/a.png" %}', '<img src="/blog/a.png" alt="">'),
        ('{% img left /a.png 300 200 "T" "A" %}', '<img src="/a.png" alt="A" title="T">'),
        ('{% img /a.png 300 "A title" %}', '<img src="/a.png" alt="A title" title="A title">'),
        ('{% include figure.html image_path="a.mp4" caption="C" %}', '<a href="a.mp4">C</a>'),
        ("![[a.png|A cat]] ![[b.png|300]]", '<img src="a.png" alt="A cat"> <img src="b.png" alt="">'),
        ("{% img /a.png %}\ntext", '<img src="/a.png" alt="">\n\ntext'),
        ("{% img /a.png %}\n\ntext", '<img src="/a.png" alt="">\n\ntext'),
        # players become links
        (
            "{% youtube a_b %}",
            '<a href="https://www.youtube.com/watch?v=a_b">https://www.youtube.com/watch?v=a&#95;b</a>',
        ),
        ("{% youtube https://youtu.be/ab %}", '<a href="https://youtu.be/ab">https://youtu.be/ab</a>'),
        (
            '{{< youtube id="ab" autoplay="true" >}}',
            '<a href="https://www.youtube.com/watch?v=ab">https://www.youtube.com/watch?v=ab</a>',
        ),
        ("{{< vimeo 12 >}}", '<a href="https://vimeo.com/12">https://vimeo.com/12</a>'),
        (
            "{% include video id='ab' provider='youtube' %}",
            '<a href="https://www.youtube.com/watch?v=ab">https://www.youtube.com/watch?v=ab</a>',
        ),
        ("{% tweet 20 %}", '<a href="https://twitter.com/i/status/20">https://twitter.com/i/status/20</a>'),
        (
            '{{< tweet user="ann" id="20" >}}',
            '<a href="https://twitter.com/ann/status/20">https://twitter.com/ann/status/20</a>',
        ),
        ("{% gist 12 a.rb %}", '<a href="https://gist.github.com/12">https://gist.github.com/12</a>'),
        ("{{< gist me 12 >}}", '<a href="https://gist.github.com/me/12">https://gist.github.com/me/12</a>'),
        ("{% embed https://example.com/x %}", '<a href="https://example.com/x">https://example.com/x</a>'),
        ("{% video /a.mp4 %}", '<a href="/a.mp4">/a.mp4</a>'),
        # addresses
        ("[a]({% post_url 2010-07-21-name %})", "[a](https://example.org/name/)"),
        ("[a]({% link _posts/2010-07-21-name.md %})", "[a](https://example.org/name/)"),
        ("[a]({% link assets/a.pdf %})", "[a](/blog/assets/a.pdf)"),
        ("[a]({{ site.url }}{% post_url 2010-07-21-name %}#b)", "[a](https://example.org/name/#b)"),
        ('[a]({{< ref "blog/other.md#b" >}})', "[a](https://example.org/other/#b)"),
        ('[a]({{< relref "/blog/other" >}})', "[a](https://example.org/other/)"),
        ('[a]({{< ref "#b" >}})', "[a](#b)"),
        ("{% post_link 2010-07-21-name %}", '<a href="https://example.org/name/">2010-07-21-name</a>'),
        ("{% post_link blog/other 'A title' true %}", '<a href="https://example.org/other/">A title</a>'),
        ("![]({% asset_path a.png %})", "![](a.png)"),
        ("{% asset_link a.pdf The file %}", '<a href="a.pdf">The file</a>'),
        ("{% link A text https://example.com true %}", '<a href="https://example.com">A text</a>'),
        ("{% btn /x, A text, icon %}", '<a href="/x">A text</a>'),
        ("[a]({filename}/blog/other.md)", "[a](https://example.org/other/)"),
        ("![a]({static}/a.png) ![b](|static|/b.png)", "![a](/blog/a.png) ![b](/blog/b.png)"),
        ("![a]({{ site.url }}/a.png)", "![a](https://example.org/a.png)"),
        ("![a]({{ site.baseurl }}/a.png)", "![a](/blog/a.png)"),
        ("![a]({{site.url}}{{site.baseurl}}/a.png)", "![a](https://example.org/blog/a.png)"),
        ("![a]({{ '/a.png' | relative_url }})", "![a](/blog/a.png)"),
        ('![a]({{ "/a.png" | absolute_url }})', "![a](https://example.org/blog/a.png)"),
        ("![a]({{ '/a.png' | prepend: site.baseurl }})", "![a](/blog/a.png)"),
        ("![a]({{ site.url | append: '/a.png' }})", "![a](https://example.org/a.png)"),
        ("<a href=\"{{ url_for('/a') }}\">a</a>", '<a href="/blog/a">a</a>'),
        ("{{ site.github.url }}/a", "https://example.org/blog/a"),
        ('{% button href="https://a.example/" %}Go{% endbutton %}', '<a href="https://a.example/">Go</a>'),
        ("{% include toc.html %}{% kbd Ctrl %} {% label primary@new %}", "Ctrl new"),
        # quotations
        ('{% quote author="Ann" source="A book" %}a{% endquote %}', "\n> a\n>\n> — Ann A book\n"),
        ("{% blockquote %}\na\n\nb\n{% endblockquote %}\nc", "\n> a\n>\n> b\n\nc"),
        (
            "{% blockquote Ann Author, A book https://example.com/ A page %}\na\n{% endblockquote %}",
            '\n> a\n>\n> — Ann Author, A book <a href="https://example.com/">A page</a>\n',
        ),
        ('{% pullquote %}\na {"b"} c {" d e "}.\n{% endpullquote %}', "\na b c d e.\n"),
        ("{% cq %}\na\n{% endcq %}", "\n> a\n"),
        # what only decorates
        ("{% note info %}\na\n{% endnote %}", "\na\n"),
        ("{{< notice tip >}}a{{< /notice >}}", "a"),
        ("{% details A *title* %}\na\n{% enddetails %}", "<strong>A &#42;title&#42;</strong>\n\n\na\n"),
        ('{{< details "A b" open >}}a{{< /details >}}', "<strong>A b</strong>\n\na"),
        ('{{< details summary="A b" >}}a{{< /details >}}', "<strong>A b</strong>\n\na"),
        ("{{% details %}}\n{{% youtube ab %}}\n{{% /details %}}", None),
        ('{{< link href="https://a.b/" content=C title="D e" >}}', '<a href="https://a.b/">C</a>'),
        ("{{< katex >}}a {{< math >}}b{{< /math >}}", "a b"),
        # names of boxes and tabs
        ('{{< spoiler text="A b" >}}c{{< /spoiler >}}', "<strong>A b</strong>\n\nc"),
        ('{{< tab "A b" >}}c{{< /tab >}}', "<strong>A b</strong>\n\nc"),
        ('{{< tab name="A b" >}}c{{< /tab >}}', "<strong>A b</strong>\n\nc"),
        ('{{< admonition tip "A b" true >}}c{{< /admonition >}}', "<strong>A b</strong>\n\nc"),
        ("{{< admonition tip open >}}c{{< /admonition >}}", "c"),
        ('{{% alert title="A b" color="red" %}}c{{% /alert %}}', "<strong>A b</strong>\n\nc"),
        ("{% folding cyan open, 甲 乙 %}c{% endfolding %}", "<strong>甲 乙</strong>\n\nc"),
        ("{% hideToggle 甲 乙,#fff %}c{% endhideToggle %}", "<strong>甲 乙</strong>\n\nc"),
        (
            "{% tabs x %}\n<!-- tab 甲@icon -->\na\n<!-- endtab --><!-- tab @icon -->\n{% endtabs %}<!-- tab b -->",
            "\n**甲**\n\na\n<!-- endtab --><!-- tab @icon -->\n<!-- tab b -->",
        ),
        ('{{< style "text-align:right" >}}a{{< /style >}}', "a"),
        (
            "<div>{% capture a-b %}\n*c* {{ page.title }}\n{% endcapture %}{{ a-b | markdownify }}</div>",
            "<div>\n\n*c* A post\n\n</div>",
        ),
        ("{% capture a %}b{% endcapture %}c {{ a }}{{ x }}", "c b{{ x }}"),
        ('{% include video.liquid path="https://a.b/c" %}', '<a href="https://a.b/c">https://a.b/c</a>'),
        ('{% include figure.liquid path="assets/a.jpg" alt="b" %}', '<img src="/blog/assets/a.jpg" alt="b">'),
        ('{% include figure.liquid path="a.jpg" %}', '<img src="a.jpg" alt="">'),
        # words that themes of Hexo only decorate
        ("{% u a, b %} {% del c %} {% span red, d, e %} {% checkbox checked, f %}", "a, b c d, e f"),
        ("{% hideInline a,Show,#fff %}", "a"),
        ('{% aplayer "A" "B" "/c.mp3" "/d.jpg" %}', '<a href="/c.mp3">A – B</a>'),
        ("{% inlineImg /a.png 150px %}", '<img src="/a.png" alt="">'),
        # drawings
        ("{% mermaid graph TD %}\nA-->B\n{% endmermaid %}", "```mermaid\ngraph TD\nA-->B\n```"),
        ('{{< mermaid align="left" >}}\na\n{{< /mermaid >}}', "```mermaid\na\n```"),
        ("{% plantuml %}\na -> b\n{% endplantuml %}", "```plantuml\na -> b\n```"),
        ("{::comment}\na {{ b }}\n{:/comment}c", "c"),
        ("{::comment} a", " a"),
        ("{% comment %}a {{ b }}{% endcomment %}c", "c"),
        ("{# a #}b", "b"),
        ("# T\n{: .no_toc #x }\n\na\n{: .b}\n", "# T\n\n\na\n\n"),
        ('[a](b){:target="_blank"}{: rel=nofollow}', "[a](b)"),
        ("* TOC\n{:toc}\n\na", "\n\na"),
        ("a\n\n<!-- more -->\n\n{% toc %}b", "a\n\n<!-- more -->\n\nb"),
        ("{{</* figure src=x */>}} {{%/* a */%}}", "{{< figure src=x >}} {{% a %}}"),
        ("{{ page.title }}: {{ page.n }}", "A post: 3"),
        ("# {{ $frontmatter.title }}: {{ $page.frontmatter.n }}", "# A post: 3"),
        ("{{ $page.title }} {{ $x }}", "A post {{ $x }}"),
        ('{{< param "title" >}}', "A post"),
        ("```ts:line-numbers {1} [a.ts]\nb\n```", "a.ts\n\n```ts\nb\n```"),
        ("```ts:no-line-numbers\nb\n```", "```ts\nb\n```"),
        ("```js [a b]\nc\n```", "a b\n\n```js\nc\n```"),
    ],
)
def test_meaning(body: str, expected: str | None) -> None:
    found = translated(body, page={"title": "A post", "n": 3})

    assert found.problems == ()
    if expected is not None:
        assert found.body == expected
    assert "{%" not in found.body.replace("{{ x }} {% y %}", "").replace("{{% a %}}", "")


@pytest.mark.parametrize(
    ("body", "expected", "tags"),
    [
        ("a {% include nav.html %} b", "a  b", ["{% include nav.html %}"]),
        ("a\n\n{% foo  bar %}", "a\n\n", ["{% foo bar %}"]),
        ("{% foo %}a{% endfoo %}", "a", ["{% foo %}"]),
        ("{{< foo a=1 />}}b", "b", ["{{< foo a=1 />}}"]),
        ("a{% endfoo %}", "a", ["{% endfoo %}"]),
        (
            "{{ site.title }} {{page.x}} {{ content }}",
            "  ",
            ["{{ site.title }}", "{{page.x}}", "{{ content }}"],
        ),
        ("{{ site.time | date: '%Y' }}", "", ["{{ site.time | date: '%Y' }}"]),
        ("{% if a %}b{% else %}c {{ site.d }}{% endif %}", "b", ["{% if a %}"]),
        ("{% case a %}{% when 1 %}b{% when 2 %}c{% endcase %}", "b", ["{% case a %}"]),
        (
            "{% for a in site.b %}{{ a.c }} {% if a %}d{% endif %}{% endfor %}e",
            "e",
            ["{% for a in site.b %}"],
        ),
        ("{% capture a %}b{% endcapture %}c", "c", ["{% capture a %}"]),
        ("{% capture a %}b{% endcapture %}{{ a }}{{ a }}", "b", ["{{ a }}"]),
        ("{% capture a %}b{% endcapture %}{% capture a %}c{% endcapture %}{{ a }}", "c", ["{% capture a %}"]),
        ("{% assign a = 1 %}{{ a }}", "", ["{% assign a = 1 %}", "{{ a }}"]),
        ("{{ user.name }} {{ name }}", " {{ name }}", ["{{ user.name }}"]),
        ("{{ name | upcase }} {{ f(x) }} {{ page.a + b }}", "  ", None),
        ("{% raw %}a", "a", ["{% raw %}"]),
        ("{% highlight ruby %}a", "a", ["{% highlight ruby %}"]),
        ("a\n\nimport X from './x.astro';\n\n<X />", "a\n\n\n\n<X />", ["import X from './x.astro';"]),
        ("a\n<<< @/b.js{1}\n<<< c", "a\n\n<<< c", ["<<< @/b.js{1}"]),
        ("import {\n  a, b\n} from '~/x'\n\nc", "\n\nc", ["import { a, b } from '~/x'"]),
        ("[a b]({% post_url nope %}) c", "a b c", ["{% post_url nope %}"]),
        ("[a `[`]({{ site.url }}{% post_url nope %}) c", None, ["{% post_url nope %}"]),
        ("[a [b] *c*]({{< ref \"nope.md\" >}} 'T') d", "a [b] *c* d", ['{{< ref "nope.md" >}}']),
        ("x {% post_link nope %} y", "x  y", ["{% post_link nope %}"]),
        ("x {% post_link true %} y", "x  y", ["{% post_link true %}"]),
    ],
)
def test_the_rest_is_left_out_and_named(body: str, expected: str | None, tags: list[str] | None) -> None:
    found = translated(body)

    assert expected is None or found.body == expected
    assert tags is None or [details["tag"] for _, _, details in found.problems] == tags
    assert found.problems
    for line, code, details in found.problems:
        assert problem(code, "post.md", line, **details).severity == "warning"


def test_problems_have_the_lines_of_the_body_as_it_was() -> None:
    body = "{% highlight sh %}a{% endhighlight %} b\n\n{% foo %}\n\n`{% foo %}` {% bar %}\n{% foo %}\n"

    assert [(line, details["tag"]) for line, _, details in translated(body).problems] == [
        (3, "{% foo %}"),
        (5, "{% bar %}"),
    ]


def test_a_link_without_its_site_is_relative_to_the_post() -> None:
    found = translated("![]({{ site.url }}{{ site.baseurl }}/a.png) on {{ site.url }}", site_url=None)

    assert found.body == "![](/a.png) on "
    assert [details["tag"] for _, _, details in found.problems] == ["{{ site.url }}"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "{% highlight rb %}\na < b\n{% endhighlight %}",
            '<pre><code class="language-rb">a &lt; b</code></pre>',
        ),
        ("{% blockquote %}<p>a</p>{% endblockquote %}", "<blockquote><p>a</p></blockquote>"),
        ("<div>\n\n    {% img /a.png %}\n</div>", '<div>\n\n    <img src="/a.png" alt="">\n</div>'),
        ("<p>`{{ site.baseurl }}`</p>", "<p>`/blog`</p>"),
        ("<pre>{{ site.url }}</pre>", "<pre>{{ site.url }}</pre>"),
    ],
)
def test_posts_in_html(body: str, expected: str) -> None:
    assert translated(body, markup="html") == (expected, ())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("_posts/2010-07-21-name.md", ("_posts/2010-07-21-name.md", "2010-07-21-name", "name")),
        ("2010-07-21-name", ("2010-07-21-name", "name")),
        ("blog/other.markdown", ("blog/other.markdown", "blog/other", "other")),
        ("/blog/other/index.md", ("blog/other/index.md", "blog/other", "other")),
        ("@/blog/other.md", ("blog/other.md", "blog/other", "other")),
        ("x/_posts/2010-07-21-name.html", ("x/_posts/2010-07-21-name.html", "2010-07-21-name", "name")),
        ("index.md", ("index.md", "index")),
        ("", ("",)),
    ],
)
def test_names_of_posts(path: str, expected: tuple[str, ...]) -> None:
    assert reference_names(path) == expected


ODD_ARGUMENTS = (
    *("", "true", "false", "true true", "'", '"', "''", '"" b', "a 'b", "src=", "=x", "a=b=c", "/", "#", "#x", "../x"),
    *("//x", "https://[bad/", "https://u:[x]@e.org/", "https://e.org:99999/", "x.png 1 1 'title", "[a](b)", "</p>"),
    *("{{ x }}", "%}", "}}", "| filter", "a | b: c", "a[0]", "a:b", "-1", "9" * 30, "é", "lang:js", "`x`", "\\", '\\"'),
    *("\u2028", "{", "]"),
)  # fmt: skip


@pytest.mark.parametrize(
    "form", ["{{% {} {} %}}", "{{{{< {} {} >}}}}", "{{{{ {}({}) }}}}", "[{} {}]", "::: {} {}"]
)
def test_every_tag_stands_any_argument(form: str) -> None:
    for name in (*TAGS, *BLOCKS):
        for words in ODD_ARGUMENTS:
            result = translated(f"Before.\n\n{form.format(name, words)}\n\nBehind.\n")
            assert "Before." in result.body
            assert all(1 <= line <= 5 for line, *_ in result.problems)
