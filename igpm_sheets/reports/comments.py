"""What assessors wrote and what candidates will read of it: for the office to look through."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from igpm_sheets.core.anonymity import Found, Naming, People, Whose
from igpm_sheets.core.comments import comments_on, mark_of, text_key
from igpm_sheets.core.folding import folded
from igpm_sheets.core.giveaways import giveaways
from igpm_sheets.core.years import in_words
from igpm_sheets.identity import ref_key
from igpm_sheets.model import Decision
from igpm_sheets.reports.feedback import Remarks
from igpm_sheets.reports.tables import Column, Kind, Tab, Table
from igpm_sheets.templates import FEEDBACK

SHEET = "Comments"

COLUMNS = (
    Column("Ref"),
    Column("Candidate"),
    Column("Domain", Kind.WHOLE),
    Column("As written", Kind.LONG_TEXT, "What an assessor wrote. To change it, change the next."),
    Column(
        "For the candidate",
        Kind.LONG_TEXT,
        "What the candidate will read. Change it as you like; what you empty is not sent.",
    ),
    Column("Look at", Kind.LONG_TEXT, "Why this one wants a look before it is sent."),
    Column("Checked", note="Type yes where it may be sent as it stands."),
    Column("Notes", Kind.LONG_TEXT, "Yours: nobody is sent them."),
)
"""The office types under the headings from `For the candidate` on, but for `Look at`."""

NO_LONGER_WRITTEN = "no longer written: your wording is not used"
NOT_READY = "not ready at present"
"""Of a result: what stands in its rows stays as it is until it is ready again."""


class Row(NamedTuple):
    """A row of the list as the office has left it."""

    ref: str
    candidate: str
    domain: int
    written: str
    wording: str
    checked: bool = False
    notes: str = ""

    @property
    def mark(self) -> str:
        """What stands for the comment."""
        return mark_of(self.ref, self.domain, self.written)


class Said(NamedTuple):
    """One comment on its way to a candidate."""

    ref: str
    candidate: str
    domain: int
    written: str
    wording: str
    """What the candidate will read; "" where the comment is left out."""
    taken_out: tuple[Found, ...]
    """Names in what was written that are not in the wording the program proposed."""
    left: tuple[Found, ...]
    """Names in the wording."""
    row: Row | None
    """As the office has left it, if it has seen it."""

    @property
    def mark(self) -> str:
        """What stands for the comment."""
        return mark_of(self.ref, self.domain, self.written)

    @property
    def checked(self) -> bool:
        """Whether the office says that it may be sent as it stands."""
        return self.row is not None and self.row.checked

    @property
    def names_for_sure(self) -> list[Found]:
        """Those who must not be named, and are."""
        return [each for each in self.left if each.is_sure]

    @property
    def may_name(self) -> list[Found]:
        """Those who may be named, where nobody has said that they are not."""
        unsure = (f for f in self.left if not f.is_sure and f.whose is not Whose.SOMEBODY)
        return [] if self.checked else list(unsure)

    @property
    def look_at(self) -> str:
        """Why the office should look at it, in words; "" where there is no reason."""
        parts = []
        if self.taken_out:
            parts.append(f"taken out: {named(self.taken_out)}")
        if self.names_for_sure:
            parts.append(f"take out: {named(self.names_for_sure)}")
        if self.may_name:
            parts.append(f"may be a name: {named(self.may_name)}; if not, type yes under Checked")
        somebody = [each for each in self.left if each.whose is Whose.SOMEBODY]
        if somebody and not self.checked:
            parts.append(f"names somebody: {', '.join(f'“{each}”' for each in _texts(somebody))}")
        if not self.checked:
            given: dict[str, list[str]] = {}
            for what, words in giveaways(self.wording):
                given.setdefault(what, []).append(f"“{words}”")
            parts += [f"{what}: {', '.join(words)}" for what, words in given.items()]
        return "; ".join(parts)


def named(found: Sequence[Found]) -> str:
    """The names found in a text, each once, and whose they are."""
    once = {(folded(each.text).text, each.whose): each for each in reversed(found)}
    return ", ".join(f"“{each.text}” ({each.whose.value})" for each in reversed(once.values()))


def _texts(found: Sequence[Found]) -> list[str]:
    return list(dict.fromkeys(each.text for each in found))


def panel_of(decision: Decision) -> Iterator[str]:
    """The assessors who have marked an application, however each mark sheet calls them."""
    rows = [row for each in decision.panel for row in (each, each.before) if row is not None]
    for row in rows:
        yield row.assessor
        yield from (sheet.assessor for sheet in row.sheets)


@dataclass(frozen=True)
class Comments:
    """All comments with what the office has made of them.

    Args:
        people: everybody who might be named in one.
        rows: the list as the office has left it, by the marks of its comments.
        offered: the marks of the comments that the office has been shown.
    """

    people: People = field(default_factory=People)
    rows: Mapping[str, Row] = field(default_factory=dict)
    offered: Collection[str] = ()

    def on(self, decision: Decision) -> list[Said]:
        """The comments in the domains that an application is told of."""
        naming = self.people.in_comments_on(decision.application, panel_of(decision))
        lost = {row.domain for row in self.lost(decision)}
        return [
            self._said(decision, domain, text, naming, has_lost=domain in lost)
            for domain in decision.asked_for
            for text in comments_on(decision, domain)
        ]

    def for_candidate(self, decision: Decision) -> Remarks:
        """What the candidate will read, by domain."""
        found: dict[int, list[str]] = {}
        for said in self.on(decision):
            if said.wording:
                found.setdefault(said.domain, []).append(said.wording)
        return found

    def _said(
        self, decision: Decision, domain: int, text: str, naming: Naming, *, has_lost: bool
    ) -> Said:
        """A comment; `has_lost` where the office has a wording on its domain that is for none."""
        application = decision.application
        proposed, found = naming.without(text)
        mark = mark_of(application.ref, domain, text)
        row = self.rows.get(mark)
        if row is not None and text_key(row.wording) != text_key(text):
            wording = row.wording.strip()
        elif row is None and mark in self.offered and not has_lost:
            wording = ""  # the office has deleted the row: it does not want the comment sent
        else:
            wording = proposed
        taken_out = tuple(f for f in found if f.is_sure) if wording == proposed else ()
        left = tuple(naming.find(wording))
        named = application.name or application.ref
        return Said(application.ref, named, domain, text, wording, taken_out, left, row)

    def lost(self, decision: Decision) -> list[Row]:
        """What the office has worded for this application and nobody writes any more."""
        ref = decision.application.ref
        now = {
            mark_of(ref, domain, text)
            for domain in decision.asked_for
            for text in comments_on(decision, domain)
        }
        own = self._by_ref.get(ref_key(ref), ())
        return [row for row in own if row.mark not in now and is_worded(row)]

    @cached_property
    def _by_ref(self) -> Mapping[str, Sequence[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.rows.values():
            found.setdefault(ref_key(row.ref), []).append(row)
        return found


def is_worded(row: Row) -> bool:
    """Whether the office has typed anything into a row."""
    typed = text_key(row.wording) != text_key(row.written)
    return typed or row.checked or bool(row.notes)


class Kept(NamedTuple):
    """A row that stays although no comment is on its way to a candidate, and why it stays."""

    row: Row
    because: str = NO_LONGER_WRITTEN


def comments_tab(
    comments: Comments,
    unsent: Sequence[Decision],
    released: Sequence[Decision] = (),
    days: Mapping[str, date] | None = None,
    kept: Sequence[Kept] = (),
) -> Tab:
    """The list of comments for the office.

    Args:
        comments: all comments.
        unsent: whose comments are still to be sent; they come first.
        released: whose comments have been sent.
        days: when each of those was released, by the keys of the refs.
        kept: rows of results that are not ready, and those that the office has worded for
            comments that nobody writes any more.
    """
    sent = {ref: f"released on {in_words(day)}" for ref, day in (days or {}).items()}
    rows = [
        *(row for each in unsent for row in _rows(comments, each)),
        *(row for each in released for row in _rows(comments, each, sent[_key(each)])),
        *map(_kept, kept),
    ]
    values = {"title": "IGPM: comments for candidates"}
    return Tab(SHEET, SHEET, values, [Table("Comments", COLUMNS, rows)], workbook=FEEDBACK)


Cells = tuple[str | int | None, ...]


def _rows(comments: Comments, decision: Decision, state: str = "") -> Iterator[Cells]:
    for said in comments.on(decision):
        typed = ("yes" if said.checked else None, (said.row.notes if said.row else "") or None)
        yield (
            *(said.ref, said.candidate, said.domain, said.written),
            *(said.wording or None, state or said.look_at or None, *typed),
        )


def _kept(kept: Kept) -> Cells:
    row = kept.row
    return (
        *(row.ref, row.candidate, row.domain, row.written, row.wording or None),
        *(kept.because, "yes" if row.checked else None, row.notes or None),
    )


def _key(decision: Decision) -> str:
    return ref_key(decision.application.ref)
