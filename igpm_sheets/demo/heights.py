"""Row heights as proposals, which XlsxWriter knows only as orders.

Excel fits a row to its text when it opens a workbook, unless the height was set by hand.
LibreOffice and most viewers do not: they take the height that is written. So a height is
written and not marked as set by hand: all show the whole text, and Excel fits it anew
whenever a text changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any


@cache
def fitted_worksheet() -> Any:  # noqa: ANN401 - a class of a library without types
    """XlsxWriter's worksheet with one more method, `propose_height(row, pixels)`."""
    from xlsxwriter.worksheet import Worksheet  # noqa: PLC0415 - not every command writes

    class FittedWorksheet(Worksheet):  # type: ignore[misc]
        """Leaves out `customHeight` for the rows whose height is only proposed.

        Should XlsxWriter change inside, heights are orders again, and nothing is lost.
        """

        def __init__(self) -> None:
            super().__init__()
            self._proposed: set[int] = set()

        def propose_height(self, row: int, pixels: int) -> None:
            """Writes a height for the row that Excel may improve upon."""
            self._proposed.add(row + 1)
            self.set_row_pixels(row, pixels)

        def _xml_start_tag_unencoded(
            self, tag: str, attributes: Sequence[tuple[str, Any]] = ()
        ) -> None:
            if tag == "row" and attributes[0][1] in self._proposed:
                attributes = [pair for pair in attributes if pair[0] != "customHeight"]
            super()._xml_start_tag_unencoded(tag, attributes)

    return FittedWorksheet
