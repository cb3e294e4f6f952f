from __future__ import annotations

import pytest

from language.places import district_names
from portal.complaints.places import HeardPlace, block_names, hear_place, place_words

WHERE = {
    "गाँव चाड़ा, ब्लॉक बजाग, जिला डिंडोरी": HeardPlace("dindori", "Bajag", "चाड़ा"),
    "jila shivpuri, tehsil pohri, gram bairad": HeardPlace("shivpuri", "Pohri", "bairad"),
    "Sehor jile ke ichhavar block me gram brijishnagar": HeardPlace("sehore", "Ichhawar", "brijishnagar"),
    "village Barela, Jabalpur": HeardPlace("jabalpur", None, "Barela"),
    "कटनी, बड़वारा, गाँव पिपरिया कला": HeardPlace("katni", "Badwara", "पिपरिया कला"),
    "Chhatarpur dist, Bijawar tehsil": HeardPlace("chhatarpur", "Bijawar", None),
    "hamare ward 23 nehru nagar bhopal me": HeardPlace("bhopal", None, "ward 23, nehru nagar"),
    "वार्ड नंबर १२ अरेरा कॉलोनी भोपाल": HeardPlace("bhopal", None, "वार्ड १२, अरेरा कॉलोनी"),
    "ward no. 5, Pithampur, Dhar": HeardPlace("dhar", None, "ward 5"),
    "मऊगंज जिले में": HeardPlace("mauganj", None, None),
    "होशंगाबाद": HeardPlace("narmadapuram", None, None),
    "jila betul, vibhag nagar palika wala": HeardPlace("betul", None, None),
    "ward 12 galat likha, 14 hai": HeardPlace(None, None, "ward 14"),
    "no wait, the ward is 32": HeardPlace(None, None, "ward 32"),
    "नहीं, वार्ड 14 नहीं, वार्ड 15 लिखिए": HeardPlace(None, None, "वार्ड 15"),
}


@pytest.mark.parametrize(("words", "place"), WHERE.items())
def test_a_place_is_understood_in_either_script_and_any_order(words: str, place: HeardPlace) -> None:
    assert hear_place(words, asked=True) == place


MISSPELT = {
    "dindory": "dindori", "hoshangabaad": "narmadapuram", "jabalpoor": "jabalpur", "jabalpr": "jabalpur",
    "chindwara": "chhindwara", "gwalier": "gwalior", "shivpri": "shivpuri", "tikamgad": "tikamgarh",
    "singroli": "singrauli", "raysen": "raisen", "mandsor": "mandsaur", "इन्दौर": "indore", "उज्जेन": "ujjain",
    "खरगौन": "khargone", "डिण्डौरी": "dindori", "छिन्दवाडा": "chhindwara", "पांढुर्ना": "pandhurna", "निवाडी": "niwari",
}  # fmt: skip


@pytest.mark.parametrize(("words", "district"), MISSPELT.items())
def test_a_district_is_understood_however_it_is_spelt(words: str, district: str) -> None:
    assert hear_place(words, asked=True).district == district


@pytest.mark.parametrize(
    ("words", "block"), [("block bajaag", "Bajag"), ("समनापूर ब्लॉक", "Samnapur"), ("karanjia janpad", "Karanjiya")]
)
def test_a_block_that_is_announced_may_be_misspelt(words: str, block: str) -> None:
    assert hear_place(words, "dindori", asked=True).block == block


@pytest.mark.parametrize("district", district_names())
def test_every_district_is_understood_by_each_of_its_names(district: str) -> None:
    names = district_names()[district]
    assert {hear_place(names[language], asked=True).district for language in ("hi", "en")} == {district}


def test_a_block_of_one_district_alone_tells_the_district() -> None:
    assert hear_place("ब्लॉक बजाग") == HeardPlace("dindori", "Bajag", None)


def test_a_block_is_looked_for_in_the_district_known_before() -> None:
    assert hear_place("Badnagar", "ujjain", asked=True).block == "Badnagar"


@pytest.mark.parametrize("words", ["राशन दुकान पर तौल कम है", "bijli nahi aati", "the road is broken", "हाँ", "no"])
def test_words_about_the_matter_are_no_place(words: str) -> None:
    assert not hear_place(words)


def test_words_that_say_where_are_told_from_those_that_say_what() -> None:
    where = place_words("handpump kharab, gaon chada, jila dindori")
    assert "kharab" not in where
    assert {"chada", "dindori"} <= where


def test_a_block_is_named_in_both_languages_and_an_unknown_one_as_it_was_said() -> None:
    assert block_names("Bajag", "dindori") == {"hi": "बजाग", "en": "Bajag"}
    assert block_names("नया", "dindori") == {"hi": "नया", "en": "नया"}


@pytest.mark.parametrize(
    ("said", "district", "locality"),
    [
        ("The X-ray at the Betul district hospital is out of order", "betul", "district hospital"),
        ("छिंदवाड़ा जिला अस्पताल में दवा नहीं मिलती", "chhindwara", "जिला अस्पताल"),
    ],
)
def test_a_place_of_which_a_district_has_one_is_place_enough(said: str, district: str, locality: str) -> None:
    assert hear_place(said) == HeardPlace(district, None, locality)
