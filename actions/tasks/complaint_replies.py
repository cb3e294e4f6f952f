"""What is said while a complaint is taken: the questions, the reading back, the number."""

from actions.dates import in_words
from actions.reply import Option, Reply
from actions.tasks.base import State
from actions.tasks.choices import option_choice
from actions.tasks.complaint_state import CHANGES
from actions.tasks.complaint_status import HELPLINE, subject_name
from actions.tasks.options import options_of
from actions.turn import ReplyLanguage, Turn
from actions.words import say
from channels.tokens import worded
from language.places import district_names
from portal.calendar import on_day
from portal.citizens.phones import last_digits
from portal.complaints.departments import OTHER, departments
from portal.complaints.levels import levels
from portal.complaints.places import block_names
from portal.complaints.service import clock
from portal.outside.cm_helpline import Complaint

_COMMON = ("urban", "panchayat", "energy", "revenue", "food")
_ASKS = {
    "text": "complaint_text",
    "duplicate": "confirmation",
    "addition": "complaint_text",
    "change": "confirmation",
    "news": "confirmation",
}
_CHOICES: dict[str, tuple[str, ...]] = {"duplicate": ("add", "new"), "change": CHANGES, "news": ("yes", "no")}


def question(turn: Turn, state: State) -> Reply:
    """The question of the stage that the complaint is in."""
    language, stage = turn.language, state["stage"]
    if stage == "confirm":
        return _read_back(turn, state)
    if stage == "department":
        return _which_department(turn)
    key = f"complaint_ask_{stage}{'_again' if state.get('again') else ''}"
    words = say(key, language, number=state.get("old", ""), level=state.get("old_level", ""))
    choices = options_of(language, *_CHOICES.get(stage, ()))
    return Reply(language, "ask", words, options=choices, asks=_ASKS.get(stage, stage), private=True)


def lodged(turn: Turn, complaint: Complaint, *, offers_news: bool) -> Reply:
    """The number, who has it now, and the offer of news."""
    language = turn.language
    until = in_words(on_day(clock(complaint).until), language)
    who = getattr(levels().levels[complaint.level].who, language)
    lines = [
        say("complaint_lodged", language, number=complaint.number),
        say("complaint_first_level", language, who=who, day=until),
        *([say("complaint_ask_news", language)] if offers_news else []),
    ]
    return Reply(
        language,
        "complaint",
        "\n".join(lines),
        " ".join([say("complaint_lodged_speech", language, number=" ".join(complaint.number)), *lines[2:]]),
        options=options_of(language, *_CHOICES["news"]) if offers_news else (),
        topic=HELPLINE,
        section="status",
        asks=_ASKS["news"] if offers_news else None,
        confidence="high",
        private=True,
    )


def _read_back(turn: Turn, state: State) -> Reply:
    language = turn.language
    department = getattr(departments()[state["department"]].name, language)
    subject = getattr(subject_name(state["department"], state["subject"]), language)
    place = _place_in_words(state, language)
    lines = [
        say("complaint_read_back", language),
        say("complaint_read_text", language, text=worded(state["text"], language)),
        say("complaint_read_department", language, department=department, subject=subject),
        say("complaint_read_place", language, place=place),
        *([say("complaint_read_attached", language)] if state.get("attachments") or state.get("location") else []),
        _mobile(state, language),
        say("consent_by_yes", language),
        say("complaint_send", language),
    ]
    consent = say("complaint_consent_speech", language)
    return Reply(
        language,
        "confirm",
        "\n".join(lines),
        say("complaint_read_speech", language, department=_short(department), place=place, consent=consent),
        options=options_of(language, "yes", "change"),
        topic=HELPLINE,
        asks="confirmation",
        private=True,
    )


def _mobile(state: State, language: ReplyLanguage) -> str:
    mobile = state.get("mobile")
    if mobile is None:
        return say("complaint_no_mobile", language)
    return say("complaint_read_mobile", language, last=last_digits(mobile))


def _which_department(turn: Turn) -> Reply:
    options = tuple(_department_option(name, turn.language) for name in (*_COMMON, OTHER))
    lines = [say("complaint_ask_department", turn.language)]
    lines += [f"{place}. {option.label}" for place, option in enumerate(options, 1)]
    return Reply(turn.language, "ask", "\n".join(lines), lines[0], options=options, asks="department", private=True)


def _department_option(name: str, language: ReplyLanguage) -> Option:
    label = getattr(departments()[name].name, language)
    return Option(option_choice(name), label, _short(label)[:20])


def _place_in_words(state: State, language: ReplyLanguage) -> str:
    district = district_names()[state["district"]][language]
    block = block_names(state["block"], state["district"])[language] if state.get("block") else None
    return ", ".join(part for part in (state.get("locality"), block, district) if part)


def _short(name: str) -> str:
    """Without what stands in brackets."""
    return name.split(" (")[0]
