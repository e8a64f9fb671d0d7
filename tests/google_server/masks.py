"""Field masks: `a(b,c),d/e.f` as a tree, checked against a message, and laid over an answer."""

from __future__ import annotations

from typing import Any, Final

from tests.google_server.discovery import Document

Mask = dict[str, "Mask"]  # an empty one means: all of it

ALL: Final = "*"


class BadMask(ValueError):  # noqa: N818 - the service makes an answer of it
    """A mask that cannot be read, or names a field that is not there."""


def mask_of(written: str) -> Mask:
    """The tree that a mask describes; {} for `*`.

    >>> mask_of("sheets(properties.title,data/rowData),spreadsheetId")
    {'sheets': {'properties': {'title': {}}, 'data': {'rowData': {}}}, 'spreadsheetId': {}}
    """
    tree, end = _read(written, 0, closed=False)
    if end != len(written):
        raise BadMask(written)
    return tree


def _read(written: str, at: int, *, closed: bool) -> tuple[Mask, int]:
    """Read a list of paths from a place on, to its closing bracket or the end."""
    tree: Mask = {}
    while True:
        here, word = tree, ""
        whole = True  # the path ends here, rather than in what a bracket holds
        while at < len(written) and written[at] not in ",)":
            if written[at] == "(":
                inner, at = _read(written, at + 1, closed=True)
                here = _step(here, word)
                _merge(here, inner)
                word, whole = "", False
            elif written[at] in "./":
                here = _step(here, word)
                word, at = "", at + 1
            else:
                word, at = word + written[at], at + 1
        if whole:
            _step(here, word)
        if at >= len(written):
            if closed:
                raise BadMask(written)
            return _star(tree), at
        if written[at] == ")":
            if not closed:
                raise BadMask(written)
            return _star(tree), at + 1
        at += 1


def _step(tree: Mask, word: str) -> Mask:
    if not word.strip():
        raise BadMask(word)
    return tree.setdefault(word.strip(), {})


def _merge(tree: Mask, other: Mask) -> None:
    for name, inner in other.items():
        _merge(tree.setdefault(name, {}), inner)


def _star(tree: Mask) -> Mask:
    return {} if ALL in tree else tree


def check(mask: Mask, document: Document, schema: str, path: str = "") -> None:
    """Raise `BadMask` with the path of the first field that the message does not have."""
    for name, inner in mask.items():
        here = f"{path}.{name}" if path else name
        field = document.field(schema, name)
        if field is None:
            raise BadMask(here)
        if inner and "properties" in field:  # a message that is described on the spot
            missing = [each for each in inner if each not in field["properties"]]
            if missing:
                raise BadMask(f"{here}.{missing[0]}")
        elif inner:
            below = document.message_of(field)
            if not below:
                raise BadMask(f"{here}.{next(iter(inner))}")
            check(inner, document, below, here)


def masked(value: Any, mask: Mask) -> Any:
    """What a mask leaves of an answer; parts that are not there stay away."""
    if not mask:
        return value
    if isinstance(value, list):
        return [masked(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: masked(item, mask[name]) if mask[name] else item
        for name, item in value.items()
        if name in mask and item != []
    }


def asks_for(mask: Mask, *path: str) -> bool:
    """Whether a mask names (a part of) what lies at this path, or all of it.

    >>> asks_for(mask_of("sheets.data.rowData"), "sheets", "data"), asks_for({}, "sheets", "data")
    (True, True)
    """
    for name in path:
        if not mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def laid_over(old: Any, new: Any, mask: Mask) -> Any:
    """A message with the fields of a mask taken from another one; those missing there are cleared.

    >>> laid_over({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": 5}}, mask_of("a,b.c"))
    {'b': {'d': 3, 'c': 5}}
    """
    if not mask:
        return new
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    result = dict(before)
    for name, inner in mask.items():
        if not inner:
            result.pop(name, None)
            if name in after:
                result[name] = after[name]
            continue
        part = laid_over(before.get(name), after.get(name), inner)
        result.pop(name, None)
        if part:
            result[name] = part
    return result
