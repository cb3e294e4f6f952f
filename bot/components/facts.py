"""What a message says about a person, as Rasa entities.

Age, money, land, percent, date, number, district, caste category, gender, marital status, occupation, situation.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from language.attributes import find_attributes
from language.places import find_districts
from language.quantities import find_quantities


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FactExtractor(GraphComponent, EntityExtractorMixin):
    """Adds one entity for each fact; quantities carry unit, period and `rough`, others only a value."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FactExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            message.set(ENTITIES, message.get(ENTITIES, []) + _facts(text), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


def _facts(text: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {
            "entity": quantity.kind,
            "value": quantity.value,
            "start": quantity.start,
            "end": quantity.end,
            "unit": quantity.unit,
            "period": quantity.period,
            "rough": quantity.rough,
        }
        for quantity in find_quantities(text)
    ]
    facts += [{"entity": "district", "value": district} for district in find_districts(text)]
    facts += [{"entity": name, "value": value} for name, values in find_attributes(text).items() for value in values]
    return facts
