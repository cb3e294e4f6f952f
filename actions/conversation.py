"""The course of the conversation: language, repeating, starting over, yes and no, reasons, what is remembered."""

from dataclasses import replace
from typing import Any

from actions.answer import by_evidence, section_reply
from actions.base import TurnAction
from actions.evidence import STRONG
from actions.judging import resolve_case
from actions.reply import Option, Reply
from actions.resolve import Found, Resolution, resolve
from actions.sections import ASKING
from actions.tasks.apply_heard import speaks_of_form
from actions.tasks.called_for import task_called_for
from actions.turn import ReplyLanguage, Turn, named_language
from actions.words import begins_with_if, my_data_words, repeat_words, say
from knowledge.base import KnowledgeBase
from knowledge.schema import Section
from language.lexicon import heard

_NO_SUBJECT: dict[str, Any] = {"topic": None, "recent": [], "section": None, "besides": None, "pair": []}
_FORGET: dict[str, Any] = {**_NO_SUBJECT, "offered": [], "asked": None, "abused": False, "failures": 0}
_SURE, _PLAINLY = 0.5, 0.6
# Of several wishes in one message the one that undoes most.
_WISHES = ("delete", "no_news", "refuse", "remember", "show")


class ActionChangeLanguage(TurnAction):
    """Holds the language asked for; a question in the same message is answered at once, else the last answer is said in
    it.
    """

    action = "action_change_language"

    async def reply(self, turn: Turn) -> Reply:
        language = wanted_language(turn)
        held = {"language": language, "spoken": language}
        record = self.knowledge.records.get(turn.topic or "")
        again = repeat_words().find(heard(turn.text))
        if not again and any(clause.intent in ASKING for clause in turn.clauses):
            turn = replace(turn, language=language, chosen_language=language)
            return answer_with(turn, self.knowledge, held)
        if record and turn.section and (again or _was_answered(turn)):
            return replace(section_reply(record, Section(turn.section), language), remember=held)
        return Reply(language, "smalltalk", say("language_set", language), remember=held)


def _was_answered(turn: Turn) -> bool:
    """Whether the last reply was an answer: who then names a language wants it in that one."""
    return turn.last_reply is not None and turn.last_reply["meta"]["kind"] == "answer"


def answer_with(turn: Turn, knowledge: KnowledgeBase, held: dict[str, Any]) -> Reply:
    """What the message asks besides, in the language now held."""
    reply = by_evidence(turn, knowledge, resolve(turn, knowledge))
    return replace(reply, remember={**held, **reply.remember})


def wanted_language(turn: Turn) -> ReplyLanguage:
    """The language named in the message, else the other one than now."""
    named = named_language(turn.text)
    return named or ("hi" if turn.language == "en" else "en")


class ActionRepeat(TurnAction):
    """Says the last reply again, unless something is plainly to be done once more."""

    action = "action_repeat"

    async def reply(self, turn: Turn) -> Reply:
        called_for = task_called_for(turn)
        return await self.desk.begin(turn, *called_for) if called_for else again(turn)


def again(turn: Turn) -> Reply:
    """The last reply once more."""
    last = turn.last_reply
    if last is None:
        return Reply(turn.language, "reprompt", say("nothing_to_repeat", turn.language))
    meta = last["meta"]
    return Reply(
        last["lang"],
        meta["kind"],
        last["text"],
        last["speech"],
        options=tuple(Option(**option) for option in last["options"]),
        links=tuple(last["links"]),
        sources=tuple(last["sources"]),
        topic=meta["topic"],
        topics=tuple(meta["topics"]) if len(meta["topics"]) > 1 else (),
        section=meta["section"],
        verdict=meta["verdict"],
        asks=meta["asks"],
        confidence=meta["confidence"],
    )


class ActionStartOver(TurnAction):
    """Forgets the subject; what follows "forget that" in the same message is answered."""

    action = "action_start_over"

    async def reply(self, turn: Turn) -> Reply:
        turn.dialogue.forget_people()
        if following := _what_follows(turn):
            reply = by_evidence(following, self.knowledge, resolve_case(following, self.knowledge))
            # Without a question another conversation begins, in which nobody is proven yet.
            turn.dialogue.citizen = None
            kept = {"recent": [reply.topic], "pair": list(reply.pair)} if reply.topic else _NO_SUBJECT
            return replace(reply, remember={**kept, **reply.remember})
        return Reply(turn.language, "smalltalk", say("start_over", turn.language), remember=_FORGET, starts_over=True)


def _what_follows(turn: Turn) -> Turn | None:
    """ "शुरू से शुरू करते हैं। उज्ज्वला में क्या मिलता है?": the rest of the message, if it asks something."""
    rest = tuple(part for part in turn.clauses if part.intent != "start_over")
    asked = next((part for part in rest if part.intent in ASKING), None)
    if asked is None:
        return None
    return replace(turn.part(asked).anew(), text=" ".join(part.text for part in rest), clauses=rest)


class ActionConfirm(TurnAction):
    """Yes, no and "don't know" outside an interview."""

    action = "action_confirm"

    async def reply(self, turn: Turn) -> Reply:
        if turn.intent == "dont_know":
            return Reply(turn.language, "smalltalk", say("dont_know", turn.language))
        resolution = resolve(turn, self.knowledge)
        named = resolution.clearly_named and resolution.confidence == "high"
        hardly = turn.probability(turn.intent) < _SURE and _could_name(resolution)
        if named or hardly or resolution.pointed or (resolution.found is Found.CARRIED and begins_with_if(turn.text)):
            return by_evidence(turn, self.knowledge, resolution)
        return Reply(
            turn.language,
            "smalltalk",
            say("understood_no" if turn.intent == "deny" else "understood_yes", turn.language),
        )


class ActionMyData(TurnAction):
    """What a citizen wants done with his own data; what happens with it at all when that is the question."""

    action = "action_my_data"

    async def reply(self, turn: Turn) -> Reply:
        found = {hit.value for hit in my_data_words().find(heard(turn.text))}
        wish = next((wish for wish in _WISHES if wish in found), None)
        if wish:
            return await self.desk.begin(turn, "my_data", {"wish": wish})
        resolution = resolve(turn, self.knowledge)
        if turn.probability("my_data") < _PLAINLY and _could_name(resolution):
            return by_evidence(turn, self.knowledge, resolution)
        return Reply(
            turn.language, "consent", say("data_policy", turn.language), say("data_policy_speech", turn.language)
        )


def _could_name(resolution: Resolution) -> bool:
    """Whether the message is about some record, or one of several."""
    return resolution.found in {Found.NAMED, Found.UNCLEAR} and resolution.score >= STRONG


class ActionResume(TurnAction):
    """Takes up the task that was left, here or, after proof of identity, elsewhere."""

    action = "action_resume"

    async def reply(self, turn: Turn) -> Reply:
        if resumed := await self.desk.resume(turn):
            return resumed
        if speaks_of_form(turn):
            return await self.desk.begin(turn, "resume_form")
        return await self.desk.begin(turn, "unfinished")


class ActionExplainQuestion(TurnAction):
    action = "action_explain_question"

    async def reply(self, turn: Turn) -> Reply:
        return Reply(turn.language, "smalltalk", say("why", turn.language), asks=turn.asked)
