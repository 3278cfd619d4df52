"""A file's fields -> the title, authors, tags, categories, summary and language of its post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds import paths, values
from feeds.characters import legal_text
from feeds.html_pages import seen
from feeds.keys import SEVERAL
from feeds.page_text import own_heading
from feeds.post_file import header_line
from feeds.problems import problem

if TYPE_CHECKING:
    from feeds.front_matter import Field
    from feeds.model import Person
    from feeds.post_file import PostFile
    from feeds.values import Heading


def title(file: PostFile) -> tuple[str, Heading | None]:
    """The title, and the heading of the body that it was taken from. Raises LeftOutError where there is none."""
    for key, field in file.fields("title"):
        written = values.text_of(field)
        if written is None or (key == "name" and _first_heading(file)):
            continue
        file.lines["title"] = field.line
        _tell_trap(file, key)
        text = file.legal(written, field.line)
        if file.header.kind == "list":
            text = values.heading_text(text)
        title = values.title_of(text)
        if title.had_tags:
            file.warn("title-tags", field.line, title=title.text)
        if shown := file.legal(title.text, field.line).strip():
            if file.header.kind == "html" and (
                own := own_heading(shown, seen(file.text[file.header.body_start :]))
            ):
                return own.text, None
            return shown, None
    heading = _first_heading(file)
    if heading is None:
        raise file.fail("no-title", header_line(file))
    line = file.text.count("\n", 0, heading.start) + 1
    file.lines["title"] = line
    shown = file.legal(heading.title, line).strip()
    if not shown:
        raise file.fail("no-title", line)
    return shown, heading


def _first_heading(file: PostFile) -> Heading | None:
    return values.first_heading(file.text, file.header.body_start, paths.markup(file.source))


def _tell_trap(file: PostFile, key: str) -> None:
    for other, line, text in file.header.traps:
        if other == key:
            file.problems.append(problem("yaml-trap", file.source, line, key=key, text=text))


def authors(file: PostFile) -> tuple[Person, ...]:
    """Who wrote the post, as the first key tells that tells anybody."""
    for key, field in file.fields("author"):
        if (
            key == "name"
            and "author" not in file.config.keys
            and _names_the_post(file, values.text_of(field))
        ):
            continue
        people = values.people_of(field, several=key in SEVERAL)
        if people:
            file.lines["author"] = field.line
            _tell_trap(file, key)
            if legal_text("".join(person.name for person in people))[1]:
                people = tuple(person._replace(name=file.legal(person.name, field.line)) for person in people)
            return tuple(person for person in people if person.name.strip())
    return ()


def _names_the_post(file: PostFile, name: str | None) -> bool:
    """Whether a key `name`, which names the author in some archives, is the post's own name, as it is in others."""
    if name is None or all(other == "name" for other, _ in file.fields("title")):
        return True
    place = paths.place(file.source)
    own = {place.name.lower(), place.slug.lower()}
    own.update(
        (values.text_of(field) or "").lower()
        for other, field in (*file.fields("slug"), *file.fields("title"))
        if other != "name"
    )
    return name.lower() in own or paths.DATE_BEFORE.match(name) is not None


def language(file: PostFile) -> str | None:
    """What the header says, else what the file's name says."""
    for _, field in file.fields("language"):
        if tag := values.language_of(field):
            return tag
        if text := values.text_of(field):
            file.warn("language-unknown", field.line, text=text)
    return (paths.place(file.source).language or "").replace("_", "-") or None


def split_words(file: PostFile, key: str, field: Field) -> tuple[str, ...]:
    """Tags or categories. Those in one text Jekyll (Posts, "Tags and Categories") and Qiita part at blanks."""
    words = values.words_of(field)
    if (
        key in SEVERAL
        and len(words) == 1
        and isinstance(field.value, str)
        and " " in words[0]
        and (paths.is_jekyll(file.source) or "slide" in file.header.fields)
    ):
        return tuple(dict.fromkeys(words[0].split()))
    return words


def words(file: PostFile, name: str) -> tuple[str, ...]:
    """The tags or categories, as `name` says, of the first key that has any."""
    for key, field in file.fields(name):
        words = split_words(file, key, field)
        if words:
            file.lines[name] = field.line
            _tell_trap(file, key)
            if legal_text("".join(words))[1]:
                words = tuple(filter(None, (file.legal(word, field.line).strip() for word in words)))
            return words
    return ()


def summary(file: PostFile, title: str) -> str | None:
    """The author's own summary, unless it only repeats the `title`."""
    for _, field in file.fields("summary"):
        text = values.text_of(field)
        if text and text != title:
            file.lines["summary"] = field.line
            return file.legal(text, field.line)
    return None
