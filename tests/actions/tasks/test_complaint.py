"""Lodging a complaint, as one converses about it."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, text

from portal.complaints.models import ComplaintRow
from portal.database import Database
from portal.outside.cm_helpline import Complaint, NewComplaint
from portal.outside.embedded_cm_helpline import EmbeddedCmHelpline
from portal.outside.errors import OutsideUnavailable
from portal.privacy import consent
from portal.services import Portal
from tests.actions.talk import Answer, asks, call
from tests.actions.talking import Talk, phone
from tests.actions.tasks.cases import calling, complaint
from tests.portal import papers

RATION = "गाँव की राशन दुकान पर दुकानदार तौल में दो किलो कम देता है"
WHERE = "गाँव चाड़ा, ब्लॉक बजाग, जिला डिंडोरी"
YES = ["हाँ", "👍", "👍 हाँ भेज दो", "जी भेज दीजिए", "haan sahi hai", "thik hai darj kar do", "yes", "ok submit it", "🙏"]


async def read_back(talk: Talk) -> Answer:
    """Told in two messages."""
    await talk.say(f"शिकायत लिखवानी है, {RATION}", "complaint")
    return await talk.say(WHERE)


async def lodged(portal: Portal, answer: Answer) -> Complaint:
    """The complaint whose number was told."""
    (number,) = (word for word in answer.reply["text"].split() if word.isdigit() and len(word) == 8)
    owned = await portal.complaints.find(number)
    assert owned
    return owned.complaint


async def count(database: Database) -> int:
    return await database.do(lambda s: s.scalar(select(func.count()).select_from(ComplaintRow))) or 0


async def test_what_is_missing_is_asked_then_all_is_read_back_and_lodged(talk: Talk, portal: Portal) -> None:
    first = await talk.say(f"मुझे शिकायत लिखवानी है, {RATION}", "complaint")
    assert first.lead is not None
    assert first.lead["meta"]["kind"] == "complaint"
    assert (first.kind, asks(first)) == ("ask", "district")
    second = await talk.say(WHERE)
    assert (second.kind, asks(second)) == ("confirm", "confirmation")
    for word in (RATION, "राशन दुकान", "चाड़ा", "बजाग", "डिंडोरी"):
        assert word in second.reply["text"]
    assert "राशन" not in str(second.slots)
    done = await talk.say("हाँ", "affirm")
    assert done.kind == "complaint"
    complaint = await lodged(portal, done)
    assert (complaint.department, complaint.subject) == ("food", "ration")
    assert (complaint.place.district, complaint.place.block, complaint.place.locality) == ("dindori", "Bajag", "चाड़ा")
    assert complaint.text == RATION
    assert " ".join(complaint.number) in done.reply["speech"]


async def test_nothing_is_lodged_before_the_yes(talk: Talk, database: Database) -> None:
    before = await count(database)
    await read_back(talk)
    assert await count(database) == before


@pytest.mark.parametrize("words", YES)
async def test_a_yes_is_understood_in_many_forms(talk: Talk, words: str) -> None:
    await read_back(talk)
    assert (await talk.say(words)).kind == "complaint"


async def test_the_yes_is_kept_as_consent_to_what_the_short_notice_said(talk: Talk, database: Database) -> None:
    answer = await read_back(talk)
    assert "सिर्फ इसी काम के लिए" in answer.reply["text"]
    assert await database.do(lambda s: consent.answer(s, talk.id, "records")) is None
    await talk.say("हाँ", "affirm")
    assert await database.do(lambda s: consent.answer(s, talk.id, "records")) is True


async def test_all_in_one_message_is_read_back_at_once(talk: Talk) -> None:
    mine = phone()
    answer = await talk.say(f"{RATION}, {WHERE}, शिकायत दर्ज करो, मेरा नंबर {mine}", "complaint")
    assert answer.kind == "confirm"
    assert f"आखिरी अंक {mine[-2:]}" in answer.reply["text"]


@pytest.mark.parametrize(
    ("words", "intent"), [("मुझे शिकायत करनी है", "complaint"), ("shikayat darj karani hai 181 me", "complaint")]
)
async def test_who_only_wants_to_complain_is_asked_what_about(talk: Talk, words: str, intent: str) -> None:
    assert asks(await talk.say(words, intent)) == "complaint_text"


async def test_an_answer_of_one_word_is_asked_for_more(talk: Talk) -> None:
    await talk.say("शिकायत करनी है", "complaint")
    answer = await talk.say("बिजली")
    assert (answer.kind, asks(answer)) == ("ask", "complaint_text")


async def test_a_matter_of_no_known_department_is_asked_for_it(talk: Talk, portal: Portal) -> None:
    await talk.say("शिकायत करनी है", "complaint")
    answer = await talk.say("साहब हमारी बात कोई नहीं सुनता, रोज़ टालते रहते हैं")
    assert (answer.kind, asks(answer)) == ("ask", "department")
    assert len(answer.reply["options"]) == 6
    assert asks(await talk.tap(4)) == "district"
    await talk.say("सीहोर जिला, गाँव बिलकिसगंज")
    assert (await lodged(portal, await talk.say("हाँ", "affirm"))).department == "revenue"


async def test_who_does_not_know_the_department_leaves_it_to_the_helpline(talk: Talk, portal: Portal) -> None:
    await talk.say("शिकायत करनी है", "complaint")
    await talk.say("साहब हमारी बात कोई नहीं सुनता, रोज़ टालते रहते हैं")
    assert asks(await talk.say("पता नहीं", "dont_know")) == "district"
    await talk.say("सीहोर जिला, गाँव बिलकिसगंज")
    assert (await lodged(portal, await talk.say("हाँ", "affirm"))).department == "other"


async def test_the_village_may_be_left_out(talk: Talk) -> None:
    await talk.say(f"शिकायत लिखवानी है, {RATION}", "complaint")
    assert (await talk.say("जिला डिंडोरी")).kind == "confirm"


@pytest.mark.parametrize(
    ("words", "district", "block"),
    [
        ("dindori jila, bajag block, gaon chada", "dindori", "Bajag"),
        ("डिण्डौरी ज़िले के समनापुर ब्लॉक में", "dindori", "Samnapur"),
        ("ward 12, arera colony, bhopal", "bhopal", None),
        ("in Ichhawar block of Sehore district", "sehore", "Ichhawar"),
    ],
)
async def test_places_are_understood_in_either_script_and_any_order(
    talk: Talk, portal: Portal, words: str, district: str, block: str | None
) -> None:
    await talk.say(f"शिकायत लिखवानी है, {RATION}", "complaint")
    assert (await talk.say(words)).kind == "confirm"
    where = (await lodged(portal, await talk.say("हाँ", "affirm"))).place
    assert (where.district, where.block) == (district, block)


async def test_a_name_of_a_place_does_not_change_the_language(talk: Talk) -> None:
    await talk.say(
        "The street lights in our lane are out, register a complaint", "complaint", language="en", spoken="en"
    )
    answer = await talk.say("ward 44, Jabalpur", language="hinglish", spoken="en")
    assert (answer.kind, answer.reply["lang"]) == ("confirm", "en")


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("जगह गलत है, जिला मंडला", ("food", "mandla")),
        ("विभाग बदलो, पंचायत विभाग", ("panchayat", "dindori")),
        ("नहीं, जिला मंडला है", ("food", "mandla")),
    ],
)
async def test_what_was_read_back_is_corrected_in_words(
    talk: Talk, portal: Portal, words: str, changed: tuple[str, str]
) -> None:
    await read_back(talk)
    answer = await talk.say(words)
    assert answer.kind == "confirm"
    complaint = await lodged(portal, await talk.say("हाँ", "affirm"))
    assert (complaint.department, complaint.place.district) == changed


async def test_who_says_no_is_asked_what_to_change(talk: Talk, portal: Portal) -> None:
    await read_back(talk)
    answer = await talk.say("नहीं", "deny")
    assert (asks(answer), len(answer.reply["options"])) == ("confirmation", 3)
    assert asks(await talk.tap(1)) == "complaint_text"
    await talk.say("राशन दुकान महीने में एक ही दिन खुलती है")
    assert (await lodged(portal, await talk.say("हाँ", "affirm"))).text == "राशन दुकान महीने में एक ही दिन खुलती है"


async def test_a_question_on_the_side_is_answered_and_the_complaint_goes_on(talk: Talk) -> None:
    await talk.say(f"शिकायत लिखवानी है, {RATION}", "complaint")
    answer = await talk.say("शिकायत का पैसा लगता है क्या, कितना?", "ask_fee")
    assert (answer.kind, asks(answer)) == ("answer", "district")


async def test_why_it_is_asked_is_told(talk: Talk) -> None:
    await talk.say(f"शिकायत लिखवानी है, {RATION}", "complaint")
    answer = await talk.say("क्यों पूछ रहे हो", "why")
    assert "अधिकारी" in answer.reply["text"]
    assert asks(answer) == "district"


async def test_who_drops_it_can_take_it_up_again(talk: Talk) -> None:
    await read_back(talk)
    assert asks(await talk.say("रहने दो")) is None
    answer = await talk.say("जारी रखो", "resume")
    assert answer.kind == "confirm"
    assert RATION in answer.reply["text"]


async def test_the_number_from_which_one_writes_is_on_record(talk: Talk, portal: Portal) -> None:
    chat, mine = await calling(talk)
    answer = await read_back(chat)
    assert f"आखिरी अंक {mine[-2:]}" in answer.reply["text"]
    assert mine not in answer.reply["text"]
    assert (await lodged(portal, await chat.say("हाँ", "affirm"))).mobile == f"+91{mine}"


async def test_on_the_web_a_number_may_be_given_or_not(talk: Talk, portal: Portal) -> None:
    assert "मोबाइल नंबर नहीं दिया" in (await read_back(talk)).reply["text"]
    mine = phone()
    assert f"आखिरी अंक {mine[-2:]}" in (await talk.say(f"मेरा नंबर {mine} है")).reply["text"]
    assert (await lodged(portal, await talk.say("हाँ", "affirm"))).mobile == f"+91{mine}"


async def test_numbers_within_the_words_go_to_the_helpline_as_they_were_said(talk: Talk, portal: Portal) -> None:
    meter = "4455667788"
    await talk.say(f"शिकायत है कि बिजली बिल गलत आया, मीटर नंबर {meter}", "complaint")
    answer = await talk.say(WHERE)
    assert "मीटर नंबर [आपका बताया नंबर]" in answer.reply["text"]
    assert meter not in answer.reply["text"]
    assert meter in ((await lodged(portal, await talk.say("हाँ", "affirm"))).text or "")


async def test_a_location_that_a_channel_sends_says_where(talk: Talk, portal: Portal) -> None:
    await talk.say(f"शिकायत लिखवानी है, {RATION}, जिला डिंडोरी <location:22.95,81.07>", "complaint")
    where = (await lodged(portal, await talk.say("हाँ", "affirm"))).place
    assert (where.latitude, where.longitude) == (22.95, 81.07)


async def attachments(database: Database, complaint: Complaint) -> str:
    rows = await database.do(lambda s: s.scalars(select(ComplaintRow)))
    return next(row.attachments or "" for row in rows if row.number == complaint.number)


async def test_photos_sent_in_the_conversation_go_with_it(talk: Talk, portal: Portal, database: Database) -> None:
    chat, _ = await calling(talk)
    await read_back(chat)
    kept = await portal.documents.keep(chat.id, papers.photo())
    assert "फोटो" in (await chat.say(kept.token)).reply["text"]
    complaint = await lodged(portal, await chat.say("हाँ", "affirm"))
    assert kept.reference in await attachments(database, complaint)
    assert (await portal.documents.attached(kept.reference))[0] == "image/jpeg"


async def test_a_photo_that_is_still_on_its_way_is_waited_for(talk: Talk, portal: Portal, database: Database) -> None:
    reference = "ponmlkjihgfedcba" * 2
    await database.do(lambda s: s.execute(text("DELETE FROM media WHERE id = :id"), {"id": reference}))
    await database.do(lambda s: s.execute(text(COMING), {"id": reference, "session": talk.id}))
    await read_back(talk)
    await talk.say(f"<photo:{reference}>")
    waits = await talk.say("हाँ", "affirm")
    assert (waits.kind, "अभी आ रही है" in waits.reply["text"]) == ("confirm", True)
    await portal.documents.keep(talk.id, papers.photo(), reference)
    complaint = await lodged(portal, await talk.say("हाँ", "affirm"))
    assert reference in await attachments(database, complaint)


COMING = """
INSERT INTO media (id, session_id, provider, message_id, kind, place) VALUES (:id, :session, 'meta', :id, 'image', '')
"""


async def test_whoever_types_another_ones_photo_gets_nothing_by_it(
    talk: Talk, portal: Portal, database: Database
) -> None:
    other = await Talk(talk.client, database).open()
    kept = await portal.documents.keep(other.id, papers.photo())
    await talk.say(f"शिकायत लिखवानी है, {RATION} {kept.token}", "complaint")
    await talk.say(WHERE)
    complaint = await lodged(portal, await talk.say("हाँ", "affirm"))
    assert kept.reference not in await attachments(database, complaint)


async def test_an_open_complaint_on_the_same_matter_is_pointed_out_first(talk: Talk, portal: Portal) -> None:
    chat, mine = await calling(talk)
    old = await complaint(portal, mine, text=RATION, place=WHERE, department="खाद्य विभाग")
    answer = await read_back(chat)
    assert (answer.kind, asks(answer)) == ("ask", "confirmation")
    assert old in answer.reply["text"]
    assert asks(await chat.say("उसी में जोड़ दो")) == "otp"
    done = await chat.say(await chat.code())
    assert old in done.reply["text"]
    owned = await portal.complaints.find(old)
    assert owned
    assert (owned.complaint.text or "").count(RATION) == 2


@pytest.mark.parametrize("words", ["नई दर्ज करो", "नहीं"])
async def test_a_new_one_may_be_lodged_all_the_same(talk: Talk, portal: Portal, words: str) -> None:
    chat, mine = await calling(talk)
    old = await complaint(portal, mine, text=RATION, place=WHERE, department="खाद्य विभाग")
    await read_back(chat)
    assert (await chat.say(words)).kind == "confirm"
    assert (await lodged(portal, await chat.say("हाँ", "affirm"))).number != old


async def test_who_names_another_ones_phone_is_not_told_of_that_ones_complaints(talk: Talk, portal: Portal) -> None:
    victim = phone()
    await complaint(portal, victim, text=RATION, place=WHERE, department="खाद्य विभाग")
    await read_back(talk)
    assert (await talk.say(f"मेरा नंबर {victim} है")).kind == "confirm"


async def test_a_turn_that_is_run_again_lodges_nothing_more(talk: Talk, database: Database) -> None:
    await read_back(talk)
    before = await count(database)
    body = call("action_confirm", "हाँ", "affirm", conversation=talk.conversation, **talk.slots)
    first = (await talk.client.post("/webhook", json=body)).json()
    assert (await talk.client.post("/webhook", json=body)).json() == first
    assert await count(database) == before + 1


async def test_a_yes_whose_answer_was_lost_lodges_nothing_more(
    talk: Talk, database: Database, portal: Portal, dialogues: Any
) -> None:
    await read_back(talk)
    before, kept = await count(database), await dialogues.load(talk.conversation)
    first = await talk.say("हाँ", "affirm")
    # As if the action server had died before it could keep what it did.
    await dialogues.save(talk.conversation, kept)
    again = await talk.say("हाँ", "affirm")
    assert await count(database) == before + 1
    assert (await lodged(portal, again)).number == (await lodged(portal, first)).number


async def test_what_is_told_again_after_a_lost_answer_is_the_same_complaint(
    talk: Talk, database: Database, portal: Portal, dialogues: Any
) -> None:
    whole = f"{RATION}, {WHERE}, शिकायत दर्ज करो"
    before, empty = await count(database), await dialogues.load(talk.conversation)
    await talk.say(whole, "complaint")
    first = await talk.say("हाँ", "affirm")
    await dialogues.save(talk.conversation, empty)
    assert (await talk.say(whole, "complaint")).kind == "confirm"
    assert (await talk.say(whole, "complaint")).kind == "confirm"
    again = await talk.say("हाँ", "affirm")
    assert await count(database) == before + 1
    assert (await lodged(portal, again)).number == (await lodged(portal, first)).number


async def test_when_the_helpline_does_not_answer_the_complaint_waits(
    talk: Talk, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lodge(self: EmbeddedCmHelpline, new: NewComplaint, key: str) -> Complaint:
        raise OutsideUnavailable

    await read_back(talk)
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedCmHelpline, "lodge", lodge)
        answer = await talk.say("हाँ", "affirm")
    assert answer.kind == "error"
    assert "181" in answer.reply["text"]
    assert (await lodged(portal, await talk.say("हाँ भेज दो", "affirm"))).text == RATION


async def test_news_are_offered_to_the_holder_of_the_number_and_kept_as_consent(
    talk: Talk, portal: Portal, database: Database
) -> None:
    chat, _ = await calling(talk)
    await read_back(chat)
    answer = await chat.say("हाँ", "affirm")
    assert asks(answer) == "confirmation"
    number = (await lodged(portal, answer)).number
    owned = await portal.complaints.find(number)
    assert owned
    owner = owned.owner
    assert number in (await chat.say("हाँ", "affirm")).reply["text"]
    assert await database.do(lambda s: consent.answer(s, "elsewhere", "notices", owner)) is True
    assert (await chat.say("खबर बंद करो", "nlu_fallback")).kind == "consent"
    assert await database.do(lambda s: consent.answer(s, "elsewhere", "notices", owner)) is False


async def test_news_are_not_offered_to_who_named_some_phone(talk: Talk) -> None:
    await read_back(talk)
    await talk.say(f"मेरा नंबर {phone()} है")
    assert asks(await talk.say("हाँ", "affirm")) is None


async def test_a_question_after_lodging_is_answered_and_nothing_asked_again(talk: Talk) -> None:
    chat, _ = await calling(talk)
    await read_back(chat)
    await chat.say("हाँ", "affirm")
    answer = await chat.say("181 में संतुष्ट न हुई तो कहाँ अपील करें?", "ask_appeal")
    assert (answer.kind, asks(answer)) == ("answer", None)


async def test_what_was_just_lodged_is_followed_without_its_number(talk: Talk, portal: Portal) -> None:
    await read_back(talk)
    number = (await lodged(portal, await talk.say("हाँ", "affirm"))).number
    answer = await talk.say("इसकी स्थिति बताओ", "nlu_fallback")
    assert answer.kind == "complaint_status"
    assert number in answer.reply["text"]


HOSTILE = ["'; DROP TABLE complaints; --", '=HYPERLINK("http://x.example","क्लिक")', "{text} %s $1 \\x00 <script>"]


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_hostile_words_are_kept_as_words(talk: Talk, portal: Portal, database: Database, hostile: str) -> None:
    await talk.say("शिकायत करनी है", "complaint")
    await talk.say(f"राशन दुकान बंद रहती है {hostile}")
    answer = await talk.say(WHERE)
    assert hostile in answer.reply["text"]
    complaint = await lodged(portal, await talk.say("हाँ", "affirm"))
    assert complaint.text == f"राशन दुकान बंद रहती है {hostile}"
    assert await count(database) > 0


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "=+", " =", "-@"])
async def test_no_words_reach_the_officers_as_a_formula(talk: Talk, portal: Portal, sign: str) -> None:
    await talk.say("शिकायत करनी है", "complaint")
    await talk.say(f"{sign}HYPERLINK राशन दुकान बंद रहती है")
    await talk.say(WHERE)
    complaint = await lodged(portal, await talk.say("हाँ", "affirm"))
    assert complaint.text == "HYPERLINK राशन दुकान बंद रहती है"


async def test_a_question_after_the_way_lodges_nothing(talk: Talk) -> None:
    answer = await talk.say("181 पर शिकायत कैसे करें", "complaint")
    assert (answer.kind, answer.lead, asks(answer)) == ("complaint", None, None)
    assert "cmhelpline.mp.gov.in" in answer.reply["text"]


async def test_what_only_looks_like_a_complaint_is_answered_by_the_records(client: httpx.AsyncClient) -> None:
    body = call("action_complaint", "लाड़ली बहना का पैसा कब आता है", "complaint", sure=0.35)
    replies = [sent["custom"] for sent in (await client.post("/webhook", json=body)).json()["responses"]]
    assert [reply["meta"]["topic"] for reply in replies] == ["ladli_behna"]


@pytest.mark.parametrize("words", ["what is the status", "शिकायत की स्थिति क्या है", "status batao"])
async def test_to_ask_how_it_stands_is_no_matter_of_a_new_complaint(talk: Talk, words: str) -> None:
    assert (await talk.say("मुझे शिकायत करनी है", "complaint")).reply["meta"]["asks"] == "complaint_text"
    answer = await talk.say(words, "complaint_status")
    assert asks(answer) in ("complaint_number", "phone"), answer.reply["text"]


@pytest.mark.parametrize("words", ["नहीं रुकिए, ब्लॉक बजाग नहीं समनापुर है", "no wait, not Bajag, the block is Samnapur"])
async def test_a_name_may_be_put_right_before_it_is_sent(talk: Talk, words: str) -> None:
    await read_back(talk)
    answer = await talk.say(words, "deny", sure=0.6)
    assert (answer.kind, asks(answer)) == ("confirm", "confirmation"), answer.reply["text"]
    assert "समनापुर" in answer.reply["text"]
    assert "बजाग" not in answer.reply["text"]


async def test_who_takes_it_back_and_tells_why_is_left_alone(talk: Talk, database: Database) -> None:
    await read_back(talk)
    before = await count(database)
    answer = await talk.say("रहने दीजिए, दुकान आज खुल गई है", "complaint", sure=0.5)
    assert (answer.kind, asks(answer)) == ("smalltalk", None), answer.reply["text"]
    assert await count(database) == before
