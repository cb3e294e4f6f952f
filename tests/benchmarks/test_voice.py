import json
from pathlib import Path

from benchmarks.voice import Times
from benchmarks.voice_picture import draw


def test_times_are_told_in_milliseconds_with_what_went_wrong() -> None:
    row = Times([0.1, 0.2, 0.3], apologies=2, dead_ends=1).row("webhooks")
    assert row["ms"]["p50"] == 200
    assert row["ms"]["most"] == 300
    assert (row["requests"], row["apologies"], row["dead_ends"]) == (3, 2, 1)


def test_the_picture_shows_every_situation(tmp_path: Path) -> None:
    rows = [Times([0.1, 0.2]).row(name) for name in ("webhooks", "webhooks, bot hangs")]
    draw(json.loads(json.dumps({"rows": rows, "level": {"calls": 50}})), tmp_path / "voice.png")
    assert (tmp_path / "voice.png").read_bytes().startswith(b"\x89PNG")
