"""Tasks that a message calls for by its plain words, whatever its intent was taken for."""

from typing import Any

from actions.identifiers import names_number
from actions.tasks.case_words import asks_further, is_bare, left_over, says
from actions.tasks.complaint_before import told_again
from actions.tasks.complaint_heard import hear, only_asks
from actions.turn import Turn
from actions.words import has_question, my_data_words
from channels.tokens import ANY_TOKEN
from language.lexicon import heard

# Their own actions find the number, and more.
_OWN = frozenset({"application_status", "complaint_status", "complaint", "abuse"})
_FEW = 2
_UNSURE = 0.5


def task_called_for(turn: Turn) -> tuple[str, dict[str, Any]] | None:
    """Name of the task and what it is given; None for most messages."""
    wishes = {hit.value for hit in my_data_words().find(heard(turn.text))}
    if "no_news" in wishes:
        return "my_data", {"wish": "no_news"}
    if {"remember", "next_time"} <= wishes:
        return "my_data", {"wish": "remember"}
    if told_again(turn):
        return "complaint", {}
    if shown := _shown_complaint(turn):
        return "complaint_status", {"shown": shown}
    if turn.intent in _OWN:
        return None
    if _tells_complaint(turn) or _only_complains(turn):
        return "complaint", {}
    if turn.dialogue.lodged and asks_further(turn) and not has_question(turn.text):
        return "complaint_status", {"urges": True}
    if turn.dialogue.lodged and says("status", turn) and is_bare(turn):
        return "complaint_status", {}
    return ("named_case", {}) if names_number(turn) and _is_about_the_number(turn) else None


def _shown_complaint(turn: Turn) -> dict[str, Any] | None:
    """The state of the complaint shown here, if it is to be opened again; such words look like "say it again"."""
    frame = turn.dialogue.top or turn.dialogue.resting
    is_shown = frame and frame.task == "complaint_status" and frame.state.get("stage") == "shown"
    return frame.state if frame and is_shown and says("reopen", turn) and not has_question(turn.text) else None


def _tells_complaint(turn: Turn) -> bool:
    """The word itself, a matter of the helpline, and where it is; and nothing asked."""
    if not says("complaint", turn) or says("status", turn) or says("how", turn) or has_question(turn.text):
        return False
    said = hear(turn.text)
    return said.text is not None and said.matter is not None and bool(said.place)


def _only_complains(turn: Turn) -> bool:
    """ "Complent likhni h", whatever such a spelling was taken for."""
    if turn.probability(turn.intent) >= _UNSURE or has_question(turn.text) or len(turn.text.split()) < _FEW:
        return False
    return says("wish_to_complain", turn) and only_asks(turn.text)


def _is_about_the_number(turn: Turn) -> bool:
    """Little else is said, or what became of it is asked, or it is an application's."""
    if turn.key is not None or (says("application", turn) and turn.probability(turn.intent) < _UNSURE):
        return True
    others = left_over(ANY_TOKEN.sub(" ", turn.text), "application", "complaint", "status", "around_number")
    return says("status", turn) or len(others) <= _FEW
