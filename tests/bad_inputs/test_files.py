"""Files that are missing, empty, locked, cut short, or something else altogether."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.making import ole, package
from tests.bad_inputs.office import ANN, ASSESSORS, CAT, TRACKER, good_office, sheet_of, written
from tests.bad_inputs.spoiling import Spoil, file, missing, renamed, setting, source, together
from tests.bad_inputs.table import (
    ALL_GONE,
    AWAITING,
    WITHOUT_THE_FIRST_RESULT,
    Row,
    Said,
    all_but_again,
    as_parameters,
    hold_to,
    ran,
)

ANNS = sheet_of(ANN)
LOCKED = ole({"EncryptionInfo": b"", "EncryptedPackage": b"x"})
PDF, PNG, PAGE = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n\0\0", b"<html><body>Sign in</body></html>"
NOISE = bytes(range(256)) * 8
_MAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
LETTER = package(
    {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships"><Relationship Id="a" Type="{_MAIN}" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": '<w:document xmlns:w="urn:w"/>',
    }
)
"""As Word saves it."""


def _half(path: str) -> Spoil:
    whole = written(good_office().books[path])
    return file(path, whole[: len(whole) // 2])


def _tracker(name: str, spoil: Spoil, *said: str) -> Row:
    """A tracker that cannot be read: nobody is answered, and no mark is blamed for it."""
    code, found, message, remedy = said
    return Row(name, spoil, Said(code, TRACKER, found, message, remedy), ALL_GONE, exit=3)


def _anns(name: str, spoil: Spoil, *said: str) -> Row:
    """One assessor's sheet that cannot be read: the others' marks are read all the same."""
    code, found, message, remedy = said
    return Row(name, spoil, Said(code, ANNS, found, message, remedy),
               all_but_again(AWAITING), exit=3, also=WITHOUT_THE_FIRST_RESULT)  # fmt: skip


ROWS = [
    # The tracker
    _tracker("no tracker", missing(TRACKER), "F01", "", "no such file", "correct the path"),
    Row("a slip in the tracker's name", source('"aplications.xlsx"'),
        Said("F01", "aplications.xlsx", "applications.xlsx stands in that folder",
             "there is no such file", "correct the path in igpm.toml"), ALL_GONE, exit=3),
    Row("a folder with nothing in it", together(file("office", None), source('"office"')),
        (Said("F02", "office", "nothing", "no spreadsheet was found here", "put the spreadsheets"),
         Said("F16", "office", "", "no tracker to read", "name the workbook of applications")),
        ALL_GONE, exit=3),
    Row("a pattern that nothing matches", source('"tracker*.xlsx"'),
        (Said("F02", "tracker*.xlsx", "nothing", "no spreadsheet", "correct the folder or pattern"),
         Said("F16", "tracker*.xlsx", "", "no tracker to read", "under [tracker] source")),
        ALL_GONE, exit=3),
    _tracker("an empty tracker", file(TRACKER, b""),
             "F07", "0 bytes", "the file is empty", "wait until it has been downloaded"),
    _tracker("half a tracker", _half(TRACKER),
             "F10", "a zip package without its end", "damaged or incomplete", "an earlier copy"),
    _tracker("a locked tracker", file(TRACKER, LOCKED),
             "F08", "an encrypted Office document", "protected with a password",
             "take the password off (in Excel: File › Info › Protect Workbook)"),
    _tracker("a PDF for a tracker", file(TRACKER, PDF),
             "F09", "a PDF document", "not a spreadsheet", "that it was printed from"),
    _tracker("a picture of a tracker", file(TRACKER, PNG),
             "F09", "a PNG picture", "not a spreadsheet", "copy its table into a spreadsheet"),
    _tracker("a letter for a tracker", file(TRACKER, LETTER),
             "F09", "a Word document", "not a spreadsheet", "save that as an Excel workbook"),
    _tracker("a sign-in page for a tracker", file(TRACKER, PAGE),
             "F09", "a web page (HTML)", "not a spreadsheet", "save it as an Excel workbook"),
    _tracker("text for a tracker", file(TRACKER, b"Ref,Name\n26-01,Nia\n"),
             "F09", "plain text", "not a spreadsheet", "name the file .csv"),
    _tracker("noise for a tracker", file(TRACKER, NOISE),
             "F09", "a file of an unknown kind", "not a spreadsheet", "name the spreadsheet"),
    # Mark sheets
    _anns("an empty mark sheet", file(ANNS, b""),
          "F07", "0 bytes", "the file is empty", "fetch or save it again"),
    _anns("half a mark sheet", _half(ANNS),
          "F10", "a zip package without its end", "damaged or incomplete", "fetch it again"),
    _anns("a locked mark sheet", file(ANNS, LOCKED),
          "F08", "an encrypted Office document", "protected with a password", "take the password"),
    _anns("a letter for a mark sheet", file(ANNS, LETTER),
          "F09", "a Word document", "not a spreadsheet", "copy its table"),
    _anns("noise for a mark sheet", file(ANNS, NOISE),
          "F09", "a file of an unknown kind", "not a spreadsheet", "name the spreadsheet"),
    Row("a foreign file among the marks", file("marks/letter.xlsx", PDF),
        Said("F09", "marks/letter.xlsx", "a PDF document", "not a spreadsheet", "printed from"),
        exit=3),
    Row("a foreign file in the folder of marks",
        together(setting('["marks/*.xlsx"]', '["marks"]'), file("marks/letter.docx", LETTER)),
        Said("F03", "marks", "letter.docx", "no spreadsheets were left alone",
             "then save it as .xlsx"), exit=0),
    Row("a sheet in a folder of the folder",
        together(setting('["marks/*.xlsx"]', '["marks"]'),
                 renamed(sheet_of(CAT), "marks/late/Cat Hughes.xlsx")),
        Said("F04", "marks", "late", "were not looked into", "write marks/** in igpm.toml"),
        all_but_again(AWAITING), also=WITHOUT_THE_FIRST_RESULT),
    Row("a pattern that no marks match", setting("marks/*.xlsx", "mark/*.xlsx"),
        Said("F02", "mark/*.xlsx", "nothing", "no spreadsheet was found here",
             "correct the folder or pattern in igpm.toml"),
        all_but_again(AWAITING), also=WITHOUT_THE_FIRST_RESULT),
    Row("no marks at all", together(*(missing(sheet_of(each)) for each in ASSESSORS)),
        Said("F02", "marks/*.xlsx", "nothing", "no spreadsheet was found here",
             "or put the spreadsheets there"),
        all_but_again(AWAITING), also=WITHOUT_THE_FIRST_RESULT),
    Row("the sign of an open workbook",
        together(setting('"marks/*.xlsx"', '"marks/*.xlsx", "marks/~$Ann Lee.xlsx"'),
                 file("marks/~$Ann Lee.xlsx", b"\x06Ann Lee")),
        Said("F11", "marks/~$Ann Lee.xlsx", "~$Ann Lee.xlsx", "only a sign that somebody",
             "name the workbook itself: Ann Lee.xlsx"), exit=3),
    Row("a quotation mark that is never closed",
        together(setting('"marks/*.xlsx"', '"marks/*.xlsx", "marks/more.csv"'),
                 file("marks/more.csv", b'Ref,Domain,Mark\n26-03,1,"5\n26-03,2,5\n')),
        Said("F10", "marks/more.csv!C2", "a quotation mark that is never closed",
             "damaged or incomplete", "fetch it again"), exit=3),
]  # fmt: skip


@as_parameters(ROWS)
def test_a_bad_file(row: Row, tmp_path: Path) -> None:
    hold_to(row, tmp_path)


def test_the_sign_of_an_open_workbook_is_passed_over(tmp_path: Path) -> None:
    office = good_office()
    office.files["marks/~$Ann Lee.xlsx"] = b"\x06Ann Lee"
    assert ran(office.write(tmp_path), "check").code == 0


@pytest.mark.parametrize("command", ["status", "check", "charges", "results"])
def test_no_command_stumbles_over_a_tracker_that_is_not_there(command: str, tmp_path: Path) -> None:
    office = good_office()
    missing(TRACKER)(office)
    settings = office.write(tmp_path)
    result = ran(settings, command)
    assert result.code == 3
    assert ("F01" in result.out + result.err) or command == "status"
    assert not (tmp_path / "results.xlsx").exists()
