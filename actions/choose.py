"""Takes up an option: tapped, or named by its place ("the first one", "2")."""

from functools import lru_cache

from actions.answer import section_reply
from actions.base import TurnAction
from actions.conversation import consent
from actions.reply import Reply
from actions.turn import Turn
from actions.words import load, say
from knowledge.base import KnowledgeBase
from knowledge.schema import Section
from language.lexicon import Lexicon, heard
from language.normalise import normalise
from language.numbers import find_numbers


class ActionChoose(TurnAction):
    action = "action_choose"

    async def reply(self, turn: Turn) -> Reply:
        return take_up(turn, self.knowledge, turn.entity("choice") or chosen(turn))


def take_up(turn: Turn, knowledge: KnowledgeBase, choice: str | None) -> Reply:
    """What a choice leads to; a question which is meant when it leads nowhere."""
    kind, _, rest = (choice or "").partition(":")
    if kind == "consent":
        return consent(turn, rest == "give")
    topic, _, section = rest.partition(":")
    if kind != "topic" or topic not in knowledge.records:
        return Reply(turn.language, "ask", say("which_topic", turn.language), asks="topic", failed=True)
    known = Section(section) if section in set(Section) else Section.SUMMARY
    return section_reply(knowledge.records[topic], known, turn.language)


def chosen(turn: Turn) -> str | None:
    """The offered choice that the words point to by position; None when they point to none."""
    position = _position(turn.text)
    if position == -1 and turn.offered:
        return turn.offered[-1]
    return turn.offered[position - 1] if position and 0 < position <= len(turn.offered) else None


def _position(text: str) -> int | None:
    ordinals = [hit.value for hit in _ordinals().find(heard(text))]
    if ordinals:
        return int(ordinals[0])
    numbers = find_numbers(normalise(text))
    return int(numbers[0].value) if numbers else None


@lru_cache(maxsize=1)
def _ordinals() -> Lexicon:
    return Lexicon({str(place): words for place, words in load("data/ordinals.yaml").items()})
