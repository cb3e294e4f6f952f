import json
import os
from pathlib import Path

from benchmarks.processes import megabytes
from benchmarks.report import budget, budgets_table, percentiles, save, table


def test_a_table_lines_up() -> None:
    assert table(("", "ms"), [("one", 1.5), ("two", None)]) == "       ms\none  1.50\ntwo     -"


def test_budgets_are_met_from_the_right_side() -> None:
    assert budget("memory", 2.4, 2.5, "GB")["met"]
    assert not budget("throughput", 7.9, 8, "×", at_least=True)["met"]
    assert "NOT MET" in budgets_table([budget("throughput", 7.9, 8, "×", at_least=True)])


def test_percentiles_are_in_milliseconds() -> None:
    assert percentiles([0.001, 0.002, 0.003])["p50"] == 2.0


def test_figures_are_kept_with_the_machine(tmp_path: Path) -> None:
    save("search", {"rows": [1]}, tmp_path / "new")
    kept = json.loads((tmp_path / "new" / "search.json").read_text(encoding="utf-8"))
    assert kept["rows"] == [1]
    assert kept["machine"]["cores"]


def test_memory_of_this_process_is_counted_once() -> None:
    assert 0 < megabytes([os.getpid(), os.getpid()]) < 1.5 * megabytes([os.getpid()])
