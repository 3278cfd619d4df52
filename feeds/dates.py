"""The only place that reads or prints a date. It knows no clock, no locale and no TZ, and never guesses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from feeds.regex import regex

if TYPE_CHECKING:
    from datetime import tzinfo

Order = Literal["dmy", "mdy"]
"""Of day and month in a date of the form a/b/yyyy."""
Parts = tuple[int, int, int, int, int, int]

FIRST_YEAR = 1583
"""The first whole year of the Gregorian calendar."""
LAST_YEAR = 2199
"""What lies beyond, such as 9999, stands for "never" and is no date of a post."""

_LONGEST_DATE = 128
_LARGEST_OFFSET = 14 * 60
_ZERO = timedelta()
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LATE = frozenset("pP下后後후")
_CJK_DAYS = ("一月월", "二火화", "三水수", "四木목", "五金금", "六土토", "日天일")

# Hours from UTC: RFC 822, 5.1, then names that mean one thing wherever they are used, unlike IST or BST.
_ZONES = {
    "Z": 0.0, "UT": 0.0, "UTC": 0.0, "GMT": 0.0,
    "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0,
    "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "NST": -3.5, "NDT": -2.5,
    "WET": 0.0, "WEST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0, "EEST": 3.0, "MSK": 3.0,
    "HKT": 8.0, "JST": 9.0, "KST": 9.0, "AWST": 8.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0,
    "NZST": 12.0, "NZDT": 13.0,
}  # fmt: skip

_OF_THE_STANDARD = frozenset({"CST"})
"""Names that mean what RFC 822 says in its own dates alone: everywhere else, this is as well China's time."""
_RFC822_SHAPE = regex(r"\s*(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3}[a-z]*\s+\d{2,4}\b")

# Names in the system's zone folder that stand for whatever the machine was set to.
_LOCAL_ZONES = {"localtime", "posixrules", "Factory"}


class Parsed(NamedTuple):
    """A date that was read."""

    value: datetime
    """In whole seconds, with a fixed offset in whole minutes."""
    notes: tuple[str, ...] = ()
    """Codes of warnings. Their messages take `text`, what was read, and `value`, what was taken."""
    order: Order | Literal["either"] | None = None
    """Which orders a date of the form a/b/yyyy leaves open; None where the date shows nothing of the kind."""


class DateError(ValueError):
    """A text that is no date. Carries the problem's code and the details that its message takes."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(f"{code}: {', '.join(details.values())}")
        self.code = code
        self.details = details


_ISO = regex(
    r"(\d{4})-(\d\d?)-(\d\d?)"
    r"(?:[Tt ](\d\d?):(\d\d?)(?::(\d\d?)(?:[.,]\d+)?)?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?)?",
    re.ASCII,
)


def parse(text: str, zone: tzinfo | None, *, order: Order | None = None) -> Parsed:
    """Read a date in any of the forms that people and programs write, and in no other.

    The value keeps the offset that the author wrote. A time without one gets the offset that `zone` has at
    that time, or UTC and the note "date-without-zone" where `zone` is None. A date without a time is its
    midnight. `order` decides a/b/yyyy where both orders are possible, and changes no other date. Fractions
    of a second are cut off, since no feed carries them.

    Raises DateError: "date-unreadable", "date-impossible", "date-year-short" or "date-zone-unknown".
    """
    if match := _ISO.fullmatch(text):
        year, month, day, hour, minute, second, offset = match.groups()
        parts = (int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        return _placed(text, parts, _fixed(offset) if offset else None, zone, timed=hour is not None)
    return _parse_any(text, zone, order)


def rfc3339(moment: datetime) -> str:
    """`2013-10-09T09:23:00+08:00`: no fractions, and never `Z` (RFC 3339, 5.6). `moment` must be aware."""
    return _in_whole_minutes(moment).isoformat(timespec="seconds")


def rfc822(moment: datetime) -> str:
    """`Wed, 09 Oct 2013 09:23:00 +0800`, never a zone's name (RFC 2822, 3.3). `moment` must be aware."""
    moment = _in_whole_minutes(moment)
    text = moment.isoformat(timespec="seconds")
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {text[8:10]} {month} {text[:4]} {text[11:19]} {text[19:22]}{text[23:]}"


def _in_whole_minutes(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a time without an offset has no place in a feed")
    return moment.astimezone(_whole_minutes(offset)) if offset.seconds % 60 else moment


def zone(name: str) -> tzinfo:
    """The zone of that IANA name, or a fixed one for "UTC", "Z" or an offset such as "+08:00" or "UTC+8".

    Raises DateError "date-zone-unknown".
    """
    from zoneinfo import ZoneInfo

    if name in {"UTC", "Z"}:
        return UTC
    if offset := re.fullmatch(r"(?:(?:UTC|GMT) ?)?([+-](?:\d\d?:?\d\d|\d\d?))", name, re.ASCII):
        return _fixed(offset[1])
    try:
        if not re.fullmatch(r"[A-Za-z][\w+-]*(/[\w+-]+){0,2}", name, re.ASCII) or name in _LOCAL_ZONES:
            raise ValueError(name)
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise DateError("date-zone-unknown", text=name, zone=name) from None


_PATH_DATE = regex(
    r"(?:(?<=/)|^)((?:19|20)\d\d)"
    r"(?:[-_./]?(0[1-9]|1[0-2])[-_./]?(0[1-9]|[12]\d|3[01])"
    r"|([-_])(\d\d?)\4(\d\d?)"
    r"|/(\d\d?)/(\d\d?)(?=/|$))"
    # A clock: where nothing else can be meant, for a title may begin with a number too.
    r"(?:(?:(?<=\d{8})T?|(?<=\d)T)([01]\d|2[0-3])[-.:]?([0-5]\d)(?:[-.:]?([0-5]\d))?(?:[-_. ]|$)"
    r"|[-_ ]([01]\d|2[0-3])([-.:]?)([0-5]\d)\13([0-5]\d)(?:[_.]|$)"
    r"|-([01]\d|2[0-3])([0-5]\d)\.(?![a-z]{2}(?:[-_][A-Za-z]{2,4})?\.)[^./]+\.[a-z]+$"
    r"|(?!\d))",
    re.ASCII,
)


def from_path(path: str) -> str | None:
    """The date that a path or permalink holds, as `2004-05-08` or `2004-05-08T09:23:00` for `parse`, or None.

    Only whole dates count, and only where a folder or the file's name begins with them:
    `2004-05-08-title.md`, `/2004/05/08/title`, `2004/05/08-title.md`, `20040508-title.md`,
    `/2004/0508/title`, `/2004/5/8/`. The last one wins. A time of day goes with them in `2004-05-08-0923.title.md`
    (Statamic), `2004-05-08-09-23-00_tag_title.md` (HTMLy), `200405080923 title.md` and `2004-05-08T0923-title.md`.
    """
    found = None
    for match in _PATH_DATE.finditer(path):
        month = int(match[2] or match[5] or match[7])
        day = int(match[3] or match[6] or match[8])
        try:
            found = date(int(match[1]), month, day).isoformat()
        except ValueError:
            continue
        hour = match[9] or match[12] or match[16]
        if hour:
            minute = match[10] or match[14] or match[17]
            found += f"T{hour}:{minute}:{match[11] or match[15] or '00'}"
    return found


# What follows reads the less common forms. A text is tidied, brought into the order date, time, zone where
# it has another, and then read from left to right by one small pattern after the other.

_TIDY = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | {first + digit: str(digit) for first in (0x660, 0x6F0, 0x966) for digit in range(10)}
    | {0x60C: ","}
    | dict.fromkeys((0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF))
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-")
)
_QUOTES = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "<": ">", "[": "]"}

_DAY_NAME = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_CJK_DAY = f"[{''.join(_CJK_DAYS)}]"
_MONTH_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_LED = rf"(?:(?P<weekday>{_DAY_NAME})(?:\.?,? |,))?"
_NTH = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"


def _pattern(text: str) -> re.Pattern[str]:
    """Of ASCII digits, and letters in either case."""
    return regex(text, re.ASCII | re.IGNORECASE)


# Names of months beside the English ones, in January's row first. A name that means two months in two languages,
# such as listopad, is in none.
_OTHER_MONTHS = (
    "januar janvier janv enero ene gennaio gen janeiro januari jänner января январь янв січня stycznia"
    " styczeń ocak ledna leden januára ianuarie január tammikuuta gener ιανουαρίου"
    " ינואר בינואר يناير جانفي",
    "februar février fevrier févr fevr febrero febbraio fevereiro februari feber февраля февраль фев февр"
    " лютого lutego luty şubat února únor februára februarie február helmikuuta febrer φεβρουαρίου"
    " פברואר בפברואר فبراير فيفري",
    "märz maerz mär mars marzo março marco maart mrt marts maret марта март мар березня marca marzec mart"
    " března březen martie március maaliskuuta març μαρτίου"
    " מרץ במרץ مارس",
    "avril avr abril abr aprile апреля апрель апр квітня kwietnia kwiecień nisan dubna duben apríla"
    " aprilie április huhtikuuta απριλίου"
    " אפריל באפריל أبريل ابريل إبريل أفريل",
    "mai mayo maggio mag maio mei maj мая май травня maja mayıs května květen mája május toukokuuta maig"
    " μαΐου"
    " מאי במאי مايو ماي",
    "juni juin junio giugno giu junho июня июнь июн червня czerwca czerwiec haziran června červen júna"
    " iunie június kesäkuuta juny ιουνίου"
    " יוני ביוני يونيو يونيه جوان",
    "juli juillet juil julio luglio lug julho июля июль июл липня lipca lipiec temmuz července červenec"
    " júla iulie július heinäkuuta juliol ιουλίου"
    " יולי ביולי يوليو يوليه جويلية",
    "août aout agosto ago augustus augusti agustus августа август авг серпня sierpnia sierpień ağustos"
    " srpna srpen augusta augusztus elokuuta agost αυγούστου"
    " אוגוסט באוגוסט أغسطس اغسطس أوت",
    "septembre septiembre setiembre settembre sett set setembro сентября сентябрь сен сент вересня"
    " września wrzesień eylül září septembra septembrie szeptember syyskuuta setembre σεπτεμβρίου"
    " ספטמבר בספטמבר سبتمبر",
    "oktober okt octobre octubre ottobre ott outubro out октября октябрь окт жовтня października"
    " październik ekim října říjen októbra octombrie október lokakuuta οκτωβρίου"
    " אוקטובר באוקטובר أكتوبر اكتوبر",
    "novembre noviembre novembro ноября ноябрь ноя нояб листопада kasım listopadu novembra noiembrie"
    " marraskuuta νοεμβρίου"
    " נובמבר בנובמבר نوفمبر",
    "dezember dez décembre decembre déc diciembre dic dicembre dezembro desember декабря декабрь дек"
    " грудня grudnia grudzień aralık prosince prosinec decembra decembrie joulukuuta desembre δεκεμβρίου"
    " דצמבר בדצמבר ديسمبر",
)
_OTHER_DAYS = (
    "montag lundi lunes lunedì segunda-feira maandag понедельник الاثنين الإثنين",
    "dienstag mardi martes martedì terça-feira dinsdag вторник الثلاثاء",
    "mittwoch mercredi miércoles mercoledì quarta-feira woensdag среда الأربعاء",
    "donnerstag jeudi jueves giovedì quinta-feira donderdag четверг الخميس",
    "freitag vendredi viernes venerdì sexta-feira vrijdag пятница الجمعة",
    "samstag sonnabend samedi sábado sabato zaterdag суббота السبت",
    "sonntag dimanche domingo domenica zondag воскресенье الأحد",
)
_ENGLISH_MONTH = _pattern(_MONTH_NAME)
_BETWEEN = frozenset({"de", "del", "den", "el", "il", "las", "le", "ore", "the", "uhr", "г", "года"})
_CLOCK_WORDS = frozenset({"um", "à", "a", "alle", "às", "om", "в"})

_SAID = _pattern(
    r"(?:(?:posted|published|submitted|written|created|date)(?: (?:on|at|@))?:? |(?:发[布表]|發[佈布表])?[于於] ?:? ?"
    r"|(?:发[布表]|發[佈布表]|创建|建立)?(?:时间|時間|日期) ?: ?|(?:公開|投稿|作成)日時? ?: ?"
    r"|(?:작성|게시|등록|발행)일시? ?:? ?)(?=\w)"
)
"""What pages say before the date that crawlers take with it."""
_ISO_DAY = r"(\d{4}-\d\d-\d\d)"
_EPOCH = _pattern(r"(?:\d{10}|\d{13})(?:\.\d+)?")
_REORDERED = (
    # ctime and date(1): Fri Dec 21 00:45:13 PDT 2012
    (
        _pattern(r"((?:[a-z]+,? )?[a-z]{3,9} \d\d?) (\d\d?:\S+(?: [ap]m)?(?: [^\d ]\S*)?) (\d{4})"),
        r"\1, \3 \2",
    ),
    # date(1) in Britain: Fri 21 Dec 00:45:13 GMT 2012
    (
        _pattern(r"((?:[a-z]+,? )?\d\d? [a-z]{3,9}) (\d\d?:\S+(?: [ap]m)?(?: [^\d ]\S*)?) (\d{4})"),
        r"\1 \3 \2",
    ),
    # ISO 8601, basic: 20131009T092300Z
    (_pattern(r"(\d{4})(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\d\d)(\D.*)?"), r"\1-\2-\3 \4:\5:\6\7"),
    (_pattern(r"(\d{4})(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\D.*)?"), r"\1-\2-\3 \4:\5\6"),
    (_pattern(r"(\d{4})(\d\d)(\d\d)(\D.*)?"), r"\1-\2-\3\4"),
    # Half basic: 2013-10-09T092300Z
    (_pattern(rf"{_ISO_DAY}[T _](\d\d)(\d\d)(\d\d)(\D.*)?"), r"\1 \2:\3:\4\5"),
    (_pattern(rf"{_ISO_DAY}[T _](\d\d)(\d\d)(\D.*)?"), r"\1 \2:\3\4"),
    # As in the names of files, where no colon may stand: 2013-10-09T09-23-00, 2013-10-09-09-23
    (_pattern(rf"{_ISO_DAY}[T _-](\d\d)([-_.:])(\d\d)\3(\d\d)(Z|[ +-].*)?"), r"\1 \2:\4:\5\6"),
    (_pattern(rf"{_ISO_DAY}[_-](\d\d)[-_.](\d\d)"), r"\1 \2:\3"),
    # Grav, Wikipedia, Twitter: 17:34 06/20/2018; 15:04, 2 January 2020 (UTC); 10:30 AM · Jan 2, 2020
    (
        _pattern(r"(\d\d?:\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?)(?:,| [-·|]| on)? ([^:]{8,40}?)( \([A-Z]+\))?"),
        r"\2 \1\3",
    ),
)
_DATES = (
    _pattern(
        rf"{_LED}(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d?)(?!\d)(?:\.(?= |\Z))?"
    ),
    _pattern(rf"{_LED}(?P<first>\d\d?)(?P<sep>[-/.])(?P<other>\d\d?)(?P=sep)(?P<year>\d{{4}})(?!\d)"),
    _pattern(rf"{_LED}{_MONTH_NAME}(?:\.? |-){_NTH}(?:,? ?(?<=[, ])|-)(?P<year>\d{{4}})(?!\d)"),
    _pattern(rf"{_LED}{_NTH}(?: of )?[ -]?{_MONTH_NAME}\.?,?[ -]?(?P<year>\d{{4}})(?!\d)"),
    _pattern(rf"(?P<year>\d{{4}})(?P<sep>[ /-]){_MONTH_NAME}(?P=sep){_NTH}(?!\d)"),
    _pattern(r"(?P<year>\d{4})\. (?P<month>\d\d?)\. (?P<day>\d\d?)\.?(?!\d)"),
    _pattern(r"(?:ngày )?(?P<day>\d\d?) tháng (?P<month>\d\d?)(?:,| năm)? (?P<year>\d{4})(?!\d)"),
    _pattern(r"(?P<year>\d{4}) ?[年년] ?(?P<month>\d\d?) ?[月월] ?(?P<day>\d\d?) ?[日号號일]"),
)
_SHORT_YEAR = _pattern(rf"{_LED}(?:\d\d?([-/.])\d\d?\2|{_NTH}[ -]{_MONTH_NAME}[ -])\d\d(?: \d\d?:.*)?")
_WEEKDAY = _pattern(
    rf" ?\((?P<short>{_DAY_NAME}|{_CJK_DAY})\),?"
    rf"|,? (?P<name>{_DAY_NAME})\b,?"
    rf"| ?(?:星期|周|週)(?P<zh>{_CJK_DAY})"
    rf"| ?(?P<ja>{_CJK_DAY})(?:曜日|요일)"
)
_TIME = _pattern(
    r"(?: at | @ |, ?| ?T(?=\d)| [-|·•/] (?=\d\d?:)| |(?<=[^\d ]))"
    r"(?P<before>[上下]午|午[前後后]|오[전후]|[ap]m(?= ?\d))? ?"
    r"(?P<hour>\d\d?)"
    r"(?::(?P<minute>\d\d?)(?::(?P<second>\d\d?)(?:[.,]\d+)?)?"
    r"|(?<=\d\d)\.(?P<minute2>\d\d)"
    r"| ?h(?: ?(?P<minute4>\d\d))?(?![\w:])|(?<=T\d\d)(?![\d:.])"
    r"| ?[时時点點시](?: ?(?P<minute3>\d\d?) ?[分분](?: ?(?P<second2>\d\d?) ?[秒초])?)?"
    r"|(?= ?[ap]\.?m\b))"
    r"(?: ?(?P<after>[ap])(?:\.m\.|m\b))?"
)
_ZONE = _pattern(
    r" ?(?:(?:(?:UTC?|GMT) ?)?(?P<offset>[+-](?:\d\d:?\d\d|\d:\d\d|\d\d?))(?![\d:])(?: [A-Z]{3,5}\b)?"
    r"|\[?(?P<place>[A-Z]+(?:/[A-Z][\w+-]*){1,2})\]?"
    r"|(?P<name>[A-Z]{1,5})\b)"
)
_END = _pattern(
    r"(?:\[[\w/+-]+\])?(?: m=[+-][\d.]+)?(?: ?\((?P<remark>[^()]*)\))?(?:\*| ?(?:发布|发表|發布|發表))?"
)


def _parse_any(text: str, home: tzinfo | None, order: Order | None) -> Parsed:
    """A date in one of the less common forms: its day, then the day of the week, the clock, the zone and a remark."""
    tidy = _tidied(text)
    if _EPOCH.fullmatch(tidy):
        return _epoch(text, tidy)
    tidy, day_part = _with_day(text, _reordered(tidy))
    found = day_part.groupdict()
    notes: list[str] = []
    possible: Order | Literal["either"] | None = None
    if "first" in found:
        day, month = int(found["first"]), int(found["other"])
        possible = _possible_orders(day, month)
        taken = order if possible == "either" else possible
        if taken is None and possible is not None:
            notes.append("date-order-assumed")
        elif order and taken and order != taken:
            notes.append("date-order-other")
        if taken == "mdy":
            day, month = month, day
    else:
        day = int(found["day"])
        month = int(found["month"]) if "month" in found else _MONTHS.index(found["name"][:3].title()) + 1

    at = day_part.end()
    weekday = found.get("weekday")
    if match := _WEEKDAY.match(tidy, at):
        weekday = match[match.lastgroup or 0]
        at = match.end()
    clock = (0, 0, 0)
    time = _TIME.match(tidy, at)
    if time:
        clock = _clock(text, time)
        at = time.end()
        if not weekday and (match := _WEEKDAY.match(tidy, at)):
            weekday = match[match.lastgroup or 0]
            at = match.end()
    named = _ZONE.match(tidy, at)
    if named and (time or not named["offset"] or re.match(r" (?:\+|-\d{4})", named[0])):
        at = named.end()
    else:
        named = None
    end = _END.fullmatch(tidy, at)
    if end is None:
        raise DateError("date-unreadable", text=text)
    if time and named is None and (remark := end["remark"]) and (remark.isupper() or "/" in remark):
        named = _ZONE.fullmatch(remark.strip())

    parts = (int(found["year"]), month, day, *clock)
    offset: tzinfo | None = None
    if named and named["offset"]:
        offset = _fixed(named["offset"])
    elif named and named["place"]:
        home = _place(text, named["place"])
    elif named:
        offset = _abbreviated(text, named["name"], parts, home)
    value, more, _ = _placed(text, parts, offset, home, timed=time is not None)
    notes.extend(more)
    if weekday and value.weekday() != _weekday(weekday):
        notes.append("date-weekday-wrong")
    return Parsed(value, tuple(notes), possible)


def _reordered(tidy: str) -> str:
    """Date, time and zone in this order, where the text has another."""
    for pattern, form in _REORDERED:
        if match := pattern.fullmatch(tidy):
            return match.expand(form)
    return tidy


def _with_day(text: str, tidy: str) -> tuple[str, re.Match[str]]:
    """The tidy text from its date on, in English where need be, and the part of it that is the date.

    Raises DateError, of the `text` as it was, where there is none.
    """
    day_part = _day_part(tidy)
    if day_part is None and (said := _SAID.match(tidy)):
        tidy = tidy[said.end() :]
        day_part = _day_part(tidy)
    if day_part is None and (english := _in_english(tidy)):
        tidy, day_part = english, _day_part(english)
    if day_part is None:
        code = "date-year-short" if _SHORT_YEAR.fullmatch(tidy) else "date-unreadable"
        raise DateError(code, text=text)
    return tidy, day_part


def _day_part(tidy: str) -> re.Match[str] | None:
    return next((match for pattern in _DATES if (match := pattern.match(tidy))), None)


@cache
def _english() -> dict[str, str]:
    """By the name of a month or day of the week in another language: what English calls it."""
    rows = (*zip(_OTHER_MONTHS, _MONTHS, strict=True), *zip(_OTHER_DAYS, _DAYS, strict=True))
    return {name: english for names, english in rows for name in names.split()} | {"ص": "am", "م": "pm"}


def _in_english(tidy: str) -> str | None:
    """`5. März 2016` as `5 Mar 2016`; None where a word is neither a month nor goes with one."""
    words = []
    months = 0
    for word in re.findall(r"(?:\bd['’])?([^\W\d_]+(?:-[^\W\d_]+)?|[^\s.,]+|,)", tidy):
        known = word.lower()
        if english := _english().get(known):
            months += english in _MONTHS
            words.append(english)
        elif _ENGLISH_MONTH.fullmatch(word):
            months += 1
            words.append(word)
        elif known in _CLOCK_WORDS and months:
            words.append("at")
        elif known not in _BETWEEN:
            words.append("1" if known in {"1er", "1º"} else word)
    return " ".join(words).replace(" ,", ",") if months == 1 else None


def _tidied(text: str) -> str:
    if len(text) > _LONGEST_DATE:
        raise DateError("date-unreadable", text=text)
    # Of Notion's ranges, the beginning.
    tidy = " ".join(text.translate(_TIDY).partition(" → ")[0].split()).rstrip(",;")
    while len(tidy) > 1 and _QUOTES.get(tidy[0]) == tidy[-1]:
        tidy = tidy[1:-1].strip()
    return tidy


def _epoch(text: str, digits: str) -> Parsed:
    """Seconds or milliseconds since 1970, unless ten digits could as well be the hour YYYYMMDDHH."""
    if len(digits) == 10 and re.match(
        r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])", digits
    ):
        raise DateError("date-unreadable", text=text)
    moment = datetime.fromtimestamp(int(digits[:10]), UTC)
    if moment.year > LAST_YEAR:
        raise _impossible(text, moment.timetuple()[:6])
    return Parsed(moment)


def _possible_orders(first: int, second: int) -> Order | Literal["either"] | None:
    if first == second:
        return None
    return "dmy" if first > 12 else "mdy" if second > 12 else "either"


def _clock(text: str, time: re.Match[str]) -> tuple[int, int, int]:
    hour = int(time["hour"])
    minute = int(time["minute"] or time["minute2"] or time["minute3"] or time["minute4"] or 0)
    second = int(time["second"] or time["second2"] or 0)
    half = time["before"] or time["after"]
    if half:
        late = not _LATE.isdisjoint(half)
        if 1 <= hour <= 12:
            hour = hour % 12 + 12 * late
        elif late != (hour > 12):
            raise DateError("date-impossible", text=text, why=f"there is no {hour} o'clock in half a day")
    return hour, minute, second


def _weekday(name: str) -> int:
    if len(name) == 1:
        return next(day for day, names in enumerate(_CJK_DAYS) if name in names)
    return _DAYS.index(name[:3].title())


def _place(text: str, name: str) -> tzinfo:
    try:
        return zone(name)
    except DateError:
        raise DateError("date-zone-unknown", text=text, zone=name) from None


def _abbreviated(text: str, name: str, parts: Parts, home: tzinfo | None) -> tzinfo:
    """The offset that `name` stands for: in the archive's own zone, where that uses it, else in the table."""
    known = name.upper()
    if home is not None and known not in {"Z", "UT", "UTC", "GMT"}:
        for fold in (0, 1):
            moment = _wall(text, parts, home).replace(fold=fold)
            if moment.tzname() == known:
                return _whole_minutes(moment.utcoffset() or _ZERO)
    if known not in _ZONES or (known in _OF_THE_STANDARD and not _RFC822_SHAPE.match(text)):
        raise DateError("date-zone-unknown" if name == known else "date-unreadable", text=text, zone=name)
    return timezone(timedelta(hours=_ZONES[known]))


def _placed(text: str, parts: Parts, offset: tzinfo | None, home: tzinfo | None, *, timed: bool) -> Parsed:
    if offset is not None:
        return Parsed(_wall(text, parts, offset))
    if home is None:
        return Parsed(_wall(text, parts, UTC), ("date-without-zone",))
    early = _wall(text, parts, home)
    first = early.utcoffset() or _ZERO
    second = early.replace(fold=1).utcoffset() or _ZERO
    value = early.replace(tzinfo=_whole_minutes(first))
    if first == second or not timed:
        return Parsed(value)
    # Before a change that sets clocks back, the first offset is the larger one (PEP 495).
    return Parsed(value, ("date-ambiguous" if first > second else "date-skipped",))


def _wall(text: str, parts: Parts, zone: tzinfo) -> datetime:
    try:
        moment = datetime(*parts, tzinfo=zone)
    except ValueError:
        raise _impossible(text, parts) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise _impossible(text, parts)
    return moment


def _impossible(text: str, parts: tuple[int, ...]) -> DateError:
    year, month, day, hour, minute, second = parts
    if not FIRST_YEAR <= year <= LAST_YEAR:
        why = f"the year is not between {FIRST_YEAR} and {LAST_YEAR}"
    elif not 1 <= month <= 12:
        why = f"there is no month {month}"
    elif hour > 23:
        why = f"there is no hour {hour}"
    elif minute > 59:
        why = f"there is no minute {minute}"
    elif second > 59:
        why = f"there is no second {second}"
    else:
        why = f"{_MONTHS[month - 1]} {year} has no day {day}"
    return DateError("date-impossible", text=text, why=why)


@lru_cache(maxsize=256)
def _fixed(offset: str) -> timezone:
    """The zone of an offset such as `+0800`, `+08:00`, `+8:00` or `+8`. Raises DateError."""
    if offset in {"Z", "UTC"}:
        return UTC
    digits = offset[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    total = hours * 60 + minutes
    if total > _LARGEST_OFFSET or minutes > 59:
        raise DateError("date-impossible", text=offset, why=f"no place is {offset} from UTC")
    return timezone(timedelta(minutes=-total if offset[0] == "-" else total))


@lru_cache(maxsize=256)
def _whole_minutes(offset: timedelta) -> timezone:
    """Feeds write offsets in minutes; local mean times, in use until 1972, had seconds."""
    return timezone(timedelta(minutes=round(offset.total_seconds() / 60)))
