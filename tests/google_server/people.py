"""People at their spreadsheets: what they type, sort, insert, protect and share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.google_server.batch import Batch, apply
from tests.google_server.cells import effective_value, shown, typed
from tests.google_server.errors import not_permitted
from tests.google_server.grid import Tab, new_tab, unused
from tests.google_server.importing import imported
from tests.google_server.ranges import COLUMNS, ROWS, cells_of
from tests.google_server.rights import EXCEL, Account, File

if TYPE_CHECKING:
    from tests.google_server.service import Services

Json = dict[str, Any]

_KINDS: Final = {
    "#N/A": "N_A",
    "#REF!": "REF",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#NULL!": "NULL_VALUE",
    "#ERROR!": "ERROR",
}
ERROR: Final[dict[str, Json]] = {
    shown: {
        "userEnteredValue": {"formulaValue": "=NA()"},
        "effectiveValue": {"errorValue": {"type": kind, "message": f"It comes to {shown}"}},
    }
    for shown, kind in _KINDS.items()
}
"""Cells that show an error: `tab.type("A1", ERROR["#N/A"])`."""


class Person:
    """Somebody with an account, and the spreadsheets that they make or open."""

    def __init__(self, services: Services, account: Account) -> None:
        self.services = services
        self.account = account
        self.email = account.email

    def spreadsheet(
        self,
        title: str,
        *,
        locale: str = "en_GB",
        time_zone: str = "Europe/London",
        tabs: Sequence[str] = (),
        key: str = "",
        folder: str = "",
    ) -> PersonSpreadsheet:
        """A new spreadsheet of this person's; without names it has one tab, Sheet1."""
        with self.services.lock:
            file = self.services.new_file(title, self.email, locale, time_zone, key)
            file.parents = [folder] if folder else []
            if tabs and file.spreadsheet is not None:
                file.spreadsheet.tabs = [
                    new_tab(0 if not n else self._id(file), name) for n, name in enumerate(tabs)
                ]
                file.spreadsheet.in_order()
        return PersonSpreadsheet(self, file)

    def upload(
        self,
        path: Path,
        *,
        title: str = "",
        locale: str = "en_GB",
        time_zone: str = "Europe/London",
        key: str = "",
    ) -> PersonSpreadsheet:
        """An Excel workbook turned into a spreadsheet, as Google imports it."""
        made = self.spreadsheet(title or path.stem, locale=locale, time_zone=time_zone, key=key)
        with self.services.lock:
            spreadsheet = made.file.spreadsheet
            assert spreadsheet is not None
            imported(path, spreadsheet, self.services.chance)
        return made

    def excel_file(self, title: str) -> PersonSpreadsheet:
        """An Excel workbook that lies in Drive as it is; the Sheets service refuses it."""
        made = self.spreadsheet(title)
        made.file.mime_type = EXCEL
        return made

    def open(self, key: str) -> PersonSpreadsheet:
        """A spreadsheet that is shared with this person."""
        file = self.services.files[key]
        if not file.role(self.account):
            raise not_permitted()
        return PersonSpreadsheet(self, file)

    def _id(self, file: File) -> int:
        assert file.spreadsheet is not None
        return unused((tab.id for tab in file.spreadsheet.tabs), self.services.chance)


class PersonSpreadsheet:
    """A spreadsheet as somebody has it open."""

    def __init__(self, person: Person, file: File) -> None:
        self.person = person
        self.file = file
        self.key = file.key

    @property
    def address(self) -> str:
        """What the person copies from the browser."""
        return f"https://docs.google.com/spreadsheets/d/{self.key}/edit"

    @property
    def tabs(self) -> list[str]:
        """The tabs' names in their order."""
        assert self.file.spreadsheet is not None
        return [tab.title for tab in self.file.spreadsheet.tabs]

    def tab(self, name: str) -> PersonTab:
        """The tab of this name; a new one where there is none."""
        assert self.file.spreadsheet is not None
        if self.file.spreadsheet.titled(name) is None:
            self.batch({"addSheet": {"properties": {"title": name}}})
        return PersonTab(self, name)

    def delete_tab(self, name: str) -> None:
        """A tab goes."""
        self.batch({"deleteSheet": {"sheetId": self.tab(name).id}})

    def rename_tab(self, name: str, to: str) -> None:
        """A tab gets another name."""
        self.tab(name).properties(title=to)

    def share(self, email: str, role: str) -> None:
        """Give somebody a role: reader, commenter, writer; "" takes it away."""
        with self.person.services.lock:
            if not self.file.may_share(self.person.account):
                raise not_permitted()
            self.file.share(email, role)

    def writers_may_share(self, *, may: bool) -> None:
        """Whether those who may write may share it further."""
        self.file.writers_can_share = may

    def move_to_shared_drive(self) -> None:
        """The spreadsheet lies on a shared drive now, whose it is."""
        self.file.on_shared_drive = True

    def delete(self) -> None:
        """The spreadsheet goes for good."""
        with self.person.services.lock:
            del self.person.services.files[self.key]

    def trash(self) -> None:
        """The spreadsheet goes to the bin."""
        self.file.trashed = True

    def batch(self, *requests: Json) -> list[Json]:
        """Anything else that a person can do, as the requests that it comes to.

        Raises:
            Refused: this person may not, or it cannot be done.
        """
        services = self.person.services
        with services.lock:
            account = self.person.account
            if not self.file.may_write(account):
                raise not_permitted()
            assert self.file.spreadsheet is not None
            owns = self.file.role(account) == "owner"
            batch = Batch(self.file.spreadsheet.copy(), account, owns, services.chance)
            replies = apply(batch, requests)
            services.keep(self.file, batch)
        return replies


class PersonTab:
    """A tab as somebody has it open."""

    def __init__(self, spreadsheet: PersonSpreadsheet, title: str) -> None:
        self.spreadsheet = spreadsheet
        self.id = self._by_title(title).id

    def _by_title(self, title: str) -> Tab:
        assert self.spreadsheet.file.spreadsheet is not None
        tab = self.spreadsheet.file.spreadsheet.titled(title)
        assert tab is not None
        return tab

    @property
    def kept(self) -> Tab:
        """The tab as the server keeps it now."""
        assert self.spreadsheet.file.spreadsheet is not None
        return self.spreadsheet.file.spreadsheet.tab(self.id)

    @property
    def title(self) -> str:
        """Its name."""
        return self.kept.title

    @property
    def address(self) -> str:
        """Where the browser stands when this tab is open."""
        return f"{self.spreadsheet.address}#gid={self.id}"

    def _range(self, cells: str) -> Json:
        found = cells_of(cells)
        assert found is not None, cells
        return {"sheetId": self.id} | found

    def type(self, cell: str, value: object) -> None:
        """Type a value into a cell; None or "" empties it, a dict is taken as Google's CellData."""
        self.fill(cell, [[value]])

    def fill(self, start: str, rows: Iterable[Iterable[object]]) -> None:
        """Type many values, from a cell on; None leaves a cell as it is. The grid grows."""
        place = self._range(start)
        services = self.spreadsheet.person.services
        requests: list[Json] = []
        with services.lock:
            written = [list(row) for row in rows]
            bottom = place["startRowIndex"] + len(written)
            right = place["startColumnIndex"] + max(map(len, written), default=0)
            whole = self.kept.whole
            if bottom > whole.bottom or right > whole.right:
                self.resize(max(bottom, whole.bottom), max(right, whole.right))
            locale = self.kept_spreadsheet.locale
            for down, row in enumerate(written):
                for along, value in enumerate(row):
                    if value is not None:
                        at = place["startRowIndex"] + down, place["startColumnIndex"] + along
                        requests += self._typing(*at, typed(value, locale))
            if requests:
                self.spreadsheet.batch(*requests)
            self._say_effective(written, place)

    @property
    def kept_spreadsheet(self) -> Any:
        """The spreadsheet as the server keeps it now."""
        return self.spreadsheet.file.spreadsheet

    def _typing(self, row: int, column: int, cell: Json) -> list[Json]:
        given = {name: part for name, part in cell.items() if name != "effectiveValue"}
        fields = ["userEnteredValue"]
        fields += ["userEnteredFormat.numberFormat"] if "userEnteredFormat" in given else []
        fields += [n for n in ("note", "dataValidation", "pivotTable") if n in given]
        start = {"sheetId": self.id, "rowIndex": row, "columnIndex": column}
        rows = [{"values": [given]}]
        return [{"updateCells": {"start": start, "rows": rows, "fields": ",".join(fields)}}]

    def _say_effective(self, rows: list[list[object]], place: Json) -> None:
        """Keep what a test says that its formulas come to."""
        tab = self.kept
        for down, row in enumerate(rows):
            for along, value in enumerate(row):
                if isinstance(value, dict) and "effectiveValue" in value:
                    at = place["startRowIndex"] + down, place["startColumnIndex"] + along
                    tab.put(*at, {**tab.cell(*at), "effectiveValue": value["effectiveValue"]})

    def clear(self, cells: str) -> None:
        """Press Delete: values go, formats and notes stay."""
        request = {"range": self._range(cells), "fields": "userEnteredValue"}
        self.spreadsheet.batch({"updateCells": request})

    def note(self, cells: str, text: str) -> None:
        """A note on cells; "" takes it away."""
        request = {"range": self._range(cells), "cell": {"note": text}, "fields": "note"}
        self.spreadsheet.batch({"repeatCell": request})

    def format(self, cells: str, style: Json) -> None:
        """A look for cells: a CellFormat, whose parts replace theirs."""
        fields = "userEnteredFormat(" + ",".join(style) + ")"
        cell = {"userEnteredFormat": style}
        request = {"range": self._range(cells), "cell": cell, "fields": fields}
        self.spreadsheet.batch({"repeatCell": request})

    def validate(self, cells: str, condition: Json | None, *, strict: bool = True) -> None:
        """A drop-down or tick box on cells: a BooleanCondition."""
        request: Json = {"range": self._range(cells)}
        if condition is not None:
            request["rule"] = {"condition": condition, "strict": strict, "showCustomUi": True}
        self.spreadsheet.batch({"setDataValidation": request})

    def tick_boxes(self, cells: str) -> None:
        """Tick boxes on cells, none of them ticked."""
        self.validate(cells, {"type": "BOOLEAN"})
        cell = {"userEnteredValue": {"boolValue": False}}
        request = {"range": self._range(cells), "cell": cell, "fields": "userEnteredValue"}
        self.spreadsheet.batch({"repeatCell": request})

    def sort(self, cells: str, by: str, *, descending: bool = False) -> None:
        """Sort rows by the column that has this letter."""
        column = (cells_of(f"{by}1") or {})["startColumnIndex"]
        order = "DESCENDING" if descending else "ASCENDING"
        specs = [{"dimensionIndex": column, "sortOrder": order}]
        self.spreadsheet.batch({"sortRange": {"range": self._range(cells), "sortSpecs": specs}})

    def _lines(self, dimension: str, first: int, count: int) -> Json:
        span = {"startIndex": first - 1, "endIndex": first - 1 + count}
        return {"sheetId": self.id, "dimension": dimension} | span

    def insert_rows(self, before: int, count: int = 1) -> None:
        """Empty rows above the one that has this number."""
        request = {"range": self._lines(ROWS, before, count), "inheritFromBefore": before > 1}
        self.spreadsheet.batch({"insertDimension": request})

    def delete_rows(self, first: int, count: int = 1) -> None:
        """Rows go, from the one that has this number on."""
        self.spreadsheet.batch({"deleteDimension": {"range": self._lines(ROWS, first, count)}})

    def insert_columns(self, before: int, count: int = 1) -> None:
        """Empty columns left of the one that has this number, counted from 1."""
        request = {"range": self._lines(COLUMNS, before, count), "inheritFromBefore": before > 1}
        self.spreadsheet.batch({"insertDimension": request})

    def delete_columns(self, first: int, count: int = 1) -> None:
        """Columns go, from the one that has this number on, counted from 1."""
        self.spreadsheet.batch({"deleteDimension": {"range": self._lines(COLUMNS, first, count)}})

    def merge(self, cells: str) -> None:
        """Cells as one."""
        request = {"range": self._range(cells), "mergeType": "MERGE_ALL"}
        self.spreadsheet.batch({"mergeCells": request})

    def protect(
        self, cells: str = "", *, editors: Collection[str] = (), warning_only: bool = False
    ) -> int:
        """Let only some write to cells, or to the whole tab; returns the protection's number."""
        given = self._range(cells) if cells else {"sheetId": self.id}
        users = sorted({*editors, self.spreadsheet.person.email})
        protected = {"range": given, "editors": {"users": users}, "warningOnly": warning_only}
        reply = self.spreadsheet.batch({"addProtectedRange": {"protectedRange": protected}})
        return int(reply[0]["addProtectedRange"]["protectedRange"]["protectedRangeId"])

    def filter(self, cells: str) -> None:
        """The tab's filter over cells."""
        self.spreadsheet.batch({"setBasicFilter": {"filter": {"range": self._range(cells)}}})

    def properties(self, **properties: object) -> None:
        """Other properties of the tab: title, hidden, index, tabColor."""
        given = {"sheetId": self.id} | properties
        request = {"properties": given, "fields": ",".join(properties)}
        self.spreadsheet.batch({"updateSheetProperties": request})

    def hide(self) -> None:
        """Hide the tab."""
        self.properties(hidden=True)

    def resize(self, rows: int, columns: int) -> None:
        """Another size of the grid."""
        grid = {"rowCount": rows, "columnCount": columns}
        request = {
            "properties": {"sheetId": self.id, "gridProperties": grid},
            "fields": "gridProperties(rowCount,columnCount)",
        }
        self.spreadsheet.batch({"updateSheetProperties": request})

    def freeze(self, rows: int = 0, columns: int = 0) -> None:
        """Rows and columns that stay in sight."""
        grid = {"frozenRowCount": rows, "frozenColumnCount": columns}
        request = {
            "properties": {"sheetId": self.id, "gridProperties": grid},
            "fields": "gridProperties(frozenRowCount,frozenColumnCount)",
        }
        self.spreadsheet.batch({"updateSheetProperties": request})

    def batch(self, *requests: Json) -> list[Json]:
        """Anything else, as the requests that it comes to."""
        return self.spreadsheet.batch(*requests)

    def cell(self, cell: str) -> Json:
        """What the server keeps of a cell."""
        place = self._range(cell)
        return dict(self.kept.cell(place["startRowIndex"], place["startColumnIndex"]))

    def shown(self, cell: str) -> str:
        """What a person sees in a cell."""
        return shown(self.cell(cell), self.kept_spreadsheet.locale)

    def values(self) -> list[list[object]]:
        """All values, row by row from A1; None for empty cells, ragged, errors as they show."""
        rows = [[_plain(cell) for cell in row] for row in self.kept.rows]
        for row in rows:
            while row and row[-1] is None:
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        return rows


def _plain(cell: Any) -> object:
    value = effective_value(cell)
    if not value:
        return None
    if "errorValue" in value:
        return shown(cell, "en_GB")
    return next(iter(value.values()))
