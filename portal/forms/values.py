"""An answer in the type of its field, checked; and in words again."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache

from knowledge.rules.explain import grouped
from language.lexicon import Lexicon, heard
from language.numbers import find_numbers
from language.places import district_names, find_districts
from language.quantities import Quantity, find_quantities
from portal.forms.schema import FormField, Kind
from portal.wording import Language, say

Value = str | float | bool

_NAME_SIGNS = frozenset(" .'’-")
_WORD_SIGNS = frozenset(" .,'’-/()#:")
_NAME_LENGTHS = range(2, 101)
_WORD_LENGTHS = range(1, 201)
_OLDEST_YEAR = 1900


class NotAnAnswer(ValueError):
    """The words do not answer the field; `key` is a message that says what would."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read(field: FormField, text: str, today: date) -> Value:
    """The value that the words give for this field. Raises NotAnAnswer."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    match field.kind:
        case "name":
            return _written(text, "L", _NAME_SIGNS, _NAME_LENGTHS, "form_not_a_name")
        case "words":
            return _written(text, "LN", _WORD_SIGNS, _WORD_LENGTHS, "form_not_plain_words")
        case "date":
            return _date(text, today)
        case "district":
            return _only(find_districts(text), "form_not_a_district")
        case "choice":
            return _only([hit.value for hit in choices(field).find(heard(text))], "form_not_a_choice")
        case "samagra":
            return samagra(field, "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal()))
        case "flag":
            raise NotAnAnswer("form_not_yes_or_no")
        case _:
            return _measure(field, text)


def samagra(field: FormField, digits: str) -> str:
    """A family's or a member's Samagra id, as the field wants it. Raises NotAnAnswer."""
    if len(digits) != field.digits:
        raise NotAnAnswer("form_not_a_samagra_id")
    return digits


def shown(field: FormField, value: Value | None, language: Language) -> str:
    """The value as it is read back."""
    if value is None:
        return say("form_left_out", language)
    if isinstance(value, bool):
        return say("form_yes" if value else "form_no", language)
    if isinstance(value, float):
        return _number(field.kind, value, language)
    if field.kind == "date":
        return f"{date.fromisoformat(value):%d-%m-%Y}"
    if field.kind == "district":
        return district_names()[value][language]
    return str(getattr(field.choices[value], language)) if field.kind == "choice" else value


def _written(text: str, letters: str, signs: frozenset[str], lengths: range, key: str) -> str:
    """Free words of a form: no sign that means something to a program or a spreadsheet."""
    text = text.strip(" .,:-'’")
    plain = all(unicodedata.category(sign)[0] in f"{letters}M" or sign in signs for sign in text)
    if not plain or len(text) not in lengths or not any(sign.isalnum() for sign in text):
        raise NotAnAnswer(key)
    return text


def _date(text: str, today: date) -> str:
    found = [str(quantity.value) for quantity in find_quantities(text) if quantity.kind == "date"]
    try:
        day = date.fromisoformat(_only(found, "form_not_a_date"))
    except ValueError:
        # A day without its year, or a year alone.
        raise NotAnAnswer("form_not_a_date") from None
    if day > today or day.year < _OLDEST_YEAR:
        raise NotAnAnswer("form_date_not_past")
    return day.isoformat()


def _measure(field: FormField, text: str) -> float:
    quantities = [quantity for quantity in find_quantities(text) if quantity.kind != "date"]
    numbers = [_in_unit(field.kind, quantity) for quantity in quantities] or [n.value for n in find_numbers(text)]
    if len(set(numbers)) != 1:
        raise NotAnAnswer("form_not_a_number")
    value = numbers[0]
    if (field.from_ is not None and value < field.from_) or (field.to is not None and value > field.to):
        raise NotAnAnswer("form_number_out_of_range")
    return value


def _in_unit(kind: Kind, quantity: Quantity) -> float:
    """Money is counted by the year."""
    value = float(quantity.value)
    return value * 12 if kind == "money" and quantity.period == "month" else value


def _only(found: list[str], key: str) -> str:
    if len(set(found)) != 1:
        raise NotAnAnswer(key)
    return found[0]


def _number(kind: Kind, value: float, language: Language) -> str:
    if kind == "money":
        return say("form_rupees_a_year", language, rupees=grouped(round(value)))
    return f"{value:.2f}".rstrip("0").rstrip(".")


def choices(field: FormField) -> Lexicon:
    """Finds a field's choices by all that they are called; what stands in brackets need not be said."""
    named = {name: (choice.hi, choice.en, *choice.said) for name, choice in field.choices.items()}
    return _lexicon(
        tuple(
            (name, tuple(part for word in words for part in (word, word.split(" (")[0])))
            for name, words in named.items()
        )
    )


@lru_cache(maxsize=64)
def _lexicon(phrases: tuple[tuple[str, tuple[str, ...]], ...]) -> Lexicon:
    return Lexicon(dict(phrases))
