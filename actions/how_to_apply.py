"""The way to apply for something, as its record has it, and the offer to fill in the form here."""

from actions.reply import Option, Reply, record_links, record_sources
from actions.turn import Turn
from actions.words import say
from knowledge.answers import section_answer
from knowledge.schema import Record, Section
from portal.forms.catalogue import Form


def way_to_apply(turn: Turn, record: Record, confidence: str | None, form: Form | None = None) -> Reply:
    """Where and how, and the papers; with a form the offer to begin it, with its fee."""
    how = section_answer(record, Section.HOW_TO_APPLY, turn.language)
    papers = section_answer(record, Section.DOCUMENTS, turn.language)
    intro = say("apply_intro", turn.language, name=getattr(record.name, turn.language))
    offer = _offer(turn, record, form) if form else ""
    lines = [intro, how.text, "", say("apply_documents", turn.language), papers.text, *(["", offer] if offer else [])]
    return Reply(
        turn.language,
        "apply",
        "\n".join(lines),
        f"{how.speech} {offer}".strip(),
        options=(_begin(turn, record),) if form else (),
        links=record_links(record, Section.HOW_TO_APPLY, turn.language),
        sources=record_sources(record),
        topic=record.id,
        section=Section.HOW_TO_APPLY.value,
        asks="confirmation" if form else None,
        confidence=confidence,
    )


def fee_words(turn: Turn, record: Record, form: Form) -> str:
    """What is to be paid for this form, as the record has it."""
    amount = form.amount(record)
    if amount is None:
        return say("apply_fee_none", turn.language, fee=section_answer(record, Section.FEE, turn.language).speech)
    note = f" ({getattr(amount.note, turn.language)})" if amount.note else ""
    return say("apply_fee", turn.language, rupees=str(amount.rupees), note=note)


def _offer(turn: Turn, record: Record, form: Form) -> str:
    return f"{say('apply_offer', turn.language, count=str(len(form.fields)))} {fee_words(turn, record, form)}"


def _begin(turn: Turn, record: Record) -> Option:
    label = say("option_form", turn.language)
    return Option(f"form:{record.id}", label, label)
