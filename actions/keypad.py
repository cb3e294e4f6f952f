"""Keys of a phone: language first, then the main menu; 0 person, 9 repeat, * back, at any time."""

from dataclasses import replace

from actions.base import TurnAction
from actions.choose import take_up
from actions.conversation import again
from actions.handoff import handoff
from actions.menu import MAIN, MenuAction, main_menu
from actions.reply import Reply
from actions.turn import ReplyLanguage, Turn
from actions.words import say

_LANGUAGES: dict[str, ReplyLanguage] = {"1": "hi", "2": "en"}


class ActionPressKey(MenuAction):
    action = "action_press_key"

    async def reply(self, turn: Turn) -> Reply:
        key = turn.key or ""
        if key == "0":
            return handoff(turn)
        if key == "9":
            return again(turn)
        if key == "*":
            return _back(turn)
        if chosen := _offered(turn, key):
            return await self.opened(turn, chosen) or take_up(turn, self.knowledge, chosen)
        if turn.chosen_language is None and turn.channel == "voice" and key in _LANGUAGES:
            return _in_language(_LANGUAGES[key])
        if key.isascii() and key.isdigit() and 0 < int(key) <= len(MAIN):
            return await self.opened(turn, f"menu:{MAIN[int(key) - 1]}") or main_menu(turn.language)
        return Reply(turn.language, "reprompt", say("key_unknown", turn.language), asks="topic")


def _offered(turn: Turn, key: str) -> str | None:
    """The choice that a key stands for by its place."""
    if not (key.isascii() and key.isdigit()) or not 0 < int(key) <= len(turn.offered):
        return None
    return turn.offered[int(key) - 1]


def _in_language(language: ReplyLanguage) -> Reply:
    return replace(main_menu(language), remember={"language": language, "spoken": language})


def _back(turn: Turn) -> Reply:
    """To the main menu; what was begun is put aside and can be taken up again."""
    dialogue = turn.dialogue
    if dialogue.stack:
        dialogue.shelved, dialogue.stack = dialogue.stack, []
    return _in_language(turn.language)


class ActionSessionEvent(TurnAction):
    """What happens without words: a session that begins, a caller who stays silent."""

    action = "action_session_event"

    async def reply(self, turn: Turn) -> Reply:
        if turn.entity("event") == "silence":
            return Reply(turn.language, "reprompt", say("silence", turn.language), asks=turn.asked)
        return Reply(
            turn.language, "smalltalk", say("voice_welcome" if turn.channel == "voice" else "greet", turn.language)
        )
