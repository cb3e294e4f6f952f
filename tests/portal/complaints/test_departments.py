from __future__ import annotations

import pytest

from portal.complaints.departments import Matter, clear_matter, departments, matter_of, named_department, suggested

MATTERS = {
    "गाँव की राशन दुकान पर दुकानदार तौल में दो किलो कम देता है": Matter("food", "ration"),
    "street lights in our lane have been off for a month": Matter("urban", "street_light"),
    "hamare ward ki nali jaam hai, gandagi ghar me aa rahi": Matter("urban", "drain"),
    "मनरेगा में काम किया पर चार महीने से मजदूरी नहीं आई": Matter("panchayat", "mgnrega"),
    "पटवारी सीमांकन के लिए तीन हज़ार रुपये माँग रहा है": Matter("revenue", "land_record"),
    "teacher of govt school not coming since 20 days": Matter("school_education", "school"),
    "हैंडपंप दो महीने से खराब है": Matter("rural_water", "hand_pump"),
    "bijli ka bill bahut zyada aaya": Matter("energy", "power_bill"),
    "आंगनवाड़ी हफ्ते में दो दिन खुलती है": Matter("women_child", "anganwadi"),
}


@pytest.mark.parametrize(("words", "matter"), MATTERS.items())
def test_what_a_complaint_is_about_is_suggested_from_its_words(words: str, matter: Matter) -> None:
    assert clear_matter(words) == matter


@pytest.mark.parametrize("words", ["मेरी कोई नहीं सुनता", "hello", "", "i am very angry"])
def test_where_nothing_tells_nothing_is_suggested(words: str) -> None:
    assert suggested(words) == []


def test_a_department_is_named_only_where_it_is_called_one_or_asked_for() -> None:
    assert named_department("विभाग खाद्य वाला है") == "food"
    assert named_department("बिजली विभाग के खिलाफ") == "energy"
    assert named_department("तहसील", asked=True) == "revenue"
    assert named_department("तहसील में भीड़ है") is None


def test_of_a_department_the_fitting_subject_is_taken_else_its_first() -> None:
    assert matter_of("urban", "नाली जाम है").subject == "drain"
    assert matter_of("police", "मेरी कोई नहीं सुनता").subject == next(iter(departments()["police"].subjects))


def test_every_department_and_subject_has_its_name_in_both_languages_and_words_to_know_it_by() -> None:
    for name, row in departments().items():
        assert row.name.hi
        assert row.name.en
        assert row.subjects, name
        for subject, entry in row.subjects.items():
            assert entry.name.hi
            assert entry.name.en
            assert entry.words or name == "other", subject
            assert all(isinstance(word, str) for word in entry.words), subject
