"""Plans for a flow made in Exotel's dashboard: its gather applet asks what to say, its passthru applet where to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from channels.voice.model import Ask, HangUp, Plan, Record, Transfer

_MOST_SAID = 1000
GO_ON, LEAVE = 200, 302


@dataclass(frozen=True)
class Applets:
    """The gather applet's parameters; the passthru applet's answer is a status, 200 for another round."""

    def gather(self, plan: Plan) -> dict[str, Any]:
        """What the applet shall say and wait for; nothing to press where the flow goes another way."""
        last = plan.then
        prompt = (*plan.say, *(last.prompt if isinstance(last, Ask | Record) else ()))
        return {
            "gather_prompt": {"text": " ".join(say.text for say in prompt)[:_MOST_SAID]},
            "max_input_digits": last.digits if isinstance(last, Ask) else 1,
            "finish_on_key": "#",
            "input_timeout": last.timeout_s if isinstance(last, Ask) else 1,
            "repeat_menu": 0,
        }

    def way(self, plan: Plan) -> int:
        """The passthru applet's status: 302 leads to the flow's person or its end."""
        return LEAVE if isinstance(plan.then, Transfer | HangUp) else GO_ON
