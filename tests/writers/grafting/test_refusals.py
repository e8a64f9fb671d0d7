"""An office's workbook is left alone only where a change would spoil it, and is told why."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from igpm_sheets.problems import CellRef
from igpm_sheets.writers.files.saving import CannotWrite
from igpm_sheets.writers.grafting.refusals import opened
from tests.preserving import odd_packages, odd_parts, to_be_refused
from tests.preserving.by_hand import BOOK, OFFICE, PACKAGE, changed, office, packed, with_part
from tests.preserving.making import Make

WHERE = CellRef("applications.xlsx")


def code_of(path: Path) -> str:
    with pytest.raises(CannotWrite) as caught, opened(path, WHERE):
        pass
    problem = caught.value.problem
    assert problem.where == WHERE
    assert problem.message
    assert problem.remedy
    return f"{problem.code} {problem.found}".strip()


def code_of_bytes(folder: Path, content: bytes) -> str:
    path = folder / "applications.xlsx"
    path.write_bytes(content)
    return code_of(path)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (to_be_refused.signed, "F36 a digital signature"),
        (to_be_refused.shared, "F37 a log of changes"),
        (to_be_refused.text, "F38 no workbook in a zip package"),
        (to_be_refused.binary, "F38 a workbook of binary parts (.xlsb)"),
        (to_be_refused.document, "F38 an Office document of another kind"),
        (to_be_refused.no_types, "F38 a zip archive"),
        (to_be_refused.encrypted_entry, "F39 [Content_Types].xml is protected by a password"),
        (to_be_refused.empty, "F40 an empty file"),
        (to_be_refused.cut_off, "F40 a zip package without its end"),
        (to_be_refused.no_relationships, "F40 a package without its workbook"),
        (to_be_refused.no_workbook, "F40 a package without its workbook"),
    ],
)
def test_what_must_be_left_alone_is_told_apart(tmp_path: Path, make: Make, code: str) -> None:
    assert code_of_bytes(tmp_path, make()) == code


@pytest.mark.parametrize(
    "make",
    [
        to_be_refused.two_parts,
        to_be_refused.broken_xml,
        to_be_refused.swelling,
        to_be_refused.wrong_checksum_of_the_workbook,
    ],
)
def test_what_cannot_be_trusted_is_damaged(tmp_path: Path, make: Make) -> None:
    assert code_of_bytes(tmp_path, make()).startswith("F40 ")


def test_old_and_encrypted_workbooks_are_told_apart(tmp_path: Path) -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000_000)
    encrypted = start + "EncryptedPackage".encode("utf-16-le") + bytes(9)
    assert code_of_bytes(tmp_path, start).startswith("F38 a workbook of Excel 97")
    assert code_of_bytes(tmp_path, encrypted).startswith("F39 ")


def test_an_open_document_is_named(tmp_path: Path) -> None:
    path = tmp_path / "applications.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert code_of(path) == "F38 an OpenDocument file"


def test_a_web_page_is_named(tmp_path: Path) -> None:
    assert code_of_bytes(tmp_path, b"\xef\xbb\xbf\n<html>") == "F38 a web page or an XML file"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path / "applications.xlsx").startswith("F14")


@pytest.mark.parametrize(
    "make",
    [
        odd_packages.in_strict_prefixed,
        odd_packages.utf_16_throughout,
        odd_packages.elsewhere,
        odd_packages.backslashes,
        odd_parts.slicer,
    ],
)
def test_what_is_only_odd_is_opened(tmp_path: Path, make: Make) -> None:
    path = tmp_path / "applications.xlsx"
    path.write_bytes(make())
    with opened(path, WHERE) as package:
        assert package.workbook


def test_a_protected_structure_stands_in_nobodys_way(tmp_path: Path) -> None:
    locked = '<workbookProtection lockStructure="1" workbookPassword="CC1A"/>'
    path = tmp_path / "applications.xlsx"
    path.write_bytes(packed(office(before_sheets=locked)))
    with opened(path, WHERE) as package:
        assert package.workbook == BOOK


def test_a_place_for_signatures_without_any_is_no_signature(tmp_path: Path) -> None:
    kind = f"{PACKAGE}/relationships/digital-signature/origin"
    parts = with_part(
        office(), "_xmlsignatures/origin.sigs", b"", "application/octet-stream",
        "_rels/.rels", "rId9", kind, "_xmlsignatures/origin.sigs",
    )  # fmt: skip
    path = tmp_path / "applications.xlsx"
    path.write_bytes(packed(parts))
    with opened(path, WHERE) as package:
        assert "_xmlsignatures/origin.sigs" in package


def test_lost_and_broken_parts_that_nobody_needs_stand_in_nobodys_way(tmp_path: Path) -> None:
    theme = ("xl/_rels/workbook.xml.rels", "rId8", f"{OFFICE}/theme", "theme/theme1.xml")
    parts = with_part(office(), "docProps/custom.xml", b"<broken", "text/plain", *theme)
    del parts["docProps/app.xml"]
    path = tmp_path / "applications.xlsx"
    path.write_bytes(packed(changed(parts, "xl/worksheets/sheet2.xml", "</sheetData>", "")))
    with opened(path, WHERE) as package:
        assert package.workbook == BOOK


def test_the_file_is_let_go_in_the_end(tmp_path: Path) -> None:
    path = tmp_path / "applications.xlsx"
    path.write_bytes(packed(office()))
    with opened(path, WHERE) as package:
        pass
    with pytest.raises(ValueError, match="closed"):
        package.read("docProps/app.xml")
