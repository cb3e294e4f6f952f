"""The shape of a knowledge record: one scheme, service or piece of public information, in Hindi and English."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, field_validator, model_validator

from knowledge.rules.schema import Example, Rule
from knowledge.texts import SPEECH_LIMIT as SPEECH_LIMIT
from knowledge.texts import STRICT
from knowledge.texts import Speech as Speech
from knowledge.texts import Text as Text
from knowledge.texts import Words as Words

SHORT_NAME_LIMIT = 20

ListingDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
RecordId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]


class Section(StrEnum):
    SUMMARY = "summary"
    BENEFITS = "benefits"
    ELIGIBILITY = "eligibility"
    DOCUMENTS = "documents"
    HOW_TO_APPLY = "how_to_apply"
    FEE = "fee"
    TIME_LIMIT = "time_limit"
    VALIDITY = "validity"
    CONTACT = "contact"
    STATUS = "status"
    DEADLINE = "deadline"
    APPEAL = "appeal"


CORE_SECTIONS = (
    Section.SUMMARY,
    Section.BENEFITS,
    Section.ELIGIBILITY,
    Section.DOCUMENTS,
    Section.HOW_TO_APPLY,
    Section.FEE,
    Section.CONTACT,
    Section.STATUS,
)

AudienceTag = Literal[
    "everyone", "woman", "girl", "pregnant", "mother", "widow", "deserted", "unmarried_woman", "newly_married",
    "senior", "disabled", "child", "orphan", "student", "youth", "unemployed", "farmer", "tenant_farmer",
    "landless", "livestock_keeper", "fisher", "labourer", "construction_worker", "domestic_worker", "street_vendor",
    "artisan", "entrepreneur", "sc", "st", "obc", "general", "ews", "minority", "pvtg", "bpl", "urban", "rural",
    "bereaved", "patient", "violence_survivor", "homeless", "driver", "shopkeeper", "property_owner", "traveller",
    "parent",
]  # fmt: skip

Need = Literal[
    "monthly_money", "one_time_money", "scholarship", "loan", "subsidy", "house", "land", "toilet", "health",
    "maternity", "marriage", "insurance", "savings", "pension", "certificate", "identity", "land_record", "tax",
    "electricity", "water", "gas", "food", "training", "job", "coaching", "pilgrimage", "vehicle", "licence",
    "business", "crop", "livestock", "bank_account", "disaster_relief", "death", "safety", "police", "complaint",
    "information", "appeal", "education", "laptop", "bicycle", "shelter", "legal",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = STRICT


class Fact(Text):
    """One sentence. `sure: false` marks what no source confirms; its words must say so."""

    sure: bool = True


class Asked(_Strict):
    """Questions as citizens put them; found by, never shown."""

    hi: list[Words] = []
    hinglish: list[Words] = []
    en: list[Words] = []


class SectionText(_Strict):
    """What one section says: the sentence that answers first, then the rest; `items` is a list such as papers.

    `asked` are questions that it answers, each about a point of its own.
    """

    facts: Annotated[list[Fact], Field(min_length=1)]
    items: list[Fact] = []
    speech: Speech
    asked: Asked = Asked()


class Amount(_Strict):
    """A fee at one channel, in rupees."""

    channel: Literal["lok_seva_kendra", "mponline", "csc", "online", "office", "phone", "bank", "any"]
    rupees: Annotated[int, Field(ge=0)]
    note: Text | None = None
    sure: bool = True


class Limit(_Strict):
    """Days that the Public Services Guarantee Act (or the department) allows."""

    days: Annotated[int, Field(ge=0)]
    working_days: bool = False
    sure: bool = True


class Officers(_Strict):
    designated: Text | None = None
    first_appeal: Text | None = None
    second_appeal: Text | None = None
    sure: bool = True


class AgeRange(_Strict):
    """Completed years, both ends inside."""

    min: Annotated[int, Field(ge=0, le=120)] | None = None
    max: Annotated[int, Field(ge=0, le=120)] | None = None


class Audience(_Strict):
    """For whom a record is, roughly: used to suggest records, never to decide eligibility."""

    tags: Annotated[list[AudienceTag], Field(min_length=1)]
    gender: Literal["female", "male", "any"] = "any"
    age: AgeRange = AgeRange()


class Aliases(_Strict):
    hi: Annotated[list[Words], Field(min_length=2)]
    latin: Annotated[list[Words], Field(min_length=3)]


class Phrases(_Strict):
    """How people describe the need without the name."""

    hi: Annotated[list[Words], Field(min_length=4)]
    hinglish: Annotated[list[Words], Field(min_length=4)]
    en: Annotated[list[Words], Field(min_length=4)]


class Source(_Strict):
    title: Words
    kind: Literal["official", "news", "guide", "compilation", "listing"]
    url: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    as_of: ListingDate | None = None


class Link(_Strict):
    label: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://")]


class ShortName(Text):
    """A name that fits a WhatsApp button."""

    @field_validator("hi", "en")
    @classmethod
    def _fits_a_button(cls, value: str) -> str:
        if len(value) > SHORT_NAME_LIMIT:
            raise ValueError(f"short name has {len(value)} characters, at most {SHORT_NAME_LIMIT}: {value!r}")
        return value


class Record(_Strict):
    """One subject a citizen can ask about. Raises pydantic.ValidationError when a field is missing or ill-formed."""

    id: RecordId
    same_as: list[RecordId] = []
    kind: Literal["scheme", "service", "information"]
    name: Text
    short_name: ShortName
    aliases: Aliases
    phrases: Phrases
    department: Text
    level: Literal["state", "central", "central_and_state", "local"]
    category: Words
    audience: Audience
    rules: list[Rule] = []
    examples: list[Example] = []
    worth: Annotated[int | None, Field(ge=0)] = None
    needs: Annotated[list[Need], Field(min_length=1)]
    state: Literal["active", "seasonal", "closed", "uncertain"]
    sections: dict[Section, SectionText]
    fees: list[Amount] = []
    time_limit: Limit | None = None
    officers: Officers | None = None
    links: list[Link] = []
    helplines: list[Words] = []
    related: list[RecordId] = []
    sources: Annotated[list[Source], Field(min_length=1)]
    confidence: Literal["high", "medium", "low"]
    disagreements: list[Text] = []
    as_of: ListingDate | None
    effective_from: ListingDate | None = None
    order_number: str | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> "Record":
        if missing := [section.value for section in CORE_SECTIONS if section not in self.sections]:
            raise ValueError(
                f"sections: {', '.join(missing)} missing; every record answers these, if only with what to ask where"
            )
        if self.id in self.same_as or self.id in self.related:
            raise ValueError("a record cannot name itself under same_as or related")
        return self
