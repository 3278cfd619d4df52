"""Settings that fit an archive, worked out from its posts: what `feeds init` writes."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from feeds import dates
from feeds.addresses import is_page
from feeds.characters import legal_text
from feeds.config import FILE_NAME, SETTINGS, Config, PostSettings
from feeds.front_matter import plain_key
from feeds.headers import read
from feeds.keys import KEYS, KNOWN
from feeds.links import check_template, host, same_site
from feeds.paths import is_jekyll
from feeds.posts import archive_order, parse
from feeds.problems import USAGE, FeedsError, problem
from feeds.regex import regex
from feeds.site_config import SiteConfig, find
from feeds.sources import content, decode, guess, scan
from feeds.times import is_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from feeds.front_matter import Field
    from feeds.readings import Reading

_MOST_FILES = 2000
_SAMPLE = 2000
"""Characters of a body that tell its language."""
_MOST = 0.5
"""Which share of the posts makes a rule of what they do."""
_MOST_KEYS = 12
_CHINESE_ONLY = regex("[们这来时说国个为学会对过还发没样]")
_TRADITIONAL_ONLY = regex("[們這來時說國個為學會對過還發沒樣]")
_SCRIPTS = (
    ("ja", regex("[\u3041-\u30ff]")),
    ("vi", regex("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")),
    ("ko", regex("[\uac00-\ud7a3]")),
    ("zh", regex("[\u4e00-\u9fff]")),
    ("ru", regex("[\u0430-\u044f]")),
    ("el", regex("[\u03b1-\u03c9]")),
    ("he", regex("[\u05d0-\u05ea]")),
    ("ar", regex("[\u0627-\u064a]")),
    ("th", regex("[\u0e01-\u0e2e]")),
    ("hi", regex("[\u0905-\u0939]")),
)
_SPARSE = frozenset({"ja", "vi"})
"""Languages that mix their own letters with others."""
_NEIGHBOURS = {
    "ru": ("uk", regex("[іїєґ]"), regex("[ыэъё]")),
    "ar": ("fa", regex("[پچژگیک]"), regex("[يكىة]")),
}
"""Of languages in one script: another one, its own letters, and those that it does not have."""
_ADDRESSES = regex(r"https?://\S++|[\w-]++(?:\.[\w-]++)++")
"""In which the most frequent word is one of Portuguese: com."""
_WORDS = {
    "en": {"the", "and", "of", "to", "is", "that", "with"},
    "de": {"und", "der", "die", "das", "nicht", "ist", "ein"},
    "fr": {"et", "le", "les", "des", "est", "une", "pour"},
    "es": {"el", "los", "una", "que", "por", "para", "las"},
    "it": {"il", "che", "di", "una", "per", "non", "della"},
    "pt": {"os", "uma", "que", "não", "para", "em", "com"},
    "nl": {"het", "een", "van", "niet", "dat", "zijn", "voor"},
    "pl": {"nie", "się", "jest", "na", "że", "do", "jak"},
    "sv": {"och", "att", "det", "som", "är", "inte", "för"},
    "da": {"og", "det", "ikke", "jeg", "af", "også", "til"},
    "nb": {"og", "det", "ikke", "jeg", "av", "også", "til"},
    "fi": {"ja", "on", "ei", "että", "mutta", "myös", "oli"},
    "cs": {"se", "na", "že", "jsem", "je", "ale", "jako"},
    "hu": {"és", "az", "hogy", "nem", "egy", "ez", "volt"},
    "ro": {"și", "nu", "din", "pentru", "este", "mai", "cu"},
    "tr": {"ve", "bir", "bu", "için", "çok", "ile", "değil"},
    "id": {"yang", "dan", "untuk", "dengan", "ini", "tidak", "dari"},
}
_ZONES = {
    "zh-CN": "Asia/Shanghai",
    "zh-TW": "Asia/Taipei",
    "ja": "Asia/Tokyo",
    "ko": "Asia/Seoul",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "it": "Europe/Rome",
    "nl": "Europe/Amsterdam",
    "pl": "Europe/Warsaw",
    "sv": "Europe/Stockholm",
    "el": "Europe/Athens",
    "he": "Asia/Jerusalem",
    "th": "Asia/Bangkok",
    "vi": "Asia/Ho_Chi_Minh",
    "hi": "Asia/Kolkata",
    "fa": "Asia/Tehran",
    "uk": "Europe/Kyiv",
    "da": "Europe/Copenhagen",
    "nb": "Europe/Oslo",
    "fi": "Europe/Helsinki",
    "cs": "Europe/Prague",
    "hu": "Europe/Budapest",
    "ro": "Europe/Bucharest",
    "tr": "Europe/Istanbul",
}
"""Of languages that are mostly written in one zone."""


class Suggestion(NamedTuple):
    """What the posts tell, and what they do not."""

    posts: int
    keys: tuple[tuple[str, int], ...]
    """The front matter keys in use, and in how many posts."""
    title: str | None = None
    link: str | None = None
    language: str | None = None
    timezone: str | None = None
    timezone_reason: str = ""
    needs_zone: bool = False
    """Some times have no offset."""
    base_url: str | None = None
    needs_base: bool = False
    """Some posts have no address of their own, or only a path."""
    url_template: str | None = None
    date_order: str | None = None
    needs_order: bool = False
    encoding: str | None = None
    author: str | None = None
    config_name: str | None = None
    """The file of the site's generator that told some of it."""
    meanings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What belongs under `[keys]`."""

    def answered(self, ask: Callable[[str, str | None], str]) -> Suggestion:
        """With what a person says: `ask` is given a question and what is known, and gives the answer.

        What would be no setting is asked again.
        """
        changes: dict[str, Any] = {}
        for name, question in _QUESTIONS.items():
            if name in {"base_url", "url_template"} and not self.needs_base:
                continue
            if name == "timezone" and not self.needs_zone:
                continue
            known = getattr(self, name)
            answer = ask(question, known).strip()
            while answer and (wanted := _wanted(name, answer)):
                answer = ask(f"No, that {wanted}. {question}", known).strip()
            changes[name] = answer or None
        found = self._replace(**changes)
        link = found.link or found.base_url
        return found._replace(link=link, timezone_reason="")

    def text(self) -> str:
        """The content of feeds.toml."""
        return "\n".join([*self._feed(), "", *self._posts(), *self._keys(), ""])

    def _feed(self) -> Iterable[str]:
        yield "# Settings of `feeds`. Lines that begin with # are off: remove the # to turn them on."
        seen = ", ".join(f"{name} ({count})" for name, count in self.keys)
        posts = "1 post" if self.posts == 1 else f"{self.posts} posts"
        yield f"# Of {posts}, these front matter keys are in use: {seen or 'none'}."
        if self.config_name:
            yield f"# What {self.config_name} says of the site is taken from there: check it."
        yield ""
        yield "[feed]"
        yield _line("title", self.title, "The title of the feed", example="My site")
        yield _line("link", self.link, "The site that the posts belong to", example="https://example.org/")
        yield _line("self", None, "Where the output folder is hosted", example="https://example.org/feeds/")
        yield _line("language", self.language, "The language of the posts", example="en")
        yield _line("author", self.author, "Of posts that name none", example="Ann Lee")

    def _posts(self) -> Iterable[str]:
        yield "[posts]"
        reason = self.timezone_reason or "Of times without an offset"
        yield _line("timezone", self.timezone, reason, example="Europe/Berlin")
        yield _line(
            "base_url",
            self.base_url,
            "The root of addresses that are only paths",
            example="https://example.org/",
        )
        why = "How the addresses of posts that name none are made"
        yield _line(
            "url_template",
            self.url_template if self.base_url else None,
            why,
            example=self.url_template or PATTERN,
        )
        if self.needs_order or self.date_order:
            yield _line(
                "date_order", self.date_order, "3/4/2010 is day/month (dmy) or month/day (mdy)", example="dmy"
            )
        if self.encoding:
            yield _line(
                "encoding", self.encoding, "Of files that are not UTF-8: a guess, check it", example=""
            )

    def _keys(self) -> Iterable[str]:
        if self.meanings:
            yield ""
            yield "[keys]"
            for name, names in self.meanings:
                yield f"{name} = {json.dumps(list(names), ensure_ascii=False)}"


PATTERN = "{base}/{year}/{month}/{day}/{slug}/"
_QUESTIONS = {
    "title": "Title of the feed",
    "link": "Address of the site",
    "language": "Language (such as en or zh-CN)",
    "timezone": "Time zone of times without one (such as Asia/Shanghai)",
    "base_url": "Root of the posts' addresses (such as https://example.org/)",
    "url_template": "How their addresses are made",
}


def _wanted(name: str, answer: str) -> str:
    """What the setting wants where the answer is not it, else nothing."""
    try:
        next(table[name] for table in SETTINGS.values() if name in table)(answer)
    except ValueError as error:
        return str(error)
    return ""


def _line(name: str, value: str | None, comment: str, *, example: str) -> str:
    """A setting, or an example of it that is turned off."""
    written = json.dumps(legal_text(example if value is None else value)[0], ensure_ascii=False)
    return f"{'# ' if value is None else ''}{name} = {written}  # {comment}"


def write(source: Path, suggestion: Suggestion) -> Path:
    """Write feeds.toml into the folder `source`.

    Raises FeedsError with status 2 where there is one already, or it cannot be written.
    """
    path = source / FILE_NAME
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(suggestion.text())
    except FileExistsError:
        raise FeedsError(problem("settings-exist", str(path)), status=USAGE) from None
    except OSError as error:
        raise FeedsError(
            problem("settings-not-written", str(path), reason=error.strerror), status=USAGE
        ) from None
    return path


def suggest(source: Path) -> Suggestion:
    """Look at the posts below `source`. Raises FeedsError with status 2 where there is no such folder."""
    files = scan(source, PostSettings()).files
    step = len(files) // _MOST_FILES + 1
    config = Config(posts=PostSettings(base_url="https://unknown.invalid/", url_template="{base}/{name}"))
    readings: list[Reading] = []
    fields: list[dict[str, Field]] = []
    samples: list[str] = []
    encodings: Counter[str] = Counter()
    for file in files[::step]:
        data = content(source, file.path)
        if not isinstance(data, bytes):
            continue
        encoding = _encoding_of(data, file.path)
        if encoding:
            encodings[encoding] += 1
        here = config._replace(posts=config.posts._replace(encoding=encoding))
        text, _ = decode(data, file.path, encoding)
        header = read(text)
        if text and header.fields:
            fields.append(header.fields)
            samples.append(text[header.body_start : header.body_start + _SAMPLE])
            readings.append(parse(file.path, data, here))
    found = _suggestion(readings, fields, samples, encodings, [file.path for file in files])
    site = find(source)
    jekyll = any(is_jekyll(file.path) for file in files)
    return _with_site(found, site, fields, jekyll) if site else found


def _encoding_of(data: bytes, path: str) -> str | None:
    """What a file that is not UTF-8 seems to be in; None for one that is, or where nothing can guess."""
    if not any(found.code == "not-utf8" for found in decode(data, path)[1]):
        return None
    try:
        return guess(data)
    except FeedsError:
        return None


def _suggestion(
    readings: list[Reading],
    fields: list[dict[str, Field]],
    samples: list[str],
    encodings: Counter[str],
    paths: list[str],
) -> Suggestion:
    posts = [reading.post for reading in readings if reading.post]
    own = [post.url for post in posts if host(post.url) != "unknown.invalid"]
    sites = Counter(f"{parts.scheme}://{parts.netloc}/" for parts in map(urlsplit, own))
    link = _commonest(sites)
    language = _language([post.language for post in posts if post.language], samples)
    zone, reason = _zone(readings, language)
    orders = archive_order(readings)
    seen = Counter(key for header in fields for key in header)
    return Suggestion(
        posts=len(fields),
        keys=tuple(sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:_MOST_KEYS]),
        title=host(link) if link else None,
        link=link,
        language=language,
        timezone=zone,
        timezone_reason=reason,
        needs_zone=any(reading.without_zone for reading in readings),
        needs_base=len(own) < len(posts),
        url_template=_template(paths) if len(own) < len(posts) else None,
        date_order=orders,
        needs_order=any("either" in reading.orders for reading in readings),
        encoding=_commonest(encodings),
        meanings=_meanings(fields),
    )


def _with_site(
    found: Suggestion, site: SiteConfig, fields: list[dict[str, Field]], jekyll: bool
) -> Suggestion:
    """What the posts do not tell themselves is as the configuration of their site says."""
    if found.link and site.base_url and not same_site(found.link, site.base_url):
        return found
    zone = site.timezone if found.needs_zone else None
    return found._replace(
        config_name=site.name,
        title=site.title or found.title,
        link=found.link or site.base_url,
        language=found.language or site.language,
        author=site.author,
        timezone=zone or found.timezone,
        timezone_reason="Of times without an offset" if zone else found.timezone_reason,
        base_url=site.base_url if found.needs_base else None,
        url_template=_template_for(site, fields, jekyll) if found.needs_base else None,
    )


_ALWAYS = frozenset({
    "base", "year", "shortyear", "month", "imonth", "day", "iday", "yday", "hour", "minute", "second", "slug", "name",
    "folder",
})  # fmt: skip
"""The template's fields that each post has."""


def _template_for(site: SiteConfig, fields: list[dict[str, Field]], jekyll: bool) -> str | None:
    """The site's template, if the posts have what it asks for."""
    template = site.url_template
    if template is None:
        return None
    with_category = sum(not {"categories", "category"}.isdisjoint(header) for header in fields)
    if not with_category:
        template = template.replace("{categories}/", "")
    for key in {plain_key(name) for name in check_template(template)} - _ALWAYS:
        if key in {"categories", "category"}:
            fits = with_category == len(fields) or (jekyll and key == "categories")
        else:
            fits = sum(key in header for header in fields) > len(fields) * _MOST
        if not fits:
            return None
    return template


def _template(paths: list[str]) -> str:
    """How the generator that the folders look like puts addresses together."""
    if any("_posts/" in path for path in paths):
        return PATTERN
    return "{base}/{folder}/{slug}/" if any("/" in path for path in paths) else "{base}/{slug}/"


def _language(told: list[str], samples: list[str]) -> str | None:
    """The language that most posts say they are in, else the one they look like."""
    if told:
        return _commonest(Counter(told))
    text = "\n".join(samples)[: _SAMPLE * 100]
    letters = sum(map(str.isalpha, text))
    for tag, script in _SCRIPTS:
        if letters and len(script.findall(text.lower())) > letters * (0.05 if tag in _SPARSE else 0.2):
            return _chinese(text) if tag == "zh" else _neighbour(tag, text)
    words = Counter(re.findall(r"[^\W\d_]+", _ADDRESSES.sub(" ", text.lower())))
    scores = {tag: sum(words[word] for word in common) for tag, common in _WORDS.items()}
    best = _commonest(scores)
    return best if best and scores[best] * 50 > words.total() else None


def _commonest(counts: Mapping[str, int]) -> str | None:
    """What is counted most often, of several the first by name; None where nothing is."""
    return min(counts, key=lambda name: (-counts[name], name), default=None)


def _neighbour(tag: str, text: str) -> str:
    if tag not in _NEIGHBOURS:
        return tag
    other, own, foreign = _NEIGHBOURS[tag]
    return other if len(own.findall(text)) > len(foreign.findall(text)) else tag


def _chinese(text: str) -> str:
    traditional = len(_TRADITIONAL_ONLY.findall(text)) > len(_CHINESE_ONLY.findall(text))
    return "zh-TW" if traditional else "zh-CN"


def _zone(readings: list[Reading], language: str | None) -> tuple[str | None, str]:
    """The zone of times without one, and how we know."""
    if not any(reading.without_zone for reading in readings):
        return None, ""
    told = [r.post.published for r in readings if r.post and not r.without_zone]
    offsets = {moment.utcoffset() for moment in told} - {None}
    of_language = _ZONES.get(language or "")
    if of_language and all(
        moment.astimezone(dates.zone(of_language)).utcoffset() == moment.utcoffset() for moment in told
    ):
        how = "as the other times' offsets show" if told else "a guess from the language: check it"
        return of_language, f"Of times without an offset; {how}"
    if len(offsets) == 1 and told:
        offset = dates.rfc3339(told[0])[-6:]
        name = "UTC" if offset == "+00:00" else offset
        return (
            name,
            "Of times without an offset; that of the others: put the zone's name if its clocks change",
        )
    return None, ""


def _meanings(fields: list[dict[str, Field]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Keys of their own that hold the address or the date in most posts, where none of the usual ones does."""
    found = []
    for name, fits in (("url", is_page), ("published", is_time)):
        usual = {plain_key(key) for key in (*KEYS[name], *(KEYS["permalink"] if name == "url" else ()))}
        if sum(not usual.isdisjoint(header) for header in fields) > len(fields) * _MOST:
            continue
        fitting = Counter(
            key for header in fields for key, field in header.items() if key not in KNOWN and fits(field)
        )
        likely = _commonest(fitting)
        if likely and fitting[likely] > len(fields) * _MOST:
            found.append((name, (likely,)))
    return tuple(found)
