"""Which section of a record a message asks for: by how it is asked, by its words, and by what the record can tell."""

from functools import lru_cache
from math import exp

from actions.answer_kinds import asked_kinds, told_kinds
from actions.context import ends_with_if, names_of
from actions.judging import asks_how_much
from actions.people import listed
from actions.resolve import Resolution
from actions.turn import Clause, Turn
from actions.words import begins_with_if, load, pointing, question_words, without_what_about
from knowledge.schema import Record, Section
from knowledge.search.about import names_a_section, names_the
from knowledge.search.features import content_words
from language.attributes import find_attributes
from language.lexicon import heard
from language.phonetic import sound

ASKING = {f"ask_{section.value}": section for section in Section}
_SURE_CLAUSE, _SURE_TOGETHER, _WITH_A_WORD = 0.45, 0.75, 0.5
# How much shared words count beside how it is asked: 0.15 to 0.3 is best of 0 to 1 on 538 questions of five sets.
_SHARED, _ABSENT = 1.0, -0.7
SURE, _PLAINLY = 0.5, 0.7
# 0.2 to 0.4 is best of 0.2 to 0.6 on 888 questions of nine sets.
_UNTOLD = 0.3
# 0.1 is best of 0.1 to 0.25 on 657 questions of seven sets.
_UNMEASURED = 0.1
# So much of "who gives it?", "where is it had?" asks for the way, as nobody's number or name is asked for.
_THE_WAY, _SURELY_SOMEBODY = 0.6, 0.8
_NEARLY = 0.6
# How much it counts what is asked of such records, and the percentage added to each share, for none is never asked:
# 0.25 to 0.5 is best of 0 to 1 on 282 follow-ups of six sets, 0.35 of 0 to 0.7 on 834 questions of nine.
_OF_ITS_KIND, _SELDOM = 0.35, 1.0
_MUCH_BETTER = 0.5
# A follow-up names another subject in a few words; only what is plainly asked of its own is not the question before.
_FOLLOW_UP, _SHORT, _PLAINLY_ASKED = 14, 8, 0.7
# Below this a message about what is spoken of already asks no section.
_ASKED_AT_ALL = 0.35
# "Can I use my brother's paper?" asks about the rule, or about papers, or the way: less than half of it is the rule.
_OWN_CASE = 0.4


def asked_section(turn: Turn, resolution: Resolution, record: Record) -> Section:
    """The section asked for, of two the surer one; the last one again for "and in Sambal?"."""
    ranked = ranked_sections(turn, resolution, record)
    if turn.section and _keeps_section(turn, resolution, record, ranked[0][0]):
        return _kept(turn, ranked)
    return _plainly_in_a_part(turn) or ranked[0][0]


def _plainly_in_a_part(turn: Turn) -> Section | None:
    """The one section that a part plainly asks for, when the whole message is not sure of any."""
    if any(turn.probability(intent) >= SURE for intent in ASKING):
        return None
    plain = {clause_section(clause) for clause in turn.questions if clause.confidence >= _PLAINLY} - {None}
    return plain.pop() if len(plain) == 1 else None


def ranked_sections(turn: Turn, resolution: Resolution, record: Record) -> list[tuple[Section, float]]:
    """Sections with their share of belief, likeliest first: by how it is asked, whose words the message has, and of
    what the record can tell something.
    """
    asked = {ASKING[name]: value for name, value in turn.ranking if name in ASKING}
    own_case = turn.probability("check_eligibility")
    if own_case and not asks_how_much(turn):
        asked[Section.ELIGIBILITY] = asked.get(Section.ELIGIBILITY, 0.0) + _OWN_CASE * own_case
    if not asked:
        return [(Section.SUMMARY, 0.0)]
    if Section.CONTACT in asked and not _asks_for_somebody(turn):
        way = _THE_WAY * asked[Section.CONTACT]
        asked[Section.HOW_TO_APPLY] = asked.get(Section.HOW_TO_APPLY, 0.0) + way
        asked[Section.CONTACT] -= way
    shared = _shared_words(resolution)
    measured = _with_the_measure(turn.text, record) or set(asked)
    # "Within how many days is the appeal?" is asked of the appeal, whose own words name nothing else.
    spared = measured | ({Section.APPEAL} if names_the(Section.APPEAL, turn.text) else set())
    belief = {
        section: (value + 0.01)
        * exp(_SHARED * shared.get(section.value, _ABSENT if shared else 0.0))
        * (1.0 if _tells(record, section) else _UNTOLD)
        * (1.0 if section in spared else _UNMEASURED)
        * _share(record.kind, section)
        for section, value in asked.items()
    }
    total = sum(belief.values())
    return sorted(((section, value / total) for section, value in belief.items()), key=lambda pair: -pair[1])


def _asked_for(turn: Turn, section: Section) -> float:
    """The probability of a section, for the way with that of whom to ask, unless somebody is asked for."""
    whom = section is Section.HOW_TO_APPLY and not _asks_for_somebody(turn)
    return turn.probability(f"ask_{section.value}", *(["ask_contact"] if whom else []))


def _asks_for_somebody(turn: Turn) -> bool:
    """Whether a number, an address or an officer is surely asked for, or named."""
    named = names_the(Section.CONTACT, turn.text) or bool(pointing("somebody").find(heard(turn.text)))
    return named or turn.probability("ask_contact") >= _SURELY_SOMEBODY


def _tells(record: Record, section: Section) -> bool:
    """Whether the record knows about this; few ask a scheme that pays what its fee is."""
    return section in record.sections and record.sections[section].facts[0].sure


@lru_cache(maxsize=64)
def _share(kind: str, section: Section) -> float:
    """How much more often this is asked of records of a kind than of all: a certificate's fee, a scheme's benefits."""
    shares: dict[str, dict[str, float]] = load("data/section_shares.yaml")
    of_all = sum(of_kind[section.value] for of_kind in shares.values()) / len(shares)
    more: float = ((shares[kind][section.value] + _SELDOM) / (of_all + _SELDOM)) ** _OF_ITS_KIND
    return more


def _with_the_measure(text: str, record: Record) -> set[Section]:
    """The sections that hold a measure of the kind that is asked for, an age or a share; none if none is."""
    kinds = asked_kinds(text)
    return {section for section, said in record.sections.items() if kinds & told_kinds(said)} if kinds else set()


def _keeps_section(turn: Turn, resolution: Resolution, record: Record, best: Section) -> bool:
    """ "And in Sambal?", "is it as much for the map too?", "and with 3?": more of it, nothing of its own asked."""
    if turn.topic == resolution.topic and best is not Section.SUMMARY and _fits_much_better(turn, resolution, best):
        return False
    if turn.topic == resolution.topic and (_only_supposes(turn.text) or _is_of_others(turn.text)):
        return True
    if turn.topic == resolution.topic and max(turn.probability(intent) for intent in ASKING) >= _ASKED_AT_ALL:
        return False
    if pointing("same").find(heard(turn.text)):
        return True
    asked = without_what_about(turn.text)
    asks = bool(question_words().find(heard(asked))) or names_a_section(asked, _sounds(names_of(record)))
    asks = asks or _asks_with_a_verb(turn)
    # A name alone is taken for "what is it"; who means that says so.
    says_so = best is not Section.SUMMARY or pointing("what_is").find(heard(turn.text))
    plainly = says_so and _asked_for(turn, best) >= _PLAINLY_ASKED
    return not (asks or plainly) and len(turn.text.split()) <= _FOLLOW_UP


def _asks_with_a_verb(turn: Turn) -> bool:
    """ "Is a tailor covered?": asks without another word that does; in Hinglish "is" is this and "do" two."""
    first = {word.word for word in heard(turn.text)[:1]}
    return turn.spoken == "en" and bool(first & listed("asking_verbs"))


def _kept(turn: Turn, ranked: list[tuple[Section, float]]) -> Section:
    """The section told last; of two told together the likelier one."""
    told = [Section(name) for name in (turn.section, turn.besides) if name]
    belief = dict(ranked)
    return max(told, key=lambda section: belief.get(section, 0.0))


def _fits_much_better(turn: Turn, resolution: Resolution, best: Section) -> bool:
    """ "And if I am not satisfied?" has the words of the appeal, and asks for it."""
    shared = _shared_words(resolution)
    return shared.get(best.value, 0.0) >= max(0.0, shared.get(turn.section or "", 0.0)) + _MUCH_BETTER


def _only_supposes(text: str) -> bool:
    """ "And if it is longer ago?", "एक से ज़्यादा हो तो?": the question before, in another case."""
    return (begins_with_if(text) or ends_with_if(text)) and not question_words().find(heard(text))


def _is_of_others(text: str) -> bool:
    """ "BPL wale ko bhi lagti?", "is it as much for women?": the question before, for people of a kind."""
    sounds = heard(text)
    if len(sounds) > _SHORT or question_words().find(sounds) or names_a_section(text):
        return False
    of_a_kind = any(pointing(name).find(sounds) for name in ("of_a_kind", "many")) or bool(find_attributes(text))
    return of_a_kind and bool(pointing("also").find(sounds) or pointing("same").find(sounds))


@lru_cache(maxsize=512)
def _sounds(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(sound(word) for name in names for word in content_words(name))


def _shared_words(resolution: Resolution) -> dict[str, float]:
    """Section → how much better than average the message fits its words."""
    topic = next((topic for topic in resolution.candidates if topic.id == resolution.topic), None)
    if topic is None or not topic.sections:
        return {}
    average = sum(topic.sections.values()) / len(topic.sections)
    return {section: score - average for section, score in topic.sections.items()}


def close_second(turn: Turn, resolution: Resolution, record: Record, section: Section) -> tuple[Record, Section] | None:
    """The next likeliest section, when it is nearly as likely: better both than the wrong one."""
    ranked = ranked_sections(turn, resolution, record)
    if len(ranked) < 2 or section is not ranked[0][0] or ranked[1][1] < _NEARLY * ranked[0][1]:
        return None
    second = ranked[1][0]
    return (record, second) if second is not Section.SUMMARY and second in record.sections else None


def asks_surely(clause: Clause) -> bool:
    """Whether a clause asks for some section but "what is it": surely, or by several together; less surely when a word
    for a section stands in it ("paisa lagega?").
    """
    asked = sum(value for name, value in clause.ranking if name in ASKING and ASKING[name] is not Section.SUMMARY)
    enough = _WITH_A_WORD if names_a_section(clause.text) else _SURE_TOGETHER
    return clause_section(clause) is not None or asked >= enough


def clause_section(clause: Clause) -> Section | None:
    """What a clause surely asks, but for "what is it"."""
    section = ASKING.get(clause.intent)
    return section if section and section is not Section.SUMMARY and clause.confidence >= _SURE_CLAUSE else None
