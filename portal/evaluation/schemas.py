"""What an evaluation sends."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from channels.conversation.messages import Channel

Conversation = Annotated[str, Field(min_length=1, max_length=200)]


class ConversationRequest(BaseModel):
    """Names a conversation as the turn API does."""

    model_config = ConfigDict(extra="ignore", strict=True)

    conversation: Conversation


class Person(BaseModel):
    """Who speaks."""

    model_config = ConfigDict(extra="ignore")

    phone: Annotated[str, Field(max_length=20)]
    name: Annotated[str, Field(max_length=200)] | None = None


class Given(BaseModel):
    """The citizen, and lists of applications, complaints and so on as samples.yaml has them."""

    model_config = ConfigDict(extra="allow")

    __pydantic_extra__: dict[str, list[dict[str, Any]]]

    citizen: Person | None = None

    def cases(self) -> dict[str, list[dict[str, Any]]]:
        """Everything but the citizen."""
        return self.__pydantic_extra__


class PrepareRequest(ConversationRequest):
    """What exists before it."""

    channel: Channel = "web"
    given: Given = Field(default_factory=Given)
