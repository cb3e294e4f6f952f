"""Values made from a JSON schema: one example, or a strategy for all that it allows."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from hypothesis import strategies as st

Strategy = st.SearchStrategy[Any]
_FORMATS: dict[str, Strategy] = {
    "date": st.dates().map(lambda day: day.isoformat()),
    "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat()),
}
# What JSON in PostgreSQL and our logs take.
_TEXT = st.characters(codec="utf-8", exclude_characters="\x00")


def example(schema: dict[str, Any], root: dict[str, Any] | None = None) -> Any:
    """One value with everything that is required, and nothing else."""
    root, schema = root or schema, _resolved(schema, root or schema)
    if "enum" in schema:
        return schema["enum"][0]
    match _types(schema)[0]:
        case "object":
            return {name: example(schema["properties"][name], root) for name in schema.get("required", ())}
        case "array":
            return []
        case "string" if schema.get("format") == "date":
            return "2026-10-05"
        case "string" if schema.get("format") == "date-time":
            return "2026-10-05T09:30:00+05:30"
        case "string" if "pattern" in schema:
            return _PLAIN[schema["pattern"]]
        case "string":
            return "x" * schema.get("minLength", 1)
        case "boolean":
            return True
        case _:
            return schema.get("minimum", 1)


_PLAIN = {
    "^[+]91[6-9][0-9]{9}$": "+919812345600",
    "^[0-9]{8}$": "33501234",
    "^[0-9]{9}$": "140112231",
    "^[0-9A-Za-z/-]{6,30}$": "2610114201",
    "^[a-z_]+$": "bhopal",
    "^[a-z0-9][a-z0-9_]*$": "income_certificate",
    "^[a-z_]{1,40}$": "refused",
}


def anything(schema: dict[str, Any], root: dict[str, Any] | None = None) -> Strategy:
    """Every value that the schema allows."""
    root, schema = root or schema, _resolved(schema, root or schema)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return st.one_of(*(_of_type(name, schema, root) for name in _types(schema)))


def _of_type(name: str, schema: dict[str, Any], root: dict[str, Any]) -> Strategy:
    match name:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum"), schema.get("maximum"))
        case "number":
            return st.floats(schema.get("minimum"), schema.get("maximum"), allow_nan=False, allow_infinity=False)
        case "array":
            return st.lists(anything(schema["items"], root), max_size=3)
        case "object":
            return _object(schema, root)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].replace("$", r"\Z"), fullmatch=True)
    if "format" in schema:
        return _FORMATS[schema["format"]]
    return st.text(_TEXT, min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 60), 60))


def _object(schema: dict[str, Any], root: dict[str, Any]) -> Strategy:
    properties = {name: anything(value, root) for name, value in schema.get("properties", {}).items()}
    required = {name: properties[name] for name in schema.get("required", ())}
    optional = {name: value for name, value in properties.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


def _types(schema: dict[str, Any]) -> list[str]:
    named = schema.get("type", "object")
    return named if isinstance(named, list) else [named]


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    value: Any = root
    for part in reference.removeprefix("#/").split("/"):
        value = value[part]
    return _resolved(value, root)
