"""A row of the table of bad inputs, and how the real command line is held to it."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest

from igpm_sheets.cli import run
from tests.bad_inputs.office import AGAIN, REFS, TODAY, good_office
from tests.bad_inputs.spoiling import Spoil

Record = Mapping[str, Any]

HOLD, ATTENTION, AWAITING = "On hold", "Marks need attention", "Awaiting marks"
DECLINED, INELIGIBLE, REFER = "Declined: incomplete", "Not eligible", "Refer to IGPM"
AWARD, FURTHER_EVIDENCE = "Award MIGPM", "Further evidence needed"


class Said(NamedTuple):
    """What must be said of one fault.

    Its code, its place to the letter, what is found there to the letter, and words of the
    message and of the remedy.
    """

    code: str
    where: str
    found: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Row:
    """One bad input: how the good office is spoiled, what must be said, who still waits.

    Every application that `statuses` does not name keeps its answer in every field; None
    stands for one that cannot be in the results any more. `also` are the codes of what
    follows from the fault elsewhere: beside these and `says` nothing may be said.
    """

    name: str
    spoil: Spoil
    says: Said | tuple[Said, ...]
    statuses: Mapping[str, str | None] = field(default_factory=dict)
    exit: int = 1
    also: tuple[str, ...] = ()

    @property
    def faults(self) -> tuple[Said, ...]:
        """What must be said, as a tuple in any case."""
        return (self.says,) if isinstance(self.says, Said) else self.says


ALL_GONE: Mapping[str, None] = dict.fromkeys(REFS)
"""Where the tracker cannot be read, nobody can be answered."""


class Ran(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


def ran(settings: Path, command: str, *options: str) -> Ran:
    """Runs a command for the settings, on the office's day unless the options name another."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([command, "--config", str(settings), "--today", TODAY, *options])
    result = Ran(code, out.getvalue(), err.getvalue())
    assert "Traceback" not in result.out + result.err
    assert "a fault of this program" not in result.err
    return result


def answers(settings: Path) -> tuple[Ran, dict[str, Record], Sequence[Record]]:
    """The run of `results --json`, its applications by ref, and its problems."""
    result = ran(settings, "results", "--window", "all", "--json")
    document = json.loads(result.out)
    applications = {record["ref"]: record for record in document["applications"]}
    return result, applications, document["problems"]


@cache
def good_answers() -> Mapping[str, Record]:
    """What the office is answered while nothing is wrong."""
    with TemporaryDirectory() as folder:
        result, applications, problems = answers(good_office().write(Path(folder)))
    assert (result.code, result.err, list(problems)) == (0, "", [])
    return applications


def hold_to(row: Row, folder: Path) -> None:
    """Spoils an office and asserts everything that the row says."""
    office = good_office()
    row.spoil(office)
    settings = office.write(folder)
    _assert_text(row, ran(settings, "check"))
    result, applications, problems = answers(settings)
    assert (result.code, result.err) == (row.exit, "")
    _assert_problems(row, problems)
    for ref, good in good_answers().items():
        if ref not in row.statuses:
            assert applications[ref] == good
    for ref, status in row.statuses.items():
        assert (applications[ref]["status"] if ref in applications else None) == status, ref
    assert applications.keys() <= {*REFS, *row.statuses}


def _assert_text(row: Row, result: Ran) -> None:
    """In text each fault takes two lines: where and what, then what to do."""
    assert (result.code, result.err) == (row.exit, ""), result.out
    lines = result.out.splitlines()
    for said in row.faults:
        found = f"found “{said.found}”: " if said.found else ""
        begins = f"{said.code}  {said.where}  {found}"
        at = next((i for i, line in enumerate(lines) if line[8:].startswith(begins)), None)
        assert at is not None, f"{begins}\nis not in\n{result.out}"
        assert said.message in lines[at].removeprefix(begins), lines[at]
        assert lines[at + 1].startswith("             → ")
        assert said.remedy in lines[at + 1]


def _assert_problems(row: Row, problems: Sequence[Record]) -> None:
    """In JSON nothing is said but the row's faults and what follows from them."""
    left = list(problems)
    for said in row.faults:
        told = next(p for p in left if (p["code"], p["where"]) == (said.code, said.where))
        left.remove(told)
        assert (told["found"] or "") == said.found
        assert said.message in told["message"]
        assert said.remedy in told["remedy"]
    assert Counter(each["code"] for each in left) == Counter(row.also), left


def as_parameters(rows: Sequence[Row]) -> pytest.MarkDecorator:
    """The rows for a parametrised test, each by its name."""
    return pytest.mark.parametrize("row", rows, ids=[row.name for row in rows])


WITHOUT_THE_FIRST_RESULT = ("A06", "A15")
"""What follows where the application of January loses its result: its resubmission has
nothing to follow up, and the day its result was sent stands for none."""


def all_but_again(status: str) -> dict[str, str | None]:
    """One status for every application but the resubmission, which is on hold then."""
    return {**dict.fromkeys(REFS, status), AGAIN: HOLD}
