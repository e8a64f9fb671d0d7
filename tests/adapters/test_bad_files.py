"""Every way a file can be no spreadsheet: said in plain words, never as a traceback."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest

from igpm_sheets.adapters import spreadsheets
from igpm_sheets.adapters.grid import SourceUnreadable
from igpm_sheets.adapters.ole import Container
from igpm_sheets.adapters.spreadsheets import read_file
from igpm_sheets.problems import CellRef, Problem, column_letters

from .making import (
    SHEET,
    changed,
    declaring,
    ods,
    ole,
    only,
    package,
    parts_of,
    record,
    relationships,
    with_rows,
    with_wrong_checksum,
    xls,
    xlsb,
    xlsx,
)


def refusal(path: Path, shown_as: str | None = None) -> Problem:
    """The problem with which a file is refused."""
    with pytest.raises(SourceUnreadable) as caught:
        read_file(path, shown_as or path.name)
    return caught.value.problem


def protected_xls() -> bytes:
    """An old workbook with the record that says it is encrypted."""
    plain = Container(xls(lambda _, sheet: sheet.write(0, 0, 5))).read("Workbook")
    start = 4 + struct.unpack_from("<H", plain, 2)[0]
    return ole({"Workbook": plain[:start] + struct.pack("<HHH4x", 0x2F, 6, 1) + plain[start:]})


def broken_off_xls() -> bytes:
    """An old workbook whose last sheet has lost its end."""
    stream = Container(xls(lambda _, sheet: sheet.write(0, 0, 5))).read("Workbook")
    end = stream.rindex(struct.pack("<HH", 0x0A, 0))
    return ole({"Workbook": stream[:end]})


def word(extension: str = "document") -> bytes:
    """A package as Word or PowerPoint makes it."""
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships(("officeDocument", "main.xml")),
            "main.xml": f'<w:{extension} xmlns:w="urn:w"/>',
        }
    )


def protected_zip() -> bytes:
    """A package whose parts say that they are encrypted."""
    data = bytearray(xlsx())
    with zipfile.ZipFile(BytesIO(bytes(data))) as opened:
        for info in opened.infolist():
            data[info.header_offset + 6] |= 1
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def without(part: str) -> bytes:
    parts = parts_of(xlsx())
    del parts[part]
    return package(parts)


DIAGONAL = "".join(
    f'<row r="{n * 60}"><c r="{column_letters(n)}{n * 60}"><v>1</v></c></row>'
    for n in range(1, 16_385)
)


class Bad(NamedTuple):
    """A bad file: its name, its content, and what has to be said of it."""

    name: str
    make: Callable[[], bytes]
    code: str
    found: str
    remedy: str
    tab: str = ""


BAD = [
    Bad("empty.xlsx", bytes, "F07", "0 bytes", "until it has been downloaded"),
    Bad("cut at once.xlsx", lambda: xlsx()[:4], "F10", "without its end", "earlier copy"),
    Bad("cut early.xlsx", lambda: xlsx()[:100], "F10", "without its end", "earlier copy"),
    Bad("half.xlsx", lambda: xlsx()[: len(xlsx()) // 2], "F10", "without its end", "earlier copy"),
    Bad("almost.xlsx", lambda: xlsx()[:-30], "F10", "without its end", "earlier copy"),
    Bad("zeros.xlsx", lambda: bytes(5000),
        "F10", "5,000 bytes, all of them zero", "fetch it again"),
    Bad("locked.xlsx", lambda: ole({"EncryptionInfo": b"", "EncryptedPackage": b"x"}),
        "F08", "an encrypted Office document", "take the password off"),
    Bad("locked.xls", protected_xls, "F08", "an encrypted .xls workbook", "take the password off"),
    Bad("locked.ods", lambda: ods("", manifest="<manifest:encryption-data/>"),
        "F08", "an encrypted OpenDocument file", "take the password off"),
    Bad("wholly locked.ods", lambda: package({**parts_of(ods("")), "encrypted-package": b"x"}),
        "F08", "an encrypted OpenDocument file", "take the password off"),
    Bad("zip password.xlsx", protected_zip, "F08", "an encrypted zip package", "password off"),
    Bad("sums.xlsx", lambda: with_wrong_checksum(xlsx(), SHEET),
        "F10", f"{SHEET}: Bad CRC-32", "fetch it again"),
    Bad("texts.xlsx", lambda: with_wrong_checksum(xlsx(), "xl/sharedStrings.xml"),
        "F10", "xl/sharedStrings.xml: Bad CRC-32", "fetch it again"),
    Bad("styles.xlsx", lambda: with_wrong_checksum(xlsx(), "xl/styles.xml"),
        "F10", "xl/styles.xml: Bad CRC-32", "fetch it again"),
    Bad("sums.ods", lambda: with_wrong_checksum(ods(""), "content.xml"),
        "F10", "content.xml: Bad CRC-32", "fetch it again"),
    Bad("no end.xlsx", lambda: changed(xlsx(), SHEET, b"</worksheet>", b""),
        "F10", f"{SHEET} breaks off before its end", "fetch it again", "Marks"),
    Bad("no sheet.xlsx", lambda: without(SHEET),
        "F10", f"{SHEET} is missing", "fetch it again", "Marks"),
    Bad("crossed tags.xlsx", lambda: with_rows('<row r="1"><c r="A1" t="e"><v>#N/A</c></v></row>'),
        "F10", f"{SHEET}: mismatched tag", "fetch it again", "Marks"),
    Bad("no such address.xlsx", lambda: with_rows('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'),
        "F10", f"{SHEET}: a cell beyond XFD1048576", "fetch it again", "Marks"),
    Bad("no such row.xlsx", lambda: with_rows('<row r="1"><c r="A99999999"><v>1</v></c></row>'),
        "F10", f"{SHEET}: a cell beyond XFD1048576", "fetch it again", "Marks"),
    Bad("far and wide.xlsx", lambda: with_rows(DIAGONAL),
        "F15", "16,384 cells spread up to XFD983040", "delete what stands far", "Marks"),
    Bad("no text.xlsx", lambda: with_rows('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
        "F17", "CalamineError", "save it as a new Excel workbook"),
    Bad("broken texts.xlsx", lambda: changed(xlsx(), "xl/sharedStrings.xml", b"</si></sst>", b""),
        "F10", "xl/sharedStrings.xml: no element found", "fetch it again"),
    Bad("broken styles.xlsx", lambda: changed(xlsx(), "xl/styles.xml", b"</fonts>", b"</font>"),
        "F10", "xl/styles.xml: mismatched tag", "fetch it again"),
    Bad("broken cells.xlsx", lambda: with_rows('<row r="1"><c r="A1"><v>1</c></row>'),
        "F10", f"{SHEET}: mismatched tag", "fetch it again", "Marks"),
    Bad("broken book.xlsx", lambda: changed(xlsx(), "xl/workbook.xml", b"</sheets>", b""),
        "F10", "xl/workbook.xml: mismatched tag", "fetch it again"),
    Bad("broken.ods", lambda: ods("<table:table>"), "F10", "content.xml: mismatched tag", "again"),
    Bad("vast.ods", lambda: ods(
        '<table:table><table:table-row table:number-rows-repeated="99999999">'
        "<table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table>"),
        "F10", "content.xml: more than 1048576 rows", "fetch it again"),
    Bad("no workbook.xlsx", lambda: without("xl/workbook.xml"),
        "F10", "without its workbook part", "fetch it again"),
    Bad("half.xls", lambda: xls(lambda _, s: s.write(0, 0, 5))[:700], "F10", "cut short", "again"),
    Bad("broken off.xls", broken_off_xls, "F10", "worksheet 1 breaks off before its end", "again"),
    Bad("broken off.xlsb", lambda: xlsb(record(0, struct.pack("<L", 0))[:-3]),
        "F10", "Marks breaks off before its end", "fetch it again"),
    Bad("vast.xlsb", lambda: xlsb(
        record(0, struct.pack("<L", 1_048_575)) + record(5, struct.pack("<LLd", 16_383, 0, 1))),
        "F15", "cells up to XFD1048576", "delete what stands far", "Marks"),
    Bad("nowhere.xlsb", lambda: xlsb(
        record(0, struct.pack("<L", 0)) + record(5, struct.pack("<LLd", 99_999, 0, 1))),
        "F10", "Marks has a cell beyond XFD1048576", "fetch it again"),
    Bad("bomb.xlsx", lambda: declaring(xlsx(), SHEET, 3 << 30),
        "F13", f"3,221,225,472 bytes in {SHEET}", "sound copy"),
    Bad("tight bomb.xlsx", lambda: declaring(xlsx(), SHEET, 900 << 20), "F13", SHEET, "sound copy"),
    Bad("lying bomb.xlsx", lambda: declaring(xlsx(), SHEET, 20), "F10", SHEET, "fetch it again"),
    Bad("printed.xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3", "F09", "a PDF document", "printed from"),
    Bad("scan.xlsx", lambda: b"\x89PNG\r\n\x1a\n\0\0", "F09", "a PNG picture", "copy its table"),
    Bad("photo.csv", lambda: b"\xff\xd8\xff\xe0\0\x10JFIF", "F09", "a JPEG picture", "copy its"),
    Bad("photo.xlsx", lambda: b"\0\0\0\x18ftypheic\0\0", "F09", "a picture", "copy its table"),
    Bad("web.xlsx", lambda: b"RIFF\0\0\0\0WEBPVP8 ", "F09", "a picture", "copy its table"),
    Bad("letter.xlsx", word, "F09", "a Word document", "copy its table into a spreadsheet"),
    Bad("slides.xlsx", lambda: word("presentation"),
        "F09", "a PowerPoint presentation", "copy its"),
    Bad("letter.xls", lambda: ole({"WordDocument": b"x"}),
        "F09", "a Word document", "copy its table"),
    Bad("mail.xls", lambda: ole({"__properties_version1.0": b"x"}),
        "F09", "an Outlook message", "save its attachment"),
    Bad("other.xls", lambda: ole({"Contents": b"x"}), "F09", "an old Office document", "copy its"),
    Bad("ancient.xls", lambda: b"\x09\x04\x06\x00\0\0\x10\0",
        "F09", "Excel 4", "save it as an Excel"),
    Bad("letter.ods", lambda: package({"mimetype": "application/vnd.oasis.opendocument.text"}),
        "F09", "a document of another kind (text)", "copy its table"),
    Bad("several.xlsx", lambda: package({"a.xlsx": b"", "b.xlsx": b""}),
        "F09", "a zip archive", "unpack it"),
    Bad("squeezed.csv", lambda: b"\x1f\x8b\x08\0", "F09", "a compressed file (gzip)", "unpack it"),
    Bad("marks.numbers", lambda: package({"Index/Document.iwa": b"", "preview.jpg": b""}),
        "F09", "an Apple Numbers document", "File › Export To › Excel"),
    Bad("marks.pages", lambda: package({"Index/Document.iwa": b""}),
        "F09", "an Apple Pages document", "copy its table"),
    Bad("report.xls", lambda: b"\xef\xbb\xbf \r\n<HTML><table><tr><td>Ref</td></tr></table>",
        "F09", "a web page (HTML)", "save it as an Excel workbook"),
    Bad("sign in.xlsx", lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>",
        "F09", "a web page (HTML)", "save it as an Excel workbook"),
    Bad("old.xls", lambda: b'<?xml version="1.0"?><Workbook '
        b'xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "F09", "an XML spreadsheet of Excel 2003", "save it as an Excel workbook"),
    Bad("flat.ods", lambda: b'<?xml version="1.0"?><office:document xmlns:office="urn:x"/>',
        "F09", "a flat OpenDocument file", "save it as an Excel workbook"),
    Bad("data.xml", lambda: b'<?xml version="1.0"?><marks/>', "F09", "an XML file", "save it as"),
    Bad("renamed.xlsx", lambda: b"Ref,Mark\nA1,5\n", "F09", "plain text", "name the file .csv"),
    Bad("notes.xls", lambda: b"Remember to ask Jo.\nAnd Sam.",
        "F09", "plain text", "name the file"),
    Bad("noise.csv", lambda: b"a,b\0\x01\x02,c",
        "F09", "a file of an unknown kind", "in igpm.toml"),
    Bad("controls.csv", lambda: bytes(range(1, 32)) * 20, "F09", "of an unknown kind", "igpm.toml"),
    Bad("marks.gsheet", lambda: b'{"doc_id": "1aB_c", "email": "jo@example.org"}',
        "F12", "a .gsheet file", "https://docs.google.com/spreadsheets/d/1aB_c"),
    Bad("marks.csv", lambda: b'{"url": "https://docs.google.com/open?id=1aB_c"}',
        "F12", "a .gsheet file", "https://docs.google.com/open?id=1aB_c"),
    Bad("odd.gsheet", lambda: b"[]", "F12", "a .gsheet file", "https://docs.google.com/"),
    Bad("~$marks.xlsx", lambda: b"\x05Jo   ", "F11", "~$marks.xlsx", "itself: marks.xlsx"),
    Bad(".~lock.marks.ods#", lambda: b",jo,pc,", "F11", ".~lock.marks.ods#", "itself: marks.ods"),
    Bad("open quote.csv", lambda: b'Ref,Mark\nA1,"5\nA2,6\n',
        "F10", "a quotation mark that is never closed", "earlier copy"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD, ids=[bad.name for bad in BAD])
def test_a_bad_file_is_refused_in_plain_words(bad: Bad, tmp_path: Path) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.make())
    problem = refusal(path, f"marks/{bad.name}")
    assert problem.code == bad.code, problem
    assert problem.where.source == f"marks/{bad.name}"
    assert problem.where.tab == bad.tab
    assert bad.found in problem.found
    assert bad.remedy in problem.remedy
    assert problem.message
    assert "Traceback" not in problem.found


def test_an_unclosed_quotation_mark_is_shown_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes(b'Ref,Mark\nA1,"5\nA2,6\n')
    assert refusal(tmp_path / "m.csv").where == CellRef("m.csv", "", 2, 2)


@pytest.mark.parametrize("name", ["marks.xlsx", "nowhere/marks.xlsx", "other.xlsx/marks.xlsx"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "other.xlsx").write_bytes(xlsx())
    problem = refusal(tmp_path / name, name)
    assert (problem.code, problem.where) == ("F01", CellRef(name))


def test_a_missing_file_is_told_from_one_of_nearly_its_name(tmp_path: Path) -> None:
    (tmp_path / "applications.xlsx").write_bytes(xlsx())
    problem = refusal(tmp_path / "aplications.xlsx")
    assert problem.found == "applications.xlsx stands in that folder"


def test_a_folder(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "marks")
    assert (problem.code, problem.found) == ("F05", "a folder")
    assert "name the spreadsheet itself" in problem.remedy


def test_a_numbers_document_kept_as_a_folder(tmp_path: Path) -> None:
    bundle = tmp_path / "marks.numbers"
    bundle.mkdir()
    problem = refusal(bundle)
    assert (problem.code, problem.found) == ("F09", "an Apple Numbers document")
    assert "Export To" in problem.remedy


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "private.xlsx"
    path.write_bytes(xlsx())
    path.chmod(0)
    problem = refusal(path)
    assert problem.code == "F06"
    assert "ask its owner" in problem.remedy


@pytest.mark.parametrize(
    ("error", "code", "found"),
    [
        (PermissionError(13, "Permission denied"), "F06", "Permission denied"),
        (OSError(5, "Input/output error"), "F14", "[Errno 5] Input/output error"),
    ],
)
def test_a_file_that_fails_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, code: str, found: str
) -> None:
    def fail(_: Path) -> bytes:
        raise error

    path = tmp_path / "marks.xlsx"
    path.write_bytes(xlsx())
    monkeypatch.setattr(Path, "read_bytes", fail)
    problem = refusal(path)
    assert (problem.code, problem.found) == (code, found)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "marks.xlsx")
    assert refusal(tmp_path / "marks.xlsx").code == "F05"


def test_a_file_beyond_all_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "marks.xlsx"
    path.write_bytes(xlsx())
    monkeypatch.setattr(spreadsheets, "LARGEST_FILE", 100)
    assert refusal(path).code == "F13"


class Panic(BaseException):
    """As calamine's panics, not an Exception."""


def test_a_panic_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(*_: object) -> None:
        raise Panic("index out of bounds")

    monkeypatch.setattr("igpm_sheets.adapters.calamine.opened", panic)
    path = tmp_path / "marks.xlsx"
    path.write_bytes(xlsx())
    problem = refusal(path)
    assert (problem.code, problem.found) == ("F17", "Panic: index out of bounds")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, MemoryError])
def test_what_ends_the_program_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def end(*_: object) -> None:
        raise stop

    monkeypatch.setattr("igpm_sheets.adapters.calamine.opened", end)
    path = tmp_path / "marks.xlsx"
    path.write_bytes(xlsx())
    with pytest.raises(stop):
        read_file(path, "marks.xlsx")


@pytest.mark.parametrize("name", ["marks.xlsx", "marks.xls", "marks.xlsb", "marks.ods"])
def test_no_file_cut_short_passes_for_a_shorter_table(tmp_path: Path, name: str) -> None:
    whole = {
        "marks.xlsx": xlsx(),
        "marks.xls": xls(lambda _, sheet: sheet.write(0, 0, 5)),
        "marks.xlsb": xlsb(
            record(0, struct.pack("<L", 0)) + record(5, struct.pack("<LLd", 0, 0, 1))
        ),
        "marks.ods": ods("<table:table/>"),
    }[name]
    table = only(tmp_path, name, whole)
    for end in range(1, len(whole), max(1, len(whole) // 40)):
        try:
            assert only(tmp_path, name, whole[:end]) == table
        except SourceUnreadable as refused:
            assert refused.problem.code in ("F08", "F09", "F10")  # noqa: PT017 - either is right
