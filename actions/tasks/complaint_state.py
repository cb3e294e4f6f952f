"""What is known of a complaint that is being told: taken in piece by piece, in any order."""

from actions.tasks.base import State
from actions.tasks.complaint_heard import HeardComplaint
from portal.complaints.departments import clear_matter, departments
from portal.outside.cm_helpline import Attachment, Place

CHANGES = ("text", "department", "place")
_OF_CHANGE = {"text": ("text",), "department": ("department", "subject"), "place": ("district", "block", "locality")}


def absorb(state: State, said: HeardComplaint) -> None:
    """Put what was said over what was known."""
    if said.text and not (state.get("text") and state.get("stage") != "text"):
        state["text"] = said.text
    if said.department or "department" not in state:
        matter = said.matter
        if matter and said.department and state.get("text"):
            matter = clear_matter(state["text"], said.department) or matter
        if matter:
            state |= {"department": matter.department, "subject": matter.subject}
    where = said.place
    if where.district and where.district != state.get("district"):
        state |= {"district": where.district, "block": None}
    state |= {name: value for name, value in (("block", where.block), ("locality", where.locality)) if value}
    if said.location:
        state["location"] = list(said.location)
    if said.attachments:
        state["attachments"] = [*state.get("attachments", []), *(one.model_dump() for one in said.attachments)]


def missing(state: State) -> str:
    """The stage in which what is missing is asked; "confirm" when nothing is."""
    if not state.get("text"):
        return "text"
    if not state.get("department"):
        return "department"
    if not state.get("district"):
        return "district"
    if not (state.get("block") or state.get("locality") or state.get("place_asked") or state.get("location")):
        return "place"
    return "confirm"


def without(state: State, what: str) -> State:
    """Without one of CHANGES, so that it is asked again."""
    return {name: value for name, value in state.items() if name not in _OF_CHANGE[what]}


def subject_of(department: str, text: str | None) -> str:
    """The subject of a department that the text is about, or its first."""
    matter = clear_matter(text, department) if text else None
    return matter.subject if matter else next(iter(departments()[department].subjects))


def place_of(state: State) -> Place:
    latitude, longitude = state.get("location") or (None, None)
    return Place(
        district=state["district"], block=state.get("block"), locality=state.get("locality"), latitude=latitude,
        longitude=longitude,
    )  # fmt: skip


def attachments_of(state: State) -> tuple[Attachment, ...]:
    return tuple(Attachment.model_validate(one) for one in state.get("attachments", ()))
