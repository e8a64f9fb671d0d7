"""The file in which releases are recorded: read strictly, since nobody may be told twice.

`released.json` lies in the folder of feedback. A record that cannot be read is never taken for
an empty one: nothing is released without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from igpm_sheets.adapters.files import known_as
from igpm_sheets.model import Decision
from igpm_sheets.problems import CellRef, Failed, Problem, problem
from igpm_sheets.reports.released import Record, as_json, changed_outcomes, from_json
from igpm_sheets.settings import Settings

NAME = "released.json"
_MADE_BY = "igpm_sheets"
_VERSION = 1


def record_path(settings: Settings) -> Path:
    """Where the record is kept."""
    return settings.feedback / NAME


def read_record(settings: Settings) -> Record:
    """What has been released; nothing where there is no record yet.

    Raises:
        Failed: there is one, and it cannot be read (S14).
    """
    path = record_path(settings)
    try:
        content = path.read_bytes()
        import json  # noqa: PLC0415 - where something has been released alone

        return _record(json.loads(content))
    except FileNotFoundError:
        return Record()
    except NotADirectoryError:
        return Record()  # told when the folder is to be made
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
    except RecursionError:
        reason = "it is no record of this program"
    except ValueError as error:
        told = str(error) if type(error) is ValueError else "it is not valid JSON"
        reason = told
    raise Failed(problem("S14", CellRef(known_as(path, settings.folder)), reason=reason))


def outcomes_changed(settings: Settings, every: Sequence[Decision]) -> tuple[Problem, ...]:
    """Released results whose outcome is another now; a warning where nobody can see that (S23)."""
    try:
        return tuple(changed_outcomes(read_record(settings), every))
    except Failed as failed:
        told = failed.problem
        return (problem("S23", told.where, **dict(told.details)),)


def _record(content: object) -> Record:
    """The record that a JSON document holds.

    Raises:
        ValueError: it holds none.
    """
    if not isinstance(content, dict) or content.get("made_by") != _MADE_BY:
        raise ValueError("it is no record of this program")
    if content.get("version") != _VERSION:
        raise ValueError("it is from another version of this program")
    releases, offered = content.get("releases"), content.get("offered")
    if isinstance(releases, list) and isinstance(offered, list):
        return Record(tuple(map(from_json, releases)), frozenset(map(str, offered)))
    raise ValueError("a part of it is missing")


def write_record(settings: Settings, record: Record) -> None:
    """Writes the record in one step.

    Raises:
        CannotWrite: and then the earlier one is whole.
    """
    import json  # noqa: PLC0415 - as in reading

    from igpm_sheets.writers.files.saving import put_in_place  # noqa: PLC0415 - as all that writes

    content = {
        "made_by": _MADE_BY,
        "version": _VERSION,
        "releases": [as_json(release) for release in record.releases],
        "offered": sorted(record.offered),
    }
    data = json.dumps(content, indent=1).encode()
    put_in_place(record_path(settings), data, folder=settings.folder)
