"""What a citizen wants of the complaint that was shown: more said, judged, sent on, opened again, shown once more."""

from typing import Any

from actions.tasks.answers import picked, yes_or_no
from actions.tasks.base import State
from actions.tasks.case_words import asks_again, asks_further, left_over, says
from actions.tasks.complaint_before import asks_to_lodge
from actions.tasks.complaint_heard import hear
from actions.turn import Turn
from actions.words import has_question, supposes
from channels.tokens import ANY_TOKEN
from language.lexicon import heard
from portal.complaints.departments import clear_matter
from portal.outside.cm_helpline import ComplaintState

_SURE = 0.5
_SHORT = 3
# What a reason may be taken for; surely anything else is a wish of its own.
_TELLING = frozenset(
    {"inform", "affirm", "deny", "complaint", "complaint_status", "chitchat", "out_of_scope", "nlu_fallback", "abuse"}
)
# What says no more than the judgement itself.
_NO_REASON = ("judging", "reopen", "higher", "pass_on", "escalate", "complaint", "around_number", "around_asking")


def wanted_of(turn: Turn, state: State) -> dict[str, Any] | None:
    """`what` is add, satisfied, not_satisfied, reopen or again; with the `text` to add, whether it `urges`, and the
    `reason` that is given, if any.

    `state` is the complaint's: `state`, `subject`, `aside` when something else came between, `reason` when one was
    asked for.
    """
    if says("another_one", turn) or supposes(turn.text) or _asks_else(turn):
        return None
    if _wants_more_done(turn, state):
        return _more_done(turn, state)
    if _is_satisfied(turn, state):
        return {"what": "satisfied"}
    if says("add", turn) and len(heard(turn.text)) > _SHORT and not state.get("aside"):
        return {"what": "add", "text": turn.text}
    if state.get("reason") and _may_tell(turn) and reason_in(turn):
        return {"what": "add", "text": turn.text}
    again = asks_again(turn, "complaint_status") or (yes_or_no(turn) and not state.get("aside"))
    return {"what": "again"} if again else None


def reason_in(turn: Turn) -> str:
    """The message, if it says more than that its sender is not satisfied; else nothing."""
    return turn.said if len(left_over(ANY_TOKEN.sub(" ", turn.said), *_NO_REASON)) >= _SHORT else ""


def _more_done(turn: Turn, state: State) -> dict[str, Any]:
    match state["state"]:
        case ComplaintState.OPEN:
            return {"what": "add", "text": turn.text, "urges": True}
        case ComplaintState.RESOLVED:
            return {"what": "not_satisfied", "reason": reason_in(turn)}
        case _:
            return {"what": "reopen", "text": turn.text, "reason": reason_in(turn)}


def _wants_more_done(turn: Turn, state: State) -> bool:
    """Not satisfied, to be sent on, to be opened again; or the matter itself told once more."""
    if says("reopen", turn) or asks_further(turn):
        return True
    unhappy = says("not_satisfied", turn)
    if state.get("aside"):
        return unhappy and says("complaint", turn)
    closed = state["state"] not in (ComplaintState.OPEN, ComplaintState.RESOLVED)
    return unhappy or _says_no(turn, state) or (not closed and _tells_it_again(turn, state))


def _says_no(turn: Turn, state: State) -> bool:
    if state["state"] != ComplaintState.RESOLVED:
        return False
    return picked(turn, ordinals=False) == "not_satisfied" or yes_or_no(turn) is False


def _is_satisfied(turn: Turn, state: State) -> bool:
    if state["state"] == ComplaintState.OPEN or state.get("aside"):
        return False
    if picked(turn, ordinals=False) == "satisfied" or says("satisfied", turn):
        return True
    return state["state"] == ComplaintState.RESOLVED and yes_or_no(turn) is True and not reason_in(turn)


def _tells_it_again(turn: Turn, state: State) -> bool:
    """A complaint of the same kind, or of none that can be told; what is to be lodged is one of its own."""
    if asks_to_lodge(turn) or says("status", turn):
        return False
    if turn.probability("complaint") < _SURE or hear(turn.text).text is None:
        return False
    matter = clear_matter(turn.text)
    return matter is None or matter.subject == state.get("subject")


def _may_tell(turn: Turn) -> bool:
    return turn.intent in _TELLING or turn.probability(turn.intent) < _SURE


def _asks_else(turn: Turn) -> bool:
    """A question about rules and ways, which no complaint answers."""
    asks = any(intent.startswith("ask_") and value >= _SURE for intent, value in turn.ranking)
    return says("how", turn) or (asks and has_question(turn.text))
