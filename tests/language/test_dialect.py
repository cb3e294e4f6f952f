import pytest

from language import dialect
from language.dialect import standard
from language.normalise import normalise


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("कित्ती मिलहै", "कितनी मिलेगा"),
        ("किते जाने परहै", "कहाँ जाने पडेगा"),
        ("का का कागद लगत हैं", "क्या क्या कागज लगता हैं"),
        ("फारम कइसे भरबे", "फारम कैसे भरने"),
        ("म्हारो नाम जुड़ेगो", "मेरा नाम जुडेगा"),
        ("हमाए लाने कछू नइयां", "हमारे लाने कुछ नहीं"),
        ("पेंशन के लाने", "पेंशन के लिए"),
        ("कार्ड बनवाहै", "कार्ड बनवाएगा"),
        ("एका वास्ते फारम भरनो पड़से", "इसके लिए फारम भरना पड़ेगा"),
        ("ने दूजी किस्त?", "और दूजी किस्त?"),
        ("बूढ़न की पिंसिन", "बूढ़ों की पेंशन"),
        ("अंत्योदय वाळा", "अंत्योदय वाला"),
        ("हमाओ ब्याव नईं भओ, शादी नहीं भई", "हमारा ब्याव नहीं हुआ, शादी नहीं हुई"),
    ],
)
def test_what_dialects_say_is_read_as_standard_hindi(said: str, meant: str) -> None:
    assert normalise(said) == normalise(meant)


@pytest.mark.parametrize(
    "said",
    [
        "राशन लाने के लिए", "लागत कितनी है", "शिकायत दर्ज करो", "बचत खाता", "दूसरी परत", "पंचायत में", "भरत का नाम",
        "पिता का होना", "नई मशीन", "सहमत हैं", "मन्नत मानत", "कस्बे में डिब्बे", "यह मेरा है", "वे अच्छे हैं",
        "किसान ने कहा", "घर से निकले",
    ],
)  # fmt: skip
def test_standard_hindi_stays_as_it_is(said: str) -> None:
    assert standard(said) == said


def test_a_text_reads_the_same_when_it_is_read_again() -> None:
    once = normalise("मोड़ी के ब्याव के लाने का का मिलत है, कित्ते दिना में मिलहै")
    assert normalise(once) == once


def test_no_word_of_standard_hindi_that_is_put_in_is_taken_out_again() -> None:
    table = dialect._words()
    assert not {meant for meant in table.values() if meant in table}
