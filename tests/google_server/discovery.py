"""Google's own description of its services: which methods there are, and what fits a body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import unquote

from tests.google_server.errors import invalid_body

Json = dict[str, Any]

_INT: Final = {
    "int32": (-(2**31), 2**31 - 1, "TYPE_INT32"),
    "uint32": (0, 2**32 - 1, "TYPE_UINT32"),
    "int64": (-(2**63), 2**63 - 1, "TYPE_INT64"),
}
ONEOFS: Final = {
    "ConditionalFormatRule": {"rule": {"booleanRule", "gradientRule"}},
    "ConditionValue": {"value": {"relativeDate", "userEnteredValue"}},
    "ColorStyle": {"kind": {"rgbColor", "themeColor"}},
    "DeveloperMetadataLocation": {"location": {"spreadsheet", "sheetId", "dimensionRange"}},
    "EmbeddedObjectPosition": {"location": {"sheetId", "overlayPosition", "newSheet"}},
    "ExtendedValue": {
        "value": {"numberValue", "stringValue", "boolValue", "formulaValue", "errorValue"}
    },
    "PivotTable": {"source_data": {"source", "dataSourceId"}},
    "PivotGroup": {"data": {"sourceColumnOffset", "dataSourceColumnReference"}},
    "PivotValue": {"value": {"sourceColumnOffset", "formula", "dataSourceColumnReference"}},
    "PivotGroupRule": {"rule": {"manualRule", "histogramRule", "dateTimeRule"}},
    "UpdateCellsRequest": {"area": {"start", "range"}},
}
"""Fields of which a message may have only one; the document does not tell them."""
OFTEN_THE_SAME: Final = frozenset({"CellFormat", "DataValidationRule"})
_NAME: Final = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a service, as the discovery document has it."""

    service: str  # sheets | drive
    id: str  # sheets.spreadsheets.get
    verb: str
    path: re.Pattern[str]
    names: tuple[str, ...]  # of the path's parameters
    parameters: Mapping[str, Json]
    body: str  # the schema of the request's body; "" where it has none
    answer: str  # the schema of the answer
    scopes: frozenset[str]

    @property
    def kind(self) -> str:
        """Its name in the log: `get`, `batchUpdate`, `values.batchGet`, `files.list`."""
        return self.id.split(".", 1)[1].removeprefix("spreadsheets.")


class Document:
    """A discovery document: schemas by name, methods by path."""

    def __init__(self, service: str, document: Json) -> None:
        self.service = service
        self.schemas: Mapping[str, Json] = document["schemas"]
        self.common: Mapping[str, Json] = document["parameters"]
        base = document["servicePath"]
        self._fitted: dict[tuple[str, str], Json] = {}
        self.methods = [self._method(base, spec) for spec in _methods(document)]

    def _method(self, base: str, spec: Json) -> Method:
        flat: str = spec.get("flatPath") or spec["path"]
        pattern = re.sub(r"\\\{(\w+)\\\}", r"([^/]+?)", re.escape("/" + base + flat))
        return Method(
            self.service,
            spec["id"],
            spec["httpMethod"],
            re.compile(pattern),
            tuple(re.findall(r"\{(\w+)\}", flat)),
            spec.get("parameters", {}),
            spec.get("request", {}).get("$ref", ""),
            spec.get("response", {}).get("$ref", ""),
            frozenset(scope.rsplit("/", 1)[1] for scope in spec.get("scopes", ())),
        )

    def field(self, schema: str, name: str) -> Json | None:
        """What the document says of one field of a message."""
        found: Json | None = self.schemas[schema].get("properties", {}).get(name)
        return found

    def message_of(self, field: Json) -> str:
        """The name of the message that a field holds, once or many times; "" for a plain one."""
        ref: str = field.get("$ref", "") or field.get("items", {}).get("$ref", "")
        return ref

    def fitting(self, body: Json, schema: str) -> Json:
        """A body without its nulls, checked against the schema.

        Raises:
            Refused: 400, in Google's words, at the first field that does not fit.
        """
        return self._message(body, schema, "")

    def _message(self, value: Any, schema: str, path: str) -> Json:
        """A message that fits; formats, of which thousands are the same, are looked at once."""
        if schema not in OFTEN_THE_SAME:
            return self._looked_at(value, schema, path)
        key = schema, json.dumps(value)
        if key not in self._fitted:
            self._fitted[key] = self._looked_at(value, schema, path)
        return self._fitted[key]

    def _looked_at(self, value: Any, schema: str, path: str) -> Json:
        if not isinstance(value, dict):
            raise _wrong_value(path, f"type.googleapis.com/google.apps.sheets.v4.{schema}", value)
        properties = self.schemas[schema].get("properties", {})
        result: Json = {}
        for name, part in value.items():
            field = properties.get(name) or properties.get(_camel(name))
            if field is None:
                where = f" at '{path}'" if path else ""
                message = (
                    f'Invalid JSON payload received. Unknown name "{name}"{where}: '
                    "Cannot find field."
                )
                raise invalid_body(message, path)
            if part is not None:
                self._check_oneof(schema, result, name, path)
                own = name if name in properties else _camel(name)
                result[own] = self._value(part, field, _joined(path, own))
        return result

    @staticmethod
    def _check_oneof(schema: str, so_far: Json, name: str, path: str) -> None:
        for group, members in ONEOFS.get(schema, {}).items():
            if name in members and members & so_far.keys():
                message = (
                    f"Invalid value at '{path}' (oneof), oneof field '{group}' is already set. "
                    f"Cannot set '{name}'"
                )
                raise invalid_body(message, path)

    def _value(self, value: Any, field: Json, path: str) -> Any:  # noqa: C901 - one case a type
        if "$ref" in field:
            return self._message(value, field["$ref"], path)
        kind = field.get("type", "any")
        if kind == "array":
            if not isinstance(value, list):
                value = [value]  # as Google reads one where it expects many
            items = field["items"]
            return [self._value(v, items, f"{path}[{i}]") for i, v in enumerate(value)]
        if kind == "object":
            if not isinstance(value, dict):
                raise _wrong_value(path, "Map", value)
            return value
        if kind == "boolean":
            if not isinstance(value, bool):
                raise _wrong_value(path, "TYPE_BOOL", value)
        elif kind == "integer" or (kind == "string" and field.get("format") == "int64"):
            return _integer(value, field.get("format", "int32"), path)
        elif kind == "number":
            return _number(value, path)
        elif kind == "string":
            if not isinstance(value, str):
                raise _wrong_value(path, "TYPE_STRING", value)
            if "enum" in field and value not in field["enum"]:
                raise _wrong_value(path, "TYPE_ENUM", value)
        return value


def _methods(node: Json) -> Iterable[Json]:
    yield from node.get("methods", {}).values()
    for resource in node.get("resources", {}).values():
        yield from _methods(resource)


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def _joined(path: str, name: str) -> str:
    name = _NAME.sub("_", name).lower()
    return f"{path}.{name}" if path else name


def _wrong_value(path: str, kind: str, value: Any) -> Exception:
    shown = json.dumps(value, ensure_ascii=False)
    message = f"Invalid value at '{path}' ({kind}), {shown}"
    return invalid_body(message, path)


def _integer(value: Any, kind: str, path: str) -> int:
    low, high, name = _INT[kind]
    if isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _wrong_value(path, name, value)
    return value


def _number(value: Any, path: str) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong_value(path, "TYPE_DOUBLE", value)
    return value


@cache
def document(service: str) -> Document:
    """The document of `sheets` or `drive`, as google-api-python-client ships it."""
    name = {"sheets": "sheets.v4.json", "drive": "drive.v3.json"}[service]
    place = files("googleapiclient.discovery_cache").joinpath("documents", name)
    return Document(service, json.loads(place.read_text(encoding="utf-8")))


def method_at(verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method that a request means, with the parameters of its path."""
    for service in ("sheets", "drive"):
        for method in document(service).methods:
            found = method.path.fullmatch(path) if method.verb == verb else None
            if found:
                given = [unquote(part) for part in found.groups()]
                return method, dict(zip(method.names, given, strict=True))
    return None


def parameters(method: Method, given: Mapping[str, list[str]]) -> Json:
    """The query of a request, typed and checked.

    Raises:
        Refused: 400 for one that the method does not have, or that is of another type.
    """
    known = document(method.service)
    result: Json = {}
    for name, values in given.items():
        spec = method.parameters.get(name) or known.common.get(name)
        if spec is None:
            message = (
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query '
                f"parameter. Field '{name}' could not be found in request message."
            )
            raise invalid_body(message, "")
        typed = [_typed(name, spec, value) for value in values]
        result[name] = typed if spec.get("repeated") else typed[-1]
    return result


def _typed(name: str, spec: Json, value: str) -> Any:
    if spec["type"] == "boolean":
        if value.lower() not in {"true", "false", "1", "0"}:
            raise _wrong_value(_joined("", name), "TYPE_BOOL", value)
        return value.lower() in {"true", "1"}
    if spec["type"] == "integer":
        return _integer(value, spec.get("format", "int32"), _joined("", name))
    if "enum" in spec and value not in spec["enum"]:
        raise _wrong_value(_joined("", name), "TYPE_ENUM", value)
    return value
