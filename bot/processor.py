"""A turn in Rasa, without the work that ours never needs.

Rasa predicts again after each action, extracts slots from text, and copies the tracker before each run; here every
rule is one intent and one action, after which the bot listens, and slots are set by actions alone
(docs/decisions/0002-rasa-made-fast.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import dask
from rasa.core.actions.action import Action
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker

from bot.action_server import ActionsFailed

Decision = tuple[Action, PolicyPrediction]


class OneActionProcessor(MessageProcessor):
    """Runs the action that the policies predict, once, and listens."""

    _decisions: dict[str | None, Decision]

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        return tracker

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> Decision:
        """The policies are asked once for each intent: neither slots nor history take part in their answer."""
        intent = tracker.latest_message.intent.get("name")
        if intent not in self._decisions:
            self._decisions[intent] = super().predict_next_with_tracker_if_should(tracker)
        return self._decisions[intent]

    async def _run_prediction_loop(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        action, prediction = self.predict_next_with_tracker_if_should(tracker)
        try:
            events = await action.run(output_channel, self.nlg, tracker, self.domain)
        except ActionsFailed:
            events = []
        self._log_action_on_tracker(tracker, action, events, prediction)
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME), self.domain)

    async def parse_message(
        self,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        """Without the copies that Rasa makes for a log that is not kept."""
        before = tracker or DialogueStateTracker.from_events(message.sender_id, [])
        parsed: dict[str, Any] = self._parse_message_with_graph(message, before, only_output_properties)
        return parsed

    def _log_action_on_tracker(
        self, tracker: DialogueStateTracker, action: Action, events: list[Event] | None, prediction: PolicyPrediction
    ) -> None:
        """Without the copies that Rasa makes for a log that is not kept."""
        done = action.event_for_successful_execution(prediction)
        tracker.update_with_events([*prediction.events, done, *(events or [])], self.domain)

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """They hold what citizens said."""

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """A test compares what our components find with the domain; Rasa builds an empty domain for it at each turn."""


def run_one_action_a_turn(agent: Agent) -> None:
    """Rasa names its processor class in the agent itself, so the loaded one is given ours."""
    agent.processor.__class__ = OneActionProcessor
    agent.processor._decisions = {}


def remember_event_types() -> None:
    """Rasa walks all event classes for each event it reads; looked up once instead."""
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=128)(Event.resolve_by_type))


def run_graphs_plainly() -> None:
    """Dask sorts and checks Rasa's two small graphs anew at each run, 14 % of a turn; ours are only walked."""
    dask.get = walk


def walk(graph: Mapping[str, Any], targets: Sequence[str]) -> list[Any]:
    """What `dask.get` gives for tasks `(function, *names of tasks)` and plain values; for no task its name."""
    known: dict[str, Any] = {}

    def result(name: str) -> Any:
        if name not in known:
            task = graph.get(name, name)
            is_task = isinstance(task, tuple) and callable(task[0])
            known[name] = task[0](*map(result, task[1:])) if is_task else task
        return known[name]

    return [result(target) for target in targets]
