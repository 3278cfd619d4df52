"""Codes about posts: their files, front matter, values and text."""

from __future__ import annotations

from feeds.codes import Code

_FILES = (
    Code(
        "bytes-mended",
        "warning",
        "the byte {byte} is no {encoding} text: shown as a replacement character; correct it in the file",
        help="A few bytes of the file are not in its encoding, mostly after a paste from a page in another one. "
        "Readers see the sign \ufffd in their place. Type the characters anew and save the file as UTF-8.",
    ),
    Code(
        "encoding-guessed",
        "warning",
        "the file is not UTF-8; it looks like {encoding} and was read so; check it, then set `encoding` under [posts]",
        help="The guess may be wrong, above all for short texts, and then readers see nonsense. Once you know the "
        'encoding, say it in feeds.toml: `[posts]`, `encoding = "gb18030"`. Better still, convert the file to UTF-8.',
    ),
    Code(
        "encoding-unguessable",
        "error",
        "the file is not UTF-8, and its encoding cannot be guessed; set `encoding` under [posts] or convert it",
        help="No known encoding makes sense of the file. If you know it, say it in feeds.toml or with --encoding; else "
        "look whether the file is damaged.",
    ),
    Code(
        "file-binary",
        "error",
        "the file holds binary data, not text; move it away or restore it",
        help="A post is a text file. This one is full of null characters: it is a picture or a document under a "
        "post's name, or it was damaged. Leave it out with `ignore` under [posts] if it is to stay there.",
    ),
    Code(
        "file-empty",
        "info",
        "the file is empty: no post",
        help="Nothing is in it yet. It is left out until there is.",
    ),
    Code(
        "file-special",
        "warning",
        "is not a regular file but a pipe, socket or device: not opened",
        help="Its name is that of a post, but opening it could block the run for ever. Remove it.",
    ),
    Code(
        "file-unreadable",
        "error",
        "cannot be read: {reason}",
        help="The post cannot be published while the program may not read its file. Let the user that runs the command "
        "read it (chmod, chown), or repair the disk.",
    ),
    Code(
        "folder-named-like-post",
        "warning",
        "is a folder with the name of a post; its files were read as posts of their own",
        help="Perhaps a post was meant to be there. If the folder is meant (a post with its pictures beside it), "
        "all is well; a name without .md would show it.",
    ),
    Code(
        "folder-unreadable",
        "error",
        "the folder cannot be read: {reason}; its posts are missing",
        help="Whatever posts lie in it are not in the feeds. Let the user that runs the command read the folder.",
    ),
    Code(
        "format-unknown",
        "warning",
        "posts in the format {suffix} cannot be read; convert it to Markdown or HTML",
        help="Markdown, text and HTML are read. Pandoc converts the other formats: "
        "`pandoc post.rst -o post.md`. If it is no post, name it under `ignore` in [posts].",
    ),
    Code(
        "guess-missing",
        "error",
        'encoding = "guess" needs a package that is not installed: pip install "feed-publisher[encodings]"',
        help="Guessing encodings is an extra, so that those who do not need it need not install it. "
        "Naming the encoding needs nothing more.",
    ),
    Code(
        "link-broken",
        "warning",
        "the symbolic link leads nowhere; its post is missing",
        help="What it pointed to was moved or deleted. Correct the link or remove it.",
    ),
    Code(
        "link-loop",
        "warning",
        "the symbolic link leads back to a folder that it lies in; not followed",
        help="Following it would never end. Everything below is read once, where it lies. Remove the link.",
    ),
    Code(
        "link-outside",
        "warning",
        "the symbolic link leads out of the source; not followed; set `follow_links` under [posts] to follow it",
        help="Links that lead out of the folder could publish what was never meant to be. If they are meant, say "
        "`follow_links = true` under [posts].",
    ),
    Code(
        "not-a-post",
        "info",
        "belongs to the project, not to its posts",
        help="README, LICENSE, robots.txt, Hugo's _index.md and the like lie beside posts without being any, as do "
        "themes and the templates that new posts are made from.",
    ),
    Code(
        "not-utf8",
        "error",
        "the file is not UTF-8 (byte {byte}); set `encoding` under [posts] or with --encoding, or convert it",
        help="Read wrongly, every letter beyond ASCII would be nonsense. Convert the file "
        '(`iconv -f GB18030 -t UTF-8`), or say what its encoding is: `[posts]`, `encoding = "gb18030"`. '
        '`encoding = "guess"` guesses, with a warning.',
    ),
)

_HEADERS = (
    Code(
        "export-file",
        "error",
        "the file is {kind}, not one post to be read as it is; convert it to a file of Markdown or HTML for each post",
        help="Posts are read from files of their own. Exports that hold all posts in one file, mailboxes, and mails "
        "whose text is encoded have to be taken apart first: most site generators have an importer for them.",
    ),
    Code(
        "colon-wide",
        "warning",
        "the colon of `{text}` is a full-width one; write `: `",
        help="YAML knows only the ASCII colon with a space behind it. Other tools see no key there and lose the value. "
        "Input methods for Chinese and Japanese write ： until they are switched over.",
        section="YAML 1.2, 5.3",
    ),
    Code(
        "header-broken",
        "error",
        "the front matter cannot be read: {reason}",
        help="Without it the post has no address, time or title. The line named is where reading had to stop. Values "
        'with a colon, or with a sign such as # @ % [ at the beginning, need quotes: `title: "A: b"`.',
    ),
    Code(
        "header-language",
        "error",
        "front matter in {language} is a program, which is not run; write it in YAML, TOML or JSON",
        help="Only data is read, since running programs out of posts is not safe. Write the values as YAML between "
        "`---` lines.",
    ),
    Code(
        "header-mended",
        "warning",
        "`{text}` is not valid YAML; read as it seems to be meant: {how}",
        help="Other tools may refuse the post or read it otherwise. Values with `: ` or ` #` in them, or a sign such "
        "as @ % ` [ at the beginning, need quotes; colons must be ASCII, with a space behind; tabs do not indent.",
        section="YAML 1.2, 7.3.3",
    ),
    Code(
        "header-not-mapping",
        "error",
        "the front matter is {kind}, not a list of keys and values; write lines such as `title: …`",
        help="Between the fences stand lines of `key: value`. If the `---` is meant as a line across the page, put a "
        "front matter before it, or write `***` instead.",
    ),
    Code(
        "header-too-complex",
        "error",
        "the front matter is too large or too deeply nested to be meant; simplify it",
        help="It holds more values than any post needs, often by references to references, which is a way to exhaust "
        "a program's memory. Reading it was stopped.",
    ),
    Code(
        "header-unclosed",
        "error",
        "the front matter is not closed; add a line `{fence}` behind its last key",
        help="Where the front matter ends cannot be told, so that the text could be taken for keys, or keys for text.",
    ),
    Code(
        "key-twice",
        "warning",
        "the key `{key}` stands there twice; the last value counts",
        help="Tools differ in which one they take; many refuse the file. Delete the one that is not meant.",
        section="YAML 1.2, 3.2.1.3",
    ),
    Code(
        "yaml-trap",
        "info",
        "`{key}: {text}` is kept as text, but other tools read something else; put it in quotes",
        help="In YAML 1.1, which most tools read, `no` and `on` are truth values, `21:30` is the number 1290, `0123` "
        "is 83, and `1.10` is 1.1. Quotes make it text everywhere.",
        section="YAML 1.1, types",
    ),
)

_VALUES = (
    Code(
        "body-empty",
        "warning",
        "there is no text below the front matter; readers see the summary, image or sound alone",
        help="An entry without content looks broken in many readers. Write a text, or move the summary down.",
    ),
    Code(
        "date-ignored",
        "warning",
        "{what} `{text}` is no date that can be read with certainty: left out; write it like 2013-10-09 09:23 +0800",
        help="The post is published without this time. A wrong one would be worse: readers sort and announce by it.",
    ),
    Code(
        "dates-without-zone",
        "warning",
        "{count} posts have times without an offset, such as `{text}`; taken as UTC; set `timezone` under [posts]",
        help="A time without an offset is only half of a time: readers elsewhere see it hours early or late. "
        'Tell the zone once in feeds.toml: `[posts]`, `timezone = "Asia/Shanghai"`.',
    ),
    Code(
        "enclosure-unreadable",
        "warning",
        "`{text}` names no media file: left out; give the address of the file",
        help="An enclosure is a file that readers can fetch or play, named by its address or by its path below SOURCE: "
        "`enclosure: {url: https://example.org/1.mp3, length: 1234567, type: audio/mpeg}`.",
        section="RSS 2.0, <enclosure>",
    ),
    Code(
        "image-unreachable",
        "info",
        "the image {image} is named by a path of the site's source, not by its address; left out",
        help="Site generators copy such files to an address that only they know. Give the address that the image has "
        "on the site, such as /images/cover.jpg.",
    ),
    Code(
        "media-length-unknown",
        "warning",
        "the size of {url} is not known, so that readers are told 0 bytes; give it as `length`",
        help="Podcast apps show the size before they download. It is measured where the enclosure is a file below "
        "SOURCE: beside the post, or from SOURCE on where its path begins with a slash. Of files elsewhere tell it: "
        "`enclosure: {url: https://example.org/1.mp3, length: 1234567, type: audio/mpeg}`.",
        section="RSS 2.0, <enclosure>",
    ),
    Code(
        "link-elsewhere",
        "info",
        "{url} is on another site than base_url, so it is not taken for the post's own address",
        help="`link` and `source` often name the page that a post is about. If they are the post's address here, say "
        'so: `[keys]`, `url = ["link"]`.',
    ),
    Code(
        "no-body",
        "error",
        "there is no text; write the post, or mark it `draft: true` until it is written",
        help="An entry without content, summary, image or sound has nothing to show to readers.",
    ),
    Code(
        "no-timestamp",
        "error",
        "the post has no date; add `date: 2013-10-09 09:23 +0800` to its front matter{hint}",
        help="Every entry of a feed needs the time when it appeared, and it is never guessed: not from the file's own "
        "time, not from the clock. A name such as 2013-10-09-title.md tells it too. If another key holds it, name "
        'the key: `[keys]`, `published = ["written"]`.',
        section="RFC 4287, 4.2.9",
    ),
    Code(
        "no-title",
        "error",
        "the post has no title; add `title: …` to its front matter, or begin the text with a heading",
        help="Readers list entries by their titles. If another key holds it, name the key: `[keys]`, "
        '`title = ["headline"]`.',
        section="RFC 4287, 4.2.14",
    ),
    Code(
        "no-url",
        "error",
        "the post has no address; add `url: https://…` to its front matter, or set `url_template` under [posts]{hint}",
        help="An entry needs the address of the original post, and it is never made up. Where the addresses follow a "
        'rule, tell it in feeds.toml: `[posts]`, `base_url = "https://example.org/"`, '
        '`url_template = "{base}/{year}/{month}/{slug}/"`.',
        section="RFC 4287, 4.2.7",
    ),
    Code(
        "permalink-relative",
        "error",
        "the address {permalink} is relative; set `base_url` under [posts] to the site's root",
        help="A feed is read away from its site, so that addresses must be whole. Say once where the site is: "
        '`[posts]`, `base_url = "https://example.org/"`.',
        section="RFC 3986, 5.1",
    ),
    Code(
        "language-unknown",
        "warning",
        "`{text}` is no language tag; left out; write one like en, pt-BR or zh-Hans",
        help="Readers take fonts, hyphens and translations from the tag, and validators refuse one that nobody has "
        "registered. Countries and languages have codes of their own: Chinese is zh, not cn; Japanese ja, not jp; "
        "Korean ko, not kr; Ukrainian uk, not ua; Czech cs, not cz.",
        section="RFC 5646, 2.1",
    ),
    Code(
        "podcast-value",
        "warning",
        "`{text}` is no {name}, which wants {wants}; left out",
        help="Podcast directories refuse a feed with a value that they do not know. The post is published without "
        "this one. Correct it, or delete it.",
    ),
    Code(
        "post-draft",
        "info",
        "is a draft: left out",
        help="The front matter says `draft: true`, `published: false` or the like, or the file lies among the drafts.",
    ),
    Code(
        "post-expired",
        "info",
        "expired at {date}: left out",
        help="Its front matter says until when it is for readers, and that time has come.",
    ),
    Code(
        "post-future",
        "info",
        "is for {date}: left out until then",
        help="Posts of the future appear when their hour comes, in the first run after it. `--future` shows them "
        "at once.",
    ),
    Code(
        "post-hidden",
        "info",
        "is hidden by its author: left out",
        help="The front matter keeps it from lists: `hidden: true`, `unlisted: true` or the like.",
    ),
    Code(
        "post-copy",
        "info",
        "is the page of {other} once more: left out",
        help="Mirrors hold a page under each address that led to it, such as index.html?share=1. The files tell the "
        "same address, title and time; the first of them is published.",
    ),
    Code(
        "post-page",
        "info",
        "is a page of the site, not a post: left out",
        help="Pages such as About or Archive have no place in a feed: what lies beside `_posts`, or in `pages` beside "
        "`posts`, or says that it is one, or is called so and has no date. A front matter with a date and an address "
        "makes any file a post, but for `layout: page` or `type: page` where at least as many others say `post`. To "
        "publish it, delete that line; to leave out what is published, name it under `ignore` in `[posts]`.",
    ),
    Code(
        "post-private",
        "info",
        "is private or behind a password: left out",
        help="What is not open to everybody on the site must not be in a feed, which is.",
    ),
    Code(
        "title-tags",
        "warning",
        "the title holds HTML tags, which are taken out: {title}",
        help="Titles in feeds are plain text: readers show tags in them as they stand, or drop what they hold. Write "
        "the title without them; if the tag is what the title is about, write &lt;b&gt;.",
        section="RFC 4287, 4.2.14",
    ),
    Code(
        "updated-before-published",
        "warning",
        "updated `{text}` is before the post was published, and is left out; correct one of the two",
        help="A post cannot have been changed before it appeared. Readers would sort or announce it wrongly.",
        section="RFC 4287, 4.2.15",
    ),
    Code(
        "url-field-missing",
        "error",
        "the post has no `{field}`, which its address needs ({template}); add it, or its whole url",
        help="The template in the settings puts a value of the front matter into the address, and this post has none. "
        "An address with a gap would lead nowhere.",
    ),
    Code(
        "url-ignored",
        "warning",
        "{url} is no absolute http(s) address; the settings' template is used instead",
        help="The post names an address that cannot be followed. Correct it, or delete it if the template is right.",
    ),
    Code(
        "url-not-absolute",
        "error",
        "{url} is no absolute http(s) address; write it whole, a blank as %20, such as "
        "https://example.org/2013/my%20title/",
        help="Readers open entries away from the site, and need the address from its http:// or https:// on. "
        "Its blanks are written %20, as browsers copy them.",
        section="RFC 4287, 4.2.7.1",
    ),
    Code(
        "url-twice",
        "error",
        "{url} is the address of {other} already; each post needs its own",
        help="Readers know entries by their addresses and would show only one of the two. Correct the address, or "
        "mark the copy as a draft.",
        section="RFC 4287, 4.2.6",
    ),
)

_TEXT = (
    Code(
        "control-character",
        "warning",
        "the text holds {char}, which XML forbids; it is left out",
        help="Feeds are XML, and XML 1.0 allows no control characters but tab and line ends: one of them makes the "
        "whole feed unreadable. They mostly come from a paste or a broken export. Delete it in the file.",
        section="XML 1.0, 2.2",
    ),
    Code(
        "data-image-large",
        "warning",
        "an image of {size} characters inside a data: URL is left out; save it as a file and link to that",
        help="A data: URL puts the whole picture into the feed, which every subscriber fetches again and again. "
        "Small ones (32 KiB) stay; put this one beside the post on your site and use its address.",
    ),
    Code(
        "embed-linked",
        "info",
        "{what} became a link to {url}",
        help="Feed readers run no players and frames from elsewhere, so that readers would see nothing at all there. "
        "A link to the page takes them to it.",
    ),
    Code(
        "footnote-dropped",
        "warning",
        "the footnote {name} is left out: {reason}",
        help="A footnote is shown where the text refers to it, as [^name] does to the one that begins with [^name]:. "
        "Refer to it, give it a name of its own, or make it part of the text.",
    ),
    Code(
        "html-dropped",
        "info",
        "{what} is left out: feed readers do not show it",
        help="Feed readers show a small, safe part of HTML. Forms, drawings and elements of your site's own "
        "template are not in it. Nothing needs mending, unless the post cannot be understood without it.",
    ),
    Code(
        "html-script",
        "warning",
        "{what} runs code, and is left out",
        help="No feed reader runs scripts, and many readers warn of feeds that hold them. If the script shows "
        "something that the post needs, write a link to it.",
    ),
    Code(
        "html-style",
        "info",
        "{what} is left out: readers use styles of their own",
        help="Most feed readers drop styles, and those that do not can be broken by them. Alignment is kept; say the "
        "rest with elements that mean it, such as <strong> or <del>.",
    ),
    Code(
        "link-to-file",
        "warning",
        "{url} leads to a file that is no post here; readers follow it below the post's address, perhaps in vain",
        help="Other posts may be linked by their files, as in `[text](../other.md)`: readers get the other post's "
        "address. No post that is published has this path, so that the link is kept as it is. Correct the path, or "
        "write the address itself.",
    ),
    Code(
        "page-frame",
        "info",
        "what stands around the page's text (menus, headings, footers) is left out",
        help="Of a whole HTML page, readers want the text. It is taken from the one element of the class e-content, "
        'the one with itemprop="articleBody", or the one <article>; pages without such an element are shown whole.',
    ),
    Code(
        "table-cell-dropped",
        "warning",
        "{text} stands beyond the last column of its table and is left out; write \\| for a bar inside of a cell",
        help="The first row of a table tells how many columns it has; what other rows have beyond them is ignored, on "
        "GitHub too. Give the first row and the one below it more columns. A bar that does not begin a cell needs a "
        "backslash, in the midst of code too.",
        section="GFM 4.10",
    ),
    Code(
        "text-too-complex",
        "warning",
        "the text takes too long to read ({reason}); it is published as it was written",
        help="Markup like this takes a Markdown parser minutes and hides the text from readers. It mostly comes from a "
        "broken export: look for runs of the same character, or an element that is opened and never closed.",
    ),
    Code(
        "url-broken",
        "warning",
        "{url} is no address; the link is left out, its text stays",
        help="It cannot be read as a URL, so that no reader could follow it. Mend it in the file.",
        section="RFC 3986, 3",
    ),
    Code(
        "url-unsafe",
        "warning",
        "{url} may run code or reach into the reader's computer; the link is left out, its text stays",
        help="Links in feeds lead to pages, mail addresses and the like. Readers drop javascript:, vbscript:, data: "
        "and file: addresses, and warn of feeds that hold them.",
    ),
)
_DATES = (
    Code(
        "date-unreadable",
        "error",
        "`{text}` is not a date that can be read with certainty; write it like 2013-10-09 09:23:00 +0800",
        help="The date is in none of the forms that have one meaning, so reading it would be guessing, and "
        "readers would see the post at a wrong time. Write the year with four digits, then "
        "month, day, time and offset: `2013-10-09 09:23:00 +0800`.",
    ),
    Code(
        "date-impossible",
        "error",
        "`{text}` names a time that cannot be: {why}; write the true one",
        help="The form is right, but the calendar has no such day or the clock no such time. Midnight at the "
        "end of a day is 00:00 of the next one. Years before 1583 or after 2199, such as 9999, stand for no "
        "date at all: leave the key out instead.",
    ),
    Code(
        "date-year-short",
        "error",
        "the year of `{text}` is not certain; write it with four digits",
        help="Of 03/04/05 nobody can tell which number is the year, nor of which century it is. "
        "Write `2005-04-03`.",
        section="RFC 2822, 4.3",
    ),
    Code(
        "date-zone-unknown",
        "error",
        "`{zone}` in `{text}` is no time zone with one meaning; write an offset such as +0800",
        help="Abbreviations such as IST or BST mean different zones in different countries. Write the offset "
        "(`+0530`) or the zone's full name (`Asia/Kolkata`), or set `timezone` under `[posts]` to the zone "
        "that uses the abbreviation.",
    ),
    Code(
        "date-without-zone",
        "warning",
        "times without an offset, such as `{text}`, are taken as UTC; set `timezone` under [posts]",
        help="A time without an offset is only half of a time: readers elsewhere see it hours early or late. "
        'Tell the zone once in feeds.toml: `[posts]`, `timezone = "Asia/Shanghai"`.',
    ),
    Code(
        "date-order-assumed",
        "warning",
        "`{text}` can be day/month or month/day: taken as {value}; set `date_order` under [posts]",
        help="Nothing tells which number is the month. Day first is assumed, as in most countries. Say which "
        'it is in feeds.toml: `[posts]`, `date_order = "dmy"` or `"mdy"`; or write 2010-09-20.',
    ),
    Code(
        "date-order-other",
        "warning",
        "`{text}` does not fit the order in the settings: taken as {value}; correct it or `date_order`",
        help="This date is only possible in the other order of day and month. Either it is mistyped or "
        "`date_order` under `[posts]` is wrong, and then the archive's other dates are misread too.",
    ),
    Code(
        "date-ambiguous",
        "warning",
        "`{text}` happened twice, since the clocks were set back: taken as {value}; write the offset",
        help="When summer time ends, an hour is repeated. The earlier of the two times is taken. Write the "
        "offset with the time to say which it is: `2013-10-27 02:30 +0100`.",
    ),
    Code(
        "date-skipped",
        "warning",
        "`{text}` did not exist, since the clocks were set forward: taken as {value}; write the offset",
        help="When summer time begins, an hour is left out, and this time lies in it. The offset from before "
        "the change is taken. Check the time, or whether `timezone` is right, or write the offset with it.",
    ),
    Code(
        "date-weekday-wrong",
        "warning",
        "`{text}` names a weekday that this date does not have: taken as {value}; correct one of them",
        help="The weekday and the date contradict each other, so one of them is mistyped. The date is taken.",
        section="RFC 2822, 3.3",
    ),
)

_TEMPLATE_TAGS = (
    Code(
        "template-tag-dropped",
        "warning",
        "`{tag}` can only be filled in by the generator of its site; it is left out",
        help="The text holds a tag of Jekyll, Hexo, Hugo or another site generator, and what it stands for is not "
        "in the post: an include, a plugin, a variable. Readers would see the bare tag. Write what it stands for "
        "as Markdown or HTML. Where it is meant to be seen, put it between backticks: `{{ site.title }}`.",
    ),
    Code(
        "template-block-dropped",
        "warning",
        "`{tag}` begins a template, not a text; all of it up to its end is left out",
        help="What lies in a loop, a macro or an assignment is no text but a recipe for one, and its data are not "
        "in the post. Write out what it comes to, or put the whole between backticks or in a code block if the "
        "post is about templates.",
    ),
    Code(
        "reference-unknown",
        "warning",
        "`{tag}` has its address in a file that only the generator of its site includes; such links are left out, "
        "their text stays",
        help="The post takes the addresses of its links from another file, by a tag such as "
        "`{% include references.md %}`. Write them below the text: `[name]: https://example.org/`.",
    ),
    Code(
        "template-link-unknown",
        "warning",
        "`{tag}` refers to a post that is not here; the link is left out, its text stays",
        help="No post in the archive has the path or the name that the tag gives. Correct it, or write the URL "
        "itself: `[text](https://example.org/post/)`.",
    ),
)

POST_CODES: tuple[Code, ...] = (*_FILES, *_HEADERS, *_VALUES, *_DATES, *_TEMPLATE_TAGS, *_TEXT)
