"""Whether an application is complete: form, evidence, CPD (R7-R10, R45; I15, I16)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from igpm_sheets.core.circumstances import Circumstances, not_recorded
from igpm_sheets.core.testimonials import testimonials
from igpm_sheets.model import Application, ApplicationType, Finding, Reason
from igpm_sheets.problems import CellRef


def complete(application: Application, at: Circumstances) -> list[Reason]:
    """What is there and what is missing, rule by rule, passes included."""
    return [
        *_form(application),
        *_evidence(application, at),
        *testimonials(application, at),
        *_cpd(application),
    ]


def _form(application: Application) -> Iterator[Reason]:
    """There is an application form (R7): said where the tracker has a column and answers.

    Elsewhere the row itself stands for the form.
    """
    where = application.cell("application_form")
    if application.application_form is False:
        yield Reason("R7", Finding.INCOMPLETE, "the application form is missing", where)
    elif application.application_form is not None:
        yield Reason("R7", Finding.MET, "the application form is in", where)


def _evidence(application: Application, at: Circumstances) -> Iterator[Reason]:
    """Evidence in each domain that is needed (R10); without it the panel cannot review (R8)."""
    needed = at.needed
    missing = [d for d in needed if application.evidence[d - 1] is False]
    unknown = [d for d in needed if application.evidence[d - 1] is None]
    if missing:
        where = _evidence_cell(application, missing[0])
        yield Reason("R8", Finding.INCOMPLETE, f"no evidence in {domains_in_words(missing)}", where)
    if unknown:
        what = f"the evidence in {domains_in_words(unknown)}"
        field = _evidence_field(application, unknown[0])
        yield not_recorded("R10", application, field, what)
    if needed and not missing and not unknown:
        sentence = f"evidence in {domains_in_words(needed)}"
        yield Reason("R10", Finding.MET, sentence, _evidence_cell(application, needed[0]))


def _evidence_field(application: Application, domain: int) -> str:
    own = f"evidence_{domain}"
    return own if application.place.has(own) else "evidence_missing"


def _evidence_cell(application: Application, domain: int) -> CellRef:
    return application.cell(_evidence_field(application, domain))


def _cpd(application: Application) -> Iterator[Reason]:
    """A CPD activity in each of the two years before: a flag, not a gate (R45)."""
    if application.type is ApplicationType.RESUBMISSION:
        return
    lacking = [str(year) for year, had in enumerate(application.cpd, 1) if had is False]
    where = application.cell(f"cpd_year_{lacking[0]}" if lacking else "cpd_year_1")
    if lacking:
        sentence = f"no CPD activity in year {' and '.join(lacking)} before applying"
        yield Reason("R45", Finding.FLAG, sentence, where)
    elif all(application.cpd):
        yield Reason("R45", Finding.MET, "CPD in each of the two years before applying", where)


def domains_in_words(domains: Sequence[int]) -> str:
    """Domains as people list them.

    >>> domains_in_words([3]), domains_in_words([3, 7, 8]), domains_in_words(range(1, 11))
    ('domain 3', 'domains 3, 7 and 8', 'all ten domains')
    """
    if len(domains) == 10:
        return "all ten domains"
    *before, last = map(str, domains)
    return f"domains {', '.join(before)} and {last}" if before else f"domain {last}"
