"""The real gspread, with the real google-auth, works with the tests' Google server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gspread
import pytest
from google.oauth2.service_account import Credentials
from gspread.http_client import HTTPClient
from gspread.utils import DateTimeOption, ValueRenderOption

from tests.google_server.server import GoogleServer

SCOPES = [f"https://www.googleapis.com/auth/{name}" for name in ("spreadsheets", "drive")]


def client_of(google: GoogleServer, folder: Path) -> gspread.Client:
    """A gspread client whose requests come to this server."""

    class Here(HTTPClient):
        def request(self, method: str, endpoint: str, *args: Any, **options: Any) -> Any:
            for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
                endpoint = endpoint.replace(host, google.root)
            return super().request(method, endpoint, *args, **options)

    path = google.service_account(folder)
    made: Any = Credentials.from_service_account_file(str(path), scopes=SCOPES)  # type: ignore[no-untyped-call]
    return gspread.Client(made, http_client=Here)


def test_gspread_reads_and_writes(tmp_path: Path) -> None:
    with GoogleServer() as google:
        client = client_of(google, tmp_path)
        office = google.person("office@igpm.example")
        sheet = office.spreadsheet("Tracker", tabs=["Marks"])
        with pytest.raises(PermissionError):
            client.open_by_key(sheet.key)
        sheet.share(google.robot, "writer")
        page = client.open_by_key(sheet.key).worksheet("Marks")
        page.update([["Name", "Mark"], ["001", 5], ["=1+1", None]], "A1")
        page.append_row(["Dogwood", 7])
        page.format("A1:B1", {"textFormat": {"bold": True}})
        page.freeze(rows=1)
        page.insert_note("A2", "a note")
        page.set_basic_filter("A1:B4")
        assert page.get_all_values() == [
            ["Name", "Mark"],
            ["001", "5"],
            ["=1+1", ""],
            ["Dogwood", "7"],
        ]
        found = page.get("A2:B9", value_render_option=ValueRenderOption.unformatted)
        assert found == [["001", 5], ["=1+1"], ["Dogwood", 7]]
        kept = sheet.tab("Marks")
        assert kept.cell("A1")["userEnteredFormat"]["textFormat"] == {"bold": True}
        assert kept.kept.grid["frozenRowCount"] == 1
        assert kept.cell("A2")["note"] == "a note"
        assert page.get_note("A2") == "a note"
        assert google.token_requests == 1


def test_gspread_sees_dates_as_numbers_or_as_they_are_shown(tmp_path: Path) -> None:
    with GoogleServer() as google:
        client = client_of(google, tmp_path)
        sheet = google.person("office@igpm.example").spreadsheet("Tracker")
        sheet.share(google.robot, "writer")
        page = client.open_by_key(sheet.key).sheet1
        page.update([["03/05/2026", "12.5%", "TRUE"]], "A1", raw=False)
        unformatted = ValueRenderOption.unformatted
        assert page.get("A1:C1", value_render_option=unformatted) == [[46145, 0.125, True]]
        text = DateTimeOption.formatted_string
        shown = page.get("A1", value_render_option=unformatted, date_time_render_option=text)
        assert shown == [["03/05/2026"]]


def test_gspread_adds_copies_and_deletes_tabs_and_rows(tmp_path: Path) -> None:
    with GoogleServer() as google:
        client = client_of(google, tmp_path)
        sheet = google.person("office@igpm.example").spreadsheet("Tracker", tabs=["Marks"])
        sheet.share(google.robot, "writer")
        book = client.open_by_key(sheet.key)
        new = book.add_worksheet("Results", 5, 3)
        new.update([["a"], ["b"], ["c"]], "A1")
        new.delete_rows(1)
        new.insert_row(["z"], 1)
        new.sort((1, "asc"), range="A1:A3")
        book.duplicate_sheet(new.id, new_sheet_name="Copy")
        assert [page.title for page in book.worksheets()] == ["Copy", "Marks", "Results"]
        assert [cell.value for cell in new.range("A1:A3")] == ["b", "c", "z"]
        found = new.find("c")
        assert found is not None
        assert found.row == 2
        new.add_protected_range("A1:B2", editor_users_emails=[google.robot])
        book.del_worksheet(new)
        with pytest.raises(gspread.exceptions.APIError, match="already exists"):
            book.add_worksheet("MARKS", 1, 1)
        assert [file["name"] for file in client.list_spreadsheet_files()] == ["Tracker"]
        with pytest.raises(gspread.exceptions.APIError, match="storage quota"):
            client.create("Mine")
        assert client.open("Tracker").id == sheet.key
