import pytest

from language.normalise import normalise
from language.phonetic import frame, sound

# Each line: a Hindi word and the ways people write it in Latin letters or otherwise.
MEETING = [
    "",
    "साँप सांप saanp saamp",
    "लाड़ली लाडली ladli laadli ladali",
    "बहना behna bahna bahana bahena",
    "योजना yojana yojna yojanaa",
    "संबल सम्बल sambal sambhal",
    "पेंशन पेन्शन pension penshan",
    "किसान kisan kisaan",
    "विधवा vidhva vidhwa",
    "आयुष्मान ayushman aayushman aayushmaan",
    "समग्र samagra samgra",
    "आवास awas aawas avas",
    "राशन ration rashan",
    "छात्रवृत्ति chhatravritti chatravriti",
    "प्रसूति prasuti prasooti",
    "लक्ष्मी laxmi lakshmi",
    "कन्या kanya",
    "विवाह vivah",
    "मुख्यमंत्री मुख्यमन्त्री mukhyamantri mukhyamantree",
    "प्रधानमंत्री pradhanmantri",
    "जाति jati jaati",
    "प्रमाण praman pramaan",
    "मूल mool mul",
    "निवासी niwasi nivasi nivaasi",
    "जन्म janm janam",
    "बिजली bijli bijlee",
    "शिकायत shikayat sikayat shikaayat",
    "कागज काग़ज़ kagaz kagaj kaagaz",
    "दस्तावेज dastavej dastawez dastavez",
    "पैसा paisa",
    "फीस fees fis",
    "ज़मीन जमीन zameen jameen jamin",
    "खसरा khasra",
    "नामांतरण namantaran",
    "भोपाल bhopal",
    "उज्जैन ujjain",
    "ग्वालियर gwaliyar",
    "हिंदी हिन्दी hindi hindee",
    "अंग्रेजी angrezi angreji",
    "मज़दूर mazdoor majdoor majdur",
    "बीमा bima beema",
    "फसल fasal phasal",
    "सूची suchi soochi",
    "स्कूटी scooty skooti",
    "उज्ज्वला ujjwala ujjvala ujwala",
    "महीना mahina maheena",
    "हज़ार hazar hajar hazaar",
    "बच्चा bachcha baccha bachha",
    "बच्ची bachchi bacchi",
    "ज्ञान gyan",
    "ऋण rin",
    "कृषि krishi",
    "श्रमिक shramik sramik",
    "शहर shahar shehar sheher",
    "नहर nahar nehar",
    "पहला pahla pehla",
    "कर्मकार karmkar karmakar",
    "अनुदान anudan anudaan",
    "स्वरोजगार swarojgar swarozgar",
    "उद्यम udyam",
    "क्रांति क्रान्ति kranti kraanti",
    "सीखो seekho sikho",
    "दिव्यांग divyang divyaang",
    "कल्याणी kalyani",
    "निकाह nikah",
    "तीर्थ teerth tirth",
    "पंचायत panchayat",
    "पढ़ाई padhai padhaai",
    "सिंचाई sinchai sinchaai",
    "सफाई safai saphai",
    "कमाई kamai kamaai",
    "भाई bhai bhaai",
    "महंगाई mahangai mehngai",
    "है hai",
    "में me",
    "आवेदन avedan aavedan awedan",
    "पात्रता patrata paatrata",
    "",
]
DIFFERENT = [
    ("पिता", "पति"), ("जन्म", "जमीन"), ("मकान", "मकई"), ("गाय", "गांव"), ("किसान", "कृषि"), ("दान", "दिन"),
    ("पेंशन", "पासबुक"), ("फीस", "फोन"), ("kal", "kul"), ("सीधी", "शादी"), ("बेटी", "बेटा"), ("संबल", "सबल"),
    ("विवाह", "विधवा"), ("बिजली", "बीज"), ("खाद", "खेत"), ("pension", "passion"), ("land", "loan"), ("ration", "reason"),
    ("मृत्यु", "मित्र"), ("आय", "आयु"), ("जाति", "जीत"), ("स्कूटी", "स्कूल"), ("लाड़ली", "लड़का"),
]  # fmt: skip


@pytest.mark.parametrize("line", [line for line in MEETING if line], ids=lambda line: str(line).split()[-1])
def test_every_usual_spelling_of_a_word_is_heard_alike(line: str) -> None:
    first, *others = line.split()
    expected = sound(normalise(first))
    assert {other: sound(normalise(other)) for other in others} == dict.fromkeys(others, expected)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_unlike_words_are_heard_as_different(one: str, other: str) -> None:
    assert sound(normalise(one)) != sound(normalise(other))


def test_numbers_and_words_of_other_scripts_stay_as_they_are() -> None:
    assert [sound(word) for word in ("181", "₹", "தமிழ்", "2.5")] == ["181", "₹", "தமிழ்", "2.5"]


def test_the_frame_of_a_word_is_its_consonants() -> None:
    assert frame("समग्र") == frame("samagra") == "smgr"


@pytest.mark.parametrize(("hindi", "latin"), [("आवास", "awas"), ("उज्ज्वला", "ujjwala"), ("ई", "ee")])
def test_the_frame_remembers_that_a_word_begins_with_a_vowel(hindi: str, latin: str) -> None:
    assert frame(normalise(hindi)) == frame(latin)
    assert frame(latin).startswith("A")
