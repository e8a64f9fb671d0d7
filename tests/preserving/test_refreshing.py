"""Every odd workbook goes through `igpm-sheets refresh`, and nothing in it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from .by_hand import BOOK, BOOK_RELATIONS, changed, office, packed, parts_of
from .compare import compare
from .making import Expected, Workbook, every
from .odd_parts import with_pivot
from .office import Office, make_office, refresh, settings_for
from .package import TABS, Package
from .trying import Kind, try_refresh

ALL = {workbook.name: workbook for workbook in every()}

FAIR = {
    Expected.REFRESHED: {Kind.KEPT},
    Expected.REFUSED: {Kind.REFUSED},
    Expected.EITHER: {Kind.KEPT, Kind.REFUSED},
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return make_office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def changed_marks(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return make_office(tmp_path_factory.mktemp("changed"), first_mark=3)


@pytest.mark.parametrize("workbook", ALL.values(), ids=ALL)
def test_a_refresh_keeps_the_workbook_whole(
    workbook: Workbook, small: Office, changed_marks: Office, tmp_path: Path
) -> None:
    source = tmp_path / f"source{workbook.suffix}"
    source.write_bytes(workbook.make())
    (tmp_path / "office").mkdir()
    trial = try_refresh(source, small, tmp_path / "office", changed=changed_marks)
    assert trial.kind in FAIR[workbook.expected], "\n".join(trial.lines)


def test_a_pivot_table_on_our_tab_is_told_to_refresh(
    small: Office, changed_marks: Office, tmp_path: Path
) -> None:
    path = tmp_path / "workbook.xlsx"
    path.write_bytes(packed(office()))
    refresh(settings_for(tmp_path, small, path.name))
    fields = (
        '<cacheFields count="1"><cacheField name="Ref"><sharedItems/></cacheField></cacheFields>'
    )
    parts = with_pivot(parts_of(path), 'sheet="IGPM Results" ref="A1:B3"', fields)
    path.write_bytes(packed(parts))
    before = path.read_bytes()
    assert refresh(settings_for(tmp_path, changed_marks, path.name)).code in (0, 1)
    after = path.read_bytes()
    assert compare(before, after) == []
    (cache,) = Package(after).related(BOOK, "pivotCacheDefinition")
    assert Package(after).xml(cache).root.get("refreshOnLoad") in ("1", "true")


@pytest.mark.parametrize("name", TABS)
def test_a_tab_that_people_deleted_comes_back_and_the_others_stay(
    name: str, small: Office, tmp_path: Path
) -> None:
    path = tmp_path / "workbook.xlsx"
    path.write_bytes(packed(office()))
    settings = settings_for(tmp_path, small, path.name)
    refresh(settings)
    path.write_bytes(_without_tab(path.read_bytes(), name))
    before = path.read_bytes()
    assert refresh(settings).code in (0, 1)
    assert compare(before, path.read_bytes()) == []
    assert name in [sheet.name for sheet in Package(path.read_bytes()).owned()]


def _without_tab(data: bytes, name: str) -> bytes:
    """The workbook as Excel leaves it when somebody has deleted a tab: names lead nowhere."""
    package, parts = Package(data), parts_of(data)
    (sheet,) = (each for each in package.sheets if each.name == name)
    gone = package.parts_of([sheet])
    related = next(
        each for each in package.relationships(package.workbook) if each.target == sheet.part
    )
    root = package.xml("xl/_rels/workbook.xml.rels").root
    entry = next(each.written for each in root.elements if each.get("Id") == related.id)
    parts = changed(parts, BOOK_RELATIONS, entry, "")
    parts = changed(parts, BOOK, sheet.element.written, "")
    at = str(package.sheets.index(sheet))
    for each in package.defined_names:
        if each.get("localSheetId") == at:
            parts = changed(parts, BOOK, each.written, "")
        elif f"{name}'!" in each.text:
            lost = each.written.replace(f"'{name}'!$A:$A", "#REF!")
            parts = changed(parts, BOOK, each.written, lost)
        elif each.get("localSheetId") > at:
            moved = each.written.replace(
                f'localSheetId="{each.get("localSheetId")}"',
                f'localSheetId="{int(each.get("localSheetId")) - 1}"',
            )
            parts = changed(parts, BOOK, each.written, moved)
    types = package.xml("[content_types].xml").root
    for each in types.all("Override"):
        if each.get("PartName").casefold().lstrip("/") in gone:
            parts = changed(parts, "[Content_Types].xml", each.written, "")
    return packed({part: data for part, data in parts.items() if part.casefold() not in gone})


def test_several_workbooks_are_refreshed_and_one_that_is_refused_stops_no_other(
    small: Office, tmp_path: Path
) -> None:
    sound = packed(office())
    names = ["first.xlsx", "not ours.xlsx", "last.xlsx"]
    for name in names:
        (tmp_path / name).write_bytes(sound)
    own = changed(office(), BOOK, 'name="Notes"', 'name="IGPM Results"')
    (tmp_path / "not ours.xlsx").write_bytes(packed(own))
    run = refresh(settings_for(tmp_path, small, *names))
    assert run.code == 3
    assert "not ours.xlsx" in run.complained
    assert (tmp_path / "not ours.xlsx").read_bytes() == packed(own)
    for name in ("first.xlsx", "last.xlsx"):
        after = (tmp_path / name).read_bytes()
        assert after != sound
        assert compare(sound, after) == []


def test_a_dry_run_writes_nothing(small: Office, tmp_path: Path) -> None:
    path = tmp_path / "workbook.xlsx"
    path.write_bytes(packed(office()))
    before = {
        each: each.stat().st_mtime_ns for each in (path, settings_for(tmp_path, small, path.name))
    }
    assert refresh(tmp_path / "igpm.toml", "--dry-run").code in (0, 1)
    assert path.read_bytes() == packed(office())
    assert {each: each.stat().st_mtime_ns for each in tmp_path.glob("*.*")} == before
