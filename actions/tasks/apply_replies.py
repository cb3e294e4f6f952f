"""What is said while a form is filled in: the questions, the reading back, the number and the fee."""

from dataclasses import replace

from actions.dates import in_words
from actions.how_to_apply import fee_words
from actions.reply import Option, Reply
from actions.tasks.apply_lodging import Lodged
from actions.tasks.apply_state import CONFIRM, PAPER, Filled, Sheet
from actions.tasks.base import State
from actions.tasks.choices import option_choice
from actions.tasks.options import options_of
from actions.turn import ReplyLanguage, Turn
from actions.words import say
from knowledge.rules.explain import Explanation
from portal import wording
from portal.forms.schema import FormField
from portal.forms.values import shown
from portal.payments import upi
from portal.payments.models import Payment
from portal.payments.service import PAYABLE

_MOST_OPTIONS = 9
_YES_NO = ("yes", "no")


def begins(turn: Turn, sheet: Sheet) -> Reply:
    """Before anything is asked: how long it is and what it costs."""
    name = getattr(sheet.record.name, turn.language)
    words = say("apply_begins", turn.language, name=name, count=str(len(sheet.form.fields)))
    text = f"{words} {fee_words(turn, sheet.record, sheet.form)}"
    return Reply(turn.language, "apply", text, topic=sheet.record.id, section="fee", private=True)


def despite(turn: Turn, sheet: Sheet, against: Explanation) -> Reply:
    """Why the rules speak against it, and whether to apply all the same."""
    close = say("apply_despite", turn.language)
    return Reply(
        turn.language,
        "eligibility",
        f"{against.text}\n\n{close}",
        f"{against.speech} {close}",
        options=options_of(turn.language, *_YES_NO),
        topic=sheet.record.id,
        section="eligibility",
        verdict="not_eligible",
        asks="confirmation",
        private=True,
    )


def question(turn: Turn, sheet: Sheet, state: State) -> Reply:
    """The question that is open."""
    match state["stage"]:
        case "offer" | "check" | "consent" | "proof":
            words = say("apply_offer", turn.language, count=str(len(sheet.form.fields)))
            return _ask(turn, sheet, words, "confirmation", _YES_NO)
        case "despite":
            return _ask(turn, sheet, say("apply_despite", turn.language), "confirmation", _YES_NO)
        case "change":
            return _ask(turn, sheet, say("apply_ask_change", turn.language), "confirmation")
        case "lodged":
            return _ask(turn, sheet, say("apply_ask_news", turn.language), "confirmation", _YES_NO)
    asked = state["asked"]
    if asked == CONFIRM:
        return _read_back(turn, sheet, state["filled"])
    if asked.startswith(PAPER):
        return _ask_paper(turn, sheet, asked)
    return _ask_field(turn, sheet, asked)


def before(words: str, reply: Reply) -> Reply:
    """Something said before a question."""
    return replace(reply, text=f"{words}\n{reply.text}", speech=f"{words} {reply.speech or reply.text}")


def wrong(turn: Turn, key: str, again: Reply) -> Reply:
    """Why an answer is none (a key of portal/messages), and the question once more."""
    return before(wording.say(key, turn.language), again)


def still_open(turn: Turn, sheet: Sheet, filled: Filled, again: Reply) -> Reply:
    """What is still missing, and the question once more."""
    language = turn.language
    fields = [getattr(sheet.form.fields[name].words, language) for name in sheet.form.missing(filled)]
    papers = len(sheet.papers_missing(filled))
    lines = [say("apply_left", language, fields=", ".join(fields))] if fields else []
    lines += [say("apply_left_papers", language, count=str(papers))] if papers else []
    return before(" ".join(lines or [say("apply_left_nothing", language)]), again)


def lodged(turn: Turn, sheet: Sheet, done: Lodged, *, pay: str | None, sent: bool, offers_news: bool) -> Reply:
    """The number, when it is due, the fee, the receipt. `pay` is where the fee is paid, `sent` that links were."""
    language, number = turn.language, done.application.number
    name = getattr(sheet.record.name, language)
    due = _due(done, language)
    cost = _fee(done, language)
    links = [say("apply_links_sent", language)] if sent else []
    news = [say("apply_ask_news", language)] if offers_news else []
    lines = [say("apply_lodged", language, name=name, number=number), due, cost, *links, *news]
    spoken = [say("apply_lodged_speech", language, number=" ".join(number)), due, cost, *links, *news]
    return Reply(
        language,
        "apply",
        "\n".join(lines),
        " ".join(spoken),
        options=options_of(language, *_YES_NO) if offers_news else (),
        links=_link(pay, language),
        topic=sheet.record.id,
        section="status",
        asks="confirmation" if offers_news else None,
        confidence="high",
        attachments=(*_picture(done.payment, pay, language), *_receipt(done.receipt_link, number, language)),
        private=True,
    )


def fee_state(turn: Turn, sheet: Sheet, payment: Payment | None, pay: str | None) -> Reply:
    """How the fee stands; while it is to be paid, where."""
    language = turn.language
    words = _fee_stands(payment, language) if payment else say("apply_fee_unavailable", language)
    return Reply(
        language,
        "apply",
        words,
        links=_link(pay, language),
        topic=sheet.record.id,
        section="fee",
        attachments=_picture(payment, pay, language),
        private=True,
    )


def with_fee(reply: Reply, payment: Payment | None, pay: str | None, link: str | None, number: str) -> Reply:
    """The state of an application lodged here, how its fee stands, with its receipt."""
    language = reply.language
    attached = (*_picture(payment, pay, language), *_receipt(link, number, language))
    reply = replace(reply, links=(*_link(pay, language), *reply.links), attachments=(*reply.attachments, *attached))
    if payment is None:
        return reply
    head, *rest = reply.text.split("\n")
    return replace(reply, text="\n".join([head, _fee_stands(payment, language), *rest]))


def receipt(turn: Turn, sheet: Sheet, link: str | None, number: str) -> Reply:
    """The acknowledgement, by a new link."""
    words = say("apply_receipt" if link else "apply_receipt_none", turn.language, number=number)
    attached = _receipt(link, number, turn.language)
    return Reply(turn.language, "apply", words, topic=sheet.record.id, attachments=attached, private=True)


def _ask_field(turn: Turn, sheet: Sheet, name: str) -> Reply:
    field, language = sheet.form.fields[name], turn.language
    words = getattr(field.question, language)
    options = _choices(field, language)
    if name in sheet.form.optional:
        words = f"{words} {say('apply_optional', language)}"
        options = (*options, *options_of(language, "skip"))
    lines = [words, *(f"{place}. {option.label}" for place, option in enumerate(options, 1) if field.choices)]
    return Reply(
        language, "ask", "\n".join(lines), words, options=options, topic=sheet.record.id, asks=field.asks or name,
        private=True,
    )  # fmt: skip


def _ask_paper(turn: Turn, sheet: Sheet, key: str) -> Reply:
    name = getattr(sheet.named(sheet.papers[key]), turn.language)
    words = say("apply_ask_paper", turn.language, paper=name)
    return _ask(turn, sheet, words, "document", ("later", "all_later"))


def _read_back(turn: Turn, sheet: Sheet, filled: Filled) -> Reply:
    language = turn.language
    told = [
        f"{getattr(field.words, language)}: {shown(field, filled[name], language)}"
        for name, field in sheet.form.fields.items()
    ]
    papers = [
        say(key, language, papers=", ".join(getattr(name, language) for name in names))
        for key, names in (("apply_papers_given", sheet.given(filled)), ("apply_papers_later", sheet.to_bring(filled)))
        if names
    ]
    close = say("apply_confirm", language)
    fee = fee_words(turn, sheet.record, sheet.form)
    lines = [say("apply_read_back", language), *(f"• {one}" for one in told), *papers, fee, close]
    spoken = f"{say('apply_read_back', language)} {', '.join(told)}. {fee} {close}".replace(":", ",")
    return Reply(
        language,
        "confirm",
        "\n".join(lines),
        spoken,
        options=options_of(language, "yes", "change"),
        topic=sheet.record.id,
        asks="confirmation",
        private=True,
    )


def _ask(turn: Turn, sheet: Sheet, words: str, asks: str, options: tuple[str, ...] = ()) -> Reply:
    choices = options_of(turn.language, *options)
    return Reply(turn.language, "ask", words, options=choices, topic=sheet.record.id, asks=asks, private=True)


def _choices(field: FormField, language: ReplyLanguage) -> tuple[Option, ...]:
    if field.kind == "flag":
        return options_of(language, *_YES_NO)
    if not 0 < len(field.choices) <= _MOST_OPTIONS:
        return ()
    labels = {name: getattr(choice, language) for name, choice in field.choices.items()}
    return tuple(Option(option_choice(name), label, label[:20]) for name, label in labels.items())


def _due(done: Lodged, language: ReplyLanguage) -> str:
    if done.due is None:
        return say("apply_due_unknown", language)
    key = "apply_due" if done.due.sure else "apply_due_unsure"
    return say(key, language, day=in_words(done.due.day, language))


def _fee(done: Lodged, language: ReplyLanguage) -> str:
    if done.rupees is None:
        return say("apply_nothing_to_pay", language)
    key = f"apply_fee_{done.payment.state}" if done.payment else "apply_fee_no_link"
    return say(key, language, rupees=str(done.rupees))


def _fee_stands(payment: Payment, language: ReplyLanguage) -> str:
    words = say(f"apply_fee_{payment.state}", language, rupees=upi.rupees(payment.paise))
    if not payment.refund_due_paise:
        return words
    return f"{words} {say('apply_fee_back', language, rupees=upi.rupees(payment.refund_due_paise))}"


def _link(pay: str | None, language: ReplyLanguage) -> tuple[dict[str, str], ...]:
    return ({"label": say("apply_pay_label", language), "url": pay},) if pay else ()


def _picture(payment: Payment | None, pay: str | None, language: ReplyLanguage) -> tuple[dict[str, str], ...]:
    if payment is None or pay is None or payment.state not in PAYABLE:
        return ()
    caption = say("apply_qr_caption", language, rupees=upi.rupees(payment.paise))
    return ({"kind": "image", "url": f"{pay}/qr.png", "caption": caption},)


def _receipt(link: str | None, number: str, language: ReplyLanguage) -> tuple[dict[str, str], ...]:
    caption = say("apply_receipt_caption", language, number=number)
    return ({"kind": "document", "url": link, "caption": caption},) if link else ()
