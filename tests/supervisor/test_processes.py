from __future__ import annotations

from pathlib import Path

from channels.settings import Settings
from supervisor.processes import processes
from supervisor.settings import decide


def test_who_drains_is_ended_by_force_only_when_its_time_and_a_little_more_are_over(tmp_path: Path) -> None:
    settings = decide({"DATA_DIR": str(tmp_path), "DRAIN_S": "60"})
    grace = {process.name: process.grace for process in processes(settings)}
    assert settings.environment["DRAIN_S"] == "60"
    assert grace["gateway"] == grace["worker"] == 65
    assert grace["bot"] == 10


def test_the_time_to_drain_is_that_of_the_gateway_unless_told(tmp_path: Path) -> None:
    told = float(decide({"DATA_DIR": str(tmp_path)}).environment["DRAIN_S"])
    assert told == Settings(database_url="", redis_url="").drain_s
