"""How Google writes its messages down: what is zero, false or empty is left out, bar a few."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from tests.google_server.discovery import OFTEN_THE_SAME, Document, document

Json = dict[str, Any]

# Recorded answers show these even where they are zero, false or empty.
SHOWN_ALWAYS: Final = {
    "SheetProperties": {"sheetId", "index"},
    "GridRange": {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"},
    "DimensionRange": {"startIndex", "endIndex"},
    "ExtendedValue": {"numberValue", "boolValue", "stringValue", "formulaValue"},
    "TextFormat": {"bold", "italic", "strikethrough", "underline"},
    "DeveloperMetadataLocation": {"sheetId"},
    "PivotGroup": {"sourceColumnOffset"},
    "PivotValue": {"sourceColumnOffset"},
    "Color": {"alpha"},
    "TextRotation": {"angle"},
}
_KEPT: Final[dict[tuple[str, str], Json]] = {}
_STYLES: Final = {
    "backgroundColor": "backgroundColorStyle",
    "foregroundColor": "foregroundColorStyle",
    "tabColor": "tabColorStyle",
    "color": "colorStyle",
    "headerColor": "headerColorStyle",
    "firstBandColor": "firstBandColorStyle",
    "secondBandColor": "secondBandColorStyle",
    "footerColor": "footerColorStyle",
}


def told(value: Any, schema: str) -> Any:
    """A message of the Sheets service as an answer has it, and as the server keeps it."""
    return _message(value, schema, document("sheets"))


def _message(value: Json, schema: str, known: Document) -> Json:
    """A message as it is told; formats, of which thousands are the same, are made once."""
    if schema not in OFTEN_THE_SAME:
        return _made(value, schema, known)
    key = schema, json.dumps(value)
    if key not in _KEPT:
        _KEPT[key] = _made(value, schema, known)
    return _KEPT[key]


def _made(value: Json, schema: str, known: Document) -> Json:
    always = SHOWN_ALWAYS.get(schema, set())
    result: Json = {}
    for name, part in value.items():
        field = known.field(schema, name)
        below = known.message_of(field) if field else ""
        if below:
            part = _below(part, below, known)  # noqa: PLW2901 - the same part, as it is told
        if part in (0, False, "", None) and name not in always and not isinstance(part, dict):
            continue
        if part == [] or part is None:
            continue
        result[name] = part
    return _coloured(result, schema)


def _below(part: Any, schema: str, known: Document) -> Any:
    if isinstance(part, list):
        return [_message(item, schema, known) for item in part]
    return _message(part, schema, known) if isinstance(part, dict) else part


def _coloured(message: Json, schema: str) -> Json:
    """Every colour twice, as Google answers: once plain, once as a style."""
    for plain, style in _twins(schema):
        if style in message:
            colour = message[style].get("rgbColor")
            message.pop(plain, None)
            if colour is not None:
                message[plain] = colour
        elif plain in message:
            message[style] = {"rgbColor": message[plain]}
    return message


@cache
def _twins(schema: str) -> list[tuple[str, str]]:
    fields = document("sheets").schemas[schema].get("properties", {})
    return [twin for twin in _STYLES.items() if twin[0] in fields and twin[1] in fields]


_NEEDLESS: Final = {
    *("sheetId", "index", "startRowIndex", "startColumnIndex", "startIndex"),
    *("bold", "italic", "strikethrough", "underline", "sourceColumnOffset"),
}


def terser(answer: Any) -> Any:
    """An answer without the zeros that recorded answers show, but no program should need."""
    if isinstance(answer, list):
        return [terser(item) for item in answer]
    if not isinstance(answer, dict):
        return answer
    return {
        name: terser(part)
        for name, part in answer.items()
        if not (name in _NEEDLESS and part in (0, False))
    }
