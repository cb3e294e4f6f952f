"""What is said stands in the catalogues, in both languages, and nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
import yaml

import actions
from actions.words import catalogue, load, say

FOLDER = Path(str(actions.__file__)).parent
FILES = sorted(FOLDER.rglob("*.py"))
CODE = {str(file.relative_to(FOLDER)): ast.parse(file.read_text(encoding="utf-8")) for file in FILES}
EACH_FILE = pytest.mark.parametrize("file", CODE)
DEVANAGARI = re.compile("[\u0900-\u097f]")
# Three words or more, the first with a capital, or a full stop at the end: English for people to read.
SENTENCE = re.compile(r"^[A-Z][a-z]+(?: [\w',]+){2,}|[a-z] [a-z]+ [\w']+[.!?]$")
BLOCKING = {"requests", "urllib.request", "urllib3", "http.client", "redis", "psycopg2", "subprocess", "smtplib"}


def docstrings(tree: ast.AST) -> set[int]:
    """Ids of the nodes that document, not speak."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            found.add(id(body[0].value))
    return found


def words(tree: ast.AST) -> Iterator[str]:
    """Text literals, but for docstrings and what is only logged."""
    passed_over = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "title":
            passed_over.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield node.value


def keys_said(tree: ast.AST) -> Iterator[str]:
    """First arguments of say(), as far as they stand in the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", None)) == "say":
            yield from keys_in(node.args[0])


def keys_in(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)


def test_both_catalogues_have_the_same_keys() -> None:
    assert set(catalogue("hi")) == set(catalogue("en"))


def test_keys_are_words_to_yaml_too() -> None:
    """Bare `yes` and `no` are truth values to YAML."""
    assert [key for language in ("hi", "en") for key in catalogue(language) if type(key) is not str] == []


def test_no_key_is_written_twice_in_a_catalogue() -> None:
    for language in ("hi", "en"):
        lines = (FOLDER / "messages" / f"{language}.yaml").read_text(encoding="utf-8").splitlines()
        keys = [line.split(":")[0] for line in lines if re.match(r"\w+:", line)]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", catalogue("en"))
def test_a_message_is_in_its_language_and_takes_the_same_values(key: str) -> None:
    hindi, english = catalogue("hi")[key], catalogue("en")[key]
    assert DEVANAGARI.search(hindi)
    assert not DEVANAGARI.search(english)
    hindi_names, english_names = (
        {name for _, name, _, _ in Formatter().parse(text) if name} for text in (hindi, english)
    )
    assert hindi_names == english_names


@EACH_FILE
def test_every_key_that_the_code_says_is_in_the_catalogues(file: str) -> None:
    assert [key for key in keys_said(CODE[file]) if key not in catalogue("en")] == []


def test_keys_said_are_found_in_the_code_at_all() -> None:
    assert {"handoff", "greet", "disambiguate"} <= {key for tree in CODE.values() for key in keys_said(tree)}


@pytest.mark.parametrize("key", ["decline", *(f"decline_{reason}" for reason in load("data/declines.yaml"))])
def test_every_reason_to_decline_has_its_words(key: str) -> None:
    assert say(key, "hi")
    assert say(key, "en")


def test_every_small_talk_and_abuse_has_its_words() -> None:
    for key in ("greet", "thanks", "bye", "chitchat", "abuse", "abuse_again"):
        assert say(key, "hi") != say(key, "en")


@pytest.mark.parametrize("kind", load("data/emergency.yaml"))
def test_every_danger_has_a_number_in_both_languages(kind: str) -> None:
    text = load("data/emergency.yaml")[kind]["text"]
    hindi, english = (re.findall(r"\d{3,5}", text[language]) for language in ("hi", "en"))
    assert hindi == english
    assert hindi


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no_such_key", "hi")


@EACH_FILE
def test_no_code_speaks_to_citizens_by_itself(file: str) -> None:
    assert [text for text in words(CODE[file]) if DEVANAGARI.search(text) or SENTENCE.search(text)] == []


@EACH_FILE
def test_no_action_blocks_the_event_loop(file: str) -> None:
    called = []
    for node in ast.walk(CODE[file]):
        if isinstance(node, ast.Import):
            called += [name.name for name in node.names if name.name in BLOCKING]
        elif isinstance(node, ast.ImportFrom):
            called += [node.module for _ in node.names if node.module in BLOCKING]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
            if name in {"time.sleep", "httpx.Client", "urllib.request"} or re.fullmatch(
                r"httpx\.(get|post|put|delete|request|stream)", name
            ):
                called.append(name)
    assert called == []


def test_the_data_files_are_sound() -> None:
    for file in (FOLDER / "data").glob("*.yaml"):
        assert yaml.safe_load(file.read_text(encoding="utf-8")), file.name
