"""A write too long for one request: nobody ever sees half of it."""

from __future__ import annotations

from typing import Any

import pytest

from igpm_sheets.writers.google import splitting, target
from tests.bad_inputs.office import ANN, GOOD
from tests.bad_inputs.spoiling import mark
from tests.google.refresh_office import NOTES, GoogleSite, site
from tests.google_server.faults import Call

__all__ = ["site"]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests may not be longer than a small office's tabs."""
    monkeypatch.setattr(target, "LARGEST", 4_000)
    monkeypatch.setattr(splitting, "WORTH_STAGING", 400)


def seen(site: GoogleSite) -> dict[str, Any]:
    """What a person sees: the tabs that are not hidden."""
    tabs = site.google.snapshot(site.sheet.key)["tabs"]
    return {name: tab for name, tab in tabs.items() if not tab["properties"].get("hidden")}


def cells(site: GoogleSite) -> dict[str, dict[str, Any]]:
    """What every cell of the tabs that people see holds and looks like."""
    return {
        name: {
            at: {part: cell.get(part) for part in ("userEnteredValue", "userEnteredFormat", "note")}
            for at, cell in tab["cells"].items()
            if cell.get("userEnteredValue") or cell.get("note")
        }
        for name, tab in seen(site).items()
    }


@pytest.fixture
def watched(site: GoogleSite) -> list[bool]:
    """For each batch whether people see just what they saw before the first of them."""
    found: list[bool] = []
    before: list[Any] = []

    def look(call: Call) -> None:
        if call.kind == "batchUpdate":
            before.append(seen(site))
            found.append(before[-1] == before[0])

    site.google.before = look
    return found


def plain(cells: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same without the numbers of tabs, which are chosen at random."""
    return {
        name: {
            at: {k: v for k, v in cell.items() if "gid" not in str(v)} for at, cell in tab.items()
        }
        for name, tab in cells.items()
    }


def test_a_long_write_is_the_same_as_a_short_one(
    site: GoogleSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(target, "LARGEST", 4_000)
        patch.setattr(splitting, "WORTH_STAGING", 400)
        site.refresh()
        assert site.google.counts()["batchUpdate"] > 3
        in_parts = cells(site)
    for name in [name for name in site.sheet.tabs if name.startswith("IGPM ")]:
        site.sheet.delete_tab(name)
    site.refresh()
    assert site.google.counts()["batchUpdate"] == 1
    whole = cells(site)
    assert plain(in_parts) == plain(whole)
    assert sum(map(len, whole.values())) > 300


@pytest.mark.usefixtures("short")
def test_nobody_sees_half_of_it(site: GoogleSite, watched: list[bool]) -> None:
    site.refresh()
    assert len(watched) > 3
    assert all(watched)
    site.tab.type(f"{NOTES}{site.row(GOOD)}", "call back")
    site.save(mark(ANN, GOOD, 3, None))
    site.refresh("--window", "all")
    assert site.beside(GOOD) == "call back"
    assert site.of(GOOD)["Status"] == "Awaiting marks"
    assert [name for name in site.sheet.tabs if "being written" in name] == []
    assert " 0 workbooks written, 1 unchanged" in site.refresh("--window", "all").last


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("broken", [2, 3, 4])
def test_what_a_broken_run_leaves_is_hidden_and_taken_away(site: GoogleSite, broken: int) -> None:
    before = seen(site)
    batches: list[Call] = []

    def revoke(call: Call) -> None:
        if call.kind == "batchUpdate":
            batches.append(call)
            if len(batches) == broken:
                site.sheet.file.share(site.google.robot, "reader")

    site.google.before = revoke
    ran = site.refresh()
    assert ran.code == 3
    assert "as Editor" in ran.err
    assert seen(site) == before
    [left] = [name for name in site.sheet.tabs if "being written" in name]
    site.google.before = lambda _: None
    site.sheet.share(site.google.robot, "writer")
    # What stands on it is never read as anybody's.
    assert site.refresh().code == 0
    assert left not in site.sheet.tabs
    assert site.of(GOOD)["Status"] == "Award MIGPM"
    assert " 0 workbooks written, 1 unchanged" in site.refresh().last


def test_requests_come_in_order_and_none_is_lost() -> None:
    rows = [{"values": [{"userEnteredValue": {"stringValue": f"{at} " * 20}}]} for at in range(500)]
    requests: list[dict[str, Any]] = [
        {"addSheet": {"properties": {"sheetId": 7, "gridProperties": {"rowCount": 500}}}},
        {
            "updateCells": {
                "start": {"sheetId": 7, "rowIndex": 0, "columnIndex": 2},
                "rows": rows,
                "fields": "userEnteredValue,note",
            }
        },
        {"repeatCell": {"range": {"sheetId": 7}, "cell": {}, "fields": "userEnteredFormat"}},
    ]
    assert splitting.batches(requests, [7], ["IGPM Results"], 10_000_000) == [requests]
    *first, last = splitting.batches(requests, [7], ["igpm results (being written)"], 20_000)
    assert [next(iter(each)) for each in last] == [
        "addSheet",
        "copyPaste",
        "repeatCell",
        "deleteSheet",
    ]
    assert all(sum(map(splitting.size_of, part)) <= 21_000 for part in first)
    made, marked, *_ = first[0]
    staging = made["addSheet"]["properties"]
    assert staging["hidden"]
    assert staging["title"].casefold() != "igpm results (being written)"
    assert marked["createDeveloperMetadata"]["developerMetadata"]["location"] == {
        "sheetId": staging["sheetId"]
    }
    sent = [
        row
        for part in first
        for each in part
        if "updateCells" in each
        for row in each["updateCells"]["rows"]
    ]
    assert sent == rows
    copied = last[1]["copyPaste"]
    assert copied["destination"] == {
        "sheetId": 7,
        "startRowIndex": 0,
        "endRowIndex": 500,
        "startColumnIndex": 2,
        "endColumnIndex": 3,
    }
    assert copied["pasteType"] == "PASTE_NORMAL"
    assert last[-1] == {"deleteSheet": {"sheetId": staging["sheetId"]}}
