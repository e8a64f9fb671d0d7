"""The applications of a tracker: one record a row, blanks kept blank.

What a row leaves blank stays None; what cannot be read is None too, named in
`unreadable`. The office's standing answers (`[tracker.assume]`) are filled in by
`with_assumed`, a step of its own: a resubmission first takes over what its first
application said (I31).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from igpm_sheets.adapters.grid import ErrorValue, Grid, NeverCalculated
from igpm_sheets.model import (
    DOMAINS,
    Application,
    ApplicationType,
    Nation,
    Place,
    Post,
    Testimonial,
)
from igpm_sheets.problems import Problem
from igpm_sheets.reading.headings import Headings, Vocabulary
from igpm_sheets.reading.parsed import Parsed
from igpm_sheets.reading.rows import (
    FieldReader,
    Row,
    body,
    filled,
    has_total_label,
    is_title,
    is_total,
    joined_name,
    looks_like_a_ref,
)
from igpm_sheets.reading.values import (
    ALLOWED,
    NO_TESTIMONIAL,
    Parser,
    parse_amount_or_day,
    parse_date,
    parse_disciplinary,
    parse_domains,
    parse_nation,
    parse_option,
    parse_ref,
    parse_resubmitted,
    parse_result_sent,
    parse_text,
    parse_there,
    parse_type,
    parse_withdrawn,
    parse_yes_no,
    parse_yes_no_or_date,
    shown,
)

EVIDENCE = tuple(f"evidence_{domain}" for domain in DOMAINS)
_POSTS = (1, 2, 3)

PARSERS: Mapping[str, Parser] = MappingProxyType(
    {
        "ref": parse_ref,
        "previous_ref": parse_ref,
        "nation": parse_nation,
        "received": parse_date,
        "type": parse_type,
        "resubmitted_domains": parse_resubmitted,
        "associate": parse_yes_no_or_date,
        "role_started": parse_date,
        "substantive": parse_yes_no,
        "constitution_breach": parse_yes_no,
        "disciplinary": parse_disciplinary,
        "application_form": parse_yes_no_or_date,
        **{f"testimonial_{n}_from": parse_option for n in (1, 2)},
        **{f"testimonial_{n}_received": parse_yes_no_or_date for n in (1, 2)},
        **{f"earlier_post_{n}_{edge}": parse_date for n in _POSTS for edge in ("started", "ended")},
        **dict.fromkeys(EVIDENCE, parse_there),
        "evidence_missing": parse_domains,
        "cpd_year_1": parse_there,
        "cpd_year_2": parse_there,
        "fee_paid": parse_amount_or_day,
        "result_sent": parse_result_sent,
        "withdrawn": parse_withdrawn,
        "signed_off": parse_yes_no_or_date,
    }
)
"""How each field is read; the rest are texts."""


def read_applications(
    grid: Grid, headings: Headings, vocabulary: Vocabulary
) -> tuple[list[Application], list[Problem]]:
    """The applications of one tab, in order, and what is wrong with its rows."""
    reader = FieldReader(grid, vocabulary, PARSERS)
    applications: list[Application] = []
    if "ref" not in headings.columns:
        return applications, reader.problems
    for number, row, these in body(grid, headings, vocabulary, "ref"):
        reader.follow(these)
        at = these.columns["ref"] - 1
        ref, fault = parse_ref(row[at] if at < len(row) else None)
        if fault is not None:
            reader.complain(fault.code, number, "ref", row[at], **fault.details)
        elif _counts(reader, number, row, these, ref):
            values, unreadable = reader.read(number, row, these, ref or "")
            place = reader.place(number, these)
            applications.append(_application(reader, place, row, values, unreadable))
    return applications, reader.problems


def _is_totals_row(row: Row, ref: str | None, columns: Mapping[str, int]) -> bool:
    """Whether a row sums up others: labelled so, with no name but a number, and no date."""
    names = (_cell(row, columns, name) for name in ("name", "first_name", "last_name"))
    if any(any(c.isalpha() for c in name) and not is_total(name) for name in names):
        return False
    if ref is not None and is_total(ref):
        return True
    return has_total_label(row) and not _is_dated(row, columns)


def _is_dated(row: Row, columns: Mapping[str, int]) -> bool:
    """Whether a day stands under Date received."""
    at = columns.get("received", 0)
    cell = row[at - 1] if 0 < at <= len(row) else None
    if isinstance(cell, str):
        return parse_date(cell).value is not None
    return isinstance(cell, date)


def _counts(
    reader: FieldReader, number: int, row: Row, headings: Headings, ref: str | None
) -> bool:
    """Whether a row is an application; if it is not, yet no title or total, say so."""
    columns = headings.columns
    at = columns.get("received", 0)
    dated = 0 < at <= len(row) and isinstance(row[at - 1], date)
    if ref and dated and ref[-1].isdigit() and not _is_example(ref):
        return True
    says = set(filled(row))
    told = says & set(columns.values()) - {columns["ref"]}
    if _is_totals_row(row, ref, columns):
        return False
    if ref:
        if told and not _is_remark(ref, told, columns):
            return True
        if len(says) > 1 or looks_like_a_ref(ref):
            reader.complain("C13", number, "ref", ref, ref=ref)
    elif _may_be_lost(row, told, columns) and not is_title(row, says, headings):
        found = ", ".join(shown(row[column - 1]) for column in sorted(told))
        reader.complain("C12", number, "ref", found)
    return False


def _may_be_lost(row: Row, told: set[int], columns: Mapping[str, int]) -> bool:
    """Whether a row without a ref may be somebody's application: it has a name or a day."""
    named = any(c.isalpha() for c in _cell(row, columns, "name"))
    spoilt = any(isinstance(row[at - 1], ErrorValue | NeverCalculated) for at in told)
    return named or spoilt or _is_dated(row, columns)


def _is_example(ref: str) -> bool:
    """Whether a ref only shows how one is written."""
    return ref.casefold().startswith(("e.g", "example"))


def _is_remark(ref: str, told: set[int], columns: Mapping[str, int]) -> bool:
    """Whether a row is a remark, an example or a ref numbered in advance, and no application."""
    if _is_example(ref):
        return True
    if len(told) > 1 or columns.get("received") in told:
        return False
    return not looks_like_a_ref(ref) or columns.get("type") in told


def _application(
    reader: FieldReader, place: Place, row: Row, values: dict[str, Any], unreadable: set[str]
) -> Application:
    ref: str = values["ref"]
    nation = values.get("nation")
    if nation is not None and not isinstance(nation, Nation):
        reader.complain("C14", place.row, "nation", nation, ref=ref)
    kind = None if "type" in unreadable else values.get("type", ApplicationType.FULL)
    domains: tuple[int, ...] = values.get("resubmitted_domains", ())
    if kind is ApplicationType.RESUBMISSION and not domains and "resubmitted_domains" in values:
        # A blank means all that were asked for (I31); "none" must not turn into that.
        unreadable.add("resubmitted_domains")
        found = _cell(row, place.columns, "resubmitted_domains")
        reader.complain("C21", place.row, "resubmitted_domains", found, ref=ref)
    return Application(
        ref=ref,
        place=place,
        name=joined_name(values),
        email=values.get("email", ""),
        practice=values.get("practice", ""),
        nation=nation,
        received=values.get("received"),
        type=kind,
        previous_ref=values.get("previous_ref", ""),
        resubmitted_domains=domains,
        associate=values.get("associate"),
        role=values.get("role", ""),
        role_started=values.get("role_started"),
        substantive=values.get("substantive"),
        earlier_posts=_earlier_posts(reader, place, ref, values, unreadable),
        constitution_breach=values.get("constitution_breach"),
        disciplinary=values.get("disciplinary"),
        testimonials=(_testimonial(1, row, place, values), _testimonial(2, row, place, values)),
        application_form=values.get("application_form"),
        evidence=_evidence(reader, place, ref, values, unreadable),
        cpd=(values.get("cpd_year_1"), values.get("cpd_year_2")),
        fee_paid=values.get("fee_paid"),
        result_sent=values.get("result_sent"),
        withdrawn=values.get("withdrawn", False),
        signed_off=values.get("signed_off"),
        unreadable=frozenset(unreadable),
    )


def _cell(row: Row, columns: Mapping[str, int], name: str) -> str:
    """What the cell of a field shows; nothing where it has no column."""
    column = columns.get(name, 0)
    return shown(row[column - 1]) if 0 < column <= len(row) else ""


_NO_TESTIMONIAL = Testimonial()


def _testimonial(number: int, row: Row, place: Place, values: Mapping[str, Any]) -> Testimonial:
    it = f"testimonial_{number}"
    written_as = _cell(row, place.columns, f"{it}_from")
    option, received = values.get(f"{it}_from"), values.get(f"{it}_received")
    if option is NO_TESTIMONIAL:
        option, received = None, False
    found = Testimonial(
        option=option,
        written_as=written_as,
        referee=values.get(f"{it}_referee", ""),
        received=received,
        practice=values.get(f"{it}_practice", ""),
        covers=values.get(f"{it}_covers", ""),
    )
    return _NO_TESTIMONIAL if found == _NO_TESTIMONIAL else found


def _earlier_posts(
    reader: FieldReader,
    place: Place,
    ref: str,
    values: Mapping[str, Any],
    unreadable: set[str],
) -> tuple[Post, ...]:
    """The earlier posts (I8): each needs both its days, in order."""
    posts = []
    for number in _POSTS:
        name, *edges = (f"earlier_post_{number}_{part}" for part in ("role", "started", "ended"))
        role, started, ended = (values.get(part) for part in (name, *edges))
        if unreadable.intersection(edges):
            continue
        if started and ended and started <= ended:
            posts.append(Post(role or "", started, ended))
        elif started or ended:
            at = edges[0] if ended and not started else edges[1]
            unreadable.add(at)
            reader.complain("C20", place.row, at, ended if started else None, ref=ref)
        elif role:
            reader.complain("C22", place.row, name, role, ref=ref)
    return tuple(posts)


def _evidence(
    reader: FieldReader,
    place: Place,
    ref: str,
    values: Mapping[str, Any],
    unreadable: set[str],
) -> tuple[bool | None, ...]:
    """Whether each domain's evidence is there (R10): by its own column, the list, or both."""
    missing: tuple[int, ...] | None = values.get("evidence_missing")
    evidence: list[bool | None] = [values.get(name) for name in EVIDENCE]
    if missing is None:
        return tuple(evidence)
    for domain, name in zip(DOMAINS, EVIDENCE, strict=True):
        listed_as_there = domain not in missing
        said = evidence[domain - 1]
        if said is None:
            if name not in unreadable:
                evidence[domain - 1] = listed_as_there
        elif said is not listed_as_there:
            evidence[domain - 1] = None
            unreadable.add(name)
            reader.complain(
                "C15",
                place.row,
                name,
                "yes" if said else "no",
                ref=ref,
                domain=str(domain),
                other=place.cell("evidence_missing").a1,
            )
    return tuple(evidence)


_SIMPLE = (
    "nation",
    "associate",
    "role",
    "role_started",
    "substantive",
    "constitution_breach",
    "disciplinary",
    "application_form",
    "fee_paid",
)
_TESTIMONIAL_PARTS = ("from", "referee", "received", "practice", "covers")
ASSUMABLE = (
    *_SIMPLE,
    *(f"testimonial_{n}_{part}" for n in (1, 2) for part in _TESTIMONIAL_PARTS),
    *EVIDENCE,
    "evidence_missing",
    "cpd_year_1",
    "cpd_year_2",
)
"""The fields that the office may answer once for all applications (I15)."""
_ORDER = {name: number for number, name in enumerate(ASSUMABLE)}


def check_assumed(assume: Mapping[str, str]) -> None:
    """See that every standing answer of the settings can be understood.

    Raises:
        ValueError: naming the key, the value and what is allowed.
    """
    for name, words in assume.items():
        _assumed(name, words)


@lru_cache(maxsize=1024)
def _assumed(name: str, words: str) -> Any:  # noqa: ANN401 - each field has its own type
    if name not in ASSUMABLE:
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

        close = get_close_matches(name, ASSUMABLE, n=1)
        advice = f"did you mean {close[0]}?" if close else f"known are: {', '.join(ASSUMABLE)}"
        raise ValueError(f"{name}: this field cannot be assumed; {advice}")
    parser = PARSERS.get(name, parse_text)
    allowed = ALLOWED[parser]
    if not isinstance(words, str):
        raise ValueError(f"{name} = {words!r}: the answer must be a text, such as {allowed}")  # noqa: TRY004
    found: Parsed[Any] = parser(words)
    known = name != "nation" or isinstance(found.value, Nation)
    if found.value is None or not known:
        raise ValueError(f'{name} = "{words}": allowed is {allowed}')
    return found.value


def with_assumed(application: Application, assume: Mapping[str, str]) -> Application:
    """The application with its blanks answered by the settings (I15), where they do.

    Only what is not recorded is filled in: never a cell that says something, be it
    unreadable. The names of the fields filled are kept in `assumed`.

    Raises:
        ValueError: as `check_assumed`.
    """
    if not assume:
        return application
    draft = _Draft(application)
    for name in sorted(assume, key=lambda name: _ORDER.get(name, -1)):
        value = _assumed(name, assume[name])
        if name not in application.unreadable and draft.fill(name, value, assume[name]):
            draft.filled.add(name)
    return draft.application()


class _Draft:
    """An application while its blanks are filled in."""

    def __init__(self, application: Application) -> None:
        self.filled: set[str] = set()
        self._before = application
        self._changes: dict[str, Any] = {}
        self._evidence = list(application.evidence)
        self._testimonials = list(application.testimonials)
        self._cpd = list(application.cpd)

    def fill(self, name: str, value: Any, words: str) -> bool:  # noqa: ANN401 - by field
        """Answer one field; whether it was blank."""
        if name.startswith("testimonial_"):
            return self._fill_testimonial(int(name[12]) - 1, name[14:], value, words)
        if name.startswith("cpd_year_"):
            return _fill_blank(self._cpd, int(name[-1]) - 1, value)
        if name == "evidence_missing":
            return self._fill_evidence({domain: domain not in value for domain in DOMAINS})
        if name.startswith("evidence_"):
            return self._fill_evidence({int(name.removeprefix("evidence_")): value})
        if getattr(self._before, name) not in (None, ""):
            return False
        self._changes[name] = value
        return True

    def _fill_testimonial(self, number: int, part: str, value: object, words: str) -> bool:
        testimonial = self._testimonials[number]
        if part == "from":
            blank = testimonial.option is None and not testimonial.written_as
            answers = {"option": value, "written_as": words}
        else:
            blank = getattr(testimonial, part) in (None, "")
            answers = {part: value}
        if blank:
            self._testimonials[number] = replace(testimonial, **answers)  # type: ignore[arg-type]
        return blank

    def _fill_evidence(self, answers: Mapping[int, bool]) -> bool:
        unreadable = self._before.unreadable
        if "evidence_missing" in unreadable:
            return False
        # All of them, so no generator: `any` would stop at the first that was blank.
        filled_in = [
            _fill_blank(self._evidence, domain - 1, answer)
            for domain, answer in answers.items()
            if EVIDENCE[domain - 1] not in unreadable
        ]
        return any(filled_in)

    def application(self) -> Application:
        """The application with what was filled in."""
        if not self.filled:
            return self._before
        return replace(
            self._before,
            **self._changes,
            evidence=tuple(self._evidence),
            testimonials=(self._testimonials[0], self._testimonials[1]),
            cpd=(self._cpd[0], self._cpd[1]),
            assumed=self._before.assumed | self.filled,
        )


def _fill_blank(answers: list[bool | None], at: int, value: bool) -> bool:  # noqa: FBT001 - an answer
    """Put in one answer where there is none; whether there was none."""
    if answers[at] is not None:
        return False
    answers[at] = value
    return True
