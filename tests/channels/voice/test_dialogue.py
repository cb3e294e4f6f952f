from __future__ import annotations

import pytest

from channels.voice.exotel.exoml import ExoMl
from channels.voice.kookoo.tunes import Tunes
from channels.voice.model import HangUp, Plan, Say
from tests.channels.voice.calling import PROVIDERS, Exchange, said


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_call_is_welcomed_in_hindi_with_english_on_a_key(telephone: Exchange, provider: str) -> None:
    caller = await telephone.caller(provider).dial()
    assert [spoken.language for spoken in caller.lately] == ["hi", "en"]
    assert "जन सहायक" in caller.words
    assert "press two" in caller.words
    assert sum(len(spoken.text) for spoken in caller.lately) <= 90


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_the_main_menu_is_chosen_from_by_keys(telephone: Exchange, provider: str) -> None:
    caller = await telephone.in_menu(provider)
    assert "योजना के लिए तीन" in caller.words
    telephone.bot.answers["menu:schemes"] = said("कौन सी योजना?", kind="ask", asks="topic")
    assert "कौन सी योजना" in await caller.press("3")
    assert telephone.bot.turns[-1]["kind"] == "choice"
    assert telephone.bot.turns[-1]["metadata"]["channel"] == "voice"


async def test_english_is_spoken_after_two(telephone: Exchange) -> None:
    caller = await telephone.caller().dial()
    assert "What do you need" in await caller.press("2")
    assert {spoken.language for spoken in caller.lately} == {"en"}


@pytest.mark.parametrize("provider", ["twilio", "plivo"])
async def test_a_question_may_be_spoken_at_once(telephone: Exchange, provider: str) -> None:
    telephone.bot.answers["लाड़ली बहना क्या है"] = said("हर महीने ₹1,500 मिलते हैं।", topic="ladli_behna")
    caller = await telephone.caller(provider).dial()
    assert "एक हज़ार पाँच सौ रुपये" in await caller.say("लाड़ली बहना क्या है")


async def test_a_long_answer_is_heard_in_portions(telephone: Exchange) -> None:
    sentences = [
        f"यह वाक्य {word} है और थोड़ा लंबा है ताकि एक बार में सब न सुनना पड़े।"
        for word in ("पहला", "बीच का", "आगे का", "आखिरी") * 3
    ]
    telephone.bot.answers["लंबा"] = said(" ".join(sentences), topic="sambal")
    caller = await telephone.in_menu()
    heard = await caller.say("लंबा")
    portions = []
    while "और सुनने के लिए एक दबाइए" in heard:
        portions.append(caller.lately[0].text)
        heard = await caller.press("1")
    portions.append(caller.lately[0].text)
    assert len(portions) >= 3
    assert all(len(portion) <= 250 for portion in portions)
    assert " ".join(portions) == " ".join(sentences)


async def test_more_may_be_asked_for_in_words(telephone: Exchange) -> None:
    telephone.bot.answers["लंबा"] = said("एक वाक्य है यह बहुत लंबा। " * 20, topic="sambal")
    caller = await telephone.in_menu()
    await caller.say("लंबा")
    before = len(telephone.bot.turns)
    assert "और सुनने के लिए" in await caller.say("आगे सुनाओ")
    assert len(telephone.bot.turns) == before


@pytest.mark.parametrize("provider", ["twilio", "plivo"])
async def test_who_asks_to_be_spoken_to_slowly_is_from_then_on(telephone: Exchange, provider: str) -> None:
    telephone.bot.answers["कागज़ क्या लगेंगे"] = said("आधार और समग्र।", topic="sambal")
    caller = await telephone.in_menu(provider)
    menu, turns = caller.words, len(telephone.bot.turns)
    assert await caller.say("थोड़ा धीरे बोलिए") == menu
    assert len(telephone.bot.turns) == turns
    assert "आधार और समग्र" in await caller.say("कागज़ क्या लगेंगे, और धीरे-धीरे बताना")
    _, document, _ = await caller._request(caller.hooks[-1])
    assert b"<prosody rate=" in document


async def test_kookoo_speaks_slowly_by_an_attribute_and_exotel_as_it_can(telephone: Exchange) -> None:
    slow = Plan(1, (Say("नमस्ते", "hi", slowly=True),), HangUp())
    assert b'speed="2"' in Tunes("https://x.example").render(slow, "sid")
    assert b"prosody" not in ExoMl("https://x.example", "woman").render(slow)


async def test_nine_repeats_everywhere(telephone: Exchange) -> None:
    caller = await telephone.in_menu()
    menu = caller.words
    assert await caller.press("9") == menu
    assert await caller.press("9") == menu


async def test_star_goes_back_to_what_was_heard_before(telephone: Exchange) -> None:
    telephone.bot.answers["menu:schemes"] = said("यह उत्तर है।", topic="sambal")
    caller = await telephone.in_menu()
    menu = caller.words
    await caller.press("3")
    assert await caller.press("*") == menu


async def test_after_an_answer_the_other_sections_are_offered_by_key(telephone: Exchange) -> None:
    sections = {"topic:sambal:benefits": "कितना मिलता है", "topic:sambal:documents": "कागज़"}
    telephone.bot.answers["about:sambal"] = said("क्या जानना है?", kind="ask", asks="topic", options=sections)
    telephone.bot.answers["topic:sambal:documents"] = said("आधार और समग्र।", topic="sambal", section="documents")
    caller = await telephone.hearing(said("यह उत्तर है।", topic="sambal"), "kookoo")
    assert "इसी के बारे में और जानने के लिए एक दबाइए" in caller.words
    assert "कितना मिलता है तो एक दबाइए। कागज़ के लिए दो" in await caller.press("1")
    assert "आधार और समग्र" in await caller.press("2")


async def test_the_keys_after_an_answer_are_told_in_full_twice_then_in_short(telephone: Exchange) -> None:
    telephone.bot.answers["सवाल"] = said("यह उत्तर है।", topic="sambal")
    caller = await telephone.in_menu()
    told = [await caller.say("सवाल") for _ in range(3)]
    assert ["आठ" in words for words in told] == [True, True, False]
    assert all("इसी के बारे में और जानने के लिए एक" in words for words in told)


async def test_more_than_five_options_come_in_steps(telephone: Exchange) -> None:
    options = {
        f"topic:t{number}:summary": f"योजना {word}" for number, word in enumerate(("क", "ख", "ग", "घ", "च", "छ", "ज"))
    }
    telephone.bot.answers["topic:t5:summary"] = said("छठी योजना।", topic="t5")
    caller = await telephone.hearing(said("कौन सी?", kind="disambiguate", options=options))
    assert "और विकल्पों के लिए पाँच" in caller.words
    assert "योजना छ के लिए दो" in await caller.press("5")
    assert "छठी योजना" in await caller.press("2")


async def test_a_number_is_typed_and_ended_with_hash(telephone: Exchange) -> None:
    telephone.bot.answers["menu:status"] = said("शिकायत नंबर बताइए।", kind="ask", asks="complaint_number")
    telephone.bot.answers["<number:1>"] = said("शिकायत पर काम चल रहा है।", kind="complaint_status")
    caller = await telephone.in_menu("kookoo")
    await caller.press("2")
    assert caller.listening.digits == 12
    assert "काम चल रहा है" in await caller.press("33120674#")
    assert telephone.bot.turns[-1]["value"] == "<number:1>"


async def test_a_single_digit_is_typed_with_a_zero_before_it(telephone: Exchange) -> None:
    telephone.bot.answers["9"] = said("ठीक है।", kind="eligibility")
    caller = await telephone.hearing(said("कितने बच्चे हैं?", kind="ask", asks="children"), "exotel")
    assert "शून्य पाँच" in caller.words
    assert "ठीक है" in await caller.press("09#")


async def test_none_is_zero_twice(telephone: Exchange) -> None:
    telephone.bot.answers["0"] = said("कोई नहीं।", kind="eligibility")
    caller = await telephone.hearing(said("कितने बच्चे हैं?", kind="ask", asks="children"), "kookoo")
    assert "कोई नहीं" in await caller.press("00#")


async def test_a_date_is_eight_digits(telephone: Exchange) -> None:
    telephone.bot.answers["05-03-1990"] = said("ठीक है।", kind="eligibility")
    caller = await telephone.hearing(said("जन्म की तारीख क्या है?", kind="ask", asks="birth_date"), "kookoo")
    assert "आठ अंक" in caller.words
    assert caller.listening.digits == 8
    assert "ठीक है" in await caller.press("05031990#")


async def test_what_is_not_known_is_said_by_a_key(telephone: Exchange) -> None:
    telephone.bot.answers["पता नहीं"] = said("कोई बात नहीं।", kind="ask")
    caller = await telephone.hearing(said("साल की आमदनी कितनी है?", kind="ask", asks="income"), "kookoo")
    assert "पता न हो तो सात" in caller.words
    assert "कोई बात नहीं" in await caller.press("7#")


@pytest.mark.parametrize(
    ("asks", "told", "said_then"),
    [
        ("complaint_number", "नंबर न हो तो सात", "नंबर नहीं है"),
        ("application_number", "नंबर न हो तो सात", "नंबर नहीं है"),
        ("otp", "नया कोड चाहिए तो सात", "नया कोड भेजो"),
    ],
)
async def test_who_has_no_number_or_code_says_so_by_a_key(
    telephone: Exchange, asks: str, told: str, said_then: str
) -> None:
    telephone.bot.answers[said_then] = said("ठीक है।", kind="ask")
    caller = await telephone.hearing(said("नंबर बताइए। न हो तो कहिए, नंबर नहीं है।", kind="ask", asks=asks), "kookoo")
    assert told in caller.words
    assert "कहिए" not in caller.words
    assert "ठीक है" in await caller.press("7#")


async def test_a_number_that_may_be_left_out_is_typed_or_left_out_by_a_key(telephone: Exchange) -> None:
    asked = said("समग्र आईडी क्या है?", kind="ask", asks="samagra_id", options={"task:skip": "छोड़ें"})
    telephone.bot.answers["task:skip"] = said("ठीक है, छोड़ दिया।", kind="ask")
    telephone.bot.answers["<number:1>"] = said("मिल गई।", kind="ask")
    for call, keys, heard in (("CA1", "7#", "छोड़ दिया"), ("CA2", "123456789#", "मिल गई")):
        caller = await telephone.hearing(asked, "kookoo", number="anonymous", call_id=call)
        assert "अंक दबाकर हैश दबाइए। छोड़ें तो सात दबाइए।" in caller.words
        assert heard in await caller.press(keys)


async def test_what_to_say_is_told_where_it_can_be_said(telephone: Exchange) -> None:
    asked = said("नंबर बताइए। न हो तो कहिए, नंबर नहीं है।", kind="ask", asks="complaint_number")
    caller = await telephone.hearing(asked, "twilio")
    assert "न हो तो कहिए, नंबर नहीं है" in caller.words


async def test_a_label_that_was_cut_is_said_in_full(telephone: Exchange) -> None:
    asked = said("किस विभाग की?", kind="ask", asks="department")
    asked["options"] = [
        {"choice": "task:a", "label": "पंचायत एवं ग्रामीण विकास विभाग (गाँव)", "short_label": "पंचायत एवं ग्रामीण व"},
        {"choice": "task:b", "label": "ऊर्जा विभाग", "short_label": "बिजली"},
    ]
    caller = await telephone.hearing(asked, "kookoo")
    assert "पंचायत एवं ग्रामीण विकास विभाग के लिए एक दबाइए। बिजली के लिए दो।" in caller.words


async def test_yes_and_no_are_one_and_two(telephone: Exchange) -> None:
    telephone.bot.answers["नहीं"] = said("पहले समग्र बनवाइए।", kind="eligibility")
    caller = await telephone.hearing(said("क्या आपके पास समग्र आईडी है?", kind="ask", asks="samagra_registered"), "kookoo")
    assert "हाँ के लिए एक दबाइए" in caller.words
    assert "पहले समग्र" in await caller.press("2")


async def test_a_district_is_found_by_keys_alone(telephone: Exchange) -> None:
    telephone.bot.answers["मंडला"] = said("ठीक है।", kind="ask")
    caller = await telephone.hearing(said("आपका जिला कौन सा है?", kind="ask", asks="district"), "kookoo")
    heard = caller.words
    assert "जबलपुर के लिए तीन" in heard
    heard = await caller.press("3")
    for _ in range(3):
        if "मंडला" in heard:
            break
        heard = await caller.press("5")
    key = heard.partition("मंडला के लिए ")[2].split()[0]
    assert "ठीक है" in await caller.press(str(("एक", "दो", "तीन", "चार", "पाँच").index(key.rstrip("।")) + 1))


async def test_who_does_not_know_his_division_hears_all_districts_by_name(telephone: Exchange) -> None:
    caller = await telephone.hearing(said("कहाँ की बात है? गाँव और जिला बताइए।", kind="ask", asks="district"), "kookoo")
    heard = caller.words
    assert heard.startswith("कहाँ की बात है? अपना संभाग चुनिए।")
    for _ in range(4):
        if "सब जिलों की सूची" in heard:
            break
        heard = await caller.press("5")
    key = heard.partition("सब जिलों की सूची के लिए ")[2].split()[0].rstrip("।")
    heard = await caller.press(str(("एक", "दो", "तीन", "चार", "पाँच").index(key) + 1))
    assert "अनूपपुर" in heard


async def test_silence_is_met_in_short_then_by_keys_only_then_with_a_way_to_a_person(telephone: Exchange) -> None:
    caller = await telephone.in_menu()
    full = caller.words
    first = await caller.stay_silent()
    assert "आवाज़ नहीं आई" in first
    assert len(first) < len(full) + 30
    listened = [caller.listening.speech]
    second = await caller.stay_silent()
    assert "बटन" in second
    assert [*listened, caller.listening.speech] == [True, False]
    assert "वापस फ़ोन के लिए एक" in await caller.stay_silent()
    assert "फ़ोन रख रहे हैं" in await caller.stay_silent()
    assert caller.over


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_silence_never_ends_a_call_without_a_word(telephone: Exchange, provider: str) -> None:
    caller = await telephone.in_menu(provider)
    for _ in range(6):
        if caller.over:
            break
        await caller.stay_silent()
    assert caller.over
    assert any("नमस्ते" in spoken.text for spoken in caller.lately)


async def test_what_is_asked_again_in_short_is_the_question(telephone: Exchange) -> None:
    asked = said("समझ लिया। शादी हुई है? महीने और साल भी बताइए।", kind="ask", asks="married")
    caller = await telephone.hearing(asked)
    assert "आपकी आवाज़ नहीं आई। शादी हुई है? बोलिए, या हाँ" in await caller.stay_silent()


async def test_a_question_that_is_understood_is_listened_to_again(telephone: Exchange) -> None:
    telephone.bot.answers["menu:schemes"] = said("कौन सी योजना?", kind="ask", asks="topic")
    caller = await telephone.in_menu()
    await caller.stay_silent()
    await caller.stay_silent()
    assert not caller.listening.speech
    await caller.press("3")
    assert caller.listening.speech


async def test_somebody_who_presses_wrong_keys_is_never_hung_up_on(telephone: Exchange) -> None:
    caller = await telephone.in_menu()
    for _ in range(8):
        heard = await caller.press("6")
    assert "मुख्य मेनू के लिए दो" in heard
    assert not caller.over


async def test_the_words_to_expect_are_those_of_the_choices_the_topics_and_the_question(telephone: Exchange) -> None:
    telephone.bot.answers["सवाल"] = said("यह उत्तर है।", topic="sambal", names=["संबल 2.0"])
    telephone.bot.answers["जिला"] = said("आपका जिला कौन सा है?", kind="ask", asks="district")
    caller = await telephone.in_menu()
    assert caller.listening.hints[:2] == ("शिकायत", "शिकायत की स्थिति")
    await caller.say("सवाल")
    assert caller.listening.hints[0] == "संबल दो"
    await caller.say("जिला")
    assert {"मंडला", "संबल दो", "पेंशन"} <= set(caller.listening.hints)


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        ("शादी हुई है? अविवाहित, विवाहित, या विधवा?", "शादी हुई है?"),
        ("आवेदन अविवाहित के लिए है या विवाहित के लिए?", "आवेदन अविवाहित के लिए है या विवाहित के लिए?"),
        ("समझ लिया। आप विवाहित हैं या विधवा?", "समझ लिया। आप विवाहित हैं या विधवा?"),
        ("आपके काम की ये हैं, अविवाहित, विवाहित। एक का नाम कहिए।", "आपके काम की ये हैं।"),
        ("बताइए। विवाहित, विधवा।", "बताइए।"),
    ],
)
async def test_choices_are_not_read_twice(telephone: Exchange, question: str, heard: str) -> None:
    options = {"task:unmarried": "अविवाहित (कुँवारे)", "task:married": "विवाहित", "task:widowed": "विधवा"}
    caller = await telephone.hearing(said(question, kind="ask", asks="marital_status", options=options), "kookoo")
    assert caller.words == f"{heard} अविवाहित के लिए एक दबाइए। विवाहित के लिए दो। विधवा के लिए तीन।"


async def test_an_unclear_word_is_asked_for_again(telephone: Exchange) -> None:
    caller = await telephone.in_menu()
    before = len(telephone.bot.turns)
    assert "समझ नहीं आया" in await caller.say("कखग", confidence=0.1)
    assert len(telephone.bot.turns) == before


async def test_a_key_without_meaning_is_said_to_have_none(telephone: Exchange) -> None:
    caller = await telephone.in_menu()
    assert "कोई काम नहीं" in await caller.press("7")


async def test_zero_without_a_person_offers_to_call_back(telephone: Exchange) -> None:
    telephone.bot.answers["0"] = said("181 पर फोन कीजिए।", kind="handoff")
    caller = await telephone.in_menu()
    assert "वापस फ़ोन के लिए एक" in await caller.press("0")
    heard = await caller.press("1")
    assert "फ़ोन किया जाएगा" in heard
    assert "एक आठ एक" in heard
    rows = await telephone.served.here.database.rows(
        "SELECT count(*) FROM call_backs JOIN calls ON calls.id = call WHERE call_id = %(id)s", {"id": caller.call_id}
    )
    assert rows == [(1,)]
