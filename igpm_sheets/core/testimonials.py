"""Two testimonials, from two different options, by two different people (R18-R23, I13, I32)."""

from __future__ import annotations

from collections.abc import Iterator

from igpm_sheets.core.circumstances import Circumstances, not_recorded
from igpm_sheets.identity import person_key
from igpm_sheets.model import Application, Finding, Reason, TestimonialFrom

ASPECTS = ("character", "skills", "competenc")
"""What a testimonial speaks to (R22); the last as the beginning of two spellings."""


def testimonials(application: Application, at: Circumstances) -> list[Reason]:
    """What the rules say of an application's two testimonials, passes included."""
    said = [*_received(application), *_options(application, at), *_referees(application)]
    said += _own_practice(application)
    if all(reason.finding is Finding.MET for reason in said):
        said += [*_contract_provider(application), *_aspects(application)]
    return said


def _received(application: Application) -> Iterator[Reason]:
    """Two are needed (R18); `no` is one too few, a blank is not recorded (I32)."""
    for number, testimonial in enumerate(application.testimonials, 1):
        field = f"testimonial_{number}_received"
        if testimonial.received is None:
            yield not_recorded("R18", application, field, f"whether testimonial {number} is in")
        elif testimonial.received is False:
            sentence = f"testimonial {number} is not in: two are needed"
            yield Reason("R18", Finding.INCOMPLETE, sentence, application.cell(field))
        else:
            yield Reason("R18", Finding.MET, f"testimonial {number} is in", application.cell(field))


def _options(application: Application, at: Circumstances) -> Iterator[Reason]:
    """Two different options of the three (R19), or one senior and one peer (R23)."""
    strict = at.policy.answers.testimonials == "senior_and_peer"
    rule = "R23" if strict else "R19"
    for number, testimonial in enumerate(application.testimonials, 1):
        if testimonial.option is None:
            field = f"testimonial_{number}_from"
            yield not_recorded("R19", application, field, f"who testimonial {number} is from")
    first, second = (testimonial.option for testimonial in application.testimonials)
    where = application.cell("testimonial_2_from")
    if strict and TestimonialFrom.OUTSIDE_LEADER in (first, second):
        sentence = "one senior colleague and one peer are needed: a leader outside does not count"
        yield Reason(rule, Finding.INCOMPLETE, sentence, where)
    elif first is None or second is None:
        return
    elif first is second:
        sentence = f"both testimonials are from the same option ({first})"
        yield Reason(rule, Finding.INCOMPLETE, sentence, where)
    else:
        yield Reason(rule, Finding.MET, f"testimonials from {first} and {second}", where)


def _referees(application: Application) -> Iterator[Reason]:
    """Two different people write them (R19, I13)."""
    for number, testimonial in enumerate(application.testimonials, 1):
        if not testimonial.referee:
            field = f"testimonial_{number}_referee"
            yield not_recorded("R19", application, field, f"the referee of testimonial {number}")
    first, second = (person_key(t.referee) for t in application.testimonials)
    if first and first == second:
        where = application.cell("testimonial_2_referee")
        yield Reason("R19", Finding.INCOMPLETE, "one person wrote both testimonials", where)


def _own_practice(application: Application) -> Iterator[Reason]:
    """A leader outside the practice is outside the applicant's own (R21)."""
    own = person_key(application.practice)
    for number, testimonial in enumerate(application.testimonials, 1):
        outside = testimonial.option is TestimonialFrom.OUTSIDE_LEADER
        if outside and own and person_key(testimonial.practice) == own:
            sentence = f"testimonial {number} is from a leader inside the applicant's own practice"
            where = application.cell(f"testimonial_{number}_practice")
            yield Reason("R21", Finding.INCOMPLETE, sentence, where)


def _contract_provider(application: Application) -> Iterator[Reason]:
    """The senior colleague is ideally a contract provider: a note, never a failure (R20)."""
    for number, testimonial in enumerate(application.testimonials, 1):
        words = person_key(testimonial.written_as).split()
        provider = "partner" in words or "provider" in words
        if testimonial.option is TestimonialFrom.SENIOR and not provider:
            sentence = f"testimonial {number} is ideally from a provider of the practice's contract"
            where = application.cell(f"testimonial_{number}_from")
            yield Reason("R20", Finding.NOTE, sentence, where)


def _aspects(application: Application) -> Iterator[Reason]:
    """They speak to character, skills and competencies (R22): noted where it is recorded."""
    for number, testimonial in enumerate(application.testimonials, 1):
        said = person_key(testimonial.covers)
        if said and not all(aspect in said for aspect in ASPECTS):
            sentence = f"testimonial {number} speaks to {said} only"
            where = application.cell(f"testimonial_{number}_covers")
            yield Reason("R22", Finding.FLAG, sentence, where)
