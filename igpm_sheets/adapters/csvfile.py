"""Comma-separated and similar text files, read as rows of text.

Encoding and separator are worked out, as a spreadsheet program does on opening such a
file. Text stays text: whether "5" is a mark or "03/05/2026" a date is decided in reading.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from igpm_sheets.adapters.grid import CellValue, Grid, SourceUnreadable
from igpm_sheets.problems import CellRef, problem

SEPARATORS = ",;\t|"
LONGEST_FIELD = 16 << 20
_SAMPLE = 200
_NAMED_SEPARATOR = re.compile(r'"?sep=(.)"?[ ,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")


def decoded(data: bytes) -> str | None:
    """The text of a file: UTF-8, UTF-16 with its mark, or else Windows' own; None for no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    sample = text[:100_000]
    if "\0" in text or len(_CONTROLS.findall(sample)) * 100 > len(sample):
        return None
    return text


def read_csv(text: str, source: str) -> list[Grid]:
    r"""One grid without a tab name; its rows are records, as a spreadsheet program counts them.

    A first line `sep=;`, which Excel writes and hides, names the separator.

    Raises:
        SourceUnreadable: if a quotation mark is never closed (F10): whatever follows it
            would stand in one cell.
    """
    separator, start = separator_of(text)
    rows: list[list[CellValue]] = [
        [cell or None for cell in record] for record in _records(text[start:], separator)
    ]
    last = rows[-1] if rows else []
    if last and text.count('"') % 2 and "\n" in str(last[-1]):
        at = CellRef(source, "", len(rows), len(last))
        raise SourceUnreadable(problem("F10", at, "a quotation mark that is never closed"))
    return [Grid(source, "", rows)]


def separator_of(text: str) -> tuple[str, int]:
    r"""The separator, and where the records begin.

    The separator is the one by which most records have the same number of fields, and by
    which they have more of them where that leaves a choice.

    >>> separator_of("Ref;Sum\r\nA1;7,5\r\nA2;6,0\r\n")
    (';', 0)
    """
    named = _NAMED_SEPARATOR.match(text)
    if named:
        return named[1], named.end()
    return max(SEPARATORS, key=lambda separator: agreement(text, separator)), 0


def agreement(text: str, separator: str) -> tuple[float, int]:
    """How far the first records agree on a number of fields above one, and the number."""
    sample = islice(_records(text[:1_000_000], separator), _SAMPLE)
    widths = [len(record) for record in sample if any(record)]
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 1
    width, times = max(several.items(), key=lambda item: (item[1], item[0]))
    return times / len(widths), width


def _records(text: str, separator: str) -> Iterator[list[str]]:
    import csv  # noqa: PLC0415 - only where such a file is read

    csv.field_size_limit(LONGEST_FIELD)
    return csv.reader(StringIO(text, newline=""), delimiter=separator)
