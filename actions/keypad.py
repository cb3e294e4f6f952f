"""Keys of a phone: language first, then the main menu; 0 person, 9 repeat, * back, at any time."""

from actions.base import TurnAction
from actions.choose import take_up
from actions.complaint import HELPLINE
from actions.conversation import again
from actions.handoff import handoff
from actions.reply import Reply
from actions.turn import ReplyLanguage, Turn
from actions.words import say
from knowledge.answers import section_answer
from knowledge.schema import Section

_LANGUAGES: dict[str, ReplyLanguage] = {"1": "hi", "2": "en"}


class ActionPressKey(TurnAction):
    action = "action_press_key"

    async def reply(self, turn: Turn) -> Reply:
        key = str(turn.entity("key") or "").rstrip("#")
        if key == "0":
            return handoff(turn)
        if key == "9":
            return again(turn)
        if key == "*":
            return _menu(turn.language)
        if turn.chosen_language is None and turn.channel == "voice" and key in _LANGUAGES:
            return _menu(_LANGUAGES[key])
        return self._main_menu(turn, key)

    def _main_menu(self, turn: Turn, key: str) -> Reply:
        if key.isascii() and key.isdigit() and 0 < int(key) <= len(turn.offered):
            return take_up(turn, self.knowledge, turn.offered[int(key) - 1])
        sections = {"1": Section.HOW_TO_APPLY, "2": Section.STATUS}
        if key in sections:
            kind = "complaint" if key == "1" else "complaint_status"
            found = section_answer(self.knowledge.records[HELPLINE], sections[key], turn.language)
            return Reply(turn.language, kind, found.text, found.speech, topic=HELPLINE, section=sections[key].value)
        return _say(turn, {"3": "voice_ask_scheme", "4": "voice_ask_service"}.get(key, "key_unknown"))


def _menu(language: ReplyLanguage) -> Reply:
    return Reply(
        language, "ask", say("voice_menu", language), asks="topic", remember={"language": language, "spoken": language}
    )


def _say(turn: Turn, key: str) -> Reply:
    return Reply(turn.language, "reprompt" if key == "key_unknown" else "ask", say(key, turn.language), asks="topic")


class ActionSessionEvent(TurnAction):
    """What happens without words: a session that begins, a caller who stays silent."""

    action = "action_session_event"

    async def reply(self, turn: Turn) -> Reply:
        if turn.entity("event") == "silence":
            return Reply(turn.language, "reprompt", say("silence", turn.language), asks=turn.asked)
        return Reply(
            turn.language, "smalltalk", say("voice_welcome" if turn.channel == "voice" else "greet", turn.language)
        )
