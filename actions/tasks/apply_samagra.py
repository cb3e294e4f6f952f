"""A Samagra id in a form: checked against the register, and what the register knows is filled in for the citizen."""

from uuid import UUID

from actions.tasks.apply_state import Filled, Sheet
from actions.turn import Turn
from actions.words import say
from language.places import district_names
from portal.calendar import today
from portal.families import Checked, Families
from portal.forms.catalogue import Form
from portal.forms.values import NotAnAnswer, read


async def look_up(families: Families, turn: Turn, sheet: Sheet, citizen: UUID, told: Filled, filled: Filled) -> str:
    """What is said of an id among what was just `told`; fields that `filled` lacks are filled in. Empty without one.

    An id that is not this citizen's stays as it was typed: the number on record there may be an old one, and the
    office looks at it. When the register does not answer, nothing is said.
    """
    fields = sheet.form.fields
    given = next((told[name] for name in told if name in fields and fields[name].kind == "samagra"), None)
    checked = await families.check(citizen, str(given)) if given else None
    if checked is None:
        return ""
    if not checked.is_own:
        return say("apply_samagra_not_matched", turn.language)
    new = {name: value for name, value in _known(sheet.form, checked).items() if filled.get(name) is None}
    filled |= new
    names = ", ".join(getattr(fields[name].words, turn.language) for name in new)
    return say("apply_samagra_filled", turn.language, fields=names) if new else ""


def _known(form: Form, checked: Checked) -> Filled:
    """Answers in the types of the form's fields, as far as it asks for them."""
    found: Filled = {}
    if member := checked.member:
        found |= {form.applicant: _name(form, member.name), "gender": member.gender}
        found["birth_date"] = member.birth_date.isoformat() if member.birth_date else None
    if family := checked.family:
        found |= {"members": float(len(family.members)) or None}
        found["district"] = family.district if family.district in district_names() else None
    return {name: value for name, value in found.items() if name in form.fields and value is not None}


def _name(form: Form, name: str) -> str | None:
    try:
        return str(read(form.fields[form.applicant], name, today()))
    except NotAnAnswer:
        return None
