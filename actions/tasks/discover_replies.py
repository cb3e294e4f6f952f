"""How suggestions are said: grouped by certainty, few at a time; and what is missed by little."""

from collections.abc import Sequence
from typing import Literal

from actions.options import record_option
from actions.reply import Option, Reply, record_sources
from actions.tasks.choices import option_choice
from actions.tasks.interview_replies import answers_to
from actions.turn import Turn
from actions.words import say
from knowledge.base import KnowledgeBase
from knowledge.rules.explain import fitting
from knowledge.rules.ranking import SHORTLIST, NearMiss, Suggestion
from knowledge.rules.schema import FactType
from knowledge.schema import Record, Section
from knowledge.texts import SPEECH_LIMIT

_HEARD = 3
_MOST_NEAR = 4
_MOST_OPTIONS = 10
_GROUPS: tuple[Literal["eligible", "possibly", "need_more"], ...] = ("eligible", "possibly", "need_more")


def shown_at_once(turn: Turn) -> int:
    """Fewer where they are only heard."""
    return _HEARD if turn.channel == "voice" else SHORTLIST


def suggestions_reply(
    turn: Turn, knowledge: KnowledgeBase, shown: Sequence[Suggestion], more: bool, asked: tuple[str, FactType] | None
) -> Reply:
    """The suggestions by how certain they are; then a question that would make them surer, if there is one."""
    language = turn.language
    lines = [say("recommend_intro", language)]
    ordered: list[Record] = []
    heard: list[str] = []
    for outcome in _GROUPS:
        group = [knowledge.records[one.record] for one in shown if one.verdict.outcome == outcome]
        if group:
            marks = ["•"] * len(group) if asked else [f"{len(ordered) + place}." for place in range(1, len(group) + 1)]
            named = [f"{mark} {_line(record, turn)}" for mark, record in zip(marks, group, strict=True)]
            lines += [say(f"recommend_{outcome}", language), *named]
            names = ", ".join(getattr(record.short_name, language) for record in group[: max(_HEARD - len(ordered), 0)])
            heard += [say(f"recommend_heard_{outcome}", language, names=names)] if names else []
            ordered += group
    question = getattr(asked[1].question, language) if asked else ""
    close = say("recommend_question" if asked else "recommend_close", language, question=question)
    return Reply(
        language,
        "recommend",
        "\n".join([*lines, close]),
        _heard_close(heard, question or say("recommend_heard_close", language)),
        options=_options(turn, ordered, more, asked),
        sources=record_sources(ordered[0])[:1],
        topic=ordered[0].id,
        topics=tuple(record.id for record in ordered),
        section=Section.ELIGIBILITY.value,
        asks=_asks(asked),
        confidence="medium",
        private=True,
    )


def question_reply(turn: Turn, asked: tuple[str, FactType], lead: str = "") -> Reply:
    """A question, with nothing yet to suggest or nothing that has changed."""
    words = getattr(asked[1].question, turn.language)
    text = f"{lead}\n{words}" if lead else words
    return Reply(
        turn.language,
        "ask",
        text,
        fitting([f"{lead} {words}".strip()]) if lead else words,
        options=answers_to(*asked, None, turn.language),
        asks=_asks(asked),
        verdict="need_more",
        private=True,
    )


def _heard_close(groups: list[str], close: str) -> str:
    """As many groups as can be heard with what is said at the end."""
    for number in range(len(groups), 0, -1):
        spoken = " ".join([*groups[:number], close])
        if len(spoken) <= SPEECH_LIMIT:
            return spoken
    return close


def near_reply(turn: Turn, knowledge: KnowledgeBase, near: Sequence[NearMiss], otherwise: str) -> Reply:
    """What is missed by one condition, and what would change that; `otherwise` names what to say if there is none."""
    language = turn.language
    if not near:
        return Reply(language, "recommend", say(otherwise, language), private=True)
    lines = [say("near_intro", language)]
    for miss in near[:_MOST_NEAR]:
        says, cure = miss.finding.condition.says, miss.finding.condition.cure
        name = getattr(knowledge.records[miss.record].name, language)
        lines.append(f"• {say('near_one', language, name=name, says=getattr(says, language) if says else '')}")
        lines += [f"  {getattr(cure, language)}"] if cure else []
    records = [knowledge.records[miss.record] for miss in near[:_MOST_NEAR]]
    first = near[0].finding.condition
    heard = [
        say("near_heard", language, names=", ".join(getattr(r.short_name, language) for r in records[:_HEARD])),
        getattr(first.cure or first.says, language),
    ]
    return Reply(
        language,
        "recommend",
        "\n".join(lines),
        fitting(heard),
        options=tuple(record_option(record, language, Section.ELIGIBILITY.value) for record in records),
        topic=records[0].id,
        topics=tuple(record.id for record in records),
        section=Section.ELIGIBILITY.value,
        confidence="medium",
        private=True,
    )


def _options(
    turn: Turn, records: Sequence[Record], more: bool, asked: tuple[str, FactType] | None
) -> tuple[Option, ...]:
    """Answers to the question first; what is suggested after them, unless keys could not tell the two apart."""
    answers = answers_to(*asked, None, turn.language) if asked else ()
    if asked and turn.channel == "voice":
        return answers
    named = [record_option(record, turn.language) for record in records]
    further = say("recommend_more_option", turn.language)
    rest = [Option(option_choice("more"), further, further)] if more else []
    return (*answers, *named[: _MOST_OPTIONS - len(answers) - len(rest)], *rest)


def _asks(asked: tuple[str, FactType] | None) -> str | None:
    return (asked[1].asks or asked[0]) if asked else None


def _line(record: Record, turn: Turn) -> str:
    name = getattr(record.name, turn.language)
    return f"{name}: {getattr(record.sections[Section.BENEFITS].facts[0], turn.language)}"
