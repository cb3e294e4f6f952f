"""Takes up an option: tapped, named by its place ("the first one", "2") or by what it is ("the widow one")."""

from actions.answer import by_evidence, section_reply
from actions.menu import MenuAction
from actions.positions import chosen
from actions.reply import Reply
from actions.resolve import Found, Resolution, resolve
from actions.turn import Turn
from actions.words import say
from knowledge.base import KnowledgeBase
from knowledge.schema import Section


class ActionChoose(MenuAction):
    action = "action_choose"

    async def reply(self, turn: Turn) -> Reply:
        choice = turn.entity("choice") or chosen(turn)
        if choice is None and turn.text.strip() and turn.entity("choice") is None:
            resolution = resolve(turn, self.knowledge)
            choice = _offered(turn, resolution)
            goes_on = resolution.found is Found.CARRIED and not turn.offered
            if choice is None and (resolution.found is Found.NAMED or goes_on):
                return by_evidence(turn, self.knowledge, resolution)
        return await self.opened(turn, choice) or take_up(turn, self.knowledge, choice)


def _offered(turn: Turn, resolution: Resolution) -> str | None:
    """The option whose record the words name ("the widow one")."""
    named = f"topic:{resolution.topic}:"
    return next((choice for choice in turn.offered if choice.startswith(named)), None)


def take_up(turn: Turn, knowledge: KnowledgeBase, choice: str | None) -> Reply:
    """What a choice leads to; a question which is meant when it leads nowhere."""
    kind, _, rest = (choice or "").partition(":")
    topic, _, section = rest.partition(":")
    if kind != "topic" or topic not in knowledge.records:
        return Reply(turn.language, "ask", say("which_topic", turn.language), asks="topic", failed=True)
    known = Section(section) if section in set(Section) else Section.SUMMARY
    return section_reply(knowledge.records[topic], known, turn.language)
