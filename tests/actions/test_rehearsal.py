import functools
import gc

import httpx

from actions.rehearsal import rehearse
from actions.words import load
from knowledge.base import Shelf
from tests.actions.talk import act


def _forget() -> None:
    """As in a process that has just begun."""
    for one in gc.get_objects():
        if type(one) is functools._lru_cache_wrapper and one.__module__.startswith("actions."):
            one.cache_clear()


async def test_after_the_rehearsal_a_first_question_reads_no_list_of_words(
    client: httpx.AsyncClient, shelf: Shelf
) -> None:
    _forget()
    rehearse(shelf.current)
    read = load.cache_info().misses
    answer = await act(client, "action_answer", "आय प्रमाण पत्र कितने दिन में बनता है?", "ask_time_limit")
    assert answer.topic == "income_certificate"
    assert load.cache_info().misses == read
