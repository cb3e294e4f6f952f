"""Whether somebody gets a named scheme: until rules decide it, the conditions to compare with.

Services have no such rules: a question about one's own case is answered from the section it asks for.
"""

from actions.answer import answer, section_reply
from actions.base import TurnAction
from actions.decline import decline
from actions.options import disambiguation
from actions.recommend import recommendation
from actions.reply import Reply, record_sources
from actions.resolve import Found, resolve
from actions.turn import Turn
from actions.words import personal_words, say
from knowledge.answers import section_answer
from knowledge.schema import Section
from language.lexicon import heard


class ActionCheckEligibility(TurnAction):
    action = "action_check_eligibility"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve(turn, self.knowledge)
        if resolution.found is Found.UNCLEAR:
            return disambiguation(turn, self.knowledge, resolution.candidates)
        if resolution.topic is None:
            outside = turn.probability("out_of_scope") >= 0.3
            return decline(turn) if outside else recommendation(turn, self.knowledge)
        if resolution.topic in self.knowledge.imported:
            return answer(turn, self.knowledge, resolution)
        record = self.knowledge.records[resolution.topic]
        if record.kind != "scheme":
            return answer(turn, self.knowledge, resolution)
        if not is_personal(turn):
            return section_reply(record, Section.ELIGIBILITY, turn.language, resolution.confidence)
        name = getattr(record.name, turn.language)
        rule = section_answer(record, Section.ELIGIBILITY, turn.language)
        close = say("eligibility_close", turn.language)
        return Reply(
            turn.language,
            "eligibility",
            f"{say('eligibility_intro', turn.language, name=name)}\n{rule.text}\n{close}",
            f"{rule.speech} {close}",
            sources=record_sources(record),
            topic=record.id,
            section=Section.ELIGIBILITY.value,
            verdict="possibly",
            confidence=resolution.confidence,
        )


def is_personal(turn: Turn) -> bool:
    """Whether somebody's own case is asked about, and not the rule."""
    return bool(turn.entities) or bool(personal_words().find(heard(turn.text)))
