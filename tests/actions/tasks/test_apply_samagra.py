"""A Samagra id in a form: one's own fills in what is missing, any other tells nothing and stays as typed."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import service as citizens
from portal.citizens.models import Household, Member
from portal.database import Database
from portal.proof.models import ProofOfIdentity
from portal.sealed import digest
from tests.actions.talk import asks
from tests.actions.talking import Talk
from tests.actions.tasks.test_apply import begin
from tests.portal import made

NAME = "Zuqmarven Bai"


async def household(database: Database, talk: Talk | None) -> tuple[str, str]:
    """Ids of a member and of her family; it is who has proven to be that in this conversation, if one is given."""
    family_id, member_id = f"4{made.phone()[-7:]}", f"1{made.phone()[-8:]}"

    async def work(session: AsyncSession) -> None:
        whose = select(ProofOfIdentity.citizen_id).where(ProofOfIdentity.session_id == (talk.id if talk else ""))
        citizen = await session.scalar(whose)
        if citizen is None:
            citizen = (await citizens.at_address_or_new(session, "phone", made.phone())).id
        row = Household(family_id=family_id, family_digest=digest("samagra", family_id))
        row.members = [
            Member(
                citizen_id=citizen, name=NAME, samagra_id=member_id, samagra_digest=digest("samagra", member_id),
                birth_date="1991-04-12", gender="female", relation="self",
            )
        ]  # fmt: skip
        session.add(row)

    await database.do(work)
    return member_id, family_id


async def opened(talk: Talk, service: str = "domicile") -> None:
    await begin(talk, service)
    await talk.say(await talk.code())


async def test_ones_own_id_fills_in_what_the_form_asks_and_says_so(talk: Talk, database: Database) -> None:
    await opened(talk)
    member_id, _ = await household(database, talk)
    answer = await talk.say(f"samagra id {member_id}")
    for words in ("समग्र से", "आवेदक का नाम", "जन्म तारीख", "महिला या पुरुष"):
        assert words in answer.reply["text"]
    assert asks(answer) == "parent_name"
    assert NAME not in answer.reply["text"]
    asked = [asks(await talk.say(words)) for words in ("Shyam Lal", "gaon Kheri")]
    assert asked == ["address", "tehsil"]


async def test_what_was_typed_before_is_not_replaced_and_what_was_filled_in_can_be(
    talk: Talk, database: Database
) -> None:
    await opened(talk)
    await talk.say("Rampyari, pita Shyam Lal")
    member_id, _ = await household(database, talk)
    answer = await talk.say(f"samagra id {member_id}")
    assert "आवेदक का नाम" not in answer.reply["text"]
    for words in (
        "janm tarikh 5 june 1990",
        "gaon Kheri",
        "Ashta",
        "Sehore",
        "20 saal",
        "naukri ke liye",
        "sab baad me",
    ):
        answer = await talk.say(words)
    assert "Rampyari" in answer.reply["text"]
    assert "05-06-1990" in answer.reply["text"]
    assert NAME not in answer.reply["text"]


async def test_somebody_elses_id_and_an_unknown_one_get_the_same_words_and_go_on(
    talk: Talk, database: Database
) -> None:
    await opened(talk)
    others, _ = await household(database, None)
    unknown = f"1{made.phone()[-8:]}"
    answers = [await talk.say(f"samagra id {one}") for one in (others, unknown)]
    first, second = (answer.reply["text"] for answer in answers)
    assert first == second
    assert "मोबाइल नंबर के साथ नहीं मिली" in first
    assert [asks(answer) for answer in answers] == ["name", "name"]
    assert NAME not in first


async def test_a_family_id_fills_in_how_many_they_are(talk: Talk, database: Database) -> None:
    await opened(talk, "patrata parchi")
    _, family_id = await household(database, talk)
    answer = await talk.say(f"samagra id {family_id}")
    assert "परिवार के सदस्य" in answer.reply["text"]


async def test_without_the_register_the_form_goes_on(talk: Talk, database: Database, monkeypatch: Any) -> None:
    monkeypatch.setattr("portal.families._PATIENCE_S", 0.0)
    await opened(talk)
    member_id, _ = await household(database, talk)
    answer = await talk.say(f"samagra id {member_id}")
    assert "समग्र में" not in answer.reply["text"]
    assert "समग्र से" not in answer.reply["text"]
    assert asks(answer) == "name"
