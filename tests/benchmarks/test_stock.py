from pathlib import Path

import yaml

from benchmarks.stock import CONFIG

_DEFAULTS = Path(".venv/bot/lib/python3.10/site-packages/rasa/engine/recipes/config_files/default_config.yml")


def test_the_baseline_is_rasa_with_its_own_defaults() -> None:
    ours, rasas = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in (CONFIG, _DEFAULTS))
    assert ours["pipeline"] == rasas["pipeline"]
    assert ours["policies"] == rasas["policies"]
