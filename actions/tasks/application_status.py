"""Where an application stands: after proof, with what the law promises and the appeal against delay or refusal."""

from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from actions.answer import section_reply
from actions.dates import in_words
from actions.reply import Reply, joined
from actions.tasks.answers import yes_or_no
from actions.tasks.apply_lodging import pay_address
from actions.tasks.apply_replies import with_fee
from actions.tasks.base import State, Step
from actions.tasks.case_status import CaseStatus
from actions.tasks.case_words import asks_again, says
from actions.tasks.options import yes_or_no_options
from actions.turn import ReplyLanguage, Turn
from actions.words import has_question, say
from knowledge.answers import section_answer
from knowledge.schema import Record, Section
from portal.applications.service import Owned
from portal.applications.standing import OpenAppeal, Standing
from portal.applications.states import PENDING
from portal.errors import NotFound
from portal.outside.edistrict import ApplicationState

_LAW = "lok_seva_guarantee_act"


class ApplicationStatusTask(CaseStatus):
    name = "application_status"
    asks: ClassVar[str] = "application_number"
    shortest: ClassVar[int] = 5

    async def owner_of(self, number: str) -> UUID | None:
        owned = await self.portal.applications.find(number)
        return owned.owner if owned else None

    async def cases_of(self, citizen: UUID) -> list[tuple[str, dict[str, str]]]:
        found = await self.portal.applications.of_citizen(citizen)
        return [(application.number, self._names(application.service)) for application in found[:9]]

    async def show(self, turn: Turn, number: str) -> Step:
        owned = await self._found(number)
        await self.portal.applications.follow(owned)
        standing = await self.portal.applications.standing(owned.application, self._records)
        reply = await self._with_fee(self._reply(turn, standing), owned)
        if standing.appeal is None:
            return Step(reply)
        service, step = owned.application.service, standing.appeal.step
        return Step(reply, {"stage": "shown", "number": number, "service": service, "step": step})

    async def follow_up(self, turn: Turn, state: State) -> Step | None:
        if says("appeal", turn) and has_question(turn.text):
            return Step(joined(self._about_appeals(turn, state), self.offer(turn, state)), state)
        answer = yes_or_no(turn)
        if answer is False:
            return Step(Reply(turn.language, "smalltalk", say("understood_no", turn.language)))
        if answer or says("appeal", turn):
            return await self.prove(turn, state["number"], then="appeal", step=state["step"])
        return await self.prove(turn, state["number"]) if asks_again(turn, self.name) else None

    async def proven(self, turn: Turn, state: State) -> Step:
        return await self._appeal(turn, state) if state.get("then") == "appeal" else await super().proven(turn, state)

    def offer(self, turn: Turn, state: State) -> Reply:
        words = say(f"appeal_offer_{state['step']}", turn.language)
        return Reply(turn.language, "ask", words, options=yes_or_no_options(turn.language), asks="confirmation")

    @property
    def _records(self) -> dict[str, Record]:
        return self.services.shelf.current.records

    async def _found(self, number: str) -> Owned:
        owned = await self.portal.applications.find(number)
        if owned is None:
            raise NotFound
        return owned

    async def _with_fee(self, reply: Reply, owned: Owned) -> Reply:
        """With the fee and the receipt, if it was lodged here."""
        number = owned.application.number
        payment = await self.portal.payments.of_application(number)
        link = await self.portal.acknowledgements.link(owned.owner, number) if owned.owner else None
        return with_fee(reply, payment, pay_address(self.portal, payment), link, number)

    async def _appeal(self, turn: Turn, state: State) -> Step:
        owned = await self._found(state["number"])
        appeal = await self.portal.applications.prepare_appeal(owned, self._records, state["step"])
        lead = say("appeal_ready", turn.language)
        reply = Reply(turn.language, self.name, f"{lead}\n\n{appeal.text}", lead, section="appeal", private=True)
        return Step(reply)

    def _about_appeals(self, turn: Turn, state: State) -> Reply:
        """What the service's record says, and what the law says of all."""
        law, record = self._records[_LAW], self._records.get(state["service"])
        if record is None or Section.APPEAL not in record.sections:
            return section_reply(law, Section.APPEAL, turn.language)
        own = section_reply(record, Section.APPEAL, turn.language)
        general = section_answer(law, Section.APPEAL, turn.language).speech
        return replace(own, text=f"{own.text}\n{general}", speech=general)

    def _reply(self, turn: Turn, standing: Standing) -> Reply:
        application, language = standing.application, turn.language
        name = self._names(application.service)[language]
        head = say("application_head", language, name=name, number=application.number)
        state = say(f"application_is_{application.state.value}", language)
        law = [*_held(standing, language), *_due(standing, language)]
        after = say(f"application_next_{application.state.value}", language)
        question = [say(f"appeal_offer_{standing.appeal.step}", language)] if standing.appeal else []
        offer = [_open_appeal(standing.appeal, language)] if standing.appeal else []
        reason = [_reason(standing, language)] if application.reason else []
        return Reply(
            language,
            self.name,
            "\n".join([f"{head} {state}", *reason, *law, after, *offer, *question]),
            " ".join([f"{name}: {state}", *law[-1:], *question]),
            options=yes_or_no_options(language) if standing.appeal else (),
            topic=application.service if application.service in self._records else None,
            section="status",
            asks="confirmation" if standing.appeal else None,
            confidence="high",
            private=True,
        )

    def _names(self, service: str) -> dict[str, str]:
        record = self._records.get(service)
        return {"hi": record.name.hi, "en": record.name.en} if record else {"hi": service, "en": service}


def _held(standing: Standing, language: ReplyLanguage) -> list[str]:
    if standing.holder is None:
        return []
    key = "application_held" if standing.holder_sure else "application_held_unsure"
    return [say(key, language, holder=getattr(standing.holder, language))]


def _due(standing: Standing, language: ReplyLanguage) -> list[str]:
    due = standing.due
    if due is None or standing.application.state not in PENDING:
        return []
    key = "application_overdue" if standing.overdue else "application_due"
    return [say(key if due.sure else f"{key}_unsure", language, day=in_words(due.day, language))]


def _reason(standing: Standing, language: ReplyLanguage) -> str:
    key = (
        "application_wanted" if standing.application.state is ApplicationState.DOCUMENT_NEEDED else "application_reason"
    )
    return say(key, language, reason=standing.application.reason or "")


def _open_appeal(appeal: OpenAppeal, language: ReplyLanguage) -> str:
    to = getattr(appeal.to, language) if appeal.to else say("appeal_officer_unknown", language)
    key = f"appeal_{'open' if appeal.in_time else 'late'}_{appeal.step}"
    key += "_unsure" if key == "appeal_open_first" and not appeal.until.sure else ""
    return say(key, language, to=to, day=in_words(appeal.until.day, language))
