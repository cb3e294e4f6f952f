"""A written text as words only: what a synthesiser would read wrongly is spelt out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from channels.spoken.numbers import cardinal, decimal, digits, ordinal, short_codes, words, year
from channels.wording import Language

_LATIN_DIGITS = {0x0966 + value: str(value) for value in range(10)}
_NUMBER = r"\d+(?:,\d+)*(?:\.\d+)?"
_SCALE = r"(?:\s*(?P<scale>लाख|करोड़|हज़ार|हजार|lakhs?|crores?|thousand))?"
_RUPEES = re.compile(
    rf"(?:₹|(?<![a-z])rs\.?|(?<![a-z])inr|रु\.)\s*(?P<amount>{_NUMBER})(?P<range>\s*(?:-|–|—|से|to)\s*₹?\s*{_NUMBER})?"
    rf"{_SCALE}(?:\s*/-)?(?P<unit>\s*(?:रुपये|रुपए|रुपया|rupees?))?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<host>(?:[a-z0-9-]+\.)+(?:in|org|com|net|info|io))(?:/[^\s,;)।]*)?", re.I
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TOKEN = re.compile(r"<[a-z]+(?::\d+)?>")
_DATE = re.compile(r"(?<!\d)(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)(?!\d)")
_ISO_DATE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)")
_TIME = re.compile(r"(?<!\d)(?P<hour>[0-2]?\d):(?P<minutes>[0-5]\d)(?!\d)")
_REFERENCE = re.compile(r"(?<![A-Za-z])[A-Z]{1,6}(?=[A-Z0-9/-]*\d{4})(?:[/-]?[A-Z0-9]+)*[/-]\d{2,}(?![A-Za-z0-9])")
_SEASON = re.compile(r"(?<!\d)(?P<from>(?:19|20)\d\d)[-–](?P<to>\d\d)(?!\d)")
_TELEPHONE = re.compile(
    r"(?<![\d,.])(?:\+91[\s-]?)?(?:0\d{2,4}[-\s]\d{6,8}|1[89]00[-\s]?\d{2,4}[-\s]?\d{3,4}(?:[-\s]?\d{1,4})?|0?[6-9]\d{9}|[6-9]\d{4}[-\s]\d{5})(?![\d])"
)
_QUANTITY = (
    r"(?!\s*(?:रुप|साल|वर्ष|लाख|करोड़|हज़ार|हजार|प्रतिशत|दिन|लोग|एकड़|हेक्टेयर|rupee|year|lakh|crore|thousand|percent|day"
    r"|people|%))"
)
_LONG = re.compile(rf"(?<![\d,.])(?:\d{{7,}}|0\d{{2,}})(?![\d,]*\d){_QUANTITY}")
_SPACED = re.compile(r"(?<![\d,.])\d(?:\s\d){2,}(?!\d)")
_SIX = re.compile(rf"(?<![\d,.])[1-9]\d{{5}}(?![\d,.]*\d){_QUANTITY}")
_PERCENT = re.compile(rf"(?P<value>{_NUMBER})\s*%")
_RANGE = re.compile(rf"(?P<from>{_NUMBER})\s*[-–—]\s*(?P<to>{_NUMBER})(?![-–—]?\d)")
_ORDINAL = re.compile(r"(?<!\d)(?P<number>\d{1,3})\s?(?P<ending>वीं|वी|वें|वां|वाँ|वे|th\b|st\b|nd\b|rd\b)")
_SHORT = re.compile(rf"(?<![\d,./-])\d{{3,6}}(?![\d,./-]*\d){_QUANTITY}")
_CALLED = re.compile(r"(?:(?<=call )|(?<=dial ))\d{3,5}(?!\d)|(?<![\d,./-])\d{3,5}(?=\s+पर\s+(?:फ़ोन|फोन|कॉल|डायल))")
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,]*\d)")
_ANY = re.compile(_NUMBER)
_CAPITALS = re.compile(r"(?<![A-Za-z])[A-Z]{1,6}(?![A-Za-z])")
_LEADING_ZERO = re.compile(r"(?<![\d,.])0\d+")

_BULLETS = re.compile(r"^\s*(?:[•*▪◦·–—-]|\d{1,2}[.)])\s+", re.MULTILINE)
_LINES = re.compile(r"\s*\n+\s*")
_OPENING_ENDED = re.compile(r"([।.?!:;,])[।.]")
_SLASH = re.compile(r"\s*/\s*")
_PAUSES = re.compile(r"\s*[;:()\[\]{}–—|…]+\s*")
_HYPHEN_PAUSE = re.compile(r"\s-+\s")
_HYPHEN = re.compile(r"-")
_DOUBLED = re.compile(r"\s*([,।.?!])(?:\s*[,।.?!])*")
_SPACES = re.compile(r"\s{2,}")


def spoken(text: str, language: Language) -> str:
    """The text in letters, spaces and plain stops; said in this language, whatever script parts of it are in."""
    text = unicodedata.normalize("NFC", text).translate(_LATIN_DIGITS).replace("\u00a0", " ")
    text = _BULLETS.sub("", text.strip())
    text = _LINES.sub(_line_end(language), text)
    for pattern, said in _SAID:
        text = pattern.sub(lambda match, said=said: f" {said(match, language)} ", text)  # type: ignore[misc]
    return _punctuated(text, language)


def _line_end(language: Language) -> Callable[[re.Match[str]], str]:
    stop = words(language)["stop"]

    def end(match: re.Match[str]) -> str:
        before = match.string[: match.start()].rstrip()
        return " " if before.endswith(("।", ".", "?", "!", ":", ",", ";")) else f"{stop} "

    return end


def _rupees(match: re.Match[str], language: Language) -> str:
    said = words(language)
    amount = _amount(match["amount"], language)
    if match["range"]:
        to = _ANY.search(match["range"])
        amount += f" {said['to']} {_amount(to[0], language)}" if to else ""
    scale = f" {match['scale']}" if match["scale"] else ""
    one = match["amount"] == "1" and not match["range"] and not scale
    return f"{amount}{scale} {said['rupee' if one else 'rupees']}"


def _address(match: re.Match[str], language: Language) -> str:
    """Nobody can note down an address that is read out; messages carry it."""
    return str(words(language)["website"])


def _mail(match: re.Match[str], language: Language) -> str:
    return str(words(language)["mail"])


def _with_digits(text: str, language: Language) -> str:
    return re.sub(r"\d+", lambda match: f" {digits(match[0], language)} ", text).strip()


def _date(match: re.Match[str], language: Language) -> str:
    month = int(match["month"])
    if not 1 <= month <= 12 or not 1 <= int(match["day"]) <= 31:
        return digits(match[0], language)
    day = cardinal(int(match["day"]), language)
    return f"{day} {words(language)['months'][month - 1]} {year(int(match['year']), language)}"


def _time(match: re.Match[str], language: Language) -> str:
    hour, minutes = cardinal(int(match["hour"]), language), int(match["minutes"])
    if not minutes:
        return hour
    if minutes == 30 and language == "hi" and match.string[match.end() :].lstrip().startswith("बजे"):
        return decimal(f"{int(match['hour'])}.5", "hi")
    return f"{hour} {words(language)['minutes'].format(minutes=cardinal(minutes, language))}"


def _season(match: re.Match[str], language: Language) -> str:
    return f"{year(int(match['from']), language)} {words(language)['to']} {cardinal(int(match['to']), language)}"


def _percent(match: re.Match[str], language: Language) -> str:
    return f"{_amount(match['value'], language)} {words(language)['percent']}"


def _range(match: re.Match[str], language: Language) -> str:
    return f"{_amount(match['from'], language)} {words(language)['to']} {_amount(match['to'], language)}"


def _ordinal(match: re.Match[str], language: Language) -> str:
    ending = match["ending"]
    return ordinal(int(match["number"]), language, ending if ending.startswith("व") else "वीं")


def _short(match: re.Match[str], language: Language) -> str:
    return digits(match[0], language) if match[0] in short_codes() else match[0]


def _year(match: re.Match[str], language: Language) -> str:
    return year(int(match[0]), language)


def _digit_by_digit(match: re.Match[str], language: Language) -> str:
    return digits(match[0].removeprefix("+91"), language)


def _spaced(match: re.Match[str], language: Language) -> str:
    return digits("".join(match[0].split()), language)


def _reference(match: re.Match[str], language: Language) -> str:
    parts = re.split(r"[/-]", match[0])
    return ", ".join(
        digits(part, language) if part.isdigit() else " ".join(_with_digits(part, language).split()) for part in parts
    )


def _amount_of(match: re.Match[str], language: Language) -> str:
    return _amount(match[0], language)


def _amount(number: str, language: Language) -> str:
    plain = number.replace(",", "")
    return decimal(plain, language) if "." in plain else cardinal(int(plain), language)


def _letters(match: re.Match[str], language: Language) -> str:
    """ "SC" in Hindi letters, for voices that know no others."""
    names = words(language)["letters"]
    return " ".join(names[ord(letter) - ord("A")] for letter in match[0]) if names else match[0]


def _nothing(match: re.Match[str], language: Language) -> str:
    return ""


_SAID: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Language], str]], ...] = (
    (_TOKEN, _nothing),
    (_MAIL, _mail),
    (_ADDRESS, _address),
    (_RUPEES, _rupees),
    (_TELEPHONE, _digit_by_digit),
    (_ISO_DATE, _date),
    (_DATE, _date),
    (_TIME, _time),
    (_REFERENCE, _reference),
    (_SEASON, _season),
    (_SPACED, _spaced),
    (_PERCENT, _percent),
    (_RANGE, _range),
    (_ORDINAL, _ordinal),
    (_LONG, _digit_by_digit),
    (_SIX, _digit_by_digit),
    (_CALLED, _digit_by_digit),
    (_SHORT, _short),
    (_LEADING_ZERO, _digit_by_digit),
    (_YEAR, _year),
    (_ANY, _amount_of),
    (_CAPITALS, _letters),
)


def _punctuated(text: str, language: Language) -> str:
    said = words(language)
    text = _SLASH.sub(f" {said['or']} ", text)
    for symbol, word in (
        ("&", said["and"]),
        ("+", said["plus"]),
        ("@", said["at"]),
        ("%", said["percent"]),
        ("₹", said["rupees"]),
    ):
        text = text.replace(symbol, f" {word} ")
    text = _HYPHEN.sub(" ", _HYPHEN_PAUSE.sub(", ", _PAUSES.sub(", ", text)))
    text = "".join(character if _may_stay(character) else " " for character in text)
    text = _SPACES.sub(" ", _DOUBLED.sub(_first_stop, text)).strip(" ,")
    return text


def _first_stop(match: re.Match[str]) -> str:
    """Of several stops in a row the strongest one."""
    stops = match[0].replace(" ", "")
    return f"{next((stop for stop in stops if stop != ','), ',')} "


@lru_cache(maxsize=4096)
def _may_stay(character: str) -> bool:
    if character in " ,।.?!'\u200c\u200d":
        return True
    return unicodedata.category(character)[0] in "LM"
