"""What the website sends."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from channels.wording import Language

ClientId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="made by the client, once a message")]


class SessionRequest(BaseModel):
    """A new session; `language` is what the page is set to."""

    model_config = ConfigDict(extra="ignore", strict=True)

    language: Language | None = None


class FeedbackRequest(BaseModel):
    """An opinion of a reply; a second one takes the place of the first."""

    model_config = ConfigDict(extra="ignore", strict=True)

    reply_id: Annotated[str, Field(min_length=1, max_length=64)]
    rating: Literal["up", "down"]
    reason: Literal["wrong", "unclear", "other_question"] | None = None
    words: Annotated[str, Field(max_length=500)] | None = None


class MessageRequest(BaseModel):
    """A message: words, or an option chosen; sent again with the same id it changes nothing."""

    model_config = ConfigDict(
        extra="ignore", strict=True, json_schema_extra={"oneOf": [{"required": ["text"]}, {"required": ["option_id"]}]}
    )

    id: ClientId
    text: str | None = None
    option_id: Annotated[str, Field(max_length=600)] | None = None
    language: Language | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.option_id is None):
            raise ValueError("either text or option_id")
        return self
