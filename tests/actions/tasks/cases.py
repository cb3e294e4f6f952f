"""Applications and complaints of invented citizens."""

from random import randrange
from typing import Any

from portal.applications import samples as applications
from portal.citizens.models import Citizen
from portal.complaints import samples as complaints
from portal.services import Portal
from tests.actions.talking import Talk, phone

CASTE = "caste_certificate_sc_st"


async def application(portal: Portal, mobile: str, **entry: Any) -> str:
    """The number of an application with this mobile (ten digits) on record."""
    number = f"26{randrange(10**8):08}"
    whole = {"number": number, "service": CASTE, "owner_phone": f"+91{mobile}", "owner_name": "Zuqmarven", **entry}
    await applications.make(portal, Citizen(addresses=[]), {"applications": [whole]})
    return number


async def complaint(portal: Portal, mobile: str, **entry: Any) -> str:
    """The number of a complaint with this mobile (ten digits) on record."""
    number = f"33{randrange(10**6):06}"
    usual = {"text": "street light not working", "place": "Arera Colony, Bhopal", "level": "L2", "status": "open"}
    whole = {**usual, "number": number, "owner_phone": f"+91{mobile}", **entry}
    await complaints.make(portal, Citizen(addresses=[]), {"complaints": [whole]})
    return number


async def calling(talk: Talk, channel: str = "whatsapp") -> tuple[Talk, str]:
    """A conversation from a phone that the channel knows, and that phone."""
    mobile = phone()
    return await Talk(talk.client, talk.database, channel).open(calls_from=f"+91{mobile}"), mobile


async def proven(talk: Talk, mobile: str) -> Talk:
    """The same conversation, in which its citizen has shown to have this phone."""
    await talk.say("मेरे बारे में क्या पता है", "my_data")
    await talk.prove(mobile)
    return talk
