"""Whatever the assistant can say, every provider can say: within limits, and nothing left that a voice would mangle."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, cast

import pytest

from actions.answer import section_reply
from actions.menu import about, groups, main_menu, records_of
from actions.options import numbered, record_option
from actions.tasks.interview_replies import answers_to
from actions.words import catalogue as actions_catalogue
from channels.replies import Reply
from channels.voice.exotel.applets import Applets
from channels.voice.exotel.endpoints import CAN as EXOTEL_CAN
from channels.voice.exotel.endpoints import FLOW_CAN
from channels.voice.exotel.exoml import ExoMl
from channels.voice.facts import most_digits, way_of
from channels.voice.kookoo.endpoints import CAN as KOOKOO_CAN
from channels.voice.kookoo.tunes import Tunes
from channels.voice.model import Ask, Capabilities, Plan, Say
from channels.voice.planning import planned
from channels.voice.plivo.endpoints import CAN as PLIVO_CAN
from channels.voice.plivo.plivo_xml import PlivoXml
from channels.voice.replies import screen_of
from channels.voice.screens import MOST_KEYS, MOST_PROMPT, Conduct, Screen
from channels.voice.twilio.endpoints import CAN as TWILIO_CAN
from channels.voice.twilio.twiml import Twiml
from channels.voice.wording import catalogue as voice_catalogue
from channels.wording import LANGUAGES, Language
from channels.wording import catalogue as gateway_catalogue
from knowledge.base import KnowledgeBase, Shelf
from knowledge.rules.catalogue import load_catalogue
from knowledge.rules.evaluate import evaluate
from knowledge.rules.explain import explain
from knowledge.rules.values import read_facts
from knowledge.schema import Section
from portal.complaints.departments import departments
from portal.forms.catalogue import forms
from tests.channels.voice.calling import PUBLIC, said
from tests.peers.caller import Provider, Spoken, duration_s
from tests.peers.exotel import Exotel
from tests.peers.kookoo import KooKoo
from tests.peers.plivo import Plivo
from tests.peers.twilio_voice import TwilioVoice

URL = f"{PUBLIC}/voice/x/calls"
ASKED = (
    "otp", "application_number", "complaint_number", "phone", "confirmation", "consent", "complaint_text", "place",
    "department", "situation", "topic",
)  # fmt: skip


@lru_cache(maxsize=1)
def knowledge() -> KnowledgeBase:
    return Shelf().current


def neutral(body: dict[str, Any]) -> Reply:
    """As the gateway finishes it."""
    options = [
        {"id": f"{place}-abcdef", "label": option["label"], "short_label": option["short_label"]}
        for place, option in enumerate(body["options"])
    ]
    return cast(Reply, {**body, "id": "r", "in_reply_to": None, "options": options})


@lru_cache(maxsize=1)
def replies() -> tuple[Reply, ...]:
    """All sections of all records in both languages, the whole catalogues, menus, questions and facts asked for."""
    made = (_of_records(), _of_catalogues(), _of_menus(), _questions(), _of_facts(), _of_forms(), _of_verdicts())
    return tuple(neutral(body) for bodies in made for body in bodies)


def _of_records() -> Iterator[dict[str, Any]]:
    for record in {record.id: record for record in knowledge().records.values()}.values():
        for section in Section:
            for language in LANGUAGES:
                yield section_reply(record, section, language).payload()


def _of_catalogues() -> Iterator[dict[str, Any]]:
    for language in LANGUAGES:
        for catalogue in (actions_catalogue(language), gateway_catalogue(language)):
            for text in catalogue.values():
                fields = {name: "12,500" for _, name, _, _ in string.Formatter().parse(text) if name}
                yield said(text.format(**fields), language)


def _of_menus() -> Iterator[dict[str, Any]]:
    for language in LANGUAGES:
        yield main_menu(language).payload()
        for record in {record.id: record for record in knowledge().records.values()}.values():
            yield about(record, language).payload()
    for group in groups():
        for language in LANGUAGES:
            options = tuple(record_option(record, language) for record in records_of(group, knowledge()))
            text = numbered("?", options)
            yield said(text, language, options={option.choice: option.short_label for option in options})


def _questions() -> Iterator[dict[str, Any]]:
    for asks in ASKED:
        for language in LANGUAGES:
            yield said("क्या?" if language == "hi" else "What?", language, "ask", asks=asks)


def _of_facts() -> Iterator[dict[str, Any]]:
    for name, fact in load_catalogue().items():
        for language in LANGUAGES:
            question = getattr(fact.question, language)
            made = said(question, language, "ask", asks=fact.asks or name)
            yield {**made, "options": [vars(option) for option in answers_to(name, fact, None, language)]}


def _of_forms() -> Iterator[dict[str, Any]]:
    """Fields that no rule knows, and departments of complaints; a very long answer read back."""
    for form in forms().values():
        for name, field in form.fields.items():
            for language in LANGUAGES:
                options = {f"task:{value}": getattr(choice, language) for value, choice in field.choices.items()}
                options |= {"task:skip": "छोड़ें" if language == "hi" else "skip"} if name in form.optional else {}
                yield said(getattr(field.question, language), language, "ask", asks=field.asks or name, options=options)
    for language in LANGUAGES:
        options = {f"task:{name}": getattr(one.name, language) for name, one in departments().items()}
        yield said("?", language, "ask", asks="department", options=options)
        yield said("क, 33120674, ₹2,500/- (10:30) " * 60, language, "confirm", asks="confirmation")


def _of_verdicts() -> Iterator[dict[str, Any]]:
    """What each example of each record's rules is told."""
    base = knowledge()
    program = base.rules.program(date(2026, 11, 24))
    for record in {record.id: record for record in base.records.values()}.values():
        if record.id not in program.rules:
            continue
        for example in record.examples:
            facts = read_facts(example.facts, base.rules.catalogue)
            verdict = evaluate(program, record.id, facts)
            for language in LANGUAGES:
                told = explain(verdict, record.name, facts, base.rules.catalogue, language)
                yield said(told.speech, language, "eligibility", topic=record.id)


def screens(can: Capabilities) -> Iterator[Screen]:
    """Every screen of every reply: each portion, each page of a menu, and what is asked for afterwards."""
    for reply in replies():
        for ears in {can, replace(can, dictation=can.record)}:
            screen = screen_of([reply], ears)
            assert screen.ending != "record" or can.record
            while True:
                yield screen
                if screen.has_more:
                    screen = replace(screen, at=screen.at + len(screen.said))
                elif screen.shown()[1]:
                    screen = replace(screen, parts=(), first=screen.first + len(screen.shown()[0]))
                else:
                    break


def plans(can: Capabilities) -> Iterator[Plan]:
    """Each screen as it is heard first, after silence, and by keys only; what would be the same once."""
    made: dict[Plan, None] = {}
    for screen in screens(can):
        conduct = Conduct(screen.language, screen)
        made[planned(conduct, 1, can)] = None
        often = replace(conduct, answers=9, brief=True)
        made[planned(often, 1, replace(can, dictation=can.record, messages=True))] = None
        if screen.choices or screen.asks:
            made[planned(replace(conduct, failures=2, keys_only=True, prefix="नमस्ते"), 9999, can)] = None
    yield from made


Rendered = tuple[Capabilities, Callable[[Plan], bytes], Provider]
DIALECTS: dict[str, Rendered] = {
    "twilio": (
        TWILIO_CAN,
        Twiml(URL, "Polly.Kajal-Neural", "Polly.Kajal-Neural").render,
        TwilioVoice(PUBLIC, PUBLIC, "t"),
    ),
    "plivo": (PLIVO_CAN, PlivoXml(URL, "Polly.Aditi").render, Plivo(PUBLIC, PUBLIC, "t")),
    "exotel": (EXOTEL_CAN, ExoMl(URL, "woman").render, Exotel(PUBLIC, PUBLIC, "t")),
    "kookoo": (KOOKOO_CAN, lambda plan: Tunes(URL).render(plan, "sid"), KooKoo(PUBLIC, PUBLIC, "t")),
}


@pytest.mark.parametrize("name", DIALECTS)
def test_every_reply_is_within_the_limits_of_every_provider(name: str) -> None:
    can, render, provider = DIALECTS[name]
    rendered = 0
    for plan in plans(can):
        assert provider.steps(render(plan), "text/xml")
        rendered += 1
    assert rendered > 3000


def test_every_reply_fits_the_flow_applets() -> None:
    for plan in plans(FLOW_CAN):
        gather = Applets().gather(plan)
        assert gather["gather_prompt"]["text"].strip()
        assert len(gather["gather_prompt"]["text"]) < 1000


def test_every_portion_is_at_most_250_characters_and_every_menu_has_at_most_five_keys() -> None:
    for screen in screens(TWILIO_CAN):
        assert all(len(part) <= 250 for part in screen.parts)
        shown, more = screen.shown()
        assert len(shown) + more <= MOST_KEYS
        assert len(screen.menu(listens=True)) <= MOST_PROMPT or len(shown) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_menus_are_said_in_15_seconds(language: Language) -> None:
    menus = {screen.menu(listens=True) for screen in screens(TWILIO_CAN) if screen.language == language}
    for menu in sorted(menus, key=len)[-25:]:
        assert duration_s(Spoken(menu, language)) <= 15, menu


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_menu_is_said_in_one_go_of_15_seconds(language: Language) -> None:
    screen = screen_of([neutral(main_menu(language).payload())], TWILIO_CAN)
    assert not screen.shown()[1]
    whole = " ".join(say.text for say in _prompt(planned(Conduct(language, screen), 1, TWILIO_CAN)))
    assert duration_s(Spoken(whole, language)) <= 15.5


def _prompt(plan: Plan) -> tuple[Say, ...]:
    assert isinstance(plan.then, Ask)
    return plan.then.prompt


def test_every_fact_is_given_by_keys_in_a_way_that_fits_its_kind() -> None:
    for name, fact in load_catalogue().items():
        asks = fact.asks or name
        if fact.kind in ("number", "percent", "money", "area") and way_of(asks) != "date":
            assert way_of(asks) == "digits", asks
            assert fact.to is None or len(str(int(fact.to))) <= most_digits(asks), asks
        if fact.kind == "date":
            assert way_of(asks) == "date", asks


def test_no_choice_of_a_menu_is_lost_on_the_way() -> None:
    for reply in replies():
        screen = screen_of([reply], TWILIO_CAN)
        acts = [screen.instead.act] if screen.instead else []
        while screen.choices:
            shown, more = screen.shown()
            acts += [choice.act for choice in shown]
            if not more:
                break
            screen = replace(screen, first=screen.first + len(shown))
        assert len(acts) >= len(reply["options"])
        assert len(acts) == len(set(acts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_telephones_own_words_can_be_spoken(language: Language) -> None:
    twiml = Twiml(URL, "Polly.Kajal-Neural", "Polly.Kajal-Neural")
    provider = TwilioVoice(PUBLIC, PUBLIC, "t")
    for key, text in voice_catalogue(language).items():
        fields = {name: "क" for _, name, _, _ in string.Formatter().parse(text) if name}
        words = text.format(**fields)
        if key not in {"summary_title", "recorded_as_text"}:
            plan = Plan(1, (Say(words, language),), planned(Conduct(), 1, TWILIO_CAN).then)
            assert provider.steps(twiml.render(plan), "text/xml")
            assert len(text) <= 250 or key == "hints"


def test_both_languages_have_the_same_words_of_the_telephone() -> None:
    assert voice_catalogue("hi").keys() == voice_catalogue("en").keys()
