from pathlib import Path

from tests.setup.conftest import Machine

FAILING = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"


def test_a_missing_python_3_10_is_reported_with_a_remedy(bare_machine: Machine) -> None:
    bare_machine.has_python("3.11")
    done = bare_machine.sets_up()
    assert done.returncode == 1
    assert "Python 3.10 was not found" in done.stderr
    assert "pyenv install 3.10" in done.stderr
    assert "uv python install 3.10" in done.stderr


def test_a_missing_python_3_11_is_reported_with_a_remedy(bare_machine: Machine) -> None:
    bare_machine.has_python("3.10")
    done = bare_machine.sets_up()
    assert done.returncode == 1
    assert "Python 3.11 was not found" in done.stderr


def test_a_shim_that_does_not_run_is_passed_over(machine: Machine) -> None:
    machine.has_program("bin/python3.10", FAILING)
    machine.has_program(".pyenv/versions/3.10.2/bin/python3.10", FAILING)
    machine.has_python("3.10", at=".pyenv/versions/3.10.13/bin")
    assert machine.sets_up().returncode == 0


def test_a_python_of_another_version_under_the_right_name_is_passed_over(machine: Machine) -> None:
    wrong = machine.has_python("3.10")
    wrong.write_text(wrong.read_text().replace('echo "3.10', 'echo "3.12'))
    assert "Python 3.10 was not found" in machine.sets_up().stderr


def test_a_python_that_uv_knows_is_found(bare_machine: Machine) -> None:
    bare_machine.has_python("3.11")
    elsewhere = bare_machine.has_python("3.10", at="share/uv")
    bare_machine.has_program("bin/uv", f'#!/bin/sh\n[ "$*" = "python find 3.10" ] && echo "{elsewhere}"\n')
    assert bare_machine.sets_up().returncode == 0


def test_the_python_on_the_path_comes_before_pyenvs(machine: Machine, tmp_path: Path) -> None:
    machine.has_program(".pyenv/versions/3.10.99/bin/python3.10", f"#!/bin/sh\ntouch {tmp_path}/asked\nexit 1\n")
    machine.sets_up()
    assert not (tmp_path / "asked").exists()
