"""Danger now: the right number at once, before anything else."""

from collections import Counter

from actions.base import TurnAction
from actions.reply import Reply, record_sources
from actions.turn import Turn
from actions.words import emergency_kinds, load, say
from knowledge.schema import Section
from language.lexicon import heard

HELPLINES = "helplines"


class ActionEmergency(TurnAction):
    action = "action_emergency"

    async def reply(self, turn: Turn) -> Reply:
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
            remember={"topic": turn.topic, "section": turn.section},
        )


def kind_of_danger(text: str) -> str:
    """The kind whose words occur most; of equals, the one listed first."""
    counts = Counter(hit.value for hit in emergency_kinds().find(heard(text)))
    kinds = list(load("data/emergency.yaml"))
    return max(kinds, key=lambda kind: (counts[kind], -kinds.index(kind))) if counts else "general"
