"""Danger now: the right number at once, before anything else."""

from collections import Counter

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.conversation import again
from actions.evidence import STRONG
from actions.people import words
from actions.reply import Reply, record_sources
from actions.resolve import Found, resolve
from actions.turn import Turn
from actions.words import emergency_kinds, load, pointing, repeat_words, say
from knowledge.schema import Section
from language.danger import shows_danger
from language.lexicon import heard

HELPLINES = "helplines"
_SURE, _HARDLY, _PLAINLY = 0.6, 0.45, 0.8


class ActionEmergency(TurnAction):
    action = "action_emergency"

    async def reply(self, turn: Turn) -> Reply:
        if _asks_again(turn):
            return again(turn)
        if not shows_danger(turn.text) and turn.probability("emergency") < _SURE:
            resolution = resolve(turn, self.knowledge)
            follows_up = resolution.found is Found.CARRIED and turn.probability("emergency") < _HARDLY
            if resolution.score >= STRONG or (follows_up and _is_supposed(turn.text)):
                return by_evidence(turn, self.knowledge, resolution)
        text = load("data/emergency.yaml")[kind_of_danger(turn.text)]["text"][turn.language]
        record = self.knowledge.records[HELPLINES]
        message = f"{text}\n{say('emergency_close', turn.language)}"
        return Reply(
            turn.language,
            "emergency",
            message,
            message,
            sources=record_sources(record),
            topic=HELPLINES,
            section=Section.CONTACT.value,
            confidence="high",
            remember={
                "topic": turn.topic,
                "recent": list(turn.recent),
                "section": turn.section,
                "besides": turn.besides,
                "pair": list(turn.pair),
            },
        )


def _asks_again(turn: Turn) -> bool:
    """ "Send the site once more, the message is gone": seems to tell of a loss, and of no danger."""
    sounds = heard(turn.text)
    danger = shows_danger(turn.text) or emergency_kinds().find(sounds) or turn.probability("emergency") >= _PLAINLY
    wants = repeat_words().find(sounds) and pointing("said_again").find(sounds)
    return bool(turn.last_reply and wants and not danger)


def _is_supposed(text: str) -> bool:
    """ "Ok and if I keep five workers": nothing that happens now, and none of what is dangerous."""
    sounds = heard(text)
    return bool(words("what_if").find(sounds)) and not emergency_kinds().find(sounds)


def kind_of_danger(text: str) -> str:
    """The kind whose words occur most; of equals, the one listed first."""
    counts = Counter(hit.value for hit in emergency_kinds().find(heard(text)))
    kinds = list(load("data/emergency.yaml"))
    return max(kinds, key=lambda kind: (counts[kind], -kinds.index(kind))) if counts else "general"
