from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.facts import FactExtractor
from bot.components.features import features, marked_words
from bot.components.intent import SoundIntentClassifier
from bot.components.language import LanguageDetector
from bot.components.tokenizer import IndicTokenizer

EXAMPLES = {
    "ask_fee": ["फीस कितनी है", "fees kitni lagegi", "how much is the fee", "kitna paisa lagta hai",
        "शुल्क क्या है", "what does it cost"],
    "ask_documents": ["कागज क्या लगेंगे", "kagaz kya lagenge", "which papers are needed",
        "कौन से दस्तावेज चाहिए", "documents list"],
    "emergency": ["बचाओ मार रहा है", "bachao mar raha hai", "help he is beating me",
        "khoon beh raha hai", "accident ho gaya bachao"],
    "greet": ["नमस्ते", "namaste ji", "hello", "good morning", "राम राम"],
}  # fmt: skip
TEXTS = [text for texts in EXAMPLES.values() for text in texts]
INTENTS = [intent for intent, texts in EXAMPLES.items() for _ in texts]


def message(text: str) -> Message:
    return Message(data={"text": text})


def classifier(**config: Any) -> SoundIntentClassifier:
    made = SoundIntentClassifier({"threshold": 0.0, **config}, None, Resource("intent"))
    made.fit(TEXTS * 3, INTENTS * 3)
    return made


def understood(component: SoundIntentClassifier, text: str) -> dict[str, Any]:
    (heard,) = component.process([message(text)])
    found: dict[str, Any] = heard.as_dict(only_output_properties=True)
    return found


@pytest.fixture
def trained(tmp_path: Path) -> tuple[SoundIntentClassifier, LocalModelStorage]:
    (tmp_path / "model").mkdir()
    storage = LocalModelStorage.create(tmp_path / "model")
    made = SoundIntentClassifier.create(
        {"threshold": 0.0, "family": "ask_", "rounds": 1}, storage, Resource("intent"), None
    )
    examples = [
        Message(data={"text": text, "intent": intent}) for text, intent in zip(TEXTS * 3, INTENTS * 3, strict=True)
    ]
    made.train(TrainingData(examples))
    return made, storage


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("लाड़ली बहना की फीस ₹२०?", ["लाडली", "बहना", "की", "फीस", "20"]),
        ("Kya Samagra-ID chahiye", ["kya", "samagra", "id", "chahiye"]),
        ("बहना बहना बहना", ["बहना", "बहना", "बहना"]),
        ("?!", []),
    ],
)
def test_tokens_are_words_with_their_places(text: str, words: list[str]) -> None:
    from language.normalise import normalise

    tokens = IndicTokenizer(IndicTokenizer.get_default_config()).tokenize(message(text), "text")
    assert [token.text for token in tokens] == words
    assert [normalise(text)[token.start : token.end] for token in tokens] == words
    assert [token.start for token in tokens] == sorted({token.start for token in tokens})


@pytest.mark.parametrize(
    ("text", "name", "sure"),
    [
        ("फीस कितनी है", "hi", True),
        ("fees kitni hai bhai", "hinglish", True),
        ("what is the fee", "en", True),
        ("181", None, False),
    ],
)
def test_the_language_of_a_message_is_written_into_its_parse(text: str, name: str | None, sure: bool) -> None:
    (heard,) = LanguageDetector().process([message(text)])
    assert heard.as_dict(only_output_properties=True)["language"] == {"name": name, "sure": sure}


def test_facts_of_a_message_become_entities() -> None:
    (heard,) = FactExtractor().process([message("मैं भोपाल की 35 साल की विधवा हूँ, २ बीघा, सालाना 1 लाख")])
    found = {entity["entity"]: entity for entity in heard.as_dict(only_output_properties=True)["entities"]}
    assert {name: entity["value"] for name, entity in found.items()} == {
        "age": 35.0, "land": 0.223, "money": 100_000.0, "district": "bhopal", "gender": "female",
        "marital_status": "widowed",
    }  # fmt: skip
    assert (found["land"]["unit"], found["land"]["rough"]) == ("bigha", True)
    assert found["money"]["period"] == "year"


def test_entities_known_already_are_kept() -> None:
    known = Message(data={"text": "60 साल की", "entities": [{"entity": "key", "value": "1"}]})
    (heard,) = FactExtractor().process([known])
    assert [entity["entity"] for entity in heard.get("entities")] == ["key", "age"]


def test_a_message_without_words_breaks_no_component() -> None:
    for component in (FactExtractor(), LanguageDetector(), classifier()):
        for data in ({}, {"text": ""}, {"text": "👍"}):
            component.process([Message(data=dict(data))])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("फीस कितनी लगेगी", "ask_fee"),
        ("kagaz kaun se", "ask_documents"),
        ("कागज कौन से", "ask_documents"),
        ("namaste", "greet"),
    ],
)
def test_one_example_teaches_both_scripts(text: str, intent: str) -> None:
    assert understood(classifier(), text)["intent"]["name"] == intent


def test_intents_are_ranked_with_probabilities() -> None:
    ranking = understood(classifier(), "फीस कितनी है")["intent_ranking"]
    values = [entry["confidence"] for entry in ranking]
    assert values == sorted(values, reverse=True)
    assert sum(values) == pytest.approx(1.0, abs=0.01)


def test_the_ranking_is_as_long_as_wanted() -> None:
    assert len(understood(classifier(ranking_length=2), "फीस")["intent_ranking"]) == 2


def test_below_the_threshold_no_intent_is_claimed() -> None:
    found = understood(classifier(threshold=0.99), "कुछ और ही बात")
    assert found["intent"]["name"] == "nlu_fallback"
    assert found["intent_ranking"][0]["name"] != "nlu_fallback"


def test_an_urgent_intent_wins_before_it_is_the_likeliest() -> None:
    text = "namaste fees kitni bachao"
    plain = understood(classifier(), text)
    value = next(entry["confidence"] for entry in plain["intent_ranking"] if entry["name"] == "emergency")
    assert plain["intent"]["name"] != "emergency"
    enough = classifier(urgent={"emergency": [value - 0.01, value - 0.01]})
    assert understood(enough, text)["intent"]["name"] == "emergency"
    too_high = classifier(urgent={"emergency": [value + 0.01, value + 0.01]})
    assert understood(too_high, text)["intent"]["name"] != "emergency"


def test_a_sign_of_danger_makes_less_probability_enough() -> None:
    config = {"emergency": [1.1, 0.01]}
    assert understood(classifier(urgent=config), "namaste, bachao")["intent"]["name"] == "emergency"
    assert understood(classifier(urgent=config), "namaste ji")["intent"]["name"] == "greet"


def test_two_questions_are_told_apart_by_clauses() -> None:
    clauses = understood(classifier(), "फीस कितनी है और कागज क्या लगेंगे")["clauses"]
    assert [clause["intent"] for clause in clauses] == ["ask_fee", "ask_documents"]
    assert understood(classifier(), "फीस कितनी है")["clauses"] == []


def test_a_part_of_one_word_counts_when_it_surely_asks() -> None:
    heard = understood(classifier(family="ask_", C=100.0), "फीस कितनी है? कागज?")["clauses"]
    assert [clause["intent"] for clause in heard] == ["ask_fee", "ask_documents"]
    assert heard[0]["ranking"][0] == {"name": "ask_fee", "confidence": heard[0]["confidence"]}


def test_the_subject_does_not_sway_the_intent(trained: tuple[SoundIntentClassifier, LocalModelStorage]) -> None:
    component, _ = trained
    for asking in ("{} ki fees kitni", "{} ke kagaz kya lagenge"):
        first, *others = [
            component.likelihood(asking.format(subject)).tolist()
            for subject in ("sambal", "ladli behna", "लाड़ली बहना", "sukanya samriddhi")
        ]
        assert all(other == first for other in others)


@pytest.mark.parametrize("token", ["<number:1>", "<phone:12>", "<aadhaar>"])
def test_what_stands_for_an_identifier_is_read_like_a_number(token: str) -> None:
    told, masked = "complaint 27364510 status", f"complaint {token} status"
    assert features(told, frozenset()) == features(masked, frozenset())
    assert marked_words(told, frozenset()) == marked_words(masked, frozenset())


def test_a_loaded_classifier_understands_as_it_was_trained(
    trained: tuple[SoundIntentClassifier, LocalModelStorage],
) -> None:
    component, storage = trained
    loaded = SoundIntentClassifier.load({"threshold": 0.0, "family": "ask_"}, storage, Resource("intent"), None)
    for text in TEXTS:
        before, after = component.likelihood(text), loaded.likelihood(text)
        assert before.argmax() == after.argmax()
        assert before.max() == pytest.approx(after.max(), abs=0.01)
