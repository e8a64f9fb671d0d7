"""One cell as XML: text stays text, whatever it looks like; numbers are exact; days are days.

People's texts come from spreadsheets that anybody filled in. A name such as
`=HYPERLINK("http://…")` or `_x0041_` is shown as it was typed, never acted upon.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal
from typing import Final

from igpm_sheets.reports.tables import Plain
from igpm_sheets.writers.names import clip_units, units

LONGEST_TEXT: Final = 32_767
LARGEST_WHOLE: Final = 10**15
"""From here on a spreadsheet would silently drop digits."""

_DIGITS = Context(prec=15)
"""As many as a spreadsheet keeps, so that what is read again is what was written."""
_SMALLEST = Decimal("1E-300")
_EPOCH: Final = date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel believes in a 29 February 1900: earlier days are written as text."""
_EPOCH_1904: Final = date(1904, 1, 1).toordinal()

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0c-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?|\x0b")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""Each underscore on its own, since two escapes may share one."""


def cell_xml(
    at: str, value: Plain, style: int, *, from_1904: bool = False, formula: str = ""
) -> str:
    """A cell as it stands in a sheet whose default namespace is the main one.

    Args:
        at: its address, such as `B7`.
        value: what it holds; None for a blank that is only styled.
        style: the index of its style in the workbook.
        from_1904: whether the workbook counts days from 1904.
        formula: what works the value out again, which is stored beside it.

    >>> cell_xml("B7", "=1+1 & <b>", 3)
    '<c r="B7" s="3" t="inlineStr"><is><t>=1+1 &amp; &lt;b&gt;</t></is></c>'
    >>> cell_xml("B8", Decimal("4.50"), 0), cell_xml("B9", None, 2)
    ('<c r="B8"><v>4.5</v></c>', '<c r="B9" s="2"/>')
    """
    return f'<c r="{at}{cell_rest(value, style, from_1904=from_1904, formula=formula)}'


def cell_rest(value: Plain, style: int, *, from_1904: bool = False, formula: str = "") -> str:
    """What follows the address in a cell: the same in all rows, so it can be made once.

    >>> cell_rest(5, 2)
    '" s="2"><v>5</v></c>'
    """
    start = f'" s="{style}"' if style else '"'
    stored = as_stored(value, from_1904=from_1904)
    if formula:
        worked_out = f"<f>{in_xml(formula.removeprefix('='))}</f>"
        if stored is None or isinstance(stored, str):
            return f'{start} t="str">{worked_out}<v>{text_xml(stored or "")}</v></c>'
        return f"{start}>{worked_out}<v>{number_xml(stored, from_1904=from_1904)}</v></c>"
    if stored is None:
        return f"{start}/>"
    if isinstance(stored, str):
        return f'{start} t="inlineStr"><is>{string_xml(stored)}</is></c>'
    return f"{start}><v>{number_xml(stored, from_1904=from_1904)}</v></c>"


def as_stored(value: Plain, *, from_1904: bool = False) -> Plain:
    """The value as it is when it is read again.

    Numbers have 15 digits at most and are `int` where they are whole; an empty text is a
    blank; numbers and days that no spreadsheet can hold are texts.

    >>> as_stored(Decimal(149) / 30), as_stored(Decimal("5.00")), as_stored(10**15)
    (Decimal('4.96666666666667'), 5, '1000000000000000')
    """
    if isinstance(value, str):
        return cell_text(value) or None
    if value is None:
        return None
    if isinstance(value, date):
        first = date(1904, 1, 1) if from_1904 else _FIRST_DAY
        day = date.fromordinal(value.toordinal())
        return day if day >= first else f"{day:%d %b }{day.year}"
    if isinstance(value, Decimal):
        if not value.is_finite():
            return str(value)
        rounded = _DIGITS.plus(value)
        if not -LARGEST_WHOLE < rounded < LARGEST_WHOLE:
            return str(value)
        if rounded == rounded.to_integral_value() or abs(rounded) < _SMALLEST:
            return int(rounded)
        return rounded.normalize(_DIGITS)
    return int(value) if -LARGEST_WHOLE < value < LARGEST_WHOLE else str(value)


def number_xml(value: int | Decimal | date, *, from_1904: bool = False) -> str:
    """A stored number or day as it stands in a cell.

    >>> number_xml(date(2026, 6, 10)), number_xml(Decimal("0.1"))
    ('46183', '0.1')
    """
    if isinstance(value, date):
        return str(value.toordinal() - (_EPOCH_1904 if from_1904 else _EPOCH))
    return str(value)


def cell_text(text: str) -> str:
    r"""The text as a cell can hold it.

    Line ends become `\n`; what XML cannot carry is shown as `�`; 32,767 characters at most.

    >>> cell_text("a\r\nb\x07")
    'a\nb�'
    """
    if not (text.isascii() and text.isprintable()):
        text = _NOT_IN_XML.sub("�", _LINE_ENDS.sub("\n", text))
    if len(text) * 2 > LONGEST_TEXT and units(text) > LONGEST_TEXT:
        text = clip_units(text, LONGEST_TEXT - 1) + "…"
    return text


def string_xml(text: str) -> str:
    """A stored text as the `<t>` of an inline string.

    >>> string_xml(" _x0041_ ")
    '<t xml:space="preserve"> _x005F_x0041_ </t>'
    """
    if text[:1].isspace() or text[-1:].isspace():
        return f'<t xml:space="preserve">{text_xml(text)}</t>'
    return f"<t>{text_xml(text)}</t>"


def text_xml(text: str) -> str:
    """A stored text, with all that would be read as something else escaped."""
    return in_xml(literal(text))


def literal(text: str) -> str:
    """A text in which nothing is taken for the number of a character, such as `_x0041_`."""
    return _LOOKS_ESCAPED.sub("_x005F_", text) if "_x" in text else text


def in_xml(text: str) -> str:
    """Characters as they stand between two tags."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text
