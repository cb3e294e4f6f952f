import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from language.detect import detect
from language.normalise import normalise

LANGUAGES = ("hi", "hinglish", "en")
# These come from buttons, keys and the gateway, not from words.
WORDLESS = {"choose_option", "press_key", "session_event", "nlu_fallback"}
NLU = Path("nlu_data")
DOMAIN = yaml.safe_load(Path("domain.yml").read_text(encoding="utf-8"))
RULES = yaml.safe_load((NLU / "rules.yml").read_text(encoding="utf-8"))["rules"]


def read_examples() -> dict[str, dict[str, list[str]]]:
    """Intent → language → examples."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for language in LANGUAGES:
        for file in sorted((NLU / language).glob("*.yml")):
            for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
                lines = (line.strip() for line in block["examples"].splitlines())
                found[block["intent"]][language] += [line.removeprefix("- ").strip() for line in lines if line]
    return found


EXAMPLES = read_examples()
EACH = [(intent, language, text) for intent, by in EXAMPLES.items() for language, texts in by.items() for text in texts]


def evaluation_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("text", "user", "voice_note") and isinstance(part, str):
                yield part
            else:
                yield from evaluation_texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from evaluation_texts(part)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", re.sub("[\u093e-\u094d\u0902]", "", normalise(text))))


@pytest.fixture(scope="module")
def held_out() -> set[str]:
    """Evaluation sentences of more than four words."""
    texts: set[str] = set()
    for file in Path("evaluation/data").rglob("*.yaml"):
        texts |= {
            plain(text)
            for text in evaluation_texts(yaml.safe_load(file.read_text(encoding="utf-8")))
            if len(text.split()) > 4
        }
    assert len(texts) > 300
    return texts


def test_the_domain_knows_exactly_the_intents_that_are_taught() -> None:
    assert set(DOMAIN["intents"]) - WORDLESS == set(EXAMPLES)


def test_every_intent_leads_to_one_action_by_one_rule() -> None:
    led = [step["intent"] for rule in RULES for step in rule["steps"] if "intent" in step]
    assert sorted(led) == sorted(DOMAIN["intents"])


def test_rules_call_exactly_the_actions_of_the_domain() -> None:
    called = {step["action"] for rule in RULES for step in rule["steps"] if "action" in step}
    assert called == set(DOMAIN["actions"])


@pytest.mark.parametrize("intent", sorted(set(DOMAIN["intents"]) - WORDLESS))
def test_every_intent_has_examples_in_all_three_languages(intent: str) -> None:
    assert {language: len(EXAMPLES[intent][language]) >= 3 for language in LANGUAGES} == dict.fromkeys(LANGUAGES, True)


@pytest.mark.parametrize("intent", sorted(WORDLESS))
def test_what_comes_without_words_has_no_examples(intent: str) -> None:
    assert intent not in EXAMPLES


def test_no_example_stands_under_two_intents() -> None:
    intents: dict[str, set[str]] = defaultdict(set)
    for intent, _, text in EACH:
        intents[normalise(text)].add(intent)
    assert {text: sorted(names) for text, names in intents.items() if len(names) > 1} == {}


def test_examples_are_in_the_script_of_their_folder() -> None:
    wrong = [
        (language, text)
        for _, language, text in EACH
        if (language == "hi") != (detect(text).language == "hi") and detect(text).language is not None
    ]
    assert wrong == []


def test_no_example_begins_with_a_slash_or_carries_marks_of_entities() -> None:
    assert [text for _, _, text in EACH if text.startswith("/") or re.search(r"\]\(|\]\{", text)] == []


def test_no_evaluation_sentence_was_taught(held_out: set[str]) -> None:
    assert [text for _, _, text in EACH if plain(text) in held_out] == []


def test_no_evaluation_sentence_stands_in_a_record(held_out: set[str]) -> None:
    found = []
    for file in sorted(Path("knowledge/records").glob("*.yaml")):
        record = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        asked = [texts for section in record["sections"].values() for texts in section["asked"].values()]
        described = [*record["aliases"].values(), *record["phrases"].values(), *asked]
        found += [f"{file.name}: {text}" for texts in described for text in texts if plain(text) in held_out]
    assert found == []


def test_entities_of_the_domain_never_steer_the_dialogue() -> None:
    for entity in DOMAIN["entities"]:
        assert list(entity.values()) == [{"influence_conversation": False}]


def test_no_slot_is_filled_by_rasa_or_steers_the_dialogue() -> None:
    for slot in DOMAIN["slots"].values():
        assert slot == {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
