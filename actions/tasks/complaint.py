"""Lodging a complaint with CM Helpline 181: what, which department, where; read back, confirmed, numbered.

Anything may be said at any time and in any order; only what is missing is asked. Nothing is kept in the helpline before
the citizen has said yes to what was read back.
"""

from functools import lru_cache
from typing import Any

from actions.identifiers import named
from actions.reply import Option, Reply
from actions.services import Services
from actions.sessions import session_of
from actions.tasks.answers import doubts, picked, yes_or_no
from actions.tasks.base import State, Step, Task, option_choice
from actions.tasks.case_status import options_of, says
from actions.tasks.complaint_heard import HeardComplaint, hear
from actions.tasks.complaint_status import HELPLINE, subject_name
from actions.tasks.failing import failing_softly
from actions.tasks.masked_words import unmasked
from actions.turn import ReplyLanguage, Turn
from actions.words import load, question_words, say
from language.lexicon import Lexicon, heard
from language.places import district_names
from portal.citizens.phones import e164
from portal.complaints.departments import OTHER, clear_matter, departments
from portal.complaints.places import block_names
from portal.errors import NotAPhone
from portal.outside.cm_helpline import MOST_WORDS, Attachment, NewComplaint, Place
from portal.owners import verified_phones
from portal.proof import origins

_COMMON = ("urban", "panchayat", "energy", "revenue", "food")
_CHANGES = ("text", "department", "place")


class ComplaintTask(Task):
    """State: `stage`, what is known so far by name, and `key`, under which it is lodged once."""

    name = "complaint"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._portal = services.portal

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        state: State = {"key": turn.correlation_id}
        _absorb(state, hear(turn.text))
        return await failing_softly(turn, self._next(turn, state))

    async def take(self, turn: Turn, state: State) -> Step | None:
        return await failing_softly(turn, self._take(turn, dict(state)))

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        """The code is asked only to add to a complaint of before."""
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("case_not_shown", turn.language)))
        return await failing_softly(turn, self._add_to_old(turn, state))

    def pending(self, turn: Turn, state: State) -> Reply:
        return _question(turn, state)

    def why(self, turn: Turn, state: State) -> str | None:
        return say(f"complaint_why_{state['stage']}", turn.language) if state["stage"] in _WITH_REASON else None

    def left(self, turn: Turn, state: State) -> Reply | None:
        return Reply(turn.language, "smalltalk", say("complaint_left", turn.language))

    def takes_anything(self, state: State) -> bool:
        return bool(state["stage"] == "text")

    async def _take(self, turn: Turn, state: State) -> Step | None:
        stage = state["stage"]
        if stage == "confirm":
            return await self._confirm(turn, state)
        if stage == "duplicate":
            return await self._duplicate(turn, state)
        if stage == "change":
            return await self._change(turn, state)
        if stage == "department" and (choice := picked(turn) or _undecided(turn)):
            state |= {"department": choice, "subject": _subject(choice, state.get("text"))}
            return await self._next(turn, state)
        if stage == "place" and (doubts(turn) or _has("skip", turn) or yes_or_no(turn) is False):
            return await self._next(turn, state | {"place_asked": True})
        if _is_question(turn) and stage != "text":
            return None
        return await self._next(turn, state) if await self._learns(turn, state) else _unclear_text(turn, state)

    async def _learns(self, turn: Turn, state: State, asked: str | None = None) -> bool:
        """Take in what the message says; whether it said anything."""
        before = dict(state)
        _absorb(state, hear(turn.text, state.get("district"), asked=asked or state["stage"]))
        if phone := await named(self._services, turn, "phone"):
            state["mobile"] = _as_mobile(phone)
        return state != before

    async def _next(self, turn: Turn, state: State) -> Step:
        stage = _missing(state)
        if stage == "confirm":
            state["mobile"] = state.get("mobile") or await self._own_mobile(turn)
            if "seen" not in state and (old := await self._old_one(state)):
                stage, state["old"] = "duplicate", old
        state["stage"] = stage
        state["place_asked"] = state.get("place_asked", False) or stage in ("place", "district")
        state["channel"] = turn.channel
        return Step(_question(turn, state), state)

    async def _confirm(self, turn: Turn, state: State) -> Step | None:
        answer = yes_or_no(turn)
        if _has("change", turn) or answer is False:
            return await self._change(turn, state)
        if answer:
            return await self._lodge(turn, state)
        if says("add", turn):
            state["text"] = f"{state['text']}\n{turn.text}"
            return await self._next(turn, state)
        if _is_question(turn) or not await self._learns(turn, state):
            return None
        return await self._next(turn, state)

    async def _change(self, turn: Turn, state: State) -> Step | None:
        """What is to be different: the new thing itself, or which thing."""
        place = hear(turn.text, state.get("district"), asked="place").place
        named_only = {what for what in _CHANGES if _has(f"change_{what}", turn)}
        if (place.district or place.block) or (place.locality and "place" in named_only):
            _absorb(state, hear(turn.text, state.get("district"), asked="place"))
            return await self._next(turn, state)
        if (what := picked(turn) or next(iter(named_only), None)) in _CHANGES:
            return await self._next(turn, _without(state, what) | {"place_asked": False})
        if await self._learns(turn, state, asked="confirm"):
            return await self._next(turn, state)
        state["stage"] = "change"
        return Step(_question(turn, state), state)

    async def _duplicate(self, turn: Turn, state: State) -> Step | None:
        choice = picked(turn)
        if choice == "new" or _has("new_one", turn) or yes_or_no(turn) is False:
            return await self._next(turn, state | {"seen": True})
        if choice == "add" or says("add", turn) or yes_or_no(turn):
            return await self._prove_old(turn, state)
        return None

    async def _prove_old(self, turn: Turn, state: State) -> Step:
        owned = await self._portal.complaints.find(state["old"])
        owner = str(owned.owner) if owned and owned.owner else None
        return Step(state=state, calls="proof", given={"reference": f"complaint_status:{state['old']}", "owner": owner})

    async def _add_to_old(self, turn: Turn, state: State) -> Step:
        text = await unmasked(self._services, turn, state["text"])
        complaint = await self._portal.complaints.add(state["old"], text, state["key"], _attachments(state))
        words = say("complaint_added_to_old", turn.language, number=complaint.number)
        return Step(Reply(turn.language, "complaint", words, topic=HELPLINE, private=True))

    async def _lodge(self, turn: Turn, state: State) -> Step:
        text = await unmasked(self._services, turn, state["text"])
        latitude, longitude = state.get("location") or (None, None)
        new = NewComplaint(
            mobile=state.get("mobile"),
            department=state["department"],
            subject=state["subject"],
            place=Place(
                district=state["district"],
                block=state.get("block"),
                locality=state.get("locality"),
                latitude=latitude,
                longitude=longitude,
            ),
            text=text[:MOST_WORDS],
            attachments=_attachments(state),
        )
        complaint = await self._portal.complaints.lodge(new, state["key"])
        return Step(_lodged(turn, complaint.number))

    async def _old_one(self, state: State) -> str | None:
        """An open complaint of the same number on the same matter at the same place."""
        if not state.get("mobile"):
            return None
        place = Place(district=state["district"], block=state.get("block"), locality=state.get("locality"))
        old = await self._portal.complaints.duplicates(state["mobile"], state["subject"], place)
        return old[0].number if old else None

    async def _own_mobile(self, turn: Turn) -> str | None:
        """The citizen's proven number, else the one from which he calls or writes."""
        session_id = await session_of(self._services, turn)
        if citizen := await self._portal.proofs.citizen(session_id):
            phones = await verified_phones(self._portal.database, citizen)
            if phones:
                return phones[0]
        origin = await self._portal.database.do(lambda session: origins.origin_of(session, session_id))
        return _as_mobile(origin.value) if origin and origin.value else None


_WITH_REASON = frozenset({"text", "department", "district", "place", "confirm"})


def _absorb(state: State, said: HeardComplaint) -> None:
    """Put what was said over what was known."""
    if said.text and not (state.get("text") and state.get("stage") != "text"):
        state["text"] = said.text
    if said.department or "department" not in state:
        matter = said.matter
        if matter and said.department and state.get("text"):
            matter = clear_matter(state["text"], said.department) or matter
        if matter:
            state |= {"department": matter.department, "subject": matter.subject}
    place = said.place
    if place.district and place.district != state.get("district"):
        state |= {"district": place.district, "block": None}
    state |= {name: value for name, value in (("block", place.block), ("locality", place.locality)) if value}
    if said.location:
        state["location"] = list(said.location)
    if said.attachments:
        state["attachments"] = [*state.get("attachments", []), *(one.model_dump() for one in said.attachments)]


def _missing(state: State) -> str:
    """What is to be asked now."""
    if not state.get("text"):
        return "text"
    if not state.get("department"):
        return "department"
    if not state.get("district"):
        return "district"
    if not (state.get("block") or state.get("locality") or state.get("place_asked") or state.get("location")):
        return "place"
    return "confirm"


def _without(state: State, what: str) -> State:
    gone = {"text": ("text",), "department": ("department", "subject"), "place": ("district", "block", "locality")}[
        what
    ]
    return {name: value for name, value in state.items() if name not in gone}


def _question(turn: Turn, state: State) -> Reply:
    language, stage = turn.language, state["stage"]
    if stage == "confirm":
        return _read_back(turn, state)
    if stage == "department":
        options = tuple(_department_option(name, language) for name in (*_COMMON, OTHER))
        lines = [say("complaint_ask_department", language)]
        lines += [f"{place}. {option.label}" for place, option in enumerate(options, 1)]
        return Reply(language, "ask", "\n".join(lines), lines[0], options=options, asks="department", private=True)
    asks = {"text": "complaint_text", "duplicate": "confirmation", "change": "confirmation"}.get(stage, stage)
    choices: tuple[str, ...] = {"duplicate": ("add", "new"), "change": _CHANGES}.get(stage, ())
    words = say(f"complaint_ask_{stage}", language)
    return Reply(language, "ask", words, options=options_of(language, *choices), asks=asks, private=True)


def _read_back(turn: Turn, state: State) -> Reply:
    language = turn.language
    matter = getattr(departments()[state["department"]].name, language)
    subject = getattr(subject_name(state["department"], state["subject"]), language)
    place = _place_in_words(state, language)
    lines = [
        say("complaint_read_back", language),
        say("complaint_read_text", language, text=state["text"]),
        say("complaint_read_department", language, department=matter, subject=subject),
        say("complaint_read_place", language, place=place),
    ]
    if state.get("attachments") or state.get("location"):
        lines.append(say("complaint_read_attached", language))
    lines.append(say("complaint_notice" if state.get("mobile") else "complaint_notice_no_mobile", language))
    return Reply(
        language,
        "confirm",
        "\n".join(lines),
        say("complaint_read_speech", language, department=_short(matter), place=place)[:250],
        options=options_of(language, "yes", "change"),
        topic=HELPLINE,
        asks="confirmation",
        private=True,
    )


def _lodged(turn: Turn, number: str) -> Reply:
    spaced = " ".join(number)
    return Reply(
        turn.language,
        "complaint",
        say("complaint_lodged", turn.language, number=number),
        say("complaint_lodged_speech", turn.language, number=spaced),
        topic=HELPLINE,
        section="status",
        confidence="high",
        private=True,
    )


def _place_in_words(state: State, language: ReplyLanguage) -> str:
    district = district_names()[state["district"]][language]
    block = block_names(state["block"], state["district"])[language] if state.get("block") else None
    return ", ".join(part for part in (state.get("locality"), block, district) if part)


def _department_option(name: str, language: ReplyLanguage) -> Option:
    label = getattr(departments()[name].name, language)
    return Option(option_choice(name), label, _short(label)[:20])


def _short(name: str) -> str:
    """Without what stands in brackets."""
    return name.split(" (")[0]


def _undecided(turn: Turn) -> str | None:
    """The department that the helpline settles, for who does not know it."""
    return OTHER if doubts(turn) else None


def _subject(department: str, text: str | None) -> str:
    matter = clear_matter(text, department) if text else None
    return matter.subject if matter else next(iter(departments()[department].subjects))


def _unclear_text(turn: Turn, state: State) -> Step | None:
    """An answer too short to be a complaint."""
    if state["stage"] != "text" or not turn.text:
        return None
    return Step(Reply(turn.language, "ask", say("complaint_ask_more", turn.language), asks="complaint_text"), state)


def _as_mobile(phone: str) -> str | None:
    try:
        return e164(phone)
    except NotAPhone:
        return None


def _attachments(state: State) -> tuple[Attachment, ...]:
    return tuple(Attachment.model_validate(one) for one in state.get("attachments", ()))


def _is_question(turn: Turn) -> bool:
    asked = any(intent.startswith("ask_") and value >= 0.5 for intent, value in turn.ranking)
    return asked and (turn.text.rstrip().endswith("?") or bool(question_words().find(heard(turn.text))))


def _has(what: str, turn: Turn) -> bool:
    return bool(_words(what).find(heard(turn.text))) or picked(turn) == what


@lru_cache(maxsize=8)
def _words(what: str) -> Lexicon:
    return Lexicon({what: load("data/complaint_words.yaml")[what]})
