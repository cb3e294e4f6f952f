"""Every reply that the assistant can give, as the gateway finishes it, made by the actions' own functions."""

from __future__ import annotations

import string
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any

from actions import turn as action_turns
from actions.answer import section_reply
from actions.menu import about, groups, main_menu, records_of
from actions.options import numbered, record_option
from actions.reply import Option
from actions.reply import Reply as ActionReply
from actions.tasks.discover_replies import near_reply, suggestions_reply
from actions.tasks.interview_replies import question, verdict_reply
from actions.words import catalogue as actions_catalogue
from channels.replies import Reply, finished
from channels.signing import OptionIds
from channels.wording import LANGUAGES, Language
from channels.wording import catalogue as gateway_catalogue
from knowledge.base import KnowledgeBase, Shelf
from knowledge.rules.evaluate import evaluate
from knowledge.rules.ranking import NearMiss
from knowledge.rules.values import read_facts
from knowledge.schema import Record, Section
from portal.complaints.departments import departments
from portal.forms.catalogue import forms
from portal.wording import catalogue as portal_catalogue

SESSION = "named-" + "0" * 40
_OPTIONS = OptionIds("key-of-the-tests-0123456789")
_EVERY_SO_MANY = 40
_LONG_WORD = "₹12,50,000 (बारह लाख पचास हज़ार), 27-11-2026"


@lru_cache(maxsize=1)
def replies() -> tuple[Reply, ...]:
    """Sections of records, catalogues, menus, choices, questions, forms, verdicts, suggestions; in both languages."""
    parts = (_answers(), _catalogues(), _menus(), _choices(), _questions(), _forms(), _verdicts(), _suggestions())
    return tuple(_finished(body) for part in parts for body in part)


@lru_cache(maxsize=1)
def knowledge() -> KnowledgeBase:
    """What the repository knows."""
    return Shelf().current


def records() -> list[Record]:
    """Each once."""
    return list({record.id: record for record in knowledge().records.values()}.values())


def _finished(body: dict[str, Any]) -> Reply:
    return finished(body, session=SESSION, in_reply_to=None, options=_OPTIONS)


def _said(text: str, language: Language, **more: Any) -> dict[str, Any]:
    return ActionReply(language, "ask", text, **more).payload()


def _turn(language: Language) -> action_turns.Turn:
    return action_turns.Turn(
        conversation="c", text="", intent="inform", ranking=(), clauses=(), entities=(), channel="whatsapp",
        correlation_id="1", aadhaar_seen=False, language=language, spoken=language, chosen_language=None, topic=None,
        recent=(), section=None, offered=(), last_reply=None, failures=0, asked=None, abused=False,
    )  # fmt: skip


def _answers() -> Iterator[dict[str, Any]]:
    for record in records():
        for section in Section:
            for language in LANGUAGES:
                yield section_reply(record, section, language).payload()


def _catalogues() -> Iterator[dict[str, Any]]:
    for language in LANGUAGES:
        for catalogue in (actions_catalogue(language), gateway_catalogue(language), portal_catalogue(language)):
            for text in catalogue.values():
                fields = {name: _LONG_WORD for _, name, _, _ in string.Formatter().parse(text) if name}
                yield _said(text.format(**fields), language)


def _menus() -> Iterator[dict[str, Any]]:
    for language in LANGUAGES:
        yield main_menu(language).payload()
        for record in records():
            yield about(record, language).payload()
        for group in groups():
            options = tuple(record_option(record, language) for record in records_of(group, knowledge()))
            yield _said(numbered("?", options), language, options=options)


def _choices() -> Iterator[dict[str, Any]]:
    """Records of alike names beside each other, by twos and by tens."""
    for language in LANGUAGES:
        offered = sorted((record_option(record, language) for record in records()), key=lambda option: option.label)
        for first in range(0, len(offered), 10):
            ten = tuple(offered[first : first + 10])
            for options in (ten, *combinations(ten, 2)):
                yield _said(numbered("?", options), language, options=options)


def _questions() -> Iterator[dict[str, Any]]:
    """Each fact that a rule asks for, with the choices that the rule names."""
    program = knowledge().rules.program(date.today())
    for name, rule in program.rules.items():
        for fact in rule.facts:
            for language in LANGUAGES:
                record = knowledge().records[name]
                yield question(_turn(language), record, fact, program.catalogue[fact], rule.rule).payload()


def _forms() -> Iterator[dict[str, Any]]:
    """Each field of each form; departments of complaints; long answers read back."""
    for language in LANGUAGES:
        for form in forms().values():
            for name, field in form.fields.items():
                named = {value: getattr(choice, language) for value, choice in field.choices.items()}
                options = tuple(Option(f"task:{value}", label, label) for value, label in named.items())
                yield _said(getattr(field.question, language), language, options=options, asks=field.asks or name)
        named = {name: getattr(one.name, language) for name, one in departments().items()}
        yield _said("?", language, options=tuple(Option(f"task:{name}", label, label) for name, label in named.items()))
        options = tuple(Option(f"task:{name}", name, name) for name in ("yes", "change"))
        for length in (900, 1500, 2500):
            yield _said("\n".join(["नाम: रामवती बाई"] * (length // 16)), language, options=options)


def _verdicts() -> Iterator[dict[str, Any]]:
    """On every example profile of every record."""
    for record in records():
        for example in record.examples:
            program = knowledge().rules.program(example.day)
            facts, rule = read_facts(example.facts, program.catalogue), program.rules.get(record.id)
            verdict = evaluate(program, record.id, facts)
            if rule is None:
                continue
            for language in LANGUAGES:
                yield verdict_reply(
                    _turn(language), record, rule.rule, verdict, facts, {}, program.catalogue, "self"
                ).payload()


def _suggestions() -> Iterator[dict[str, Any]]:
    """For some of those profiles, as many as are shown at once, with a question and without."""
    day = date.today()
    program, ranking = knowledge().rules.program(day), knowledge().rules.ranking(day)
    examples = [example for record in records() for example in record.examples][::_EVERY_SO_MANY]
    asked = ("caste_category", program.catalogue["caste_category"])
    for example in examples:
        facts = read_facts(example.facts, program.catalogue)
        verdicts = ranking.verdicts(facts)
        shown = ranking.suggestions(verdicts, facts)[:5]
        near = [NearMiss(name, one.failed[0]) for name, one in verdicts.items() if len(one.failed) == 1][:4]
        for language in LANGUAGES if shown else ():
            yield near_reply(_turn(language), knowledge(), near, "near_none").payload()
            for question_asked in (None, asked):
                yield suggestions_reply(_turn(language), knowledge(), shown, True, question_asked).payload()
