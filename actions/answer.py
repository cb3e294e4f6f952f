"""Answers what a record says: the section asked for, of the record meant."""

from typing import Any

from actions.base import TurnAction
from actions.context import names_of
from actions.decline import decline
from actions.evidence import FEW, STRONG
from actions.judging import asks_own_case, can_judge, resolve_case, tells_facts
from actions.options import disambiguation
from actions.pairs import compares, pair_named
from actions.people import words
from actions.reply import Reply, record_links, record_sources
from actions.resolve import Found, Resolution, is_outside, resolve
from actions.sections import (
    ASKING,
    SURE,
    asked_section,
    asks_surely,
    clause_section,
    close_second,
    ranked_sections,
)
from actions.tasks.told import listener_for
from actions.turn import ReplyLanguage, Turn
from actions.words import pointing, say
from knowledge.answers import SectionAnswer, section_answer
from knowledge.base import KnowledgeBase
from knowledge.imported import ImportedRecord
from knowledge.schema import Record, Section
from language.lexicon import heard
from portal.calendar import today


class ActionAnswer(TurnAction):
    """For questions, and for messages whose intent is unclear or seems out of scope: the evidence decides."""

    action = "action_answer"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve_case(turn, self.knowledge)
        if task := self._told_case(turn, resolution):
            return await self.desk.begin(turn, *task)
        reply = by_evidence(turn, self.knowledge, resolution)
        self._overhear(turn, reply)
        return reply

    def _overhear(self, turn: Turn, reply: Reply) -> None:
        """What is told beside a question is known when it is asked later whether one gets it."""
        rule = self.knowledge.rules.program(today()).rules.get(reply.topic or "")
        if reply.kind == "answer" and rule:
            record = self.knowledge.records[rule.record]
            listener_for(self.knowledge.rules).overhear(turn, rule.facts, names_of(record))

    def _told_case(self, turn: Turn, resolution: Resolution) -> tuple[str, dict[str, Any]] | None:
        """Who tells of himself wants to know what he gets: of the scheme spoken of, else of all."""
        if is_outside(turn, resolution, self.knowledge):
            return None
        named = self.knowledge.records.get(resolution.topic or "")
        if named and can_judge(self.knowledge, named) and asks_own_case(turn, self.knowledge, named):
            return "interview", {"record": named.id}
        if turn.intent != "inform" or resolution.found is Found.NAMED or not tells_facts(turn, self.knowledge):
            return None
        spoken_of = self.knowledge.records.get(turn.topic or "")
        if spoken_of and can_judge(self.knowledge, spoken_of):
            return "interview", {"record": spoken_of.id}
        return "discover", {"needs": False}


def by_evidence(turn: Turn, knowledge: KnowledgeBase, resolution: Resolution) -> Reply:
    """Answers, offers a choice, declines or asks, as the search bears out."""
    if is_outside(turn, resolution, knowledge):
        return decline(turn)
    if turn.intent == "inform" and resolution.found not in {Found.NAMED, Found.UNCLEAR} and not _only_adds(turn):
        return Reply(turn.language, "ask", say("facts_noted", turn.language))
    if resolution.found is Found.UNCLEAR:
        return disambiguation(turn, knowledge, resolution.candidates)
    if resolution.topic is None:
        return _nothing_found(turn)
    return answer(turn, knowledge, resolution)


def _only_adds(turn: Turn) -> bool:
    """ "And 3 kW": the question before once more, for what is added."""
    added = bool(words("joining").find(heard(turn.text)[:1]))
    return bool(turn.topic and turn.section) and added and len(turn.text.split()) <= FEW


def _nothing_found(turn: Turn) -> Reply:
    key = "which_topic" if turn.asking > 0.5 and not turn.failures else "not_found"
    if turn.failures >= 2:
        key = "offer_person"
    kind = {"which_topic": "ask", "not_found": "decline", "offer_person": "handoff"}[key]
    return Reply(turn.language, kind, say(key, turn.language), failed=True)


def answer(turn: Turn, knowledge: KnowledgeBase, resolution: Resolution) -> Reply:
    """One answer, with a second part when the message asks two things."""
    topic = resolution.topic or resolution.candidates[0].id
    if topic in knowledge.imported:
        return _imported_answer(turn, knowledge.imported[topic])
    record = knowledge.records[topic]
    asked = _asked(turn, knowledge, resolution, record)
    replies = [section_reply(one, section, turn.language, resolution.confidence) for one, section in asked]
    if len(asked) == 1:
        return replies[0]
    (first, then), is_one_record = replies, asked[0][0] is asked[1][0]
    main, also = (first, then) if asked[0][0] is record else (then, first)
    return Reply(
        turn.language,
        "answer",
        f"{first.text}\n\n{then.text}",
        f"{first.speech} {then.speech}",
        links=tuple({link["url"]: link for link in (*main.links, *also.links)}.values())[:2],
        sources=main.sources if is_one_record else (main.sources[:1] + also.sources[:1]),
        topic=record.id,
        section=main.section,
        confidence=main.confidence,
        pair=() if is_one_record else tuple(one.id for one, _ in asked),
        besides=also.section if is_one_record else None,
    )


def _asked(
    turn: Turn, knowledge: KnowledgeBase, resolution: Resolution, record: Record
) -> list[tuple[Record, Section]]:
    """What the message asks, one thing or two, in its order."""
    section = asked_section(turn, resolution, record)
    if second := _second_question(turn, knowledge, record, section):
        return _in_order(turn, (record, section), second)
    if pair := pair_named(turn.text, knowledge) or _both(turn):
        compared = _compared(turn, section)
        if record.id in pair and all(compared in knowledge.records[one].sections for one in pair):
            return [(knowledge.records[one], compared) for one in pair]
    if second := close_second(turn, resolution, record, section):
        return _in_order(turn, (record, section), second)
    return [(record, section)]


def _both(turn: Turn) -> tuple[str, ...]:
    """ "And the papers for both?": the two answered before."""
    return turn.pair if pointing("both").find(heard(turn.text)) else ()


def _compared(turn: Turn, section: Section) -> Section:
    """What two records are compared by: what each is, unless something of them is plainly asked."""
    return section if turn.probability(f"ask_{section.value}") >= SURE or not compares(turn.text) else Section.SUMMARY


def _in_order(turn: Turn, one: tuple[Record, Section], other: tuple[Record, Section]) -> list[tuple[Record, Section]]:
    """The other first when the message asks for its section in an earlier clause, and is not sure of the one.

    Whatever is sure, the first clause is as often a story as a question: always in the order of the clauses 21 of those
    888 questions more led with the wrong section.
    """
    if turn.probability(f"ask_{one[1].value}") >= SURE:
        return [one, other]
    order = [section for clause in turn.questions if (section := clause_section(clause))]
    earlier = one[1] in order and other[1] in order and order.index(other[1]) < order.index(one[1])
    return [other, one] if earlier else [one, other]


def _second_question(
    turn: Turn, knowledge: KnowledgeBase, record: Record, section: Section
) -> tuple[Record, Section] | None:
    """A clause that asks another section, or the same of another record, and is sure of it."""
    for clause in turn.questions:
        if not asks_surely(clause):
            continue
        resolution = resolve(turn, knowledge, clause.text)
        other = record
        if resolution.clearly_named and resolution.score >= STRONG and resolution.topic in knowledge.records:
            other = knowledge.records[resolution.topic]
        other_section, _ = ranked_sections(turn.part(clause), resolution, other)[0]
        if (other.id, other_section) != (record.id, section) and (other is record or other_section in record.sections):
            return other, other_section
    return None


def section_reply(record: Record, section: Section, language: ReplyLanguage, confidence: str = "high") -> Reply:
    """The answer of one section of one record."""
    found = section_answer(record, section, language)
    name = getattr(record.name, language)
    return Reply(
        language,
        "answer",
        _with_caution(record, found, f"{name}: {_lead(record, found, language)}", language),
        _spoken(record, found, language),
        links=record_links(record, found.found, language),
        sources=record_sources(record),
        topic=record.id,
        section=section.value,
        confidence=confidence,
    )


def _lead(record: Record, found: SectionAnswer, language: ReplyLanguage) -> str:
    return f"{say('missing_section', language)}\n{found.text}" if found.missing else found.text


def _spoken(record: Record, found: SectionAnswer, language: ReplyLanguage) -> str:
    """For the ear: what it is about comes first, for who hears it cannot look at the question again."""
    name = getattr(record.short_name, language)
    spoken = f"{say('missing_section_speech', language)} {found.speech}" if found.missing else found.speech
    return spoken if name in found.speech else say("speech_of", language, name=name, words=spoken)


def _with_caution(record: Record, found: SectionAnswer, text: str, language: ReplyLanguage) -> str:
    return f"{text}\n{say('low_confidence', language)}" if record.confidence == "low" and found.sure else text


def _imported_answer(turn: Turn, record: ImportedRecord) -> Reply:
    if not record.reaches_madhya_pradesh:
        return Reply(turn.language, "decline", say("decline_other_state", turn.language))
    ranked = [ASKING[name] for name, _ in turn.ranking if name in ASKING]
    section = next((section for section in ranked[:1] if section in record.sections), Section.SUMMARY)
    told = record.sections.get(section, record.summary)[:700]
    return Reply(
        turn.language,
        "answer",
        f"{say('imported', turn.language)}\n{record.name}: {told}",
        say("imported", turn.language),
        sources=({"title": record.origin, "url": record.url, "as_of": None},),
        topic=record.id,
        section=section.value,
        confidence="low",
    )
