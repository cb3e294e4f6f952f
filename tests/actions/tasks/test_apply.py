"""Applying, as one converses about it: from the first question to the receipt."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select, text, update

from portal.applications.models import ApplicationRow
from portal.base import now
from portal.database import Database
from portal.documents.folder import Folder
from portal.documents.models import Document
from portal.documents.scanning import NoScanner
from portal.documents.service import Documents, Kept
from portal.drafts.models import Draft
from portal.errors import Unavailable
from portal.outside.edistrict import NewApplication
from portal.outside.embedded_edistrict import EmbeddedEDistrict
from portal.outside.errors import OutsideUnavailable
from portal.outside.sms import EmbeddedSms
from portal.payments.gateway import EmbeddedPaymentGateway
from portal.payments.models import Payment
from portal.payments.service import Confirmation, Payments
from portal.proof.models import ProofOfIdentity
from portal.proof.service import Proofs
from portal.wording import say
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk, phone
from tests.portal import papers

INCOME = "income certificate"
ANSWERS = (
    "Rampyari Bai, pita Shyam Lal",
    "mahine ke 8 hazar",
    "kheti",
    "makan 12, ward 7",
    "tehsil Ashta, jila Sehore",
    "chhatravritti ke liye",
    "skip",
)


COMING = """
INSERT INTO media (id, session_id, provider, message_id, kind, place) VALUES (:id, :session, 'meta', :id, 'image', '')
"""


async def begin(talk: Talk, service: str = INCOME) -> Answer:
    """Up to the code, which is asked for."""
    await talk.say(f"{service} ka form bharna hai", "apply")
    await talk.say("haan", "affirm")
    return await talk.say(phone())


async def prove(talk: Talk, service: str = INCOME) -> Answer:
    """Up to the form's first question: the code is repeated."""
    await begin(talk, service)
    return await talk.say(await talk.code())


async def fill(talk: Talk, service: str = INCOME, answers: tuple[str, ...] = ANSWERS) -> Answer:
    """Up to the reading back; papers are handed in later."""
    answer = await prove(talk, service)
    for words in (*answers, "sab baad me"):
        answer = await talk.say(words)
    return answer


def attached(answer: Answer) -> dict[str, str]:
    return {one["kind"]: one["url"] for one in answer.reply["attachments"]}


async def applications(database: Database, name: str | None = None) -> list[ApplicationRow]:
    rows = await database.do(lambda s: s.scalars(select(ApplicationRow).order_by(ApplicationRow.created_at)))
    return [row for row in rows if name is None or row.name == name]


@pytest.fixture
def documents(database: Database, tmp_path: Any) -> Documents:
    return Documents(database, Folder(tmp_path), NoScanner(), 1_000_000)


async def sent(documents: Documents, talk: Talk, content: bytes | None = None) -> Kept:
    return await documents.keep(talk.id, content or papers.pdf())


# The first question


async def test_who_asks_to_apply_hears_how_and_which_papers_and_is_offered_the_form(talk: Talk) -> None:
    answer = await talk.say("आय प्रमाण पत्र के लिए आवेदन करना है", "apply")
    assert (answer.kind, answer.topic, answer.reply["meta"]["section"]) == (
        "apply",
        "income_certificate",
        "how_to_apply",
    )
    assert "लोक सेवा" in answer.reply["text"]
    assert "स्व-घोषणा" in answer.reply["text"]
    assert "20 रुपये" in answer.reply["text"]
    assert [option["choice"] for option in answer.reply["options"]] == ["form:income_certificate"]


async def test_a_service_without_a_form_is_told_without_an_offer(talk: Talk) -> None:
    answer = await talk.say("apply for a driving licence", "apply", language="en")
    assert (answer.kind, asks(answer), answer.reply["options"]) == ("apply", None, [])


async def test_an_offer_that_is_not_taken_up_is_forgotten(talk: Talk) -> None:
    await talk.say("apply for income certificate", "apply", language="en")
    answer = await talk.say("what is the fee for a khasra copy", "ask_fee", language="en")
    assert answer.topic == "khasra_khatauni_copy"
    assert "form" not in answer.reply["text"]
    assert asks(answer) is None


async def test_an_offer_refused_ends_there(talk: Talk) -> None:
    await talk.say("apply for income certificate", "apply", language="en")
    assert asks(await talk.say("no", "deny", language="en")) is None


@pytest.mark.parametrize("how", ["yes", "tap", "words"])
async def test_the_offer_is_taken_by_yes_by_its_button_and_by_words(talk: Talk, how: str) -> None:
    await talk.say("apply for income certificate", "apply", language="en")
    if how == "tap":
        answer = await talk.tap(1)
    else:
        answer = await talk.say("yes" if how == "yes" else "please fill the form here", "affirm", language="en")
    assert (answer.kind, asks(answer)) == ("consent", "consent")


async def test_the_button_works_also_after_another_question(talk: Talk) -> None:
    await talk.say("apply for income certificate", "apply")
    offered = talk.slots["offered"]
    await talk.say("khasra ki fees", "ask_fee")
    talk.slots["offered"] = offered
    assert asks(await talk.tap(1)) == "consent"


# Before the form: rules, fee, notice, proof


async def test_fee_and_notice_come_before_anything_personal_is_asked(talk: Talk) -> None:
    answer = await talk.say("income certificate ka form bhar do", "apply")
    assert answer.lead is not None
    assert "20 रुपये" in answer.lead["text"]
    assert asks(answer) == "consent"


async def test_where_the_record_has_no_fee_it_says_that_nothing_is_paid_here(talk: Talk) -> None:
    answer = await talk.say("ration patrata parchi ka form bhar do", "apply")
    assert answer.lead is not None
    assert "कुछ नहीं देना" in answer.lead["text"]


async def test_who_refuses_the_notice_keeps_his_name_and_hears_another_way(talk: Talk, database: Database) -> None:
    await talk.say("income certificate ka form bhar do", "apply")
    answer = await talk.say("nahi", "deny")
    assert (answer.kind, asks(answer)) == ("consent", None)
    assert "लोक सेवा केंद्र" in answer.reply["text"]
    answer = await talk.say("ladli behna me kitna milta hai", "ask_benefits")
    assert answer.kind == "answer"


async def test_without_the_code_no_form_is_begun(talk: Talk, database: Database) -> None:
    before = await database.do(lambda s: s.scalar(select(func.count()).select_from(Draft)))
    await begin(talk)
    answer = await talk.say(f"{(int(await talk.code()) + 1) % 10**6:06}")
    assert asks(answer) == "otp"
    answer = await talk.say("rehne do")
    assert asks(answer) is None
    assert await database.do(lambda s: s.scalar(select(func.count()).select_from(Draft))) == before


@pytest.mark.parametrize(("answer", "asked"), [("haan", "consent"), ("nahi", None)])
async def test_whom_the_rules_speak_against_hears_why_and_decides(
    talk: Talk, dialogues: Any, answer: str, asked: str | None
) -> None:
    await told(dialogues, talk, gender="male", marital_status="married")
    verdict = await talk.say("kalyani pension ka form bhar do", "apply")
    assert (verdict.kind, verdict.reply["meta"]["verdict"], asks(verdict)) == (
        "eligibility", "not_eligible", "confirmation",
    )  # fmt: skip
    assert "विधवा" in verdict.reply["text"]
    assert asks(await talk.say(answer, "affirm" if answer == "haan" else "deny")) == asked


# The form


async def test_only_what_is_missing_is_asked_in_the_forms_order(talk: Talk) -> None:
    await begin(talk)
    asked = [asks(await talk.say(await talk.code()))]
    asked += [asks(await talk.say(words)) for words in ANSWERS]
    assert asked == ["name", "income", "occupation", "address", "tehsil", "purpose", "samagra_id", "document"]


async def test_all_in_one_message_leaves_only_the_rest(talk: Talk) -> None:
    await prove(talk, "khasra ki nakal")
    answer = await talk.say("naam Ram Singh, jila Sehore, tehsil Ashta, gaon Pipaliya, khasra number 112/3")
    assert (answer.kind, asks(answer)) == ("confirm", "confirmation")
    for words in ("Ram Singh", "सीहोर", "Ashta", "Pipaliya", "112/3"):
        assert words in answer.reply["text"]


async def test_facts_told_before_are_not_asked_again(talk: Talk, dialogues: Any) -> None:
    await begin(talk, "domicile")
    dialogue = await dialogues.load(talk.conversation)
    dialogue.facts |= {"gender": "female", "years_in_mp": 20.0, "district": "sehore"}
    await dialogues.save(talk.conversation, dialogue)
    await talk.say(await talk.code())
    told = ("Rampyari", "pita Shyam", "5 june 1990", "123456789", "gaon Kheri", "Ashta")
    asked = [asks(await talk.say(words)) for words in told]
    assert asked == ["parent_name", "birth_date", "samagra_id", "address", "tehsil", "purpose"]


async def test_a_wrong_answer_is_asked_again_with_the_reason(talk: Talk) -> None:
    await prove(talk, "domicile")
    await talk.say("Rampyari, pita Shyam Lal")
    answer = await talk.say("1990 me")
    assert asks(answer) == "birth_date"
    assert "5 जून 1990" in answer.reply["text"]


@pytest.mark.parametrize(
    "words", ["Robert'); DROP TABLE applications;--", "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "@SUM(A1)"]
)
async def test_what_means_something_to_a_program_is_no_name(talk: Talk, database: Database, words: str) -> None:
    await prove(talk)
    answer = await talk.say(words)
    assert asks(answer) == "name"
    draft = text("SELECT count(*) FROM drafts")
    assert await database.do(lambda s: s.scalar(draft))
    assert await applications(database, words) == []


async def test_to_ask_for_the_form_that_is_open_is_no_answer(talk: Talk, database: Database) -> None:
    await begin(talk, "khasra ki nakal")
    first = await talk.say(await talk.code())
    again = await talk.say("khasra ki nakal ka form bhar do", "apply")
    assert again.reply["text"].endswith(first.reply["text"].splitlines()[-1])
    assert asks(again) == asks(first)


async def test_another_form_is_begun_and_this_one_kept(talk: Talk) -> None:
    await prove(talk)
    answer = await talk.say("mool niwas ka form bharna hai", "apply")
    assert answer.topic == "domicile_certificate"


async def test_a_question_on_the_side_is_answered_and_the_form_goes_on(talk: Talk) -> None:
    await prove(talk)
    answer = await talk.say("income certificate kitne din chalta hai?", "ask_validity")
    assert (answer.kind, answer.reply["meta"]["section"], asks(answer)) == ("answer", "validity", "name")
    assert asks(await talk.say("Rampyari Bai")) == "parent_name"


async def test_a_question_beside_an_answer_is_answered_too(talk: Talk) -> None:
    await prove(talk)
    clauses = [
        {"text": "naam Rampyari Bai", "intent": "inform", "confidence": 0.9},
        {"text": "income certificate ki fees kitni hai?", "intent": "ask_fee", "confidence": 0.9},
    ]
    answer = await talk.say("naam Rampyari Bai. income certificate ki fees kitni hai?", "ask_fee", clauses=clauses)
    assert asks(answer) == "parent_name"
    assert "₹20" in answer.reply["text"]


async def test_why_is_told_by_the_question(talk: Talk) -> None:
    await prove(talk)
    answer = await talk.say("kyon puch rahe ho", "why")
    assert asks(answer) == "name"
    assert "इसी नाम से" in answer.reply["text"]


async def test_what_is_left_is_told_on_request(talk: Talk) -> None:
    await prove(talk)
    await talk.say("Rampyari Bai, pita Shyam Lal")
    answer = await talk.say("कितने सवाल और बचे हैं")
    assert "तहसील" in answer.reply["text"]
    assert "आवेदक का नाम" not in answer.reply["text"]
    assert asks(answer) == "income"


@pytest.mark.parametrize("words", ["skip", "छोड़ दो", "नहीं है", "pata nahi"])
async def test_what_is_optional_may_be_left_out(talk: Talk, words: str) -> None:
    await prove(talk)
    for answer in ANSWERS[:-1]:
        await talk.say(answer)
    assert asks(await talk.say(words)) == "document"


async def test_what_is_needed_cannot_be_left_out(talk: Talk) -> None:
    await prove(talk)
    answer = await talk.say("pata nahi", "dont_know")
    assert asks(answer) == "name"
    assert "ज़रूरी" in answer.reply["text"]


async def test_a_choice_is_made_by_its_button_its_place_or_its_words(talk: Talk) -> None:
    await prove(talk, "ration patrata parchi")
    await talk.say("Ram Singh")
    await talk.say("12345678")
    answer = await talk.say("5 sadasya")
    assert asks(answer) == "ration_category"
    answer = await talk.tap(1)
    assert asks(answer) == "members_ekyc"
    assert asks(await talk.say("haan", "affirm")) == "area"


# Reading back and correcting


async def test_all_is_read_back_before_it_is_submitted(talk: Talk, database: Database) -> None:
    answer = await fill(talk)
    assert (answer.kind, asks(answer)) == ("confirm", "confirmation")
    for words in ("Rampyari Bai", "Shyam Lal", "96,000", "kheti", "makan 12, ward 7", "Ashta", "सीहोर", "घोषणा"):
        assert words in answer.reply["text"]


@pytest.mark.parametrize(
    ("words", "gone", "there"),
    [
        ("pita ka naam Mohan Verma hai", "Shyam Lal", "Mohan Verma"),
        ("नहीं, तहसील इछावर है", "तहसील: Ashta", "इछावर"),
        ("haan par jila Bhopal hai", "सीहोर", "भोपाल"),
    ],
)
async def test_a_correction_is_taken_and_all_read_back_again(talk: Talk, words: str, gone: str, there: str) -> None:
    await fill(talk)
    answer = await talk.say(words)
    assert answer.kind == "confirm"
    assert there in answer.reply["text"]
    assert gone not in answer.reply["text"]


async def test_what_is_said_to_be_wrong_is_asked_again(talk: Talk) -> None:
    await fill(talk)
    assert asks(await talk.say("pata galat hai", "deny")) == "address"
    answer = await talk.say("makan 21, Kheri")
    assert "makan 21, Kheri" in answer.reply["text"]


async def test_who_wants_a_change_is_asked_which(talk: Talk) -> None:
    await fill(talk)
    answer = await talk.tap(2)
    assert asks(answer) == "confirmation"
    answer = await talk.say("naam Rampyari Devi")
    assert answer.kind == "confirm"
    assert "Rampyari Devi" in answer.reply["text"]


async def test_to_say_that_all_is_right_changes_nothing(talk: Talk) -> None:
    await fill(talk)
    answer = await talk.say("naam sahi hai aur pata theek hai, jama kar do")
    assert answer.kind == "apply"


# Submitting


async def test_after_the_yes_it_is_lodged_with_number_due_date_fee_and_receipt(talk: Talk, database: Database) -> None:
    await fill(talk)
    answer = await talk.say("haan", "affirm")
    (row,) = [row for row in await applications(database, "Rampyari Bai") if row.number in answer.reply["text"]]
    assert (answer.kind, answer.topic, row.service, row.district) == (
        "apply", "income_certificate", "income_certificate", "sehore",
    )  # fmt: skip
    assert "लोक सेवा गारंटी" in answer.reply["text"]
    assert "20 रुपये" in answer.reply["text"]
    assert attached(answer).keys() == {"image", "document"}
    assert answer.reply["links"][0]["url"] in attached(answer)["image"]
    assert " ".join(row.number) in answer.reply["speech"]
    assert row.citizen_id is not None
    drafts = select(func.count()).select_from(Draft).where(Draft.citizen_id == row.citizen_id)
    assert await database.do(lambda s: s.scalar(drafts)) == 0
    assert answer.slots["last_reply"] is None


@pytest.mark.parametrize(
    ("service", "answers"),
    [
        ("domicile", ("Rampyari Z, pita Shyam Lal", "5 june 1990", "mahila", "123456789", "makan 12",
                      "tehsil Ashta, jila Sehore", "20", "bharti ke liye")),
        ("SC ST caste certificate", ("Rampyari Z, pita Shyam Lal", "5 june 1990", "anusuchit jati", "jati Ahirwar",
                                     "makan 12", "tehsil Ashta, jila Sehore", "haan", "skip")),
        ("OBC caste certificate", ("Rampyari Z, pita Shyam Lal", "5 june 1990", "jati Kurmi", "saal ke 2 lakh",
                                   "makan 12", "tehsil Ashta, jila Sehore", "haan")),
        ("khasra ki nakal", ("Rampyari Z, jila Sehore, tehsil Ashta, gaon Kheri, khasra 12",)),
        ("ration patrata parchi", ("Rampyari Z", "12345678", "5 log", "bpl", "haan", "gaon", "makan 12", "Sehore")),
        ("marriage registration", ("pati Rampyari Z, patni Gita", "5 june 1990", "6 june 1992", "4 february 2020",
                                   "Ashta", "gaon", "makan 12", "Sehore", "Ram Lal aur Shyam Lal")),
    ],
)  # fmt: skip
async def test_every_promised_service_is_applied_for_to_the_end(
    talk: Talk, database: Database, service: str, answers: tuple[str, ...]
) -> None:
    answer = await fill(talk, service, answers)
    assert answer.kind == "confirm", answer.reply["text"]
    answer = await talk.say("haan", "affirm")
    assert any(row.number in answer.reply["text"] for row in await applications(database, "Rampyari Z"))
    assert "document" in attached(answer)


WIDOW = {"gender": "female", "marital_status": "widowed", "age": 46.0, "taxpayer": False, "govt_job": False,
         "other_pension": False, "samagra_id": True, "area": "rural"}  # fmt: skip


async def told(dialogues: Any, talk: Talk, **facts: Any) -> None:
    """The citizen has told these of himself."""
    await talk.say("mera data dikhao", "my_data")
    await talk.say("rehne do")
    dialogue = await dialogues.load(talk.conversation)
    dialogue.facts |= facts
    await dialogues.save(talk.conversation, dialogue)


async def test_a_pension_is_applied_for_after_the_verdict(talk: Talk, database: Database, dialogues: Any) -> None:
    await told(dialogues, talk, **WIDOW)
    answer = await talk.say("kalyani pension ka form bhar do", "apply")
    assert asks(answer) == "consent"
    assert answer.lead is not None
    assert "कुछ नहीं देना" in answer.lead["text"]
    await talk.say("haan", "affirm")
    await talk.prove(phone())
    for words in (
        "Rampyari Z, pati ka naam Shyam Lal",
        "5 june 1980",
        "123456789",
        "makan 12",
        "Sehore",
        "sab baad me",
    ):
        answer = await talk.say(words)
    assert answer.kind == "confirm"
    assert "गाँव" in answer.reply["text"]
    answer = await talk.say("haan", "affirm")
    assert any(row.number in answer.reply["text"] for row in await applications(database, "Rampyari Z"))


async def test_what_a_pensions_rule_needs_is_asked_before_the_form(talk: Talk, dialogues: Any) -> None:
    await told(dialogues, talk, **{name: value for name, value in WIDOW.items() if name != "other_pension"})
    answer = await talk.say("kalyani pension ka form bhar do", "apply")
    assert asks(answer) == "other_pension"
    answer = await talk.say("nahi milti", "deny")
    assert asks(answer) == "consent"


async def test_a_due_day_that_no_source_confirms_is_worded_so(talk: Talk) -> None:
    obc = (
        "Rampyari, pita Lal",
        "5 june 1990",
        "jati Kurmi",
        "saal ke 2 lakh",
        "makan 12",
        "tehsil Ashta",
        "Sehore",
        "haan",
    )
    await fill(talk, "OBC caste certificate", obc)
    assert "शायद" in (await talk.say("haan", "affirm")).reply["text"]


async def test_a_turn_that_is_run_again_lodges_and_asks_no_fee_twice(
    talk: Talk, database: Database, dialogues: Any
) -> None:
    await fill(talk)
    before, slots = await dialogues.load(talk.conversation), dict(talk.slots)
    once = {"correlation_id": uuid4().hex}
    first = await talk.say("haan", "affirm", metadata=once)
    # The process died before it could remember.
    await dialogues.save(talk.conversation, before)
    talk.slots = slots
    again = await talk.say("haan", "affirm", metadata=once)
    numbers = [row.number for row in await applications(database) if row.number in again.reply["text"]]
    assert len(numbers) == 1
    assert numbers[0] in first.reply["text"]
    assert first.reply["links"] == again.reply["links"]


async def test_a_form_submitted_on_two_channels_is_one_application(
    talk: Talk, client: httpx.AsyncClient, database: Database
) -> None:
    mine = phone()
    await talk.say("income certificate ka form bharna hai", "apply")
    await talk.say("haan", "affirm")
    await talk.prove(mine)
    for words in (*ANSWERS, "sab baad me"):
        answer = await talk.say(words)
    other = await Talk(client, database).open()
    await other.say("income certificate ka form bharna hai", "apply")
    await other.say("haan", "affirm")
    answer = await other.prove(mine)
    assert answer.kind == "confirm"
    done, twice = await asyncio.gather(talk.say("haan", "affirm"), other.say("haan", "affirm"))
    rows = [row for row in await applications(database) if row.number in done.reply["text"] + twice.reply["text"]]
    assert len(rows) == 1
    assert done.reply["links"] == twice.reply["links"]


async def test_a_form_submitted_elsewhere_is_not_written_on(
    talk: Talk, client: httpx.AsyncClient, database: Database
) -> None:
    mine = phone()
    talks = [talk, await Talk(client, database).open()]
    for one in talks:
        await one.say("income certificate ka form bharna hai", "apply")
        await one.say("haan", "affirm")
        await one.prove(mine)
    for words in (*ANSWERS, "sab baad me", "haan"):
        answer = await talk.say(words)
    assert answer.kind == "apply"
    late = await talks[1].say("Rampyari Bai")
    assert (late.kind, asks(late)) == ("apply", None)
    assert "जमा हो चुका" in late.reply["text"]


async def test_while_edistrict_does_not_answer_nothing_is_lost(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(talk)

    async def fails(office: EmbeddedEDistrict, new: NewApplication, key: str) -> None:
        raise OutsideUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedEDistrict, "submit", fails)
        answer = await talk.say("haan", "affirm")
        assert answer.kind == "error"
        assert "181" in answer.reply["text"]
    assert (await talk.say("haan", "affirm")).kind == "apply"


async def down(*_: Any, **__: Any) -> None:
    """What is called instead of something whose database is down."""
    raise Unavailable


@pytest.mark.parametrize("then", ["haan", "aage badho form me", "fees kitni lagegi"])
async def test_when_the_portal_does_not_answer_right_after_the_code_the_form_goes_on_later(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, then: str
) -> None:
    await begin(talk)
    code = await talk.code()

    with monkeypatch.context() as patch:
        patch.setattr("actions.tasks.apply.drafts.take_up", down)
        assert (await talk.say(code)).kind == "error"
    answer = await talk.say(then, "ask_fee" if "fees" in then else "affirm")
    if asks(answer) == "confirmation":
        answer = await talk.say("haan", "affirm")
    assert asks(answer) == "name"


async def test_an_outage_at_the_yes_to_the_notice_is_no_refusal_and_the_form_goes_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.say(f"{INCOME} ka form bharna hai", "apply")
    with monkeypatch.context() as patch:
        patch.setattr("actions.consent.consent.record", down)
        answer = await talk.say("haan", "affirm")
    assert (answer.kind, answer.reply["text"]) == ("error", say("unavailable", "hi"))
    assert asks(await talk.say("haan", "affirm")) == "phone"


async def test_nobody_agrees_to_a_notice_that_was_not_shown(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("actions.consent.consent.answer", down)
        answer = await talk.say(f"{INCOME} ka form bharna hai", "apply")
    assert (answer.kind, answer.reply["text"]) == ("error", say("unavailable", "hi"))
    notice = await talk.say("haan", "affirm")
    assert (notice.kind, asks(notice)) == ("consent", "consent")
    assert asks(await talk.say("haan", "affirm")) == "phone"


async def test_an_outage_at_the_code_is_no_wrong_code_and_the_form_goes_on(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(talk)
    code = await talk.code()

    with monkeypatch.context() as patch:
        patch.setattr(Proofs, "check", down)
        answer = await talk.say(code)
    assert (answer.kind, answer.reply["text"]) == ("error", say("unavailable", "hi"))
    assert asks(await talk.say(code)) == "name"


async def test_without_a_payment_link_it_is_lodged_and_the_link_is_had_later(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(talk)

    async def fails(gateway: EmbeddedPaymentGateway, *_: Any) -> None:
        raise OutsideUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedPaymentGateway, "order", fails)
        answer = await talk.say("haan", "affirm")
        assert answer.kind == "apply"
        assert attached(answer).keys() == {"document"}
        assert "लोक सेवा केंद्र" in answer.reply["text"]
    assert attached(await talk.say("payment ka link do")).keys() == {"image"}


# Papers


async def test_papers_sent_go_with_the_application(talk: Talk, database: Database, documents: Documents) -> None:
    await prove(talk)
    for words in ANSWERS:
        answer = await talk.say(words)
    assert "आधार" in answer.reply["text"]
    proof, photo = await sent(documents, talk), await sent(documents, talk, papers.photo())
    answer = await talk.say(proof.token)
    assert asks(answer) == "document"
    assert "फोटो" in answer.reply["text"]
    await talk.say(f"{photo.token} ye meri photo hai")
    answer = await talk.say("nahi hai")
    assert answer.kind == "confirm"
    assert "भेजे गए कागज़: आधार या दूसरा पहचान पत्र, फोटो" in answer.reply["text"]
    done = await talk.say("haan", "affirm")
    (row,) = [row for row in await applications(database, "Rampyari Bai") if row.number in done.reply["text"]]
    assert row.documents is not None
    assert proof.reference in row.documents
    held = await database.do(lambda s: s.get(Document, photo.reference))
    assert held is not None
    assert (held.state, held.citizen_id) == ("attached", row.citizen_id)


async def test_another_sessions_paper_is_not_taken_by_naming_it(
    talk: Talk, client: httpx.AsyncClient, database: Database, documents: Documents
) -> None:
    other = await Talk(client, database).open()
    theirs = await sent(documents, other)
    await prove(talk)
    for words in ANSWERS:
        await talk.say(words)
    for token in (theirs.token, "<photo:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>", "<document:..>"):
        answer = await talk.say(token)
        assert asks(answer) == "document"
    held = await database.do(lambda s: s.get(Document, theirs.reference))
    assert held is not None
    assert held.citizen_id is None


async def test_a_paper_may_come_before_it_is_asked_for(talk: Talk, documents: Documents) -> None:
    await prove(talk)
    proof = await sent(documents, talk)
    answer = await talk.say(f"naam Rampyari Bai {proof.token}")
    assert asks(answer) == "parent_name"
    assert "आधार या दूसरा पहचान पत्र" in answer.reply["text"]


async def test_a_paper_that_is_still_on_its_way_is_waited_for(
    talk: Talk, database: Database, documents: Documents
) -> None:
    reference = "abcdefghijklmnop" * 2
    await database.do(lambda s: s.execute(text("DELETE FROM media WHERE id = :id"), {"id": reference}))
    await database.do(lambda s: s.execute(text(COMING), {"id": reference, "session": talk.id}))
    await prove(talk)
    for words in (*ANSWERS, f"<photo:{reference}>", "sab baad me"):
        answer = await talk.say(words)
    assert answer.kind == "confirm"
    waits = await talk.say("haan", "affirm")
    assert (waits.kind, "अभी आ रहा है" in waits.reply["text"]) == ("confirm", True)
    await documents.keep(talk.id, papers.photo(), reference)
    done = await talk.say("haan", "affirm")
    # It came after the draft was last written, and is the citizen's all the same.
    assert done.kind == "apply", done.reply["text"]


async def test_a_paper_that_came_to_nothing_is_asked_for_again(talk: Talk, database: Database) -> None:
    reference = "ponmlkjihgfedcba" * 2
    await database.do(lambda s: s.execute(text("DELETE FROM media WHERE id = :id"), {"id": reference}))
    await database.do(lambda s: s.execute(text(COMING), {"id": reference, "session": talk.id}))
    await prove(talk)
    for words in (*ANSWERS, f"<photo:{reference}>", "sab baad me"):
        await talk.say(words)
    refused = text("UPDATE media SET state = 'refused' WHERE id = :id")
    await database.do(lambda s: s.execute(refused, {"id": reference}))
    answer = await talk.say("haan", "affirm")
    assert asks(answer) == "document"
    assert "आधार" in answer.reply["text"]


# Leaving and going on


async def test_a_form_that_is_left_is_kept_and_gone_on_with_here(talk: Talk) -> None:
    await prove(talk)
    await talk.say("Rampyari Bai")
    answer = await talk.say("rehne do")
    assert "30 दिन" in answer.reply["text"]
    answer = await talk.say("jari rakho", "resume")
    assert asks(answer) == "parent_name"


async def test_days_later_and_elsewhere_the_form_is_there_after_the_code(
    talk: Talk, client: httpx.AsyncClient, database: Database
) -> None:
    mine = phone()
    await talk.say("income certificate ka form bharna hai", "apply")
    await talk.say("haan", "affirm")
    await talk.prove(mine)
    for words in ANSWERS[:3]:
        await talk.say(words)
    later = await Talk(client, database, channel="whatsapp").open(calls_from=f"+91{mine}")
    await later.say("income certificate ka form bharna hai", "apply")
    await later.say("haan", "affirm")
    answer = await later.say(await later.code())
    assert asks(answer) == "address"
    assert "पहले शुरू किया" in answer.reply["text"]


async def test_nobody_gets_anothers_draft(talk: Talk, client: httpx.AsyncClient, database: Database) -> None:
    await prove(talk)
    await talk.say("Rampyari Bai")
    other = await Talk(client, database).open()
    await begin(other)
    assert asks(await other.say(await other.code())) == "name"


@pytest.mark.parametrize("words", ["मेरा अधूरा फॉर्म पूरा करना है", "go on with my form", "mera form aage bharo"])
async def test_forms_begun_are_found_by_asking_to_go_on(
    talk: Talk, client: httpx.AsyncClient, database: Database, words: str
) -> None:
    mine = phone()
    await talk.say("income certificate ka form bharna hai", "apply")
    await talk.say("haan", "affirm")
    await talk.prove(mine)
    await talk.say("Rampyari Bai")
    later = await Talk(client, database).open()
    assert asks(await later.say(words, "resume")) == "phone"
    answer = await later.prove(mine)
    assert asks(answer) == "parent_name"


async def test_of_several_forms_begun_one_is_chosen(talk: Talk, client: httpx.AsyncClient, database: Database) -> None:
    mine = phone()
    await talk.say("income certificate ka form bharna hai", "apply")
    await talk.say("haan", "affirm")
    await talk.prove(mine)
    await talk.say("Rampyari Bai")
    await talk.say("rehne do")
    await talk.say("khasra ki nakal ka form bhar do", "apply")
    later = await Talk(client, database).open()
    await later.say("mera adhura form pura karna hai", "resume")
    answer = await later.prove(mine)
    assert [option["label"] for option in answer.reply["options"]] == ["खसरा खतौनी की नकल", "आय प्रमाण पत्र"] or len(
        answer.reply["options"]
    ) == 2
    answer = await later.tap(2)
    assert asks(answer) == "parent_name"


async def test_who_has_begun_no_form_hears_so(talk: Talk) -> None:
    await talk.say("mera adhura form pura karna hai", "resume")
    answer = await talk.prove(phone())
    assert asks(answer) is None


async def test_after_half_an_hour_the_code_is_asked_for_again(talk: Talk, database: Database) -> None:
    await prove(talk)
    await talk.say("Rampyari Bai")
    over = update(ProofOfIdentity).where(ProofOfIdentity.session_id == talk.id).values(expires_at=now() - timedelta(1))
    await database.do(lambda s: s.execute(over))
    answer = await talk.say("Shyam Lal")
    assert asks(answer) in ("otp", "phone")


# After it is lodged


async def test_the_fee_is_told_as_it_stands(talk: Talk, database: Database) -> None:
    await fill(talk)
    await talk.say("haan", "affirm")
    await talk.say("nahi", "deny")
    assert "अभी नहीं" in (await talk.say("payment ho gaya kya")).reply["text"]
    payments = Payments(database, EmbeddedPaymentGateway(database, "p@b", "P", production=False))
    newest = select(Payment).order_by(Payment.created_at.desc()).limit(1)
    payment = await database.do(lambda s: s.scalar(newest))
    assert payment is not None
    for kind, words in (("failed", "नहीं हो पाया"), ("paid", "भर दिया गया"), ("refunded", "लौटा दिया")):
        told = Confirmation.model_validate(
            {"event": uuid4().hex, "reference": payment.reference, "kind": kind, "paise": 2000, "currency": "INR"}
        )
        await payments.confirm(told, kind.encode())
        answer = await talk.say("payment ho gaya kya")
        assert words in answer.reply["text"]
        assert bool(attached(answer)) is (kind == "failed")


async def test_who_asks_for_the_application_hears_of_the_fee_and_gets_the_receipt(talk: Talk) -> None:
    await fill(talk)
    await talk.say("haan", "affirm")
    await talk.say("nahi", "deny")
    answer = await talk.say("mere avedan ki sthiti kya hai", "application_status")
    assert answer.kind == "application_status"
    assert "अभी नहीं" in answer.reply["text"]
    assert attached(answer).keys() == {"image", "document"}
    assert any("/payments/" in link["url"] for link in answer.reply["links"])


async def test_the_receipt_is_given_again_to_its_owner(talk: Talk, database: Database) -> None:
    await fill(talk)
    await talk.say("haan", "affirm")
    assert attached(await talk.say("pavti bhejo")).keys() == {"document"}
    over = update(ProofOfIdentity).where(ProofOfIdentity.session_id == talk.id).values(expires_at=now() - timedelta(1))
    await database.do(lambda s: s.execute(over))
    answer = await talk.say("pavti bhejo")
    assert asks(answer) in ("otp", "phone")
    assert not attached(answer)


@pytest.mark.parametrize(("words", "intent", "wanted"), [("haan", "affirm", True), ("nahi", "deny", False)])
async def test_news_are_sent_to_who_wants_them(
    talk: Talk, database: Database, words: str, intent: str, wanted: bool
) -> None:
    await fill(talk)
    assert asks(await talk.say("haan", "affirm")) == "confirmation"
    answer = await talk.say(words, intent)
    assert asks(answer) is None
    given = text("SELECT given FROM consents WHERE session_id = :id AND purpose = 'notices'")
    assert await database.do(lambda s: s.scalar(given, {"id": talk.id})) is wanted


async def test_another_question_after_lodging_is_answered_alone(talk: Talk) -> None:
    await fill(talk)
    await talk.say("haan", "affirm")
    answer = await talk.say("ladli behna me kitna milta hai", "ask_benefits")
    assert (answer.kind, asks(answer)) == ("answer", None)


async def test_a_second_application_for_the_same_is_pointed_out(talk: Talk) -> None:
    await fill(talk)
    done = await talk.say("haan", "affirm")
    await talk.say("nahi", "deny")
    answer = await talk.say("income certificate ka form bharna hai", "apply")
    assert asks(answer) == "name"
    assert "पहले से है" in answer.reply["text"]
    assert any(
        word.isdigit() and len(word) == 10 and word in done.reply["text"] for word in answer.reply["text"].split()
    )


# On the phone


async def test_a_caller_fills_the_form_by_voice_and_gets_the_links_as_a_message(
    client: httpx.AsyncClient, database: Database
) -> None:
    mine = phone()
    caller = await Talk(client, database, channel="voice").open(calls_from=f"+91{mine}")
    await caller.say("mool niwasi praman patra ka form bhar do", "apply")
    assert asks(await caller.say("haan", "affirm")) == "otp"
    assert asks(await caller.press(f"{await caller.code()}#")) == "name"
    for words in ("Rampyari Bai", "Shyam Lal"):
        answer = await caller.say(words)
    assert asks(answer) == "birth_date"
    assert asks(await caller.press("05061990#")) == "gender"
    assert asks(await caller.press("1")) == "samagra_id"
    assert asks(await caller.press("123456789#")) == "address"
    for words in ("makan 12", "Ashta", "Sehore", "20 saal", "naukri ke liye"):
        answer = await caller.say(words)
    # Nobody can send a file by phone.
    assert (answer.kind, asks(answer)) == ("confirm", "confirmation")
    assert "05-06-1990" in answer.reply["speech"]
    answer = await caller.press("1")
    assert answer.kind == "apply"
    assert "मोबाइल पर" in answer.reply["speech"]
    assert "http" not in answer.reply["speech"]
    number = next(row.number for row in await applications(database) if row.number in answer.reply["text"])
    message = await EmbeddedSms(database, production=False).sent(f"apply:{number}")
    assert message is not None
    assert "/payments/" in message
    assert "/acknowledgements/" in message
