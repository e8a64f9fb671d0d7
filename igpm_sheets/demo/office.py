"""The fictional office as records: its people, its applications and what the assessors gave."""

from __future__ import annotations

import pkgutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from igpm_sheets.core.windows import window_of
from igpm_sheets.fields import TabKind
from igpm_sheets.model import DOMAINS, Window

Row = Mapping[str, str | int | date]
"""A row of a tab, by the names of its fields; a blank is left out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one assessor has given one application: ten marks, ten comments.

    A domain that is not to be marked again is None (I17).
    """

    ref: str
    candidate: str
    practice: str
    window: Window
    marks: tuple[int | None, ...]
    comments: tuple[str, ...]

    @property
    def to_mark(self) -> str:
        """The domains to be marked, as a mark sheet says it."""
        asked = [str(d) for d, mark in zip(DOMAINS, self.marks, strict=True) if mark is not None]
        return "all" if len(asked) == len(DOMAINS) else ", ".join(asked)


@dataclass(frozen=True, slots=True)
class Marker:
    """An assessor of the panel: the layout they fill in, and their sheets, earliest first."""

    name: str
    layout: str
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class FictionalOffice:
    """Everything that the demo writes."""

    tabs: Mapping[TabKind, Sequence[Row]]
    panel: tuple[Marker, ...]


def fictional_office() -> FictionalOffice:
    """The office of office.toml, with the comments of comments.toml."""
    said = _table("office")
    applications: list[dict[str, Any]] = said["application"]
    assessors: list[dict[str, Any]] = said["assessor"]
    panel = [assessor for assessor in assessors if "layout" in assessor]
    names = [assessor["name"] for assessor in panel]
    marked = [application for application in applications if "marks" in application]
    tabs = {
        TabKind.APPLICATIONS: applications,
        TabKind.MEMBERS: said["member"],
        TabKind.ASSOCIATES: [*said["associate"], *_applicants(applications, said["member"])],
        TabKind.ASSESSORS: assessors,
        TabKind.ALLOCATION: [_allocation(application["ref"], names) for application in marked],
    }
    markers = [
        Marker(
            assessor["name"],
            assessor["layout"],
            tuple(_sheet(application, place) for application in marked),
        )
        for place, assessor in enumerate(panel)
    ]
    return FictionalOffice(tabs, tuple(markers))


def _table(name: str) -> dict[str, Any]:
    text = pkgutil.get_data(__name__, f"{name}.toml")
    assert text is not None, f"{name}.toml is part of the package"  # noqa: S101
    return tomllib.loads(text.decode())


def _allocation(ref: str, names: Sequence[str]) -> Row:
    return {"ref": ref, **{f"assessor_{n}": name for n, name in enumerate(names, 1)}}


def _applicants(applications: Sequence[Row], members: Sequence[Row]) -> Iterator[Row]:
    """Everybody who applies is an Associate (R2), until they are a Member."""
    seen = {member["email"] for member in members}
    for application in applications:
        paid_to = application["associate"]
        if application["email"] not in seen and isinstance(paid_to, date):
            seen.add(application["email"])
            day = len(f"{application['name']}{application['practice']}") % 28 + 1
            joined = paid_to.replace(year=paid_to.year - 2, day=day)
            yield {
                "name": application["name"],
                "email": application["email"],
                "joined": joined,
                "paid_to": paid_to,
                "notes": "Applicant",
            }


def _sheet(application: dict[str, Any], place: int) -> Sheet:
    """The sheet of the assessor at `place` on the panel."""
    number = int(application["ref"].rpartition("-")[2])
    marks = [None if mark == "-" else int(mark) for mark in application["marks"][place].split()]
    said: Mapping[str, Sequence[str]] = application.get("said", {})
    comments = [
        said.get(str(domain), ("", "", ""))[place] or _usual(domain, mark, number, place)
        for domain, mark in zip(DOMAINS, marks, strict=True)
    ]
    return Sheet(
        application["ref"],
        application["name"],
        application["practice"],
        window_of(application["received"]),
        tuple(marks),
        tuple(comments),
    )


def _usual(domain: int, mark: int | None, number: int, place: int) -> str:
    """A comment that suits the mark; not everybody writes one beside every 5."""
    every = (3, 2, 1)[place]
    if mark is None or (mark == 5 and (number + domain) % every):
        return ""
    choices: Sequence[str] = _comments()[domain].get(str(mark), ("",))
    return choices[(number + number // 5 + 3 * domain + place) % len(choices)]


@cache
def _comments() -> Mapping[int, Mapping[str, Any]]:
    return {entry["number"]: entry for entry in _table("comments")["domain"]}
