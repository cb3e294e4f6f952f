"""Says politely that something is not this assistant's work, and where to turn."""

from actions.reply import Reply
from actions.turn import Turn
from actions.words import decline_reasons, say
from language.lexicon import heard


def decline(turn: Turn) -> Reply:
    """A reply of kind decline, worded by what was asked for."""
    reasons = [hit.value for hit in decline_reasons().find(heard(turn.text))]
    key = f"decline_{reasons[0]}" if reasons else "decline"
    return Reply(turn.language, "decline", say(key, turn.language))
