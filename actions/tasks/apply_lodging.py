"""Lodging a form: the application, its papers, its receipt and its fee; done again, all is the same."""

from dataclasses import dataclass
from uuid import UUID

import structlog

from actions.tasks.apply_state import Filled, Sheet
from portal.acknowledgements.receipt import Due, Receipt, due_of
from portal.drafts import service as drafts
from portal.errors import PortalError
from portal.outside.edistrict import Application, NewApplication
from portal.outside.sms import Message
from portal.owners import verified_phones
from portal.payments.models import Payment
from portal.payments.service import PAYABLE, Bill
from portal.services import Portal
from portal.wording import Language
from portal.wording import say as words

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Lodged:
    """What came of it. `payment` is None where nothing is paid here, or no link could be had; then `rupees` tells."""

    application: Application
    due: Due | None
    rupees: int | None
    payment: Payment | None
    receipt_link: str | None


async def lodge(portal: Portal, sheet: Sheet, citizen: UUID, draft: UUID, filled: Filled) -> Lodged:
    """`draft` names it: lodged twice, on two channels or after a crash, it is one application.

    Raises OutsideUnavailable, RefusedThere, Unavailable.
    """
    (mobile, *_) = await verified_phones(portal.database, citizen)
    papers, form = sheet.references(filled), sheet.form
    new = NewApplication(
        service=form.service,
        mobile=mobile,
        name=str(filled[form.applicant]),
        district=str(filled["district"]),
        fields={name: filled[name] for name in form.fields},
        documents=tuple(papers),
    )
    application = await portal.applications.submit(new, f"apply:{draft}")
    await portal.documents.attach(citizen, papers)
    standing = await portal.applications.standing(application, {form.service: sheet.record})
    amount = form.amount(sheet.record)
    rupees = amount.rupees if amount else None
    receipt = Receipt(
        number=application.number,
        service=sheet.record.name,
        applicant=new.name,
        submitted_on=application.submitted_on,
        due=due_of(standing),
        rupees=rupees,
        given=tuple(sheet.given(filled)),
        to_bring=tuple(sheet.to_bring(filled)),
    )
    await portal.acknowledgements.keep(citizen, form.service, receipt)
    payment = await fee(portal, citizen, application.number, form.service, rupees) if rupees else None
    await portal.database.do(lambda session: drafts.discard(session, citizen, form.service))
    link = await portal.acknowledgements.link(citizen, application.number)
    return Lodged(application, receipt.due, rupees, payment, link)


async def fee(portal: Portal, citizen: UUID, number: str, service: str, rupees: int) -> Payment | None:
    """The payment of an application, with its link; None when the payment gateway gives none just now."""
    try:
        return await portal.payments.ask(Bill(citizen, number, service, rupees), f"fee:{number}")
    except PortalError as error:
        _log.warning("apply.no_fee_link", error=type(error).__name__)
        return None


def pay_address(portal: Portal, payment: Payment | None) -> str | None:
    """Where an open fee is paid."""
    open_now = payment is not None and payment.state in PAYABLE
    return f"{portal.settings.address}/payments/{payment.picture}" if payment and open_now else None


async def send_links(portal: Portal, citizen: UUID, lodged: Lodged, pay: str | None, language: Language) -> bool:
    """To the phone of somebody who only hears us; whether it went."""
    phones = await verified_phones(portal.database, citizen)
    lines = [words("apply_message", language, number=lodged.application.number)]
    lines += [words("apply_message_pay", language, link=pay)] if pay else []
    lines += [words("apply_message_receipt", language, link=lodged.receipt_link)] if lodged.receipt_link else []
    message = Message(phones[0], " ".join(lines), "notice", f"apply:{lodged.application.number}")
    try:
        await portal.sms.send(message)
    except PortalError as error:
        _log.warning("apply.links_not_sent", error=type(error).__name__)
        return False
    return True
