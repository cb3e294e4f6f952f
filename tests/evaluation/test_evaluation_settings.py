"""What `make eval` is told."""

from pathlib import Path

import pytest

from evaluation.__main__ import main
from evaluation.errors import CannotEvaluate
from evaluation.report import prepare
from evaluation.settings import PUBLIC, decide


def test_the_public_files_are_asked_when_nothing_is_said() -> None:
    settings = decide([], {})
    assert settings.questions == PUBLIC / "dev_questions.yaml"
    assert settings.conversations == PUBLIC / "dev_conversations.yaml"
    assert (settings.report, settings.least) == (None, None)


def test_an_empty_name_means_none() -> None:
    assert decide(["--questions", ""], {}).questions is None
    assert decide([], {"CONVERSATIONS": ""}).conversations is None


def test_an_argument_wins_over_the_variable() -> None:
    settings = decide(["--min", "0.8"], {"MIN": "0.9", "REPORT": "out.json"})
    assert (settings.least, settings.report) == (0.8, Path("out.json"))


@pytest.mark.parametrize("least", ["90", "-1", "nan", "high"])
def test_a_least_rate_that_is_none_is_refused(least: str) -> None:
    with pytest.raises(CannotEvaluate, match="MIN"):
        decide([], {"MIN": least})


def test_a_file_that_is_not_there_ends_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--questions", "nowhere.yaml"], {}) == 2
    assert "nowhere.yaml: cannot be read" in capsys.readouterr().err


def test_nothing_to_ask_starts_nothing_and_passes_unless_a_rate_is_wanted() -> None:
    nothing = ["--questions", "", "--conversations", ""]
    assert main(nothing, {}) == 0
    assert main([*nothing, "--min", "0.9"], {}) == 1


def test_an_address_without_its_token_ends_with_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {"EVAL_URL": "http://localhost:1"}) == 2
    assert "INTERNAL_TOKEN" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_is_refused_before_measuring(tmp_path: Path) -> None:
    with pytest.raises(CannotEvaluate, match="cannot be written"):
        prepare(tmp_path)


def test_no_report_is_left_where_nothing_was_measured(tmp_path: Path) -> None:
    file = tmp_path / "new" / "out.json"
    prepare(file)
    assert not file.exists()
