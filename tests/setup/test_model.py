import pytest

from tests.setup.conftest import Machine


@pytest.fixture
def trained(machine: Machine) -> Machine:
    assert machine.sets_up("model").returncode == 0
    assert machine.calls()[-1] == "train"
    return machine


def test_a_model_whose_inputs_did_not_change_is_not_trained_again(trained: Machine) -> None:
    trained.sets_up("model")
    assert trained.calls() == []


@pytest.mark.parametrize(
    "file",
    ["config.yml", "domain.yml", "nlu_data/hi/nlu.yml", "bot/components/tokenizer.py", "language/data/numbers.yaml"],
)
def test_a_change_to_its_inputs_trains_it_again_once(trained: Machine, file: str) -> None:
    changed = trained.checkout / file
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text("changed\n")
    trained.sets_up("model")
    assert trained.calls() == ["train"]
    trained.sets_up("model")
    assert trained.calls() == []


@pytest.mark.parametrize("file", ["README.md", "bot/__pycache__/server.cpython-310.pyc", "nlu_data/__pycache__/x.pyc"])
def test_a_change_elsewhere_does_not(trained: Machine, file: str) -> None:
    changed = trained.checkout / file
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text("changed\n")
    trained.sets_up("model")
    assert trained.calls() == []


def test_a_removed_model_is_trained_again(trained: Machine) -> None:
    (trained.checkout / "models" / "jan.tar.gz").unlink()
    trained.sets_up("model")
    assert trained.calls() == ["train"]


def test_a_failed_training_is_reported_and_tried_again(trained: Machine) -> None:
    (trained.checkout / "domain.yml").write_text("intents: []\n")
    trained.breaks("train")
    done = trained.sets_up("model")
    assert done.returncode == 1
    assert "the story contradicts itself" in done.stderr
    assert "make train" in done.stderr
    trained.mends("train")
    trained.calls()
    trained.sets_up("model")
    assert trained.calls() == ["train"]
