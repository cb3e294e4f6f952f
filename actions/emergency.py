"""Danger now: the right number at once, before anything else."""

from collections import Counter

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.evidence import STRONG
from actions.reply import Reply, record_sources
from actions.resolve import resolve
from actions.turn import Turn
from actions.words import emergency_kinds, load, say
from knowledge.schema import Section
from language.danger import shows_danger
from language.lexicon import heard

HELPLINES = "helplines"
_SURE = 0.6


class ActionEmergency(TurnAction):
    action = "action_emergency"

    async def reply(self, turn: Turn) -> Reply:
        if not shows_danger(turn.text) and turn.probability("emergency") < _SURE:
            resolution = resolve(turn, self.knowledge)
            if resolution.score >= STRONG:
                return by_evidence(turn, self.knowledge, resolution)
        text = load("data/emergency.yaml")[kind_of_danger(turn.text)]["text"][turn.language]
        record = self.knowledge.records[HELPLINES]
        words = f"{text}\n{say('emergency_close', turn.language)}"
        return Reply(
            turn.language,
            "emergency",
            words,
            words,
            sources=record_sources(record),
            topic=HELPLINES,
            section=Section.CONTACT.value,
            confidence="high",
            remember={"topic": turn.topic, "recent": list(turn.recent), "section": turn.section},
        )


def kind_of_danger(text: str) -> str:
    """The kind whose words occur most; of equals, the one listed first."""
    counts = Counter(hit.value for hit in emergency_kinds().find(heard(text)))
    kinds = list(load("data/emergency.yaml"))
    return max(kinds, key=lambda kind: (counts[kind], -kinds.index(kind))) if counts else "general"
