"""Greetings, thanks, goodbyes, questions about the assistant, and insults (met once with calm)."""

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.evidence import STRONG
from actions.judging import resolve_case
from actions.reply import Reply
from actions.resolve import Found, Resolution, is_outside, resolve
from actions.sections import ASKING
from actions.turn import Clause, Turn
from actions.words import pointing, say, unlisted
from knowledge.search.about import names_a_section
from language.lexicon import heard

# Below this it may stand before what is wanted: "hello, I want to get a licence", "अच्छा कागज बता दो".
_SURE, _PLAINLY = 0.5, 0.6
_KINDS = ("greet", "thanks", "bye", "chitchat", "abuse")


class ActionSmallTalk(TurnAction):
    action = "action_small_talk"

    async def reply(self, turn: Turn) -> Reply:
        key = turn.intent if turn.intent in _KINDS else "greet"
        if key != "bye" and _only_greets(turn.text):
            return Reply(turn.language, "smalltalk", say("greet", turn.language))
        if key == "greet" and (named := self._named_besides(turn)):
            return by_evidence(turn, self.knowledge, named)
        if turn.probability(key) < _SURE or any(map(_asks_plainly, turn.questions)):
            resolution = resolve_case(turn, self.knowledge)
            if _asks_something(turn, key, resolution) and not is_outside(turn, resolution, self.knowledge):
                return by_evidence(turn, self.knowledge, resolution)
        if key == "abuse":
            key = "abuse_again" if turn.abused else "abuse"
            return Reply(turn.language, "smalltalk", say(key, turn.language), remember={"abused": True})
        return Reply(turn.language, "smalltalk", say(key, turn.language))

    def _named_besides(self, turn: Turn) -> Resolution | None:
        """ "नमस्ते जी, मनरेगा में काम चाहिए": the record that stands beside the greeting."""
        besides = unlisted(heard(turn.text), pointing("greetings"))
        resolution = resolve(turn, self.knowledge, " ".join(besides)) if besides else None
        return resolution if resolution and resolution.clearly_named else None


def _only_greets(text: str) -> bool:
    """ "राम राम साब": whatever else the words could name."""
    sounds, greetings = heard(text), pointing("greetings")
    return bool(greetings.find(sounds)) and not unlisted(sounds, greetings, pointing("greeted"))


def _asks_plainly(part: Clause) -> bool:
    """ "Many thanks, now tell me where to go for the partition"."""
    return part.intent in ASKING and part.confidence >= _PLAINLY


def _asks_something(turn: Turn, key: str, resolution: Resolution) -> bool:
    likely = turn.asking >= turn.probability(key)
    asked = likely or resolution.by_name or any(map(_asks_plainly, turn.questions))
    if resolution.found is Found.CARRIED:
        return asked or names_a_section(turn.text)
    return resolution.score >= STRONG and (asked or key == "greet")
