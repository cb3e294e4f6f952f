"""What an evaluation sends."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from channels.conversation.messages import Channel
from portal.documents.inspection import Kind
from portal.payments.models import EventKind

Conversation = Annotated[str, Field(min_length=1, max_length=200)]


class ConversationRequest(BaseModel):
    """Names a conversation as the turn API does, or the gateway's session where a provider lies between."""

    model_config = ConfigDict(extra="ignore", strict=True)

    conversation: Conversation | None = None
    session: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.conversation is None) == (self.session is None):
            raise ValueError("exactly one of conversation and session")
        return self


class MessageRequest(BaseModel):
    """A message by its provider's id; of a call, whose turns are messages, by the id of the call."""

    model_config = ConfigDict(extra="ignore", strict=True)

    provider: Annotated[str, Field(min_length=1, max_length=40)]
    message: Annotated[str, Field(min_length=1, max_length=200)]


class FeeRequest(ConversationRequest):
    """What the payment gateway is to tell of the fee that was asked for last in a conversation."""

    kind: EventKind


class PaperRequest(ConversationRequest):
    """A paper that the citizen has at hand."""

    kind: Kind


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


class PrepareRequest(BaseModel):
    """A conversation as the turn API names it, and what exists before it."""

    model_config = ConfigDict(extra="ignore", strict=True)

    conversation: Conversation
    channel: Channel = "web"
    given: Given = Field(default_factory=Given)
