"""Every text in a finished workbook, wherever it stands: cells, names, properties, descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Final, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

APART: Final = "\0"
"""Stands between texts that do not belong together."""

_OF_ONE_TEXT: Final = frozenset({"t", "r", "fld"})
"""Elements that hold a part of a text: what follows them may go on with it."""


class PartTexts(NamedTuple):
    """The texts of one part of a workbook, parted by `APART`."""

    part: str
    text: str


def texts_in(content: bytes) -> Iterator[PartTexts]:
    """The names of all parts of a workbook, and the texts of those that are XML.

    A text in several looks is one text. Comments of XML count as texts.

    Raises:
        expat.ExpatError: a part is not well formed.
    """
    with ZipFile(BytesIO(content)) as package:
        names = package.namelist()
        yield PartTexts("", APART.join(names))
        for name in names:
            data = package.read(name)
            if data.lstrip()[:1] == b"<":
                yield PartTexts(name, _Texts(data).all())


class _Texts:
    """Gathers the texts of one part."""

    def __init__(self, data: bytes) -> None:
        self._found: list[str] = []
        self._attributes: list[str] = []
        self._open: list[int] = []
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._found.append
        parser.CommentHandler = self._attributes.append
        parser.Parse(data, True)  # noqa: FBT003 - positional only

    def all(self) -> str:
        return APART.join(("".join(self._found), *self._attributes))

    def _start(self, _: str, attributes: dict[str, str]) -> None:
        self._attributes += attributes.values()
        self._open.append(len(self._found))

    def _end(self, name: str) -> None:
        had_text = len(self._found) > self._open.pop()
        if had_text and name.rpartition(" ")[2] not in _OF_ONE_TEXT:
            self._found.append(APART)
