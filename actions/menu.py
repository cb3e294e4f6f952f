"""What can be reached by keys alone: the main menu, groups of schemes and services, and the tasks."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from actions.application_status import ActionApplicationStatus
from actions.apply import ActionApply
from actions.base import TurnAction
from actions.check_eligibility import ActionCheckEligibility
from actions.complaint import ActionComplaint, ActionComplaintStatus
from actions.options import numbered, record_option
from actions.reply import Option, Reply
from actions.turn import ReplyLanguage, Turn
from actions.words import load, say
from knowledge.base import KnowledgeBase
from knowledge.schema import Record, Section

MAIN = ("complaint", "complaint_status", "schemes", "services", "application_status")
_DOORS: dict[str, tuple[str, type[TurnAction]]] = {
    "complaint": ("complaint", ActionComplaint),
    "complaint_status": ("complaint_status", ActionComplaintStatus),
    "application_status": ("application_status", ActionApplicationStatus),
}
_ABOUT: dict[str, tuple[str, type[TurnAction]]] = {
    "check": ("check_eligibility", ActionCheckEligibility),
    "apply": ("apply", ActionApply),
}


class MenuAction(TurnAction):
    """An action that can open what a menu offers."""

    async def opened(self, turn: Turn, choice: str | None) -> Reply | None:
        """What a choice such as "menu:schemes" or "about:sambal" leads to; None for other choices."""
        kind, _, name = (choice or "").partition(":")
        record = self.knowledge.records.get(name)
        if record and kind == "about":
            return about(record, turn.language)
        if record and kind == "form":
            return await self.desk.begin(turn, "apply", {"topic": record.id, "begin": True})
        if record and kind in _ABOUT:
            words = say(f"menu_words_{kind}", turn.language, name=getattr(record.name, turn.language))
            return await self._through(replace(turn, topic=record.id), words, *_ABOUT[kind])
        if kind != "menu":
            return None
        if name == "discover":
            return await self.desk.begin(_said(turn, "", "recommend"), name)
        if name in _DOORS:
            intent, action = _DOORS[name]
            return await self._through(turn, say(f"menu_words_{intent}", turn.language), intent, action)
        if name in _groups():
            return _choice_of_groups(turn.language, name)
        group = {entry["id"]: entry for name in _groups() for entry in _numbered_groups(name)}.get(name)
        return _choice_of_records(turn, self.knowledge, group) if group else main_menu(turn.language)

    async def _through(self, turn: Turn, words: str, intent: str, action: type[TurnAction]) -> Reply:
        return await action(self._shelf, self.desk, self._dialogues).reply(_said(turn, words, intent))


def main_menu(language: ReplyLanguage) -> Reply:
    """The five things most asked for; the channel says the keys."""
    options = tuple(_option(f"menu:{name}", f"menu_{name}", language) for name in MAIN)
    return Reply(
        language, "ask", say("voice_menu", language), say("voice_menu_speech", language), options=options, asks="topic"
    )


def records_of(group: dict[str, Any], knowledge: KnowledgeBase) -> list[Record]:
    """The records of a group, those most asked for first, the others by name."""
    wanted = "scheme" if group["menu"] == "schemes" else None
    unique = {record.id: record for record in knowledge.records.values()}.values()
    found = [
        record
        for record in unique
        if record.category in group["categories"] and (record.kind == "scheme") == (wanted == "scheme")
    ]
    first: list[str] = group.get("first", [])
    rank = {name: place for place, name in enumerate(first)}
    return sorted(found, key=lambda record: (rank.get(record.id, len(first)), record.short_name.en))


def about(record: Record, language: ReplyLanguage) -> Reply:
    """What there is to know and to do about a record, that which is most wanted first."""
    wanted: list[str] = load("data/about.yaml")["scheme" if record.kind == "scheme" else "service"]
    options = tuple(
        _option(f"{name}:{record.id}" if name in _ABOUT else f"topic:{record.id}:{name}", f"about_{name}", language)
        for name in wanted
        if name in _ABOUT or Section(name) in record.sections
    )
    intro = say("about_which", language, name=getattr(record.short_name, language))
    return Reply(language, "ask", numbered(intro, options), intro, options=options, topic=record.id, asks="topic")


def groups() -> list[dict[str, Any]]:
    """All groups of all menus; `id` is their name in choices."""
    return [entry for name in _groups() for entry in _numbered_groups(name)]


def _said(turn: Turn, words: str, intent: str) -> Turn:
    """As if the citizen had asked for it in these words."""
    return replace(turn, text=words, intent=intent, ranking=((intent, 1.0),))


def _choice_of_groups(language: ReplyLanguage, menu: str) -> Reply:
    named = tuple(Option(f"menu:{entry['id']}", entry[language], entry[language]) for entry in _numbered_groups(menu))
    first = (_option("menu:discover", "menu_discover", language),) if menu == "schemes" else ()
    intro = say(f"menu_{menu}_which", language)
    return Reply(language, "ask", numbered(intro, (*first, *named)), intro, options=(*first, *named), asks="topic")


def _choice_of_records(turn: Turn, knowledge: KnowledgeBase, group: dict[str, Any]) -> Reply:
    options = tuple(record_option(record, turn.language) for record in records_of(group, knowledge))
    intro = say("menu_which_one", turn.language)
    return Reply(turn.language, "ask", numbered(intro, options), intro, options=options, asks="topic")


def _option(choice: str, key: str, language: ReplyLanguage) -> Option:
    label = say(key, language)
    return Option(choice, label, label)


def _numbered_groups(menu: str) -> list[dict[str, Any]]:
    return [{**entry, "id": f"{menu}.{entry['id']}", "menu": menu} for entry in _groups()[menu]]


@lru_cache(maxsize=1)
def _groups() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = load("data/menu.yaml")
    return found
