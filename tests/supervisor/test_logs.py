from pathlib import Path

from supervisor.logs import RotatingLog, last_lines


def test_a_full_log_is_moved_aside_and_the_oldest_dropped(tmp_path: Path) -> None:
    log = RotatingLog(tmp_path / "bot.log", limit=10, kept=2)
    for word in (b"first\n", b"second\n", b"third\n", b"fourth\n"):
        log.write(word)
    log.close()
    files = {file.name: file.read_text() for file in tmp_path.iterdir()}
    assert files == {"bot.log": "fourth\n", "bot.log.1": "third\n", "bot.log.2": "second\n"}


def test_a_log_is_continued_by_the_next_run(tmp_path: Path) -> None:
    for word in (b"yesterday\n", b"today\n"):
        log = RotatingLog(tmp_path / "bot.log")
        log.write(word)
        log.close()
    assert (tmp_path / "bot.log").read_text() == "yesterday\ntoday\n"


def test_the_last_lines_of_a_log_that_is_not_there_are_none(tmp_path: Path) -> None:
    assert last_lines(tmp_path / "none.log") == ""


def test_the_last_lines_survive_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "bot.log").write_bytes(b"one\n\xff\xfe\ntwo\n")
    assert last_lines(tmp_path / "bot.log", 1) == "two"
