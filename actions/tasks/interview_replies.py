"""What an interview says: its questions, and the verdict with its reasons and the next steps."""

from collections.abc import Iterable, Mapping

from actions.people import SELF, relations
from actions.reply import Option, Reply, record_sources
from actions.tasks.choices import option_choice
from actions.tasks.options import yes_or_no_options
from actions.turn import ReplyLanguage, Turn
from actions.words import say
from knowledge.answers import section_answer
from knowledge.rules.evaluate import Verdict
from knowledge.rules.explain import explain, fitting, read_back
from knowledge.rules.schema import FactType, Rule, leaves
from knowledge.rules.values import Catalogue, FactValue
from knowledge.schema import Record, Section

_MOST_CHOICES = 9
_MOST_NOTED, _MOST_HEARD = 6, 2
_OPEN = frozenset({"active"})


def question(
    turn: Turn, record: Record, name: str, fact: FactType, rule: Rule | None, lead: Iterable[str] = ()
) -> Reply:
    """Asks for one fact; `lead` are sentences that come first."""
    asked = getattr(fact.question, turn.language)
    said = [line for line in lead if line]
    return Reply(
        turn.language,
        "ask",
        "\n".join([*said, asked]),
        fitting_question(said, asked),
        options=answers_to(name, fact, rule, turn.language),
        topic=record.id,
        section=Section.ELIGIBILITY.value,
        verdict="need_more",
        asks=fact.asks or name,
        private=True,
    )


def fitting_question(lead: list[str], asked: str) -> str:
    """The question, after as much of what comes first as can be heard at once."""
    for first in range(len(lead) + 1):
        spoken = fitting([" ".join([*lead[first:], asked])])
        if spoken.endswith(asked):
            return spoken
    return asked


def answers_to(name: str, fact: FactType, rule: Rule | None, language: ReplyLanguage) -> tuple[Option, ...]:
    """Yes, no and "don't know"; or the choices: if they are many, those the rule names, else the commonest."""
    unknown = Option(option_choice("dont_know"), say("answer_dont_know", language), say("answer_dont_know", language))
    if fact.kind == "flag":
        return (*yes_or_no_options(language), unknown)
    if fact.kind != "choice" or not fact.choices:
        return ()
    choices = list(fact.choices)
    if len(choices) > _MOST_CHOICES:
        named = _named(name, rule) & set(choices) or set(choices[: _MOST_CHOICES - 1])
        choices = [choice for choice in choices if choice in named or choice == "other"][-_MOST_CHOICES:]
    return tuple(
        Option(
            option_choice(choice),
            getattr(fact.choices[choice], language),
            getattr(fact.choices[choice].label, language),
        )
        for choice in choices
    )


def _named(name: str, rule: Rule | None) -> set[str]:
    """The choices of a fact that a rule speaks of."""
    compared = [leaf for condition in rule.conditions for leaf in leaves(condition)] if rule else []
    found: set[str] = set()
    for leaf in compared:
        if leaf.fact == name:
            found |= {str(value) for value in (leaf.is_, *(leaf.in_ or ()), *(leaf.not_in or ())) if value is not None}
    return found


def noted(turn: Turn, facts: Mapping[str, FactValue], catalogue: Catalogue) -> str:
    """What was understood, read back; little of it where it is only heard."""
    most = _MOST_HEARD if turn.channel == "voice" else _MOST_NOTED
    if not facts or (turn.channel == "voice" and len(facts) > most):
        return ""
    told = ", ".join(read_back(name, value, catalogue, turn.language) for name, value in list(facts.items())[:most])
    return say("interview_noted", turn.language, facts=told)


def opening(turn: Turn, record: Record, subject: str) -> str:
    """Whose case this is and of what, at the first question."""
    name = getattr(record.name, turn.language)
    if subject == SELF:
        return say("interview_begin", turn.language, name=name)
    return say("interview_begin_for", turn.language, name=name, person=relations()[subject].says[turn.language])


def verdict_reply(
    turn: Turn,
    record: Record,
    rule: Rule,
    verdict: Verdict,
    facts: Mapping[str, FactValue],
    presumed: Mapping[str, FactValue],
    catalogue: Catalogue,
    subject: str,
) -> Reply:
    """The verdict in words; `facts` are those told."""
    language = turn.language
    told = explain(verdict, record.name, facts, catalogue, language, presumed, rule.complete)
    whose = "" if subject == SELF else say("interview_for", language, person=relations()[subject].says[language])
    closed = _closed(record, language) if verdict.outcome != "not_eligible" else ""
    text = "\n".join(part for part in (whose, told.text, closed) if part)
    return Reply(
        language,
        "eligibility",
        text,
        fitting([part for part in (whose, told.speech, closed) if part]) if whose or closed else told.speech,
        options=_next_steps(record, verdict, language),
        sources=record_sources(record),
        topic=record.id,
        section=Section.ELIGIBILITY.value,
        verdict=verdict.outcome,
        confidence="high" if rule.complete and verdict.outcome != "possibly" else "medium",
        private=True,
    )


def _closed(record: Record, language: ReplyLanguage) -> str:
    """Whether one can apply at all just now, where that is not plain."""
    if record.state in _OPEN or Section.STATUS not in record.sections:
        return ""
    return section_answer(record, Section.STATUS, language).text.split("\n")[0]


def _next_steps(record: Record, verdict: Verdict, language: ReplyLanguage) -> tuple[Option, ...]:
    if verdict.outcome == "not_eligible":
        other = say("next_discover", language)
        return (Option("menu:discover", other, other),)
    return tuple(
        Option(
            f"topic:{record.id}:{section.value}",
            say(f"next_{section.value}", language),
            say(f"next_{section.value}", language),
        )
        for section in (Section.HOW_TO_APPLY, Section.DOCUMENTS)
    )
