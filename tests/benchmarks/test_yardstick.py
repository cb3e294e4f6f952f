import aiohttp
import pytest
import yaml

from benchmarks import yardstick
from benchmarks.systems import Stock


def test_it_has_a_rule_for_each_intent_of_rasas_first_project() -> None:
    rules, domain = (
        yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in (yardstick._OURS / "rules.yml", yardstick._RASAS / "domain.yml")
    )
    steps = [rule["steps"] for rule in rules["rules"]]
    assert sorted(asked["intent"] for asked, _ in steps) == sorted(domain["intents"])
    assert {answer["action"] for _, answer in steps} <= set(domain["responses"])


async def test_it_says_the_messages_of_that_project_and_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    said = []

    async def turn(_way: Stock, _http: aiohttp.ClientSession, _conversation: str, text: str) -> None:
        said.append(text)

    monkeypatch.setattr(Stock, "turn", turn)
    way = yardstick.Yardstick("http://127.0.0.1", messages=yardstick.messages())
    async with aiohttp.ClientSession() as http:
        for number in range(200):
            await way.turn(http, "c", f"question {number}")
    assert set(said) <= set(yardstick.messages())
    assert len(set(said)) > 30


def test_a_time_counts_half_where_the_machine_is_half_as_fast() -> None:
    middle = sum(yardstick.STUDY_PER_S) / 2
    assert yardstick.study_ms(240, middle / 2) == 120
