"""The Assessors tab: how each marks, how far they agree, what severity would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from igpm_sheets.core import agreement, assessors, severity
from igpm_sheets.core.aggregate import OWN_PASS_SUM
from igpm_sheets.core.agreement import MeanSquares
from igpm_sheets.core.assessors import Marking, SideBySide
from igpm_sheets.core.completeness import domains_in_words
from igpm_sheets.core.marking import HIGHEST, LOWEST
from igpm_sheets.core.panel import Panels
from igpm_sheets.core.policy import Policy
from igpm_sheets.core.severity import Adjusted, Effect
from igpm_sheets.model import Decision, Status
from igpm_sheets.problems import column_letters
from igpm_sheets.reports.pivots import ASSESSORS_BY_MARK, as_decimal
from igpm_sheets.reports.tables import Column, Content, Kind, Tab, Table
from igpm_sheets.reports.words import counted

ASSESSOR_COLUMNS = (
    Column("Assessor"),
    Column("Category"),
    Column("Applications", Kind.WHOLE, total=True),
    Column("Marks", Kind.WHOLE, total=True),
    Column("Mean", Kind.MEAN),
    Column("Spread", Kind.MEAN, "The standard deviation of the marks."),
    Column("Share of 3s", Kind.SHARE),
    Column("Share of 7s", Kind.SHARE),
    Column(
        "Effect against the panel",
        Kind.MEAN,
        "In marks: above 0 is higher than colleagues mark the same applications.",
    ),
    Column(
        "Standard error",
        Kind.MEAN,
        "Of the effect. Blank where there are too few shared applications to tell.",
    ),
    Column(
        "Shared applications",
        Kind.WHOLE,
        "What the effect rests on: applications that a colleague has marked too.",
    ),
    Column("Linked group", note="Effects can be compared within a group only."),
)

AGREEMENT_COLUMNS = (
    Column("Measure"),
    Column("How to read it", Kind.LONG_TEXT),
    Column("Value", Kind.MEAN, "1 is perfect agreement. Blank where it is not defined."),
    Column("Units", Kind.WHOLE, "How many domains of applications, or applications, it rests on."),
    Column("Pairs", Kind.WHOLE, "How many pairs of marks for the same thing."),
)

IF_ADJUSTED_COLUMNS = (
    Column("Ref"),
    Column("What would decide", Kind.LONG_TEXT),
    Column("Outcome"),
    Column("Outcome if adjusted"),
    Column("Sum", Kind.WHOLE),
    Column("Adjusted sum", Kind.MEAN, "Rounded down, so that nothing short of 150 reads 150.00."),
)

OF_MARKS = {
    "Same mark": "Of all pairs of marks for the same domain, the share that are equal.",
    "Within one mark": "The share that are equal or one apart.",
    "Gwet's AC2": (
        "Agreement beyond chance: 0 is chance, 1 is perfect. A near miss counts almost fully"
        " (quadratic weights, marks 3 to 7). It holds up where most marks are 5: go by this one."
    ),
    "Krippendorff's alpha": (
        "The same by ranks (ordinal), but beside marks drawn at random from those given. Where"
        " most are 5 it is near 0, even below, though assessors agree: never read it alone."
    ),
}
"""How to read each measure over the three marks of a domain."""

OF_SUMS = {
    "ICC(A,1): one assessor": (
        "How far one assessor's sum of ten marks tells candidates apart: 1 is fully, 0 is not at"
        " all. Markers higher or lower than others count against it."
    ),
    "ICC(A,3): the panel": "The same for the three together, whose marks decide.",
}
"""How to read each measure over the assessors' own sums."""

ALL_ALIKE = "Not defined: all marks are alike."
NO_PANEL = "Not defined: no domain of any application has three marks yet."
NO_BLOCK = "Not defined: no three assessors have marked two applications together."
NO_VARIANCE = "Not defined: the panels' sums do not differ enough to tell."


def assessors_tab(
    title: str,
    markings: Sequence[Marking],
    decisions: Sequence[Decision],
    panels: Panels,
    policy: Policy,
) -> Tab:
    """A row an assessor, a row a measure of agreement, a row an outcome that would differ."""
    given = assessors.side_by_side(decisions, panels)
    effects = severity.effects(given)
    adjusted = severity.adjusted(decisions, effects, panels, policy)
    outcomes = sum(decision.status.is_outcome for decision in decisions)
    values: dict[str, Content | Sequence[str]] = {
        "title": title,
        "effects_said": list(effects_said(markings, effects)),
        "agreement_said": agreement_said(given),
        "adjusted_said": adjusted_said(adjusted, outcomes, policy),
    }
    tables = [
        assessors_table(markings, effects),
        agreement_table(given),
        if_adjusted_table(adjusted, policy),
    ]
    return Tab("Assessors", "Assessors", values, tables, [ASSESSORS_BY_MARK])


# Each assessor


def assessors_table(found: Sequence[Marking], effects: Mapping[str, Effect]) -> Table:
    """How much, how high and how widely each assessor marks, and how beside colleagues."""
    rows: list[tuple[Content, ...]] = [
        (
            one.assessor,
            one.category.value if one.category else None,
            one.applications,
            len(one.marks),
            as_decimal(one.mean),
            one.spread,
            as_decimal(one.share(LOWEST)),
            as_decimal(one.share(HIGHEST)),
            *_beside_colleagues(effects.get(one.key)),
        )
        for one in found
    ]
    return Table("Assessors", ASSESSOR_COLUMNS, rows)


def _beside_colleagues(effect: Effect | None) -> tuple[Content, ...]:
    if effect is None:
        return None, None, None, None
    error = effect.standard_error
    return (
        as_decimal(effect.value),
        None if error is None else Decimal(f"{error:.9f}"),
        effect.applications,
        column_letters(effect.group + 1),
    )


def effects_said(found: Sequence[Marking], effects: Mapping[str, Effect]) -> Iterator[str]:
    """How to read the effects, and between whom they say nothing."""
    if not effects:
        yield "No two assessors have marked the same application, so there are no effects."
        return
    yield (
        "The effect is how much higher (above 0) or lower (below 0) an assessor marks than"
        " colleagues mark the same applications, in marks of the scale; within a linked group"
        " the effects average 0. One that is less than twice its standard error may be chance."
    )
    groups = len({effect.group for effect in effects.values()})
    if groups > 1:
        last = column_letters(groups)
        yield (
            f"Take care: the assessors fall into {groups} groups (A to {last}) that share no"
            " application. Effects of two groups cannot be compared."
        )
    alone = sum(one.key not in effects for one in found)
    if alone:
        shares = "shares" if alone == 1 else "share"
        yield f"{counted(alone, 'assessor')} {shares} no application with a colleague: no effect."


# Agreement


def agreement_table(given: Sequence[SideBySide]) -> Table:
    """Each measure with its value, what it rests on and how to read it."""
    units = agreement.alike(assessors.domain_marks(given))
    panels = assessors.panel_sums(given)
    rows = [*_of_marks(units), *_of_sums(panels)]
    return Table("Agreement", AGREEMENT_COLUMNS, rows)


def _of_marks(units: agreement.Alike) -> Iterator[tuple[Content, ...]]:
    """The measures over the three marks of each domain of each application."""
    count, found = sum(units.values()), agreement.pairs(units)
    chance = agreement.ac2(units, range(LOWEST, HIGHEST + 1))
    alpha = agreement.alpha(units)
    why = ALL_ALIKE if units else NO_PANEL
    exact = Fraction(found.exact, found.count) if found.count else None
    near = Fraction(found.near, found.count) if found.count else None
    values = (exact, near, chance, alpha)
    counts = (f" They are {found.exact:,}.", f" They are {found.near:,}.", "", "")
    for (measure, said), value, more in zip(OF_MARKS.items(), values, counts, strict=True):
        yield measure, _said(value, said + more, why), _shown(value), count, found.count


def _of_sums(panels: Sequence[agreement.Block]) -> Iterator[tuple[Content, ...]]:
    """The measures over the assessors' own sums, in panels that have marked two applications."""
    found = agreement.mean_squares(panels)
    telling = [len(rows) for rows in panels if len(rows) > 1]
    why = _undefined(panels, found)
    over = f" From {counted(len(telling), 'panel')} of three." if telling else ""
    values = (found.single, found.average) if found else (None, None)
    for (measure, said), value in zip(OF_SUMS.items(), values, strict=True):
        yield measure, _said(value, said + over, why), _shown(value), sum(telling), None


def _undefined(panels: Sequence[agreement.Block], found: MeanSquares | None) -> str:
    """Why there is no intraclass correlation, if there is none."""
    if found is None:
        return NO_BLOCK
    sums = {own for rows in panels if len(rows) > 1 for row in rows for own in row}
    return "Not defined: all sums are alike." if len(sums) == 1 else NO_VARIANCE


def _shown(value: Fraction | None) -> Decimal | None:
    return None if value is None else as_decimal(value)


def _said(value: Fraction | None, said: str, why: str) -> str:
    return f"{why} {said}" if value is None else said


def agreement_said(given: Sequence[SideBySide]) -> str:
    """What the measures rest on."""
    whole = sum(1 for _ in assessors.domain_marks(given))
    if not whole:
        return "No domain of an application has been marked by three assessors yet."
    return (
        "Each domain of an application with three marks is a unit; marks carried over from an"
        " earlier panel are left out. The two ICCs take an application as the unit, and each"
        " assessor's sum of ten marks; only applications marked by the same three assessors are"
        " set beside each other."
    )


# What if


def if_adjusted_table(adjusted: Sequence[Adjusted], policy: Policy) -> Table:
    """The outcomes that would differ if all assessors marked as high as each other."""
    rows: list[tuple[Content, ...]] = [
        (
            one.decision.application.ref,
            would_decide(one, policy),
            one.decision.status.value,
            one.status.value,
            one.decision.sum,
            _rounded_down(one.sum),
        )
        for one in adjusted
        if one.differs
    ]
    return Table("If adjusted", IF_ADJUSTED_COLUMNS, rows)


def would_decide(one: Adjusted, policy: Policy) -> str:
    """What the adjusted marks come to, in a sentence."""
    answers = policy.answers
    if one.below and one.decision.status is Status.AWARD:
        below = domains_in_words(one.below)
        return f"The average would be below {answers.domain_floor} in {below}."
    if answers.combine == "majority":
        own = f"assessors' own marks would sum to {OWN_PASS_SUM}"
        return f"{one.combined} of three {own}; two are needed."
    would = f"sum to {_rounded_down(Fraction(one.combined, one.unit))}"
    which = "ten domain medians" if answers.combine == "median_domain" else "thirty marks"
    return f"The {which} would {would}; {one.needed // one.unit} are needed."


def _rounded_down(number: Fraction) -> Decimal:
    """To two places, so that nothing short of a whole number reads as that number."""
    return Decimal(floor(number * 100)).scaleb(-2)


def adjusted_said(adjusted: Sequence[Adjusted], outcomes: int, policy: Policy) -> str:
    """How many outcomes would differ, and that none does."""
    if not outcomes:
        return "There are no outcomes yet."
    differ = sum(one.differs for one in adjusted)
    left_out = outcomes - len(adjusted)
    count = "none" if not differ else str(differ)
    said = [f"Of {counted(outcomes, 'outcome')}, {count} would differ."]
    if left_out:
        said.append(f"{left_out} could not be worked out: an assessor has no effect above.")
    if adjusted and not any(one.moves for one in adjusted):
        said.append(
            "No sum would change: where the same people mark everything, what one gives more"
            " another gives less."
        )
    said.append(
        "This is a thought experiment: each mark is taken less the effect of who gave it, and the"
        " same comparison is made again. It changes no mark, no sum and no outcome."
    )
    if policy.answers.strict_balance:
        said.append("The balance of low and high marks (I3) is left as it was found.")
    return " ".join(said)
