"""What was released to candidates: one record a result, and what would read differently now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from igpm_sheets.core.years import in_words
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision, Price, Status
from igpm_sheets.problems import Problem, clipped, problem
from igpm_sheets.reports.answers import Json
from igpm_sheets.reports.feedback import Item, Letter

EARLIER = "earlier"
"""The folder, within that of feedback, of the versions that newer ones replaced."""

_WINDOW = re.compile(r"[0-9]{4}-[0-9]{2}")
_SEPARATOR = re.compile(r"[/\\:\0]")


@dataclass(frozen=True, slots=True)
class Release:
    """A result as it was released: what the candidate was told, on which day, in which file."""

    ref: str
    name: str
    email: str
    practice: str
    window: str
    """Such as `2026-05`, or nothing."""
    day: date
    outcome: Status
    file: str
    """Within the folder of feedback."""
    sha256: str
    """Of the file as it was written."""
    asked_for: tuple[int, ...] = ()
    """The domains named; for a Member those of the advice."""
    may_resubmit: bool = False
    """Whether further evidence may come; else only a complete new application."""
    resubmit_by: date | None = None
    next_window: str = ""
    first_renewal: date | None = None
    fee: Price | None = None
    """For coming back, or for a new application; a Member's first yearly fee."""
    content: tuple[Item, ...] = ()
    """Everything that the workbook says, thing by thing."""
    finished: bool = True
    """False between the decision to write the workbook and the knowledge that it is there."""
    replaces: str = ""
    """Where the version before this one is kept, if there is one."""


def release_of(
    told: Letter, email: str, content: Sequence[Item], *, day: date, file: str, sha256: str
) -> Release:
    """The record of a result that is about to be written."""
    return Release(
        ref=told.ref,
        name=told.name,
        email=email,
        practice=told.practice,
        window=str(told.window) if told.window else "",
        day=day,
        outcome=told.outcome,
        file=file,
        sha256=sha256,
        asked_for=told.asked_for,
        may_resubmit=told.may_resubmit,
        resubmit_by=told.resubmit_by,
        next_window=str(told.next_window) if told.next_window else "",
        first_renewal=told.first_renewal,
        fee=told.fee,
        content=tuple(content),
        finished=False,
    )


@dataclass(frozen=True, slots=True)
class Record:
    """All releases in their order, and the comments that the office has been shown."""

    releases: tuple[Release, ...] = ()
    offered: frozenset[str] = field(default_factory=frozenset)
    """What stands for each comment."""

    @property
    def latest(self) -> dict[str, Release]:
        """The latest finished release of each application, by its ref."""
        return {ref_key(each.ref): each for each in self.releases if each.finished}


class Difference(NamedTuple):
    """One thing that a candidate was told and would be told otherwise now."""

    label: str
    was: str
    now: str

    def line(self) -> str:
        """The difference in a line.

        >>> Difference("Domain 3", "4.67, below it", "5.00, meets it").line()
        'Domain 3: 4.67, below it → 5.00, meets it'
        """
        return f"{self.label}: {self.was or 'nothing'} → {self.now or 'nothing'}"


def differences(told: Sequence[Item], now: Sequence[Item]) -> list[Difference]:
    """What would read differently now, in the order of what would be told now."""
    before, after = _by_label(told), _by_label(now)
    labels = list(dict.fromkeys((*after, *before)))
    found = (Difference(each, before.get(each, ""), after.get(each, "")) for each in labels)
    return [each for each in found if each.was != each.now]


def _by_label(items: Sequence[Item]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.label, []).append(item.text)
    return {label: " / ".join(texts) for label, texts in found.items()}


# Outcomes that have changed

CHANGED = ("S21", "S22")
"""The codes of outcomes that are not what candidates were told."""

_TOLD = {
    Status.AWARD: "an award",
    Status.FURTHER_EVIDENCE: "further evidence needed",
}


def changed_outcomes(record: Record, every: Sequence[Decision]) -> Iterator[Problem]:
    """Released results whose outcome is another now, or none (R62): graver than any other change.

    Args:
        record: what has been released.
        every: the decisions of all windows.
    """
    latest = record.latest
    for each in every:
        application = each.application
        release = latest.get(ref_key(application.ref))
        if release is None or release.outcome is each.status:
            continue
        ref, where, found = application.ref, application.place.cell(), each.status.value
        told = {"day": in_words(release.day), "was": _TOLD[release.outcome]}
        if each.status.is_outcome:
            now = _TOLD[each.status]
            yield problem("S21", where, found, ref=ref, now=now, which=release.ref, **told)
        else:
            because = _deciding(each)
            yield problem("S22", where, found, ref=ref, status=found, because=because, **told)


def _deciding(decision: Decision) -> str:
    """What has decided the status, each with its cell."""
    said = (
        f"{reason.sentence} ({reason.where})" if reason.where else reason.sentence
        for reason in decision.why
    )
    return "; ".join(clipped(each, 200) for each in said) or decision.status.value


# As JSON


def as_json(release: Release) -> dict[str, Json]:
    """A release as one JSON object."""
    fee = release.fee
    return {
        "ref": release.ref,
        "name": release.name,
        "email": release.email,
        "practice": release.practice,
        "window": release.window,
        "day": release.day.isoformat(),
        "outcome": release.outcome.value,
        "file": release.file,
        "sha256": release.sha256,
        "asked_for": list(release.asked_for),
        "may_resubmit": release.may_resubmit,
        "resubmit_by": release.resubmit_by.isoformat() if release.resubmit_by else None,
        "next_window": release.next_window,
        "first_renewal": release.first_renewal.isoformat() if release.first_renewal else None,
        "fee": {"net": str(fee.net), "vat": str(fee.vat), "source": fee.source} if fee else None,
        "content": [list(item) for item in release.content],
        "finished": release.finished,
        "replaces": release.replaces,
    }


def from_json(written: object) -> Release:
    """The release that a JSON object holds.

    Raises:
        ValueError: it holds none.
    """
    try:
        return _release(dict(written))  # type: ignore[call-overload]
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ValueError("an entry of it is not as this program writes it") from error


def _release(written: Mapping[str, object]) -> Release:
    texts = ("ref", "name", "email", "practice", "sha256")
    fee, content, asked_for = written["fee"], written["content"], written["asked_for"]
    if not isinstance(content, list) or not isinstance(asked_for, list):
        raise TypeError
    replaces = _text(written["replaces"])
    return Release(
        **{name: _text(written[name]) for name in texts},
        **{name: _window(written[name]) for name in ("window", "next_window")},
        file=_name(written["file"]),
        replaces=f"{EARLIER}/{_name(replaces.removeprefix(f'{EARLIER}/'))}" if replaces else "",
        day=date.fromisoformat(_text(written["day"])),
        outcome=Status(_text(written["outcome"])),
        asked_for=tuple(int(domain) for domain in asked_for),
        may_resubmit=_truth(written["may_resubmit"]),
        resubmit_by=_day(written["resubmit_by"]),
        first_renewal=_day(written["first_renewal"]),
        fee=None if fee is None else _price(fee),
        content=tuple(Item(_text(label), _text(text)) for label, text in content),
        finished=_truth(written["finished"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _window(value: object) -> str:
    text = _text(value)
    if text and not _WINDOW.fullmatch(text):
        raise ValueError
    return text


def _name(value: object) -> str:
    """The name of a file within the folder: a path might lead out of it."""
    text = _text(value)
    if text in ("", ".", "..") or _SEPARATOR.search(text):
        raise ValueError
    return text


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_text(value))


def _price(written: object) -> Price:
    if not isinstance(written, dict):
        raise TypeError
    net, vat = Decimal(_text(written["net"])), Decimal(_text(written["vat"]))
    return Price(net, vat, _text(written["source"]))
