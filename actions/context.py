"""What the conversation says of a message: whether it follows up what was spoken of, points back, or at an offer."""

from functools import lru_cache

from actions.evidence import (
    DESCRIBED,
    DESCRIBED_AT_LENGTH,
    FEW,
    HALF_NAMED,
    NAMED,
    RIVAL,
    SEVERAL_WORDS,
    STRONG,
    WEAK,
)
from actions.people import words
from actions.positions import ordinal
from actions.turn import Turn
from actions.words import load, pointing, written
from knowledge.base import KnowledgeBase
from knowledge.schema import Record, Section
from knowledge.search.about import subject_words
from knowledge.search.topics import Topic
from language.lexicon import Lexicon, heard
from language.phonetic import sound

# Fitting as well as this beside the best, and a question this likely.
_AS_GOOD, _ASKED = 0.85, 0.3
# Of 834 questions about another record 0.7 loses 2 and 0.8 none, of 1,500 follow-ups they gain 26 and 18.
_NEARLY = 0.7
_SAME_NAME = 0.05
_A_WORD, _A_WORD_OR_TWO, _SHORT = 1, 2, 8
# "कैसे मँगाऊँ?": a verb may fit what some record is for; no name has so little of the record's.
_HARDLY_NAMED = 0.1
_SEVERAL = 2
# What was offered is meant by words that fit it so well beside the best of all.
_FITS = 0.6
_NEAR, _PHRASE = 2, 5
_VOWELS = "aeiou"
# The ordinal itself, where it is not among the words that ask.
_ITS_OWN_WORDS = 1


def said_before_one(text: str, reach: int = 1) -> list[str]:
    """The words right before "one": "learning" in "nahi, learning wala"."""
    marks = frozenset(load("data/pointing.yaml")["one"])
    sounds = heard(text)
    before = [sounds[max(0, at - reach) : at] for at, word in enumerate(sounds) if at and word.word in marks]
    return [word.word for words in before for word in words]


def pointed_at(turn: Turn, text: str, knowledge: KnowledgeBase) -> str | None:
    """Of the records spoken of before the one that "the police one", "wo aay wala" points at; the last one, when "the
    Indira Gandhi one" is said and that is its name too.
    """
    told = set(map(stem, said_before_one(text, _NEAR)))
    if not told:
        return None
    current = name_stems(knowledge, turn.topic or "")
    if len(told) >= _SEVERAL and told <= current:
        return turn.topic
    earlier = (topic for topic in turn.recent if topic != turn.topic)
    return next((topic for topic in earlier if told & (name_stems(knowledge, topic) - current)), None)


def in_place(turn: Turn, text: str, about: list[str]) -> str | None:
    """Of several records just offered, or two answered together, the one whose place is named beside a question
    ("papers for the second one"); of the two, when both are meant, the one spoken of, and "the other one" else.
    """
    offered = [choice.split(":")[1] if choice.startswith("topic:") else None for choice in turn.offered]
    topics = offered if any(offered) else list(turn.pair)
    if topics and topics == list(turn.pair) and len(about) <= _SEVERAL and pointing("both").find(heard(text)):
        return turn.topic
    if pointing("other_one").find(heard(text)):
        others = {topic for topic in turn.pair or turn.recent[:_SEVERAL] if topic != turn.topic}
        return others.pop() if len(others) == 1 else None
    place = ordinal(text)
    if place is None or sum(topic is not None for topic in topics) < _SEVERAL:
        return None
    at, after = place
    sounds = heard(text)
    words = load("data/pointing.yaml")
    ones = frozenset(words["one"])
    beside = {word.word for word in sounds[after - 1 : after + 1]}
    is_one = sounds[after].word in ones if after < len(sounds) else False
    if not beside & (ones | frozenset(words["placed"])) or (len(about) > _ITS_OWN_WORDS and not is_one):
        return None
    return topics[at - 1 if at > 0 else at] if at <= len(topics) else None


def leans_on_context(best: Topic, turn: Turn, candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A follow-up: little of its own, and nothing that names another record."""
    if best.id == turn.topic:
        return True
    if best.whole_name > 0 or (best.named >= NAMED and best.score >= STRONG):
        return False
    current = next((topic.score for topic in candidates if topic.id == turn.topic), 0.0)
    if len(about) <= _A_WORD and best.named < _HARDLY_NAMED and _asks_some_section(turn):
        return True
    if best.named < HALF_NAMED and current >= _AS_GOOD * best.score:
        return True
    return best.score < STRONG and (current >= 0.7 * best.score or len(about) <= 2)


def only_asks(best: Topic, about: list[str], knowledge: KnowledgeBase) -> bool:
    """Whether the best record is named by nothing but words for a section ("helpline number", not "ambulance")."""
    record = knowledge.records.get(best.id)
    if record is None or subject_words(record.name.hi):
        return False
    return not {sound(word) for word in about} & name_sounds(knowledge, best.id)


def is_where(text: str, best: Topic, knowledge: KnowledgeBase) -> bool:
    """ "What does it cost at the Lok Seva Kendra?": the record named may be but where the thing asked about is had."""
    record = knowledge.records.get(best.id)
    if record is None or record.kind != "information":
        return False
    return _stand(names_of(record), text, "at_before", "at_after")


def is_within(text: str, record: Record) -> bool:
    """ "What help is there in the One Stop Centre?": the record named is what the rest of the message is of."""
    return _stand(names_of(record), text, "within_before", "within_after")


def is_had(text: str, best: Topic, knowledge: KnowledgeBase, beside: Topic | None = None) -> bool:
    """ "The learner's licence has come, when may I apply for the permanent one?": what somebody has already.

    Beside another record, what tells it from that one may stand alone: "learner's banne ke kitne din baad".
    """
    record = knowledge.records.get(best.id)
    if record is None:
        return False
    others = name_sounds(knowledge, beside.id) if beside else frozenset()
    own = tuple(word for word in _name_words(knowledge, best.id) if sound(word) not in others) if beside else ()
    return any(_stand(names, text, "had_before", "had_after") for names in (names_of(record), own))


def _stand(names: tuple[str, ...], text: str, before: str, after: str) -> bool:
    """Whether one of the names is said, and each time beside one of these words."""
    sounds = heard(text)
    hits = _lexicon_of(names).find(sounds)
    leading, following = pointing(before), pointing(after)
    return bool(hits) and all(
        any(found.first == 0 for found in following.find(sounds[hit.after : hit.after + _PHRASE]))
        or leading.find(sounds[max(hit.first - _NEAR, 0) : hit.first])
        for hit in hits
    )


def _topics_offered(turn: Turn) -> list[str]:
    return list(dict.fromkeys(choice.split(":")[1] for choice in turn.offered if choice.startswith("topic:")))


def to_choose_from(turn: Turn) -> list[str]:
    """The records just offered, if they are several and none was spoken of before."""
    topics = _topics_offered(turn)
    return topics if len(topics) >= _SEVERAL and turn.topic not in topics else []


def of_those_offered(turn: Turn, best: Topic, text: str, about: list[str], knowledge: KnowledgeBase) -> str | None:
    """Of several records just offered the one that a question fits best which names none, nor what was before them."""
    topics = [topic for topic in to_choose_from(turn) if topic in knowledge.records]
    if not topics or not _asks_some_section(turn):
        return None
    described = _is_described(best, about) and len(about) > _A_WORD_OR_TWO
    if best.whole_name > 0 or best.named >= HALF_NAMED or described:
        return None
    return max(topics, key=lambda topic: knowledge.topics.one(topic, text).score)


def offered(
    turn: Turn, knowledge: KnowledgeBase, text: str, candidates: tuple[Topic, ...], about: list[str]
) -> str | None:
    """Of several records just offered the one that a few words fit best ("the widow one"), else one of their kind."""
    offered = _topics_offered(turn)
    if not about or len(about) > FEW or len(offered) < 2:
        return None
    best = candidates[0]
    if best.whole_name > 0 and best.id not in offered:
        return None
    fitting = (topic for topic in candidates if topic.named > 0 and topic.score >= _FITS * best.score)
    if one := next((topic.id for topic in fitting if topic.id in offered), None):
        return one
    if turn.intent != "choose":
        return None
    kind = frozenset.intersection(*(name_sounds(knowledge, topic) for topic in offered))
    common = [word for word in _name_words(knowledge, offered[0]) if sound(word) in kind]
    kin = knowledge.topics.rank(" ".join([text, *common]))[0]
    told = {sound(word) for word in about} & name_sounds(knowledge, kin.id)
    return kin.id if common and told and kin.named > 0 else None


def tells_no_other(best: Topic, turn: Turn, knowledge: KnowledgeBase, about: list[str]) -> bool:
    """A question none of whose words tells the best record from the one spoken of: "and how much pension in all?"; or
    only such as many things are: "is it made new every year?".
    """
    if best.whole_name > 0 or best.id not in knowledge.records:
        return False
    if not _asks_some_section(turn):
        return False
    named, spoken_of = (name_stems(knowledge, topic) for topic in (best.id, turn.topic or ""))
    told = set(map(stem, about)) & named
    if told and told <= set(map(stem, load("data/pointing.yaml")["of_any"])):
        return True
    return (bool(told) or not _is_described(best, about)) and told <= spoken_of


def fits_as_well(best: Topic, turn: Turn, text: str, about: list[str], knowledge: KnowledgeBase) -> bool:
    """What names no other record, and fits a section of the one spoken of nearly as well: "how much at least?".

    Of two records of one name ("widow pension") the one spoken of is meant.
    """
    spoken_of = knowledge.records.get(turn.topic or "")
    if spoken_of is None:
        return False
    here = knowledge.topics.one(spoken_of.id, text)
    if best.whole_name > 0 or best.named >= NAMED:
        return here.named >= best.named - _SAME_NAME and here.score >= _AS_GOOD * best.score
    if _is_described(best, about) and len(about) > _A_WORD_OR_TWO:
        return False
    return max(here.sections.values(), default=0.0) >= _NEARLY * max(best.sections.values(), default=0.0)


def _is_described(best: Topic, about: list[str]) -> bool:
    return best.score >= (DESCRIBED_AT_LENGTH if len(about) > SEVERAL_WORDS else DESCRIBED)


def is_needed(text: str, best: Topic, knowledge: KnowledgeBase) -> bool:
    """ "Will the caste certificate be needed too?": a paper that something else asks for."""
    record = knowledge.records.get(best.id)
    return record is not None and _stand(names_of(record), text, "needed_before", "needed_after")


def is_more(best: Topic, text: str) -> bool:
    """More of the same: "and if it was an accident?", or a few words that fit no record ("3 वाले पर?")."""
    if best.whole_name > 0:
        return False
    size = len(text.split())
    goes_on = bool(pointing("goes_on").find(heard(text))) or ends_with_if(text)
    return (size <= FEW and best.score < WEAK) or (size <= _SHORT and goes_on)


def ends_with_if(text: str) -> bool:
    """ "एक से ज़्यादा हो तो?", "aur accident hota to?"."""
    sounds = heard(text)
    return any(hit.after == len(sounds) for hit in words("what_if").find(sounds))


def points_back(best: Topic, turn: Turn, text: str, about: list[str]) -> bool:
    """A question about "it" with a few words of its own, none of which names a record: "who registers it?"."""
    sounds = heard(text)
    in_it = bool(pointing("in_it").find(sounds)) or is_there(turn)
    names_another = best.whole_name > 0 or (best.named >= NAMED and not in_it)
    is_short = len(about) <= FEW and bool(in_it or pointing("this").find(sounds))
    return is_short and not names_another and (in_it or _asks_some_section(turn))


def is_there(turn: Turn) -> bool:
    """ "Wahan pahunchna kaise hai?": something is asked of a place just spoken of."""
    return turn.asking >= _ASKED and bool(written("there").search(turn.text))


def _asks_some_section(turn: Turn) -> bool:
    return any(turn.probability(f"ask_{section.value}") >= _ASKED for section in Section)


def spoken_of(turn: Turn, candidates: tuple[Topic, ...]) -> str | None:
    """Of several that fit, the one this conversation was about before ("which of the two pays for an accident?")."""
    fitting = [topic.id for topic in candidates if topic.score >= RIVAL * candidates[0].score]
    return next((topic for topic in fitting if topic in turn.recent), None)


def name_sounds(knowledge: KnowledgeBase, topic: str) -> frozenset[str]:
    """How the words of all its names sound, but for those that ask."""
    return frozenset(map(sound, _name_words(knowledge, topic)))


def name_stems(knowledge: KnowledgeBase, topic: str) -> frozenset[str]:
    """As `name_sounds`, without the vowels that the case changes."""
    return frozenset(map(bare, name_sounds(knowledge, topic)))


def stem(word: str) -> str:
    """How a word sounds without the vowel that the case changes: "बँटवारा", "बँटवारे"."""
    return bare(sound(word))


def bare(sounds: str) -> str:
    """The sounds of a word without its last vowels, unless it has no others."""
    return sounds.rstrip(_VOWELS) or sounds


def _name_words(knowledge: KnowledgeBase, topic: str) -> tuple[str, ...]:
    record = knowledge.records.get(topic)
    return _words_of(names_of(record)) if record else ()


def names_of(record: Record) -> tuple[str, ...]:
    """All that a record is called."""
    return (record.name.hi, record.name.en, *record.aliases.hi, *record.aliases.latin)


@lru_cache(maxsize=512)
def _words_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Each once; the names of a record are asked for again and again."""
    return tuple(dict.fromkeys(word for name in names for word in subject_words(name)))


@lru_cache(maxsize=512)
def _lexicon_of(names: tuple[str, ...]) -> Lexicon:
    return Lexicon({"name": names})
