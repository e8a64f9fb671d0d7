"""Who may assess whom: three assessors, their categories, conflicts of interest (R24-R28, I24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from igpm_sheets.core.policy import Policy
from igpm_sheets.identity import email_key, person_key, ref_key
from igpm_sheets.model import (
    ASSESSORS_IN_A_PANEL,
    Allocation,
    Application,
    Assessor,
    Category,
    Finding,
    MarkSheet,
    Member,
    PanelRow,
    Reason,
)
from igpm_sheets.problems import CellRef, Problem, problem


@dataclass(frozen=True, slots=True)
class Panels:
    """Assessors and allocations, found by name, email or ref."""

    assessors: Mapping[str, Assessor] = field(default_factory=dict)
    """By name and by email."""
    allocations: Mapping[str, Allocation] = field(default_factory=dict)
    """By ref."""

    @classmethod
    def of(cls, assessors: Sequence[Assessor], allocations: Sequence[Allocation]) -> Panels:
        """The look-ups; of two rows for one name or ref the first counts."""
        people: dict[str, Assessor] = {}
        for assessor in assessors:
            for key in (person_key(assessor.name), email_key(assessor.email)):
                if key:
                    people.setdefault(key, assessor)
        by_ref: dict[str, Allocation] = {}
        for allocation in allocations:
            by_ref.setdefault(ref_key(allocation.ref), allocation)
        return cls(people, by_ref)

    def known(self, name: str) -> Assessor | None:
        """The assessor of that name or email, if the office lists one."""
        return self.assessors.get(person_key(name)) or self.assessors.get(email_key(name))

    def key(self, name: str) -> str:
        """What tells two assessors apart, however the name is typed."""
        known = self.known(name)
        return person_key(known.name if known else name)

    def allocated(self, ref: str) -> frozenset[str] | None:
        """The keys of those allocated to the application; None where nobody is."""
        allocation = self.allocations.get(ref_key(ref))
        named = [name for name in allocation.assessors if name] if allocation else []
        return frozenset(map(self.key, named)) if named else None


def conflicts(application: Application, assessor: Assessor) -> list[str]:
    """Why the assessor may not assess the application, in words (I24).

    An application of their own, of their own practice, one for which they are a referee,
    and any that they declare.
    """
    found = []
    if _is_same_person(application, assessor):
        found.append("it is their own application")
    elif person_key(application.practice) == person_key(assessor.practice) != "":
        found.append("it comes from their own practice")
    referees = {person_key(testimonial.referee) for testimonial in application.testimonials}
    if person_key(assessor.name) in referees - {""}:
        found.append("they are a referee for it")
    if ref_key(application.ref) in map(ref_key, assessor.conflicts):
        found.append("they have declared a conflict")
    return found


def _is_same_person(application: Application, assessor: Assessor) -> bool:
    """Whether the assessor is the candidate: by email, by name where one has no email."""
    emails = email_key(application.email), email_key(assessor.email)
    if all(emails):
        return emails[0] == emails[1]
    return person_key(application.name) == person_key(assessor.name) != ""


def barred(
    application: Application, sheets: Sequence[MarkSheet], panels: Panels, policy: Policy
) -> Iterator[tuple[Reason, Problem]]:
    """The assessors who have marked but should not have, because of a conflict (I24)."""
    bar = policy.answers.conflicts == "bar"
    seen = set()
    for sheet in sheets:
        key = panels.key(sheet.assessor)
        listed = panels.known(sheet.assessor) or Assessor(sheet.assessor, application.place)
        found = conflicts(application, listed)
        if sheet.conflict and "they have declared a conflict" not in found:
            found.append("they have declared a conflict")
        if not found or key in seen:
            continue
        seen.add(key)
        where = sheet.cells.first
        finding = Finding.ATTENTION if bar else Finding.FLAG
        because = " and ".join(found)
        sentence = f"{sheet.assessor} has marked it, but {because}"
        yield (
            Reason("I24", finding, sentence, where),
            problem(
                "M34" if bar else "M35",
                where,
                sheet.assessor,
                ref=application.ref,
                assessor=sheet.assessor,
                because=because,
            ),
        )


def too_many(
    application: Application, sheets: Sequence[MarkSheet], panels: Panels
) -> Iterator[tuple[Reason, Problem]]:
    """A fourth assessor, or one whom the Allocation tab does not name (R24)."""
    by_key = {panels.key(sheet.assessor): sheet for sheet in reversed(sheets)}
    if len(by_key) > ASSESSORS_IN_A_PANEL:
        names = ", ".join(sorted(sheet.assessor for sheet in by_key.values()))
        where = sheets[-1].cells.first
        sentence = f"{len(by_key)} assessors have marked it ({names}): three do"
        yield (
            Reason("R24", Finding.ATTENTION, sentence, where),
            problem("M32", where, names, ref=application.ref, count=len(by_key)),
        )
    allocated = panels.allocated(application.ref)
    for key, sheet in by_key.items():
        if allocated is not None and key not in allocated:
            where = sheet.cells.first
            sentence = f"{sheet.assessor} has marked it, but is not allocated to it"
            yield (
                Reason("R24", Finding.ATTENTION, sentence, where),
                problem("M33", where, sheet.assessor, ref=application.ref, assessor=sheet.assessor),
            )


def category_mix(rows: Sequence[PanelRow], panels: Panels, policy: Policy) -> Iterator[Reason]:
    """Any mix of categories will do (R26); one alone is noted, or one external asked for (I25)."""
    listed = [panels.known(row.assessor) for row in rows]
    categories = [assessor.category for assessor in listed if assessor and assessor.category]
    if len(rows) < ASSESSORS_IN_A_PANEL:
        return
    if policy.answers.category_mix == "one_external" and Category.EXTERNAL not in categories:
        known = "no assessor" if len(categories) == len(rows) else "no assessor on record"
        sentence = f"{known} of the panel is external: the settings ask for one"
        yield Reason("I25", Finding.ATTENTION, sentence)
    elif len(categories) < len(rows):
        return
    elif len(set(categories)) == 1:
        sentence = f"all three assessors are of one category ({categories[0]})"
        yield Reason("I25", Finding.FLAG, sentence)
    else:
        named = ", ".join(sorted(set(categories)))
        yield Reason("R26", Finding.MET, f"the panel's categories: {named}")


def not_independent(application: Application, sheets: Sequence[MarkSheet]) -> Iterator[Problem]:
    """Two assessors whose marks and comments are the same, word for word (R25)."""
    seen: dict[tuple[object, ...], MarkSheet] = {}
    for sheet in sheets:
        said = (sheet.marks, sheet.comments)
        if not any(sheet.comments) or None in sheet.marks:
            continue
        first = seen.setdefault(said, sheet)
        if person_key(first.assessor) != person_key(sheet.assessor):
            yield problem(
                "M39",
                sheet.cells.first,
                sheet.assessor,
                ref=application.ref,
                first=first.assessor,
                second=sheet.assessor,
            )


def unaccredited(assessors: Sequence[Assessor], members: Sequence[Member]) -> Iterator[Problem]:
    """Assessors listed as Members who are on no list of Members (R27).

    Later panels are formed from accredited people; where the tracker has no Members tab,
    nothing can be said.
    """
    if not members:
        return
    names = {person_key(member.name) for member in members}
    emails = {email_key(member.email) for member in members} - {""}
    for assessor in assessors:
        known = person_key(assessor.name) in names or email_key(assessor.email) in emails
        if assessor.category is Category.MEMBER and not known:
            yield problem("P30", assessor.place.cell("category"), assessor.name)


def badly_allocated(
    allocations: Sequence[Allocation], applications: Mapping[str, Application], panels: Panels
) -> Iterator[Problem]:
    """Allocations that name no three different assessors, or one with a conflict (R24, I24)."""
    for allocation in allocations:
        named = [name for name in allocation.assessors if name]
        different = {panels.key(name) for name in named}
        where = allocation.place.cell("assessor_1")
        if named and (len(different) != ASSESSORS_IN_A_PANEL or len(named) != len(different)):
            found = ", ".join(named)
            yield problem("P31", where, found, ref=allocation.ref, count=len(different))
        application = applications.get(ref_key(allocation.ref))
        if application is None:
            yield problem("P32", allocation.place.cell("ref"), allocation.ref)
            continue
        for number, name in enumerate(allocation.assessors, 1):
            assessor = panels.known(name) if name else None
            because = conflicts(application, assessor) if assessor else []
            if because:
                cell = allocation.place.cell(f"assessor_{number}")
                yield problem("P33", cell, name, ref=allocation.ref, because=" and ".join(because))


def sharing(sheets: Sequence[MarkSheet]) -> Iterator[Problem]:
    """Tabs in which several assessors mark side by side, so see each other's marks (R28)."""
    tabs = {(s.cells.source, s.cells.tab): s.cells.first for s in sheets if s.shared}
    for where in tabs.values():
        yield problem("M40", CellRef(where.source, where.tab, address=where.address))
