"""Reading evaluation files."""

from pathlib import Path

import pytest

from evaluation.cases import load
from evaluation.errors import CannotEvaluate
from evaluation.settings import PUBLIC

QUESTION = "- {id: q1, lang: hi, channel: web, text: नमस्ते, expect: {kind: smalltalk}}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.yaml"


def refusal(questions: Path | None = None, conversations: Path | None = None) -> str:
    with pytest.raises(CannotEvaluate) as raised:
        load(questions, conversations)
    return str(raised.value)


def test_the_public_files_are_understood_in_full() -> None:
    cases = load(PUBLIC / "dev_questions.yaml", PUBLIC / "dev_conversations.yaml")
    assert len(cases.questions) == 130
    assert len(cases.conversations) == 18
    assert cases.unknown_keys() == []


def test_no_file_means_nothing_to_ask() -> None:
    assert load(None, None).all() == ()


def test_an_empty_file_means_nothing_to_ask(file: Path) -> None:
    file.write_text("# nothing yet\n")
    assert load(file, file).all() == ()


def test_one_value_and_a_list_of_one_are_the_same(file: Path) -> None:
    file.write_text(
        "- {id: 7, lang: hi, channel: web, text: क, expect: {kind: answer, topic: kcc, mentions: [[181], 30]}}"
    )
    (question,) = load(file, None).questions
    assert question.id == "7"
    assert question.expect.topic == ("kcc",)
    assert question.expect.mentions == (("181",), ("30",))


def test_a_missing_file_is_named(file: Path) -> None:
    assert refusal(file) == f"{file}: cannot be read: No such file or directory"


def test_a_file_that_is_no_yaml_is_named_with_the_line(file: Path) -> None:
    file.write_text("- id: [\n")
    assert str(file) in refusal(file)
    assert "line 2" in refusal(file)


def test_a_file_that_is_no_list_is_refused(file: Path) -> None:
    file.write_text("id: q1\n")
    assert "must be a list" in refusal(file)


def test_a_missing_field_is_named_with_its_item(file: Path) -> None:
    file.write_text(QUESTION + "- {id: q2, lang: hi, channel: web, expect: {}}\n")
    assert refusal(file) == f"{file}: q2: text: Field required"


def test_an_item_without_an_id_is_named_by_its_place(file: Path) -> None:
    file.write_text(QUESTION + "- {lang: hi, channel: web, text: क, expect: {}}\n- just words\n")
    first, second = refusal(file).splitlines()
    assert first == f"{file}: item 2: id: Field required"
    assert second.startswith(f"{file}: item 3: item: ")


def test_a_field_inside_an_expectation_is_named_with_its_path(file: Path) -> None:
    file.write_text("- {id: q1, lang: hi, channel: web, text: क, expect: {mentions: [[]]}}\n")
    assert f"{file}: q1: expect.mentions.0: " in refusal(file)
    file.write_text("- {id: q1, lang: hi, channel: web, text: क, expect: {reply_lang: fr}}\n")
    assert f"{file}: q1: expect.reply_lang: " in refusal(file)


def test_an_id_used_twice_is_refused(file: Path) -> None:
    file.write_text(QUESTION * 2)
    assert refusal(file) == f"{file}: q1: id: used twice; ids must differ"


def test_a_turn_must_be_one_thing(file: Path) -> None:
    file.write_text("- {id: c1, lang: hi, channel: web, turns: [{user: क, press: '1'}, {expect: {}}]}\n")
    remedy = "write exactly one of user, press, silence, voice_note, event"
    assert refusal(None, file) == f"{file}: c1: turns.0: {remedy}\n{file}: c1: turns.1: {remedy}"


def test_keys_without_a_meaning_are_told_not_refused(file: Path) -> None:
    file.write_text("- {id: q1, lang: hi, channel: web, text: क, note: x, expect: {kind: ask, mention: [[a]]}}\n")
    assert load(file, None).unknown_keys() == ["q1: note", "q1: expect.mention"]
