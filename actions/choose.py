"""Takes up an option: tapped, or named by its place ("the first one", "2")."""

from actions.answer import section_reply
from actions.menu import MenuAction
from actions.positions import chosen
from actions.reply import Reply
from actions.turn import Turn
from actions.words import say
from knowledge.base import KnowledgeBase
from knowledge.schema import Section


class ActionChoose(MenuAction):
    action = "action_choose"

    async def reply(self, turn: Turn) -> Reply:
        choice = turn.entity("choice") or chosen(turn)
        return await self.opened(turn, choice) or take_up(turn, self.knowledge, choice)


def take_up(turn: Turn, knowledge: KnowledgeBase, choice: str | None) -> Reply:
    """What a choice leads to; a question which is meant when it leads nowhere."""
    kind, _, rest = (choice or "").partition(":")
    topic, _, section = rest.partition(":")
    if kind != "topic" or topic not in knowledge.records:
        return Reply(turn.language, "ask", say("which_topic", turn.language), asks="topic", failed=True)
    known = Section(section) if section in set(Section) else Section.SUMMARY
    return section_reply(knowledge.records[topic], known, turn.language)
