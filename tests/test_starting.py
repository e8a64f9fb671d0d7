"""What `init` puts into an office's folder, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from igpm_sheets import settings, starting, templates
from igpm_sheets.problems import Failed
from igpm_sheets.starting import start
from igpm_sheets.templates import builtin_template, templates_folder

NAMES = {
    "igpm.toml",
    "applications.xlsx",
    "mark_sheet_grid.xlsx",
    "mark_sheet_form.xlsx",
    "results_template.xlsx",
    "feedback_template.xlsx",
    "letters_template.xlsx",
}
CHECKOUT = Path(__file__).resolve().parent.parent / "workbook_templates"


def test_a_new_folder_gets_settings_and_templates(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "office"
    made, kept = start(folder)
    assert {path.name for path in made} == NAMES == {path.name for path in folder.iterdir()}
    assert kept == []
    assert (folder / "applications.xlsx").read_bytes() == (CHECKOUT / "tracker.xlsx").read_bytes()


def test_the_settings_name_the_tracker_that_came_with_them(tmp_path: Path) -> None:
    start(tmp_path)
    read = settings.load(tmp_path / "igpm.toml")
    assert all(read.path(source).is_file() for source in read.tracker.sources)


def test_what_stands_there_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "igpm.toml"
    theirs.write_text("theirs", encoding="utf-8")
    (tmp_path / "applications.xlsx").mkdir()
    made, kept = start(tmp_path)
    assert {path.name for path in kept} == {"igpm.toml", "applications.xlsx"}
    assert {path.name for path in made} == NAMES - {path.name for path in kept}
    assert theirs.read_text(encoding="utf-8") == "theirs"


def test_a_second_time_makes_nothing(tmp_path: Path) -> None:
    start(tmp_path)
    made, kept = start(tmp_path)
    assert made == []
    assert len(kept) == len(NAMES)


def test_a_link_that_leads_nowhere_is_left_alone(tmp_path: Path) -> None:
    link = tmp_path / "igpm.toml"
    try:
        link.symlink_to(tmp_path / "moved away.toml")
    except OSError:
        pytest.skip("no links on this system")
    assert link in start(tmp_path).kept
    assert link.is_symlink()


def test_in_a_checkout_the_templates_are_beside_the_package() -> None:
    assert templates_folder() == CHECKOUT
    assert builtin_template(templates.RESULTS) == CHECKOUT / "results_template.xlsx"


def test_installed_they_are_within_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "igpm_sheets"
    within = package / "workbook_templates"
    within.mkdir(parents=True)
    for name in starting.TEMPLATES:
        (within / name).write_bytes((CHECKOUT / name).read_bytes())
    monkeypatch.setattr(templates, "files", lambda _name: package)
    assert templates_folder() == within
    assert len(start(tmp_path / "office").made) == len(NAMES)


def test_an_installation_without_templates_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "files", lambda _name: tmp_path / "igpm_sheets")
    with pytest.raises(Failed, match="templates are missing"):
        templates_folder()


def test_a_template_that_is_missing_is_named() -> None:
    with pytest.raises(Failed, match=r"no such\.xlsx.*templates are missing"):
        builtin_template("no such.xlsx")
