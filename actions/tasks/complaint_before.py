"""A complaint that is told once more in the conversation in which it was lodged."""

from functools import lru_cache

from actions.services import Services
from actions.tasks.base import State
from actions.tasks.case_words import says
from actions.turn import Turn
from actions.words import has_question, load, unlisted
from channels.tokens import ANY_TOKEN
from language.lexicon import Lexicon, heard
from portal.complaints.departments import OTHER
from portal.complaints.service import same_place
from portal.outside.cm_helpline import Complaint, ComplaintState, Place

_FEW = 1
_SURE = 0.5


def told_again(turn: Turn) -> bool:
    """Whether what was lodged here is to be lodged once more."""
    if not turn.dialogue.lodged or _is_about_else(turn):
        return False
    return _says("again", turn) and (says("complaint", turn) or (_says("lodge", turn) and not told_besides(turn)))


def asks_to_lodge(turn: Turn) -> bool:
    """Whether a complaint is to be lodged, in plain verbs."""
    return _says("lodge", turn)


def lodges(turn: Turn) -> bool:
    """Whether the message surely begins a complaint; its telephone number is then part of it."""
    surely = turn.probability("complaint") >= _SURE or says("complaint", turn)
    return asks_to_lodge(turn) and turn.intent == "complaint" and surely


def told_besides(turn: Turn) -> bool:
    """Whether the message says more than that it is to be lodged once more."""
    return len(unlisted(heard(ANY_TOKEN.sub(" ", turn.text)), _words("asking", "again", "lodge"))) > _FEW


async def lodged_before(services: Services, turn: Turn, state: State) -> Complaint | None:
    """The open complaint lodged here on the same matter, at the same place as far as that is told."""
    again = told_again(turn)
    for number in reversed(turn.dialogue.lodged):
        owned = await services.portal.complaints.find(number)
        if owned and owned.complaint.state is ComplaintState.OPEN and _is_same(owned.complaint, state, again):
            return owned.complaint
    return None


def _is_same(old: Complaint, state: State, again: bool) -> bool:
    subject = state.get("subject")
    told = Place(
        district=state.get("district") or old.place.district, block=state.get("block"), locality=state.get("locality")
    )
    if not same_place(old.place, told):
        return False
    return (again and subject is None) or (old.subject == subject and (again or old.department != OTHER))


def _is_about_else(turn: Turn) -> bool:
    return has_question(turn.text) or any(says(what, turn) for what in ("status", "how", "reopen", "another_one"))


def _says(what: str, turn: Turn) -> bool:
    return bool(_words(what).find(heard(turn.text)))


@lru_cache(maxsize=8)
def _words(*lists: str) -> Lexicon:
    return Lexicon({what: load("data/complaint_words.yaml")[what] for what in lists})
