"""A turn in Rasa, without the work that ours never needs.

Rasa predicts again after each action, extracts slots from text, and copies the tracker before each run; here every
rule is one intent and one action, after which the bot listens, and slots are set by actions alone
(docs/decisions/0002-rasa-made-fast.md).
"""

from __future__ import annotations

from functools import lru_cache

import dask
import dask.core
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.action_server import ActionsFailed


class OneActionProcessor(MessageProcessor):
    """Runs the action that the policies predict, once, and listens."""

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        return tracker

    async def _run_prediction_loop(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        action, prediction = self.predict_next_with_tracker_if_should(tracker)
        try:
            events = await action.run(output_channel, self.nlg, tracker, self.domain)
        except ActionsFailed:
            events = []
        self._log_action_on_tracker(tracker, action, events, prediction)
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)


def run_one_action_a_turn(agent: Agent) -> None:
    """Rasa names its processor class in the agent itself, so the loaded one is given ours."""
    agent.processor.__class__ = OneActionProcessor


def remember_event_types() -> None:
    """Rasa walks all event classes for each event it reads; looked up once instead."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=128)(Event.resolve_by_type))


def run_graphs_plainly() -> None:
    """Dask's plain evaluation for Rasa's two small graphs; the scheduler in front of it cost 14 % of a turn."""
    dask.get = dask.core.get
