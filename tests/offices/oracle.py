"""Works out every result of an office a second time, by the simplest reading of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations

from .records import Application, MarkSheet, Office, Window

Answer = dict[str, object]
Numbers = tuple[int, ...]

ALL_TEN = range(1, 11)
FIELDS = (
    "ref",
    "candidate",
    "window",
    "type",
    "status",
    "sum",
    "average",
    "d1",
    "d2",
    "d3",
    "d4",
    "d5",
    "d6",
    "d7",
    "d8",
    "d9",
    "d10",
    "further_evidence_in",
    "fee",
    "vat",
    "to_pay",
    "result_due",
    "result_sent",
    "resubmit_by",
    "next_window",
    "first_renewal",
)

INTERPRETATIONS: dict[str, tuple[object, ...]] = {
    "combine": ("mean", "median_domain", "majority"),
    "domain_floor": (0, 4, 5),
    "strict_balance": (False, True),
    "further_evidence": ("panel", "any_assessor", "most_assessors"),
    "window": ("calendar_month", "previous_month_end"),
    "time_of_application": ("received", "window_start"),
    "two_years": ("joined_posts", "current_post"),
    "one_year_from": ("result", "submission", "window"),
    "one_year_to": ("submission", "reassessment"),
    "renewal_days": ("framework", "first_after_results", "anniversary"),
    "testimonials": ("two_options", "senior_and_peer"),
    "not_associate": ("hold", "ineligible", "ignore"),
    "incomplete": ("decline", "hold"),
    "resubmission_marks": ("carry", "mark_all"),
    "attempts": ("within_year", "once", "restart"),
    "price_date": ("received", "window"),
    "fee_unpaid": ("warn", "hold"),
    "conflicts": ("bar", "warn"),
    "category_mix": ("any", "one_external"),
    "split_panels": ("flag", "hold"),
}
NUMBER_SETTINGS: dict[str, object] = {"rare_marks_over": 0.10, "grace_days": 30}
"""Settings that take any number, and never change an application's result."""

READINGS: dict[str, tuple[str, ...]] = {
    "associate_paid_on": ("application", "today"),
    "window_start_for": ("held_over", "all"),
    "blank_testimonial": ("hold", "fewer_than_two"),
    "incomplete_covers": ("evidence_and_testimonials", "evidence"),
    "ignored_associate_blank": ("passes", "holds"),
    "fee_hold_from": ("window_closed", "at_once"),
    "fee_blank_under_hold": ("holds", "passes"),
    "split_hold": ("release", "status"),
    "twice_counts": ("not_withdrawn", "may_go_forward"),
    "previous_without_result": ("hold", "not_eligible"),
    "nothing_asked": ("hold", "carried"),
    "once_counts": ("any_earlier", "chain"),
    "once_resubmit_by": ("blank", "year_end"),
    "year_from_window": ("first_day", "last_day"),
    "reassessed_on": ("result_due", "window_first_day", "window_last_day"),
    "anniversary_of": ("result", "result_due", "window_first_day"),
    "price_window_day": ("first_day", "last_day"),
    "strict_over": ("panel", "assessor"),
    "bad_mark_where": ("anywhere", "domains_marked"),
    "carried_rows_go_to": ("in_order_of_name", "in_reverse_order"),
}
"""Points that the rules leave open: the reading chosen first, then what else it might mean."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Dated prices net of VAT, and the dated VAT rate in per cent."""

    assessment: tuple[tuple[date, Decimal], ...] = ((date(2022, 6, 21), Decimal(280)),)
    resubmission: tuple[tuple[date, Decimal], ...] = ((date(2022, 6, 21), Decimal(120)),)
    vat_percent: tuple[tuple[date, Decimal], ...] = ((date(2022, 6, 21), Decimal(20)),)


@dataclass(frozen=True, slots=True)
class PanelMarks:
    """Three rows of ten marks as they count, with the name of the assessor of each."""

    names: tuple[str, ...]
    rows: tuple[Numbers, ...]

    def domain(self, number: int) -> Numbers:
        """The three marks in one domain."""
        return tuple(row[number - 1] for row in self.rows)

    def total(self) -> int:
        """The sum of the thirty."""
        return sum(sum(row) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status, the rules that may be named as its reason, and the marks behind a result."""

    status: str
    rules: frozenset[str]
    panel: PanelMarks | None = None


def answers(
    office: Office,
    interpretations: Mapping[str, object] | None = None,
    today: date | None = None,
    *,
    policy: Policy | None = None,
    assume: Mapping[str, str] | None = None,
    readings: Mapping[str, str] | None = None,
) -> list[Answer]:
    """The contract's JSON for every application, and ``why_rules`` of which one is named."""
    register = Register(
        office,
        interpretations or {},
        today,
        policy=policy,
        assume=assume or {},
        readings=readings or {},
    )
    return [register.answer(application.ref) for application in office.applications]


def doubts(
    office: Office,
    interpretations: Mapping[str, object] | None = None,
    today: date | None = None,
    *,
    policy: Policy | None = None,
    assume: Mapping[str, str] | None = None,
) -> dict[tuple[str, str], set[str]]:
    """For each ref and field, the open readings (by name) on which its answer hangs."""
    chosen = answers(office, interpretations, today, policy=policy, assume=assume)
    found: dict[tuple[str, str], set[str]] = {}
    for name, choices in READINGS.items():
        for other in choices[1:]:
            changed = answers(
                office,
                interpretations,
                today,
                policy=policy,
                assume=assume,
                readings={name: other},
            )
            for one, two in zip(chosen, changed, strict=True):
                for field in FIELDS:
                    if one[field] != two[field]:
                        found.setdefault((str(one["ref"]), field), set()).add(name)
    return found


# Days ------------------------------------------------------------------------------------


def a_year_on(day: date, years: int = 1) -> date:
    """The corresponding date; 29 February answers to 28 February (I11)."""
    if day.month == 2 and day.day == 29:
        return date(day.year + years, 2, 28)
    return date(day.year + years, day.month, day.day)


def first_day(window: Window) -> date:
    """The first day of the submission month."""
    return date(window[0], window[1], 1)


def last_day(window: Window) -> date:
    """The last day of the submission month: all three have 30 or 31 days."""
    return date(window[0], window[1], {1: 31, 5: 31, 9: 30}[window[1]])


def result_due(window: Window) -> date:
    """The end of the month after (R35)."""
    year, month = window
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return {
        1: date(year, 2, 29 if leap else 28),
        5: date(year, 6, 30),
        9: date(year, 10, 31),
    }[month]


def months_after(day: date) -> Iterable[Window]:
    """The submission months that begin after a day, soonest first."""
    for year in range(day.year, day.year + 3):
        for month in (1, 5, 9):
            if date(year, month, 1) > day:
                yield (year, month)


def next_after(day: date) -> Window:
    """The first submission month that begins after a day (I35)."""
    return next(iter(months_after(day)))


def window_text(window: Window) -> str:
    """2026-05."""
    return f"{window[0]}-{window[1]:02d}"


# Marks -----------------------------------------------------------------------------------


def is_mark(mark: object) -> bool:
    """Whole, and from 3 to 7 (R49)."""
    return isinstance(mark, int) and not isinstance(mark, bool) and mark in (3, 4, 5, 6, 7)


def every_low_mark_has_a_partner(rows: Sequence[Numbers]) -> bool:
    """Each 3 has a 7 of its own, each 4 a 6 or a spare 7, in another domain (I3).

    Low marks look for a partner one after another; one already taken is given up when its
    holder can find another.
    """
    marks = [(mark, domain) for row in rows for domain, mark in enumerate(row)]
    low = [(mark, domain) for mark, domain in marks if mark < 5]
    high = [(mark, domain) for mark, domain in marks if mark > 5]
    holder: dict[int, int] = {}

    def suits(needy: int, place: int) -> bool:
        (need, home), (offer, away) = low[needy], high[place]
        return home != away and (offer == 7 or need == 4)

    def settle(needy: int, tried: set[int]) -> bool:
        for place in range(len(high)):
            if suits(needy, place) and place not in tried:
                tried.add(place)
                if place not in holder or settle(holder[place], tried):
                    holder[place] = needy
                    return True
        return False

    return all(settle(needy, set()) for needy in range(len(low)))


def mean_text(total: int, count: int) -> float:
    """A mean to two places, half up."""
    exact = Decimal(total) / Decimal(count)
    return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def same_words(one: str, two: str) -> bool:
    """The same text, whatever its case and spacing."""
    return re.sub(r"\s+", " ", one).strip().lower() == re.sub(r"\s+", " ", two).strip().lower()


# The register ----------------------------------------------------------------------------


class Register:
    """The office's applications, with everything that settings and readings say about them."""

    def __init__(
        self,
        office: Office,
        interpretations: Mapping[str, object],
        today: date | None,
        *,
        policy: Policy | None,
        assume: Mapping[str, str],
        readings: Mapping[str, str],
    ) -> None:
        """Lays settings over the defaults, and sheets by their refs; blank sheets are none."""
        self.setting = self._settings(interpretations)
        self.reading = {name: choices[0] for name, choices in READINGS.items()} | dict(readings)
        self.today = today or office.today
        self.policy = policy or Policy()
        filled = [with_assumptions(application, assume) for application in office.applications]
        self.applications = {application.ref: application for application in filled}
        self.sheets: dict[str, list[MarkSheet]] = {}
        for sheet in office.mark_sheets:
            if any(mark is not None for mark in sheet.marks):
                self.sheets.setdefault(sheet.ref, []).append(sheet)
        self.verdicts: dict[str, Verdict] = {}
        self.under_way: set[str] = set()

    @staticmethod
    def _settings(interpretations: Mapping[str, object]) -> dict[str, object]:
        """The defaults with the office's choices laid over them; a stranger is an error."""
        chosen = {name: values[0] for name, values in INTERPRETATIONS.items()} | NUMBER_SETTINGS
        for name, value in interpretations.items():
            if name not in chosen or value not in INTERPRETATIONS.get(name, (value,)):
                raise ValueError(f"no such interpretation: {name} = {value!r}")
            chosen[name] = value
        return chosen

    # Windows and days

    def window(self, application: Application) -> Window:
        """The window an application belongs to (R32, R33, I6)."""
        received = application.received
        if self.setting["window"] == "previous_month_end":
            return next_after(received)
        if received.month in (1, 5, 9):
            return (received.year, received.month)
        return next_after(received)

    def closes(self, application: Application) -> date:
        """The last day on which applications for the same window are received."""
        window = self.window(application)
        if self.setting["window"] == "previous_month_end":
            return first_day(window) - timedelta(days=1)
        return last_day(window)

    def applied_on(self, application: Application) -> date:
        """The time of application (I7)."""
        opening = first_day(self.window(application))
        if self.setting["time_of_application"] == "received":
            return application.received
        if self.reading["window_start_for"] == "all":
            return opening
        return max(opening, application.received)

    def answered_on(self, application: Application) -> date:
        """The day the result was sent; where blank, the day it was due (I9)."""
        return application.result_sent or result_due(self.window(application))

    # Chains of resubmissions

    def previous(self, application: Application) -> Application | None:
        """The application that a resubmission follows, where the office knows it."""
        return self.applications.get(application.previous_ref or "")

    def chain(self, application: Application) -> list[Application]:
        """The application and those before it, the first of all last."""
        found = [application]
        while found[-1].resubmission:
            before = self.previous(found[-1])
            if before is None or before in found:
                break
            found.append(before)
        return found

    def first(self, application: Application) -> Application:
        """The application that started the chain."""
        return self.chain(application)[-1]

    def year_end(self, before: Application) -> date:
        """The last day of the year in which a failing application may be followed up."""
        start = before if self.setting["attempts"] == "restart" else self.first(before)
        if self.setting["one_year_from"] == "submission":
            return a_year_on(start.received)
        if self.setting["one_year_from"] == "window":
            window = self.window(start)
            if self.reading["year_from_window"] == "last_day":
                return a_year_on(last_day(window))
            return a_year_on(first_day(window))
        return a_year_on(self.answered_on(start))

    def reaches_panel_on(self, application: Application) -> date:
        """What must fall within the year (I10)."""
        if self.setting["one_year_to"] == "submission":
            return application.received
        window = self.window(application)
        return {
            "result_due": result_due(window),
            "window_first_day": first_day(window),
            "window_last_day": last_day(window),
        }[self.reading["reassessed_on"]]

    def asked_for(self, before: Application) -> set[int]:
        """The domains in which a failing application needs more evidence."""
        panel = self.verdict(before.ref).panel
        return set(self.short_domains(panel)) if panel else set()

    def resubmitted(self, application: Application) -> set[int]:
        """The domains that count: those listed and asked for, or all asked for (I18, I31)."""
        before = self.previous(application)
        if before is None or self.verdict(before.ref).status != "Further evidence needed":
            return set(application.resubmitted)
        asked = self.asked_for(before)
        return asked & set(application.resubmitted) if application.resubmitted else asked

    def completed(self, application: Application) -> Application:
        """A resubmission whose blank cells are read from the first application (I31)."""
        first = self.first(application)
        if first is application:
            return application
        pairs = zip(application.testimonials, first.testimonials, strict=True)
        one, two = (
            replace(
                own,
                source=carried.source if own.source is None else own.source,
                referee=carried.referee if own.referee is None else own.referee,
                received=carried.received if own.received is None else own.received,
            )
            for own, carried in pairs
        )
        return replace(
            application,
            role=application.role or first.role,
            role_class=application.role_class if application.role else first.role_class,
            role_started=application.role_started or first.role_started,
            testimonials=(one, two),
        )

    # Status

    def verdict(self, ref: str) -> Verdict:
        """The status of an application: the first in the contract's order that applies."""
        if ref in self.under_way:
            return Verdict("On hold", frozenset({"I33"}))
        if ref not in self.verdicts:
            self.under_way.add(ref)
            self.verdicts[ref] = self._work_out(self.applications[ref])
            self.under_way.discard(ref)
        return self.verdicts[ref]

    def _work_out(self, raw: Application) -> Verdict:
        """Every reason that applies, by status; the foremost status wins."""
        if raw.withdrawn:
            return Verdict("Withdrawn", frozenset())
        application = self.completed(raw)
        incomplete = self.declined(application)
        waits = self.incomplete_waits(application)
        held = self.on_hold(application) | (incomplete if waits else set())
        early = (
            ("Not eligible", self.not_eligible(application)),
            ("Declined: incomplete", set() if waits else incomplete),
            ("Refer to IGPM", self.refer(application)),
            ("On hold", held),
        )
        for status, rules in early:
            if rules:
                return Verdict(status, frozenset(rules))
        return self.judge(application)

    def not_eligible(self, application: Application) -> set[str]:
        """R11, R15, R16, R61, and R2 where the office says so."""
        rules: set[str] = set()
        started = application.role_started
        if started and a_year_on(started, 2) > self.applied_on(application):
            rules |= {"R11", "I8"}
        if application.constitution_breach:
            rules |= {"R15"}
        if application.disciplinary in ("pending", "active"):
            rules |= {"R16"}
        refused = self.setting["not_associate"] == "ineligible"
        if refused and self.is_associate(application) is False:
            rules |= {"R1", "R2", "I14"}
        return rules | self.too_late(application)

    def is_associate(self, application: Application) -> bool | None:
        """Yes, no, or not recorded; a date is the last day paid for (R1)."""
        recorded = application.associate
        if isinstance(recorded, date):
            if self.reading["associate_paid_on"] == "today":
                return recorded >= self.today
            return recorded >= self.applied_on(application)
        return recorded

    def too_late(self, application: Application) -> set[str]:
        """A resubmission after its year, or one more than the office allows (R61, I19)."""
        before = self.previous(application) if application.resubmission else None
        if before is None:
            return set()
        status = self.verdict(before.ref).status
        if status != "Further evidence needed":
            refused = self.reading["previous_without_result"] == "not_eligible"
            return {"R61", "I33"} if refused and status != "Award MIGPM" else set()
        rules: set[str] = set()
        if self.reaches_panel_on(application) > self.year_end(before):
            rules |= {"R61", "I33", "I9", "I10"}
        if self.setting["attempts"] == "once" and self.earlier_attempts(application):
            rules |= {"R61", "I19"}
        return rules

    def earlier_attempts(self, application: Application) -> bool:
        """Whether the same first application was resubmitted before this one."""
        if len(self.chain(application)) > 2:
            return True
        if self.reading["once_counts"] == "chain":
            return False
        return any(
            other.resubmission
            and other.ref != application.ref
            and not other.withdrawn
            and self.first(other).ref == self.first(application).ref
            and other.received < application.received
            for other in self.applications.values()
        )

    def declined(self, application: Application) -> set[str]:
        """What is known to be missing (R8, R10, R18, R19, I32)."""
        rules: set[str] = set()
        if any(application.evidence[n - 1] is False for n in self.evidence_needed(application)):
            rules |= {"R8", "R10", "I16"}
        if self.testimonials_fall_short(application):
            rules |= {"R8", "R18", "R19", "R23", "I13", "I32"}
        return rules

    def evidence_needed(self, application: Application) -> Iterable[int]:
        """All ten domains, or those resubmitted."""
        return self.resubmitted(application) if application.resubmission else ALL_TEN

    def testimonials_fall_short(self, application: Application) -> bool:
        """Not two, not two options, not two referees; a blank alone is never a failure."""
        one, two = application.testimonials
        if one.received is False or two.received is False:
            return True
        if self.reading["blank_testimonial"] == "fewer_than_two" and any(
            item.source is None and item.referee is None and item.received is None
            for item in (one, two)
        ):
            return True
        if one.source is not None and one.source == two.source:
            return True
        if one.referee and two.referee and same_words(one.referee, two.referee):
            return True
        strict = self.setting["testimonials"] == "senior_and_peer"
        return strict and "outside" in (one.source, two.source)

    def incomplete_waits(self, application: Application) -> bool:
        """Incomplete applications are on hold until the window closes, where set (I16)."""
        if self.setting["incomplete"] != "hold" or self.today > self.closes(application):
            return False
        if self.reading["incomplete_covers"] == "evidence":
            return not self.testimonials_fall_short(application)
        return True

    def refer(self, application: Application) -> set[str]:
        """A role that is written down but not listed (R14)."""
        unlisted = application.role is not None and application.role_class == 0
        return {"R12", "R13", "R14"} if unlisted else set()

    def on_hold(self, application: Application) -> set[str]:
        """Everything that waits for somebody."""
        return (
            self.not_recorded(application)
            | self.associate_holds(application)
            | self.previous_holds(application)
            | self.twice_holds(application)
            | self.fee_holds(application)
        )

    def not_recorded(self, application: Application) -> set[str]:
        """Blank cells that a rule needs (I15)."""
        rules: set[str] = set()
        if application.role is None:
            rules |= {"I15", "R12", "R13", "R14"}
        if application.role_started is None:
            rules |= {"I15", "R11"}
        if application.constitution_breach is None:
            rules |= {"I15", "R15"}
        if application.disciplinary is None:
            rules |= {"I15", "R16"}
        for item in application.testimonials:
            if item.source is None or item.referee is None or item.received is None:
                rules |= {"I15", "I32", "R18", "R19"}
        if any(application.evidence[n - 1] is None for n in self.evidence_needed(application)):
            rules |= {"I15", "R8", "R10"}
        return rules

    def associate_holds(self, application: Application) -> set[str]:
        """Not an Associate yet, or not known to be one (I14, I15)."""
        standing = self.is_associate(application)
        choice = self.setting["not_associate"]
        if choice == "ignore":
            strict = self.reading["ignored_associate_blank"] == "holds"
            return {"I15", "R1", "R2"} if standing is None and strict else set()
        if standing is None or (standing is False and choice == "hold"):
            return {"I14", "I15", "R1", "R2"}
        return set()

    def previous_holds(self, application: Application) -> set[str]:
        """A resubmission that follows no failing result (I33)."""
        if not application.resubmission:
            return set()
        before = self.previous(application)
        if before is None or self.verdict(before.ref).status != "Further evidence needed":
            return {"I33", "I15"}
        empty = not self.resubmitted(application)
        return {"I33", "I18", "I31"} if empty and self.reading["nothing_asked"] == "hold" else set()

    def twice_holds(self, application: Application) -> set[str]:
        """The same person has another application in the window (I28)."""
        for other in self.applications.values():
            if other.ref == application.ref or other.withdrawn:
                continue
            if self.window(other) != self.window(application):
                continue
            if not same_person(application, other):
                continue
            if self.reading["twice_counts"] == "not_withdrawn" or self.may_go_forward(other):
                return {"I28"}
        return set()

    def may_go_forward(self, raw: Application) -> bool:
        """Neither refused nor declined."""
        other = self.completed(raw)
        refused = self.not_eligible(other)
        return not refused and not (self.declined(other) and not self.incomplete_waits(other))

    def fee_holds(self, application: Application) -> set[str]:
        """The fee is not paid when the panel meets, where the office waits for it (I22)."""
        if self.setting["fee_unpaid"] != "hold" or application.fee_paid not in (None, False):
            return set()
        waits = self.reading["fee_hold_from"] == "window_closed"
        if waits and self.today <= self.closes(application):
            return set()
        if application.fee_paid is None and self.reading["fee_blank_under_hold"] == "passes":
            return set()
        return {"I22", "I15", "R36", "R37"}

    # Marks and results

    def judge(self, application: Application) -> Verdict:
        """Marks that need attention, are awaited, or make a result."""
        sheets = self.sheets.get(application.ref, [])
        needed = self.domains_to_mark(application)
        trouble = self.trouble(sheets, needed)
        if trouble:
            return Verdict("Marks need attention", frozenset(trouble))
        by_name = {sheet.assessor: sheet for sheet in sheets}
        complete = len(by_name) == 3 and all(
            sheet.marks[n - 1] is not None for sheet in by_name.values() for n in needed
        )
        if not complete and needed:
            return Verdict("Awaiting marks", frozenset({"I5", "R24", "R29", "R34"}))
        panel = self.panel(application, by_name, needed)
        holds = self.setting["split_panels"] == "hold" and self.reading["split_hold"] == "status"
        if holds and is_split(panel):
            return Verdict("On hold", frozenset({"I26"}))
        if self.reaches_standard(panel):
            return Verdict("Award MIGPM", frozenset({"R4", "R53", "I1", "I2", "I3"}), panel)
        rules = frozenset({"R50", "R52", "R53", "R56", "R58", "I1", "I2", "I3", "I4"})
        return Verdict("Further evidence needed", rules, panel)

    def domains_to_mark(self, application: Application) -> set[int]:
        """All ten, or only those resubmitted where the other marks carry over (I17)."""
        if application.resubmission and self.setting["resubmission_marks"] == "carry":
            return self.resubmitted(application)
        return set(ALL_TEN)

    def trouble(self, sheets: Sequence[MarkSheet], needed: set[int]) -> set[str]:
        """A mark that is no mark, a fourth assessor, two sheets that differ."""
        rules: set[str] = set()
        looked_at = needed if self.reading["bad_mark_where"] == "domains_marked" else ALL_TEN
        for sheet in sheets:
            given = [sheet.marks[n - 1] for n in looked_at]
            if any(mark is not None and not is_mark(mark) for mark in given):
                rules |= {"R49"}
        if len({sheet.assessor for sheet in sheets}) > 3:
            rules |= {"R24"}
        for one in sheets:
            for two in sheets:
                if one.assessor == two.assessor and one.marks != two.marks:
                    rules |= {"I28"}
        return rules

    def panel(
        self, application: Application, by_name: Mapping[str, MarkSheet], needed: set[int]
    ) -> PanelMarks:
        """The thirty marks that count: the new ones laid over those carried over (I17)."""
        fresh = {name: sheet.marks for name, sheet in sorted(by_name.items())}
        before = self.previous(application) if application.resubmission else None
        carried = self.verdict(before.ref).panel if before else None
        if carried is None or len(needed) == 10:
            names = tuple(fresh)
            return PanelMarks(names, tuple(whole(fresh[name]) for name in names))
        if not needed:
            return carried
        backwards = self.reading["carried_rows_go_to"] == "in_reverse_order"
        order = paired(tuple(fresh), carried.names, backwards=backwards)
        rows = tuple(
            tuple(
                int(str(fresh[name][n - 1])) if n in needed else carried.rows[place][n - 1]
                for n in ALL_TEN
            )
            for name, place in order
        )
        return PanelMarks(tuple(name for name, _ in order), rows)

    def reaches_standard(self, panel: PanelMarks) -> bool:
        """The award is made (R53), under whatever the office has set."""
        floor = int(str(self.setting["domain_floor"]))
        if any(sum(panel.domain(n)) < 3 * floor for n in ALL_TEN):
            return False
        if self.setting["strict_balance"] and not self.balanced(panel):
            return False
        if self.setting["combine"] == "median_domain":
            return sum(sorted(panel.domain(n))[1] for n in ALL_TEN) >= 50
        if self.setting["combine"] == "majority":
            return sum(sum(row) >= 50 for row in panel.rows) >= 2
        return panel.total() >= 150

    def balanced(self, panel: PanelMarks) -> bool:
        """Strict balance among the thirty marks."""
        if self.reading["strict_over"] == "assessor":
            return all(every_low_mark_has_a_partner([row]) for row in panel.rows)
        return every_low_mark_has_a_partner(panel.rows)

    def short_domains(self, panel: PanelMarks) -> list[int]:
        """The domains that need more evidence (I4)."""
        choice = self.setting["further_evidence"]
        if choice == "any_assessor":
            return [n for n in ALL_TEN if min(panel.domain(n)) < 5]
        if choice == "most_assessors":
            return [n for n in ALL_TEN if sorted(panel.domain(n))[1] < 5]
        return [n for n in ALL_TEN if sum(panel.domain(n)) < 15]

    # The answer

    def answer(self, ref: str) -> Answer:
        """Every field of the contract, but for the free texts."""
        application = self.applications[ref]
        verdict = self.verdict(ref)
        found: Answer = dict.fromkeys(FIELDS)
        found |= {
            "ref": ref,
            "candidate": application.name,
            "window": window_text(self.window(application)),
            "type": "resubmission" if application.resubmission else "full",
            "status": verdict.status,
            "result_due": result_due(self.window(application)).isoformat(),
            "result_sent": application.result_sent and application.result_sent.isoformat(),
        }
        found |= self.charges(application, verdict.status)
        if verdict.panel:
            found |= numbers(verdict.panel)
        if verdict.status == "Further evidence needed" and verdict.panel:
            found |= self.what_next(application, verdict.panel)
        if verdict.status == "Award MIGPM":
            found["first_renewal"] = self.first_renewal(application).isoformat()
        found["why_rules"] = set(verdict.rules)
        return found

    def charges(self, application: Application, status: str) -> Answer:
        """The price by type and date, with VAT; none for those that go no further (I34)."""
        if status in ("Withdrawn", "Not eligible", "Declined: incomplete"):
            return {}
        policy = self.policy
        prices = policy.resubmission if application.resubmission else policy.assessment
        day = application.received
        if self.setting["price_date"] == "window":
            window = self.window(application)
            first = self.reading["price_window_day"] == "first_day"
            day = first_day(window) if first else last_day(window)
        net = in_force(prices, day)
        vat = (net * in_force(policy.vat_percent, day) / 100).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        return {"fee": f"{net:.2f}", "vat": f"{vat:.2f}", "to_pay": f"{net + vat:.2f}"}

    def what_next(self, application: Application, panel: PanelMarks) -> Answer:
        """What a candidate who fell short may do (R58, R59, R61)."""
        short = ", ".join(str(n) for n in self.short_domains(panel))
        resubmit_by: str | None = self.year_end(application).isoformat()
        used_up = self.setting["attempts"] == "once" and application.resubmission
        if used_up and self.reading["once_resubmit_by"] == "blank":
            resubmit_by = None
        return {
            "further_evidence_in": short or None,
            "resubmit_by": resubmit_by,
            "next_window": window_text(next_after(self.answered_on(application))),
        }

    def first_renewal(self, application: Application) -> date:
        """The first day of the year after on which the Member fee is due (R40, I12)."""
        year, month = self.window(application)
        choice = self.setting["renewal_days"]
        if choice == "framework":
            return date(year + 1, {1: 3, 5: 6, 9: 10}[month], 1)
        if choice == "first_after_results":
            return date(year + 1, {1: 3, 5: 7, 9: 11}[month], 1)
        start = {
            "result": self.answered_on(application),
            "result_due": result_due((year, month)),
            "window_first_day": first_day((year, month)),
        }[self.reading["anniversary_of"]]
        return a_year_on(start)


def with_assumptions(application: Application, assume: Mapping[str, str]) -> Application:
    """The office's own answers in place of blanks, for the three columns they are tested on."""
    unknown = set(assume) - {"constitution_breach", "disciplinary", "associate"}
    if unknown:
        raise ValueError(f"no assumption is worked out for {sorted(unknown)}")
    if application.constitution_breach is None and "constitution_breach" in assume:
        breach = assume["constitution_breach"] == "yes"
        application = replace(application, constitution_breach=breach)
    if application.disciplinary is None and "disciplinary" in assume:
        application = replace(application, disciplinary=assume["disciplinary"])
    if application.associate is None and "associate" in assume:
        application = replace(application, associate=assume["associate"] == "yes")
    return application


def same_person(one: Application, two: Application) -> bool:
    """By email; where one of them has none, by name and practice (I28)."""
    if one.email and two.email:
        return one.email.lower() == two.email.lower()
    return same_words(one.name, two.name) and same_words(one.practice, two.practice)


def whole(marks: Iterable[object]) -> Numbers:
    """Marks that are known to be whole numbers, as numbers."""
    return tuple(int(str(mark)) for mark in marks)


def paired(new: Sequence[str], old: Sequence[str], *, backwards: bool) -> list[tuple[str, int]]:
    """New assessors with the places of old rows: their own first, the rest in order."""
    orders = list(permutations(range(3)))
    best = min(
        reversed(orders) if backwards else orders,
        key=lambda order: sum(new[n] != old[place] for n, place in enumerate(order)),
    )
    return list(zip(new, best, strict=True))


def is_split(panel: PanelMarks) -> bool:
    """A domain's marks spread by 2 or more, or assessors stand on both sides of 50 (I26)."""
    sums = [sum(row) for row in panel.rows]
    spread = any(max(panel.domain(n)) - min(panel.domain(n)) >= 2 for n in ALL_TEN)
    return spread or (min(sums) < 50 <= max(sums))


def numbers(panel: PanelMarks) -> Answer:
    """Sum, average and the mean of each domain."""
    found: Answer = {"sum": panel.total(), "average": mean_text(panel.total(), 30)}
    for n in ALL_TEN:
        found[f"d{n}"] = mean_text(sum(panel.domain(n)), 3)
    return found


def in_force(prices: Sequence[tuple[date, Decimal]], day: date) -> Decimal:
    """The latest value dated on or before the day; before all of them, the first."""
    ordered = sorted(prices)
    started = [value for start, value in ordered if start <= day]
    return started[-1] if started else ordered[0][1]
