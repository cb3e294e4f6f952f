from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.problems import RecordError
from knowledge.rules.catalogue import load_catalogue

SOUND = {
    "kind": "flag", "of": "applicant", "question": {"hi": "क्या?", "en": "Is it?"}, "reason": {"hi": "शर्त", "en": "so"},
    "words": {"hi": "बात", "en": "thing"},
}  # fmt: skip


def written(folder: Path, **facts: dict[str, Any]) -> Path:
    (folder / "facts.yaml").write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    return folder


def errors(folder: Path) -> str:
    with pytest.raises(ExceptionGroup) as raised:
        load_catalogue(folder)
    return "\n".join(str(error) for error in raised.value.exceptions if isinstance(error, RecordError))


def test_every_fact_has_a_question_a_reason_and_words_in_both_languages() -> None:
    for name, fact in load_catalogue().items():
        assert fact.question.hi.endswith(("?", "।")), name
        assert fact.reason.en.strip(), name
        assert fact.words.hi.strip(), name


def test_a_fact_that_is_ill_formed_is_named_with_its_file(tmp_path: Path) -> None:
    assert "facts.yaml" in errors(written(tmp_path, card={**SOUND, "kind": "choice"}))


def test_a_fact_cannot_imply_what_is_no_fact_or_no_value_of_it(tmp_path: Path) -> None:
    strange = {**SOUND, "implies": [{"is": True, "then": {"nothing": True}}]}
    assert "no fact nothing" in errors(written(tmp_path, card=strange))
    wrong = {**SOUND, "implies": [{"is": True, "then": {"other": 5}}]}
    assert "not true or false" in errors(written(tmp_path, card=wrong, other=SOUND))


def test_one_fact_stands_in_one_file(tmp_path: Path) -> None:
    written(tmp_path, card=SOUND)
    (tmp_path / "more.yaml").write_text((tmp_path / "facts.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert "already defined in facts.yaml" in errors(tmp_path)
