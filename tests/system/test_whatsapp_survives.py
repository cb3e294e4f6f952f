"""Through both providers, with duplicates and in another order, while everything is killed: each answered once.

SURVIVAL_MESSAGES=20000 for the long run, SURVIVAL_REAL=1 for the assistant itself instead of one that echoes.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pytest

from channels.wording import LANGUAGES, say
from tests.peers.handset import Seen
from tests.system.storm import Plan, Storm, storm

MESSAGES = int(os.environ.get("SURVIVAL_MESSAGES", "240"))
REAL = bool(os.environ.get("SURVIVAL_REAL"))
A_SECOND = float(os.environ.get("SURVIVAL_A_SECOND", "8" if REAL else "20"))


@pytest.mark.slow
async def test_each_message_is_answered_once_and_in_order_whatever_dies() -> None:
    plan = Plan(MESSAGES, A_SECOND, real=REAL, seed=20261127, citizens=max(8, min(400, MESSAGES // 8)))
    async with storm(plan) as raging:
        await raging.rage()
        turns, deliveries = await raging.turns(), await raging.deliveries()
        _tell(raging, turns, deliveries)
        _check_arrivals(raging, turns)
        _check_handsets(raging, deliveries)
        _check_order(raging, turns, deliveries)
        if not plan.real:
            _check_words(raging, turns, deliveries)


def _check_arrivals(raging: Storm, turns: Sequence[Any]) -> None:
    """Everything that was acknowledged is there once, and answered."""
    assert len(raging.acknowledged) == raging.plan.messages
    arrived = Counter(message_id for _, _, message_id, *_ in turns)
    assert arrived == dict.fromkeys(raging.acknowledged, 1)
    assert [turn[0] for turn in turns if not turn[6]] == []
    taken_in = {part_of for *_, part_of, _, _ in turns if part_of}
    answered_by_another = {turn[0] for turn in turns if turn[5]}
    # Each has replies of its own, or was taken into a turn that has.
    assert {turn[0] for turn in turns if turn[7]} == {turn[0] for turn in turns} - answered_by_another
    assert not taken_in & answered_by_another


def _check_handsets(raging: Storm, deliveries: Sequence[Any]) -> None:
    """Each reply is seen once, none is put aside."""
    states = Counter(state for *_, state, _ in deliveries)
    assert set(states) <= {"sent", "delivered", "read"}, states
    seen = defaultdict[int, list[str]](list)
    for provider in raging.providers:
        for one in provider.seen:
            seen[_delivery(one)].append(f"{provider.name} {one.mark} at {one.at - raging.began:.1f} s")
    assert {delivery: times for delivery, times in seen.items() if len(times) > 1} == {}
    assert seen.keys() == {delivery for delivery, *_ in deliveries}


def _check_order(raging: Storm, turns: Sequence[Any], deliveries: Sequence[Any]) -> None:
    """Each citizen sees replies in the order in which the messages came."""
    turn_of = {delivery: inbox for delivery, _, inbox, *_ in deliveries}
    by_user = defaultdict[str, list[int]](list)
    for one in _seen(raging):
        if (turn := turn_of[_delivery(one)]) is not None:
            by_user[one.user].append(turn)
    for user, order in by_user.items():
        assert order == sorted(order), user


def _check_words(raging: Storm, turns: Sequence[Any], deliveries: Sequence[Any]) -> None:
    """The words of each citizen come back once, together they are all that was said, in order."""
    said, echoed = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for _, _, _, session, value, *_ in turns:
        said[session].append(value)
    apologies = {say(key, language) for key in ("bot_unavailable", "bot_busy") for language in LANGUAGES}
    excused = set[str]()
    for _, session, inbox, _, text in deliveries:
        if inbox is not None and text in apologies:
            excused.add(session)
        elif inbox is not None:
            echoed[session] += text.removeprefix("echo: ").split("\n")
    # A message that was in hand in three deaths gets an apology instead.
    assert len(excused) <= len(said) / 10
    for session, words in said.items():
        assert session in excused or echoed[session] == words


def _delivery(one: Seen) -> int:
    return int(one.mark.removeprefix("d").partition(".")[0])


def _seen(raging: Storm) -> list[Seen]:
    return [one for provider in raging.providers for one in provider.seen]


def _tell(raging: Storm, turns: Sequence[Any], deliveries: Sequence[Any]) -> None:
    print(f"\n{len(turns)} messages in {sum(raging.calls.values())} calls; {dict(raging.calls)}")
    print(f"{len([turn for turn in turns if turn[7]])} turns, {len(deliveries)} deliveries, {len(_seen(raging))} seen")
    print(f"killed: {dict(raging.killed)}")
    print(f"states: {dict(Counter(state for *_, state, _ in deliveries))}")
