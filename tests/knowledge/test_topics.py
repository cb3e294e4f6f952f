import pytest

from knowledge.base import KnowledgeBase, subject_of
from knowledge.search.topics import TopicIndex
from tests.knowledge.made import HashEncoder, raw, record, section

NAMED = {
    "ladli_behna": "ladli behna|लाड़ली बहना|laadli bahana yojna|लाडली बहना योजना",
    "pm_kisan": "pm kisan|PM-KISAN|पीएम किसान|किसान सम्मान निधि|kisan samman nidhi",
    "ayushman": "ayushman card|आयुष्मान कार्ड|aayushman bharat",
    "caste_certificate_sc_st": "sc st caste certificate|एससी एसटी जाति प्रमाण पत्र",
    "domicile_certificate": "mool niwasi|मूल निवासी प्रमाण पत्र|domicile certificate",
    "income_certificate": "income certificate|आय प्रमाण पत्र|aay praman patra",
    "gaon_ki_beti": "gaon ki beti|गाँव की बेटी|gaav ki beti yojna",
    "electricity_new_connection": "naya bijli connection|बिजली का नया कनेक्शन|new electricity connection",
    "rti_application": "rti|आरटीआई|right to information application",
    "kcc": "kcc loan|किसान क्रेडिट कार्ड|kisan credit card|केसीसी",
    "teerth_darshan": "teerth darshan|तीर्थ दर्शन योजना|tirth darshan",
    "samagra_id_registration": "samagra id|समग्र आईडी",
    "pmay_gramin": "pradhanmantri awas gramin|प्रधानमंत्री आवास ग्रामीण",
    "ladli_laxmi": "ladli laxmi|लाड़ली लक्ष्मी|laadli lakshmi yojana",
    "driving_licence": "driving licence|ड्राइविंग लाइसेंस",
}
NEEDED = {
    "ujjwala": "gareeb aurat ko muft gas connection",
    "pmay_gramin": "pucca house money for a village family",
    "ayushman": "money for treatment in hospital up to five lakh",
    "ladli_laxmi": "बेटी पैदा होने पर पैसा",
    "funeral_assistance": "अंतिम संस्कार के लिए मदद",
}


@pytest.mark.parametrize(
    ("topic", "text"), [(topic, text) for topic, texts in NAMED.items() for text in texts.split("|")]
)
def test_a_name_is_found_in_either_script(knowledge: KnowledgeBase, topic: str, text: str) -> None:
    assert knowledge.topics.rank(text)[0].id == topic


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("laptop", "lapptop yojna"), ("kanya_vivah", "mukhymantri kanya vivah yojna"), ("ayushman", "aayusman card"),
        ("sambal", "sambhal card"), ("ujjwala", "ujwala gas"), ("scooty", "skuti yojana"),
        ("ladli_behna", "ladli bahna ka form"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_found(knowledge: KnowledgeBase, topic: str, text: str) -> None:
    assert topic in [found.id for found in knowledge.topics.rank(text, 2)]


@pytest.mark.parametrize(("topic", "text"), NEEDED.items())
def test_a_need_described_in_other_words_is_found(knowledge: KnowledgeBase, topic: str, text: str) -> None:
    assert topic in [found.id for found in knowledge.topics.rank(text, 4)]


def test_a_question_kept_with_a_section_tells_it_from_others_and_no_record() -> None:
    asked = {"hi": [], "hinglish": [], "en": ["may the mouth be wider than ten feet", "who lines it with bricks"]}
    sections = raw()["sections"]
    kuan = record("kuan", sections=sections | {"validity": section() | {"asked": asked}})
    talab = record("talab", sections=sections | {"validity": section()})
    index = TopicIndex([subject_of(kuan), subject_of(talab)], HashEncoder())
    found = {topic.id: topic for topic in index.rank("can its mouth be wider")}
    assert found["kuan"].evidence == found["talab"].evidence
    assert max(found["kuan"].sections, key=found["kuan"].sections.__getitem__) == "validity"


def test_a_record_far_down_can_be_looked_at_too(knowledge: KnowledgeBase) -> None:
    assert knowledge.topics.one("ladli_behna", "driving licence").id == "ladli_behna"


def test_candidates_come_best_first_and_no_more_than_asked(knowledge: KnowledgeBase) -> None:
    scores = [topic.score for topic in knowledge.topics.rank("pension", 5)]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


def test_a_name_scores_far_above_words_about_nothing(knowledge: KnowledgeBase) -> None:
    named, nothing = (knowledge.topics.rank(text)[0].score for text in ("ladli behna yojana", "xyzzy plugh quux"))
    assert named > 2 * nothing


@pytest.mark.parametrize("text", ["", "?", "👍", "क्या है", "123"])
def test_a_text_without_content_still_has_a_ranking(knowledge: KnowledgeBase, text: str) -> None:
    assert len(knowledge.topics.rank(text)) == 8


def test_every_record_is_found_by_its_own_name_among_the_first_two(knowledge: KnowledgeBase) -> None:
    missed = [
        record.id
        for id, record in knowledge.records.items()
        if id == record.id
        for name in (record.name.hi, record.name.en)
        if record.id not in [topic.id for topic in knowledge.topics.rank(name, 2)]
    ]
    assert missed == []
