"""What stands in a message in place of an identifier, and the words for it."""

from __future__ import annotations

import re

from channels.wording import Language, say
from language.tokens import ANY_TOKEN as ANY_TOKEN

# The kind, and the number within the session.
TOKEN = re.compile(r"<(phone|samagra|number):(\d{1,6})>")
AADHAAR = "<aadhaar>"


def worded(text: str, language: Language) -> str:
    """The text as its writer may read it: replies are kept unsealed, so that the identifiers stay out of them."""
    return TOKEN.sub(lambda token: say(f"given_{token[1]}", language), text).replace(
        AADHAAR, say("given_aadhaar", language)
    )
