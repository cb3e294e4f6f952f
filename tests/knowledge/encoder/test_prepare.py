from knowledge.encoder.prepare import prepare_sound


def test_both_scripts_share_the_sound_and_its_grams() -> None:
    hindi, latin = set(prepare_sound("योजना").split()), set(prepare_sound("yojna").split())
    assert hindi == latin - {"l:yojna"}
    assert {"s:yojn", "g:<yo", "g:jn>"} <= hindi


def test_numbers_have_no_grams() -> None:
    assert prepare_sound("६० साल").split()[0] == "s:60"
    assert "g:<60" not in prepare_sound("60")


def test_punctuation_alone_gives_nothing() -> None:
    assert prepare_sound("?!") == ""
