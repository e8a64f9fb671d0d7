"""`charges --xero`: what it writes and prints, and its exit codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from igpm_sheets import cli, settings
from igpm_sheets.demo import make_demo
from igpm_sheets.exit_codes import DATA_ERRORS, DONE, UNREADABLE, WRONG_USAGE
from igpm_sheets.settings import SettingsError, XeroSettings
from tests.bad_inputs.office import GOOD, TRACKER, good_office
from tests.bad_inputs.office import TODAY as OFFICE_TODAY

TODAY = ("--today", "2026-06-22")


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_demo(tmp_path_factory.mktemp("office")))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_invoices_the_charges_that_it_lists(
    config: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = ["charges", "--window", "2026-05", "--to", "2026-10-31", "-c", config, *TODAY]
    assert cli.run([*arguments, "--xero", "xero.csv"]) == DONE
    last = capsys.readouterr().out.splitlines()[-2:]
    assert cli.run([*arguments, "--json"]) == DONE
    listed = json.loads(capsys.readouterr().out)["charges"]
    written = rows(tmp_path / "xero.csv")
    assert [(row["*ContactName"], row["*UnitAmount"]) for row in written] == [
        (row["name"], row["net"]) for row in listed
    ]
    assert {row["paid"].partition(",")[0] for row in listed} >= {"yes", "no"}
    net = sum(float(row["*UnitAmount"]) for row in written)
    sums = f"£{net:,.2f} net, £{net / 5:,.2f} VAT, £{net * 6 / 5:,.2f} with VAT"
    assert last == [
        f"{len(listed)} invoices for Xero: {sums}.",
        f"Written to {tmp_path / 'xero.csv'}",
    ]


def test_a_second_run_writes_the_same_bytes(config: str, tmp_path: Path) -> None:
    path = tmp_path / "xero.csv"
    arguments = ["charges", "-q", "--xero", str(path), "-c", config, *TODAY]
    assert cli.run(arguments) == DONE
    first = path.read_bytes()
    assert cli.run(arguments) == DONE
    assert path.read_bytes() == first


def test_json_names_the_files_and_sums(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "xero.csv"
    assert cli.run(["charges", "--json", "--xero", str(path), "-c", config, *TODAY]) == DONE
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert document["xero"] == {
        "files": [str(path)],
        "invoices": 6,
        "net": "600.00",
        "vat": "120.00",
        "gross": "720.00",
    }
    assert printed.err == ""


def test_a_charge_without_a_name_makes_the_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = good_office()
    office.applications[2][1] = None
    config = office.write(tmp_path)
    path = tmp_path / "xero.csv"
    arguments = ["charges", "-c", str(config), "--today", OFFICE_TODAY, "--window", "all"]
    assert cli.run(arguments) == DONE
    assert cli.run([*arguments, "--xero", str(path)]) == DATA_ERRORS
    assert "D02" in capsys.readouterr().err
    assert len(rows(path)) == 4


def test_a_file_of_somebody_s_is_never_replaced(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("mine", encoding="utf-8")
    assert cli.run(["charges", "-c", config, *TODAY, "--xero", str(path)]) == UNREADABLE
    assert "F52" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_not_there_is_told(
    config: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(["charges", "-c", config, *TODAY, "--xero", "nofolder/x.csv"]) == UNREADABLE
    said = capsys.readouterr().err
    assert "F58" in said
    assert f"there is no folder {tmp_path / 'nofolder'}" in said
    assert list(tmp_path.iterdir()) == []


def test_an_award_s_first_fee_keeps_its_number_once_the_member_is_listed(tmp_path: Path) -> None:
    office = good_office()
    config, numbers = office.write(tmp_path), []
    for again in range(2):
        path = tmp_path / f"{again}.csv"
        arguments = ["charges", "-q", "-c", str(config), "--window", "all", "--to", "2027-06-30"]
        cli.run([*arguments, "--today", OFFICE_TODAY, "--xero", str(path)])
        fees = [row for row in rows(path) if row["*Description"].startswith("Member fee")]
        owen = next(row for row in fees if row["EmailAddress"] == "owen@example.org")
        numbers.append((owen["Reference"], owen["*InvoiceNumber"]))
        office.tracker["Members"] = [
            ["Name", "Email", "Membership no", "Window"],
            ["Owen Blake", "owen@example.org", "M-0004", "2026-05"],
        ]
        office.write(tmp_path)
    assert [reference for reference, _ in numbers] == [GOOD, "M-0004"]
    assert len({number for _, number in numbers}) == 1


def test_without_a_tracker_nothing_is_written(tmp_path: Path) -> None:
    config = good_office().write(tmp_path)
    (tmp_path / TRACKER).unlink()
    path = tmp_path / "xero.csv"
    assert cli.run(["charges", "-q", "-c", str(config), "--xero", str(path)]) == UNREADABLE
    assert not path.exists()


def test_a_file_of_an_earlier_run_is_told_when_nothing_is_due(
    config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "xero.csv"
    arguments = ["charges", "-c", config, *TODAY, "--xero", str(path)]
    cli.run(arguments)
    earlier = path.read_bytes()
    capsys.readouterr()
    assert cli.run([*arguments, "--window", "2023-01", "--to", "2023-01-31"]) == DONE
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "No file was written."
    assert "F53" in printed.err
    assert path.read_bytes() == earlier


# Settings


def read(folder: Path, text: str) -> XeroSettings:
    file = folder / "igpm.toml"
    file.write_text(f'[tracker]\nsource = "a.xlsx"\n[xero]\n{text}', encoding="utf-8")
    return settings.load(file).xero


def test_the_settings_say_account_terms_and_names_of_rates(tmp_path: Path) -> None:
    terms = read(
        tmp_path, 'account_code = "4000"\ndays = 30\n[xero.tax_types]\n"17.5" = "x"\n20 = "y"\n'
    )
    assert (terms.account_code, terms.days) == ("4000", 30)
    assert {str(rate): name for rate, name in terms.tax_types.items()} == {
        "20": "y",
        "5": "5% (VAT on Income)",
        "17.5": "x",
    }


@pytest.mark.parametrize(
    "text",
    [
        'account = "200"',
        "account_code = 200",
        'account_code = "12345678901"',
        "days = -1",
        'days = "30"',
        'tax_types = "20%"',
        '[xero.tax_types]\nstandard = "20% (VAT on Income)"',
        '[xero.tax_types]\n20 = ""',
        '[xero.tax_types]\n17.5 = "x"',
    ],
)
def test_settings_that_cannot_be_followed_are_refused(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingsError, match=r"igpm\.toml \[xero"):
        read(tmp_path, text)
    assert cli.run(["charges", "-c", str(tmp_path / "igpm.toml")]) == WRONG_USAGE
    assert "xero" in capsys.readouterr().err
