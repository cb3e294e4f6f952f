"""What internal callers send."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from channels.conversation.messages import Channel
from channels.web.schemas import ClientId
from channels.wording import Language


class TurnRequest(BaseModel):
    """One turn of a conversation that the caller names as it likes; exactly one of the inputs."""

    model_config = ConfigDict(extra="ignore", strict=True)

    conversation: Annotated[str, Field(min_length=1, max_length=200)]
    channel: Channel = "web"
    language: Language | None = None
    id: ClientId | None = None
    text: str | None = None
    press: Annotated[str, Field(pattern=r"^[0-9*#]{1,40}$")] | None = None
    option_id: Annotated[str, Field(max_length=600)] | None = None
    event: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")] | None = None
    voice_note: str | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [self.text, self.press, self.option_id, self.event, self.voice_note]
        if sum(value is not None for value in given) != 1:
            raise ValueError("exactly one of text, press, option_id, event and voice_note")
        return self
