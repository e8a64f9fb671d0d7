"""Parts are found as the format says, and what is not changed is carried over as it lies."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.content_types import NAMESPACE as TYPES
from igpm_sheets.ooxml.content_types import RELATIONSHIPS
from igpm_sheets.ooxml.package import MAIN, RELATIONS, Package
from igpm_sheets.ooxml.xml import strict

RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def relations(*related: tuple[str, str], base: str = RELATIONS) -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(related, 1)
    )
    return f'<Relationships xmlns="{RELS}">{listed}</Relationships>'


def package(folder: Path, parts: dict[str, str]) -> Path:
    path = folder / "book.xlsx"
    with ZipFile(path, "w") as written:
        for name, text in parts.items():
            written.writestr(name, text)
    return path


def plain(**changed: str) -> dict[str, str]:
    """The parts of a small workbook of one sheet."""
    types = (
        f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="{RELATIONSHIPS}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK}"/>'
        f'<Override PartName="/XL/Worksheets/Sheet1.xml" ContentType="{SHEET}"/></Types>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"/>',
    }
    return {**parts, **changed}


def in_two_pieces(write: Callable[[bytes], object]) -> None:
    write(b"<new")
    write(b"/>")


def rewritten(book: Package) -> dict[str, str]:
    out = BytesIO()
    book.write(out)
    with ZipFile(out) as written:
        assert written.testzip() is None
        return {name: written.read(name).decode() for name in written.namelist()}


@pytest.mark.parametrize(
    ("stored", "target", "folder"),
    [
        ("xl/workbook.xml", "xl/workbook.xml", "xl/"),
        ("xl/workbook.xml", "/xl/workbook.xml", "xl/"),
        ("xl/workbook.xml", "./xl/../xl/workbook.xml", "xl/"),
        ("XL/WorkBook.xml", "xl/workbook.xml", "xl/"),
        ("xl\\workbook.xml", "xl/workbook.xml", "xl/"),
        ("xl/my%20book.xml", "xl/my book.xml", "xl/"),
        ("xl/my book.xml", "xl\\my%20book.xml", "xl/"),
        ("book.xml", "book.xml", ""),
    ],
)
def test_the_workbook_is_found_however_its_name_is_written(
    tmp_path: Path, stored: str, target: str, folder: str
) -> None:
    parts = plain(**{"_rels/.rels": relations(("officeDocument", target))})
    parts[stored] = parts.pop("xl/workbook.xml")
    del parts["xl/_rels/workbook.xml.rels"]
    name = stored.replace("\\", "/").rpartition("/")[2]
    parts[f"{folder}_rels/{name}.rels"] = relations(("worksheet", "/xl/worksheets/sheet1.xml"))
    with Package.open(package(tmp_path, parts)) as book:
        assert book.workbook == stored
        [sheet] = book.relationships(book.workbook)
        assert (sheet.kind, sheet.part) == ("worksheet", "xl/worksheets/sheet1.xml")
        assert book.content_type(sheet.part) == SHEET


def test_a_strict_workbook_is_known_and_related_to_in_its_own_words(tmp_path: Path) -> None:
    usual = plain()
    parts = {
        "[Content_Types].xml": usual["[Content_Types].xml"],
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml"), base=strict(RELATIONS)),
        "xl/workbook.xml": f'<s:workbook xmlns:s="{strict(MAIN)}"/>',
    }
    with Package.open(package(tmp_path, parts)) as book:
        assert book.dialect.is_strict
        assert book.dialect.main == strict(MAIN)
        assert book.relationships(book.workbook).add("worksheet", "xl/a.xml") == "rId1"
        assert (
            f'Type="{strict(RELATIONS)}/worksheet"' in rewritten(book)["xl/_rels/workbook.xml.rels"]
        )


def test_unchanged_it_is_written_as_it_was(tmp_path: Path) -> None:
    path = package(tmp_path, plain())
    with Package.open(path) as book:
        book.xml(book.workbook)
        assert book.changed == []
        assert rewritten(book) == plain()


def test_parts_are_added_replaced_and_removed_with_what_belongs_to_them(tmp_path: Path) -> None:
    path = package(
        tmp_path, plain(**{"xl/old.xml": "<old/>", "xl/_rels/old.xml.rels": relations()})
    )
    with Package.open(path) as book:
        new = book.free_name("xl/worksheets/sheet{}.xml")
        book.put(new, in_two_pieces, SHEET)
        id_ = book.relationships(book.workbook).add("worksheet", new)
        book.put("xl/worksheets/sheet1.xml", b"<replaced/>", SHEET)
        book.remove("xl/old.xml")
        assert (new, id_) == ("xl/worksheets/sheet2.xml", "rId2")
        assert book.read(new) == b"<new/>"
        parts = rewritten(book)
        with (tmp_path / "new.xlsx").open("w+b") as out:
            book.write(out)
        book.check(tmp_path / "new.xlsx")
    assert list(parts) == [*plain(), new]
    assert parts["xl/worksheets/sheet1.xml"] == "<replaced/>"
    assert (
        f'<Override PartName="/{new}" ContentType="{SHEET}"/></Types>'
        in parts["[Content_Types].xml"]
    )
    assert 'Id="rId2"' in parts["xl/_rels/workbook.xml.rels"]
    assert 'Target="worksheets/sheet2.xml"' in parts["xl/_rels/workbook.xml.rels"]
    assert parts["xl/workbook.xml"] == plain()["xl/workbook.xml"]


def test_an_outside_address_is_written_as_one(tmp_path: Path) -> None:
    with Package.open(package(tmp_path, plain())) as book:
        sheet = "xl/worksheets/sheet1.xml"
        book.relationships(sheet).add("hyperlink", outside='a.xlsx?x=1&y="2"')
        parts = rewritten(book)
        [found] = book.relationships(sheet)
        assert (found.kind, found.part, found.target) == ("hyperlink", "", 'a.xlsx?x=1&y="2"')
    written = parts["xl/worksheets/_rels/sheet1.xml.rels"]
    assert 'Target="a.xlsx?x=1&amp;y=&quot;2&quot;" TargetMode="External"' in written


def test_a_missing_declaration_of_relationships_is_made_up_for(tmp_path: Path) -> None:
    bare = f'<Types xmlns="{TYPES}"/>'
    with Package.open(package(tmp_path, plain(**{"[Content_Types].xml": bare}))) as book:
        book.relationships("xl/worksheets/sheet1.xml").add("drawing", "xl/drawings/drawing1.xml")
        types = rewritten(book)["[Content_Types].xml"]
    assert f'<Default Extension="rels" ContentType="{RELATIONSHIPS}"/>' in types


def test_ids_that_are_taken_whatever_their_case_are_left_alone(tmp_path: Path) -> None:
    taken = relations(("a", "a.xml")).replace("rId1", "RID2")
    with Package.open(package(tmp_path, plain(**{"xl/_rels/workbook.xml.rels": taken}))) as book:
        assert book.relationships(book.workbook).add("worksheet", "xl/x.xml") == "rId3"


@pytest.mark.parametrize("target", ["../drawings/drawing1.xml", "/XL/Drawings/Drawing1.xml"])
def test_a_name_that_something_is_related_to_in_vain_is_not_given_away(
    tmp_path: Path, target: str
) -> None:
    lost = {"xl/worksheets/_rels/sheet1.xml.rels": relations(("drawing", target))}
    with Package.open(package(tmp_path, plain(**lost))) as book:
        assert book.free_name("xl/drawings/drawing{}.xml") == "xl/drawings/drawing2.xml"


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="two parts are called"):
        Package.open(package(tmp_path, plain(**{"XL/Workbook.xml": "<other/>"})))


@pytest.mark.parametrize("broken", ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"])
def test_a_broken_part_is_named(tmp_path: Path, broken: str) -> None:
    with pytest.raises(Damaged, match=broken.replace("[", r"\[").replace("]", r"\]")):
        Package.open(package(tmp_path, plain(**{broken: "<broken"})))


def test_an_empty_package_is_filled_part_by_part() -> None:
    book = Package()
    book.put("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>'.encode(), WORKBOOK)
    book.relationships("").add("officeDocument", "xl/workbook.xml")
    assert book.workbook == "xl/workbook.xml"
    parts = rewritten(book)
    assert set(parts) == {"[Content_Types].xml", "xl/workbook.xml", "_rels/.rels"}
    assert WORKBOOK in parts["[Content_Types].xml"]
