"""Feedback to candidates: comments looked through, results released once, changes since told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property

from igpm_sheets.adapters.files import known_as
from igpm_sheets.catalogue import Severity
from igpm_sheets.core.sending import sent_on
from igpm_sheets.core.years import in_words
from igpm_sheets.identity import email_key, person_key, ref_key
from igpm_sheets.jobs import Worked
from igpm_sheets.model import Decision
from igpm_sheets.problems import CellRef, Failed, Problem, clipped, problem
from igpm_sheets.releasing.commenting import (
    WORKBOOK,
    ReadComments,
    people_of,
    read_comments,
    write_list,
)
from igpm_sheets.releasing.inspecting import look_through
from igpm_sheets.releasing.outgoing import Outgoing, Prepared, make_folder, name_for, sha256_of
from igpm_sheets.releasing.recording import read_record, record_path
from igpm_sheets.reports.comments import (
    NOT_READY,
    Comments,
    Kept,
    Row,
    comments_tab,
    is_worded,
    named,
)
from igpm_sheets.reports.feedback import NEEDED, SHEET, TITLE, items, letter
from igpm_sheets.reports.released import CHANGED, Difference, Release, differences, release_of
from igpm_sheets.reports.releasing import Differs, Ready, Run, Waiting, unchecked_in_words
from igpm_sheets.reports.tables import Tab
from igpm_sheets.reports.workbook import Findings
from igpm_sheets.settings import Settings
from igpm_sheets.templates import FEEDBACK, own_templates
from igpm_sheets.writers.files.in_place import locked
from igpm_sheets.writers.files.saving import leave_if_open, may_write
from igpm_sheets.writers.filling.layout import check_needed
from igpm_sheets.writers.filling.template import Templates
from igpm_sheets.writers.workbook import workbook_bytes

KIND = "feedback"
"""What candidates' workbooks are made as."""
AT_ONCE = 100
"""Workbooks that are recorded together."""
_SPLIT = "I26"
_WINDOW_OPEN = "R34"
_NOT_RELEASED = "not released: "


class WrongRefError(Exception):
    """A ref for which the wish makes no sense; its message says which, and why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the office asks for.

    Args:
        refs: the applications meant; without any, those of the window.
        release: whether to write workbooks, or only to say what is ready.
        again: the refs whose released workbooks are written anew.
        outcome_changed: whether they may be where the outcome is another than was released.
    """

    refs: Sequence[str] = ()
    release: bool = False
    again: Sequence[str] = ()
    outcome_changed: bool = False

    @property
    def writes(self) -> bool:
        """Whether any candidate's workbook is to be written."""
        return self.release or bool(self.again)

    @property
    def named(self) -> frozenset[str]:
        """The keys of all refs that are named."""
        return frozenset(map(ref_key, (*self.refs, *self.again)))


def feedback(
    settings: Settings, worked: Worked, wish: Wish, tell: Callable[[str], object] | None = None
) -> Run:
    """Says which results are ready, updates the list of comments, and releases what is wished.

    Args:
        settings: where everything is.
        worked: what holds now.
        wish: what the office asks for.
        tell: is told, before anything is released, what goes out that nobody has checked.

    Raises:
        WrongRefError: a ref that no application has, or that is to be released again and never was.
        Failed: the record or the list of comments cannot be read (S14 to S16), or the folder
            cannot be written (F20 to F31).
    """
    known = {_key(each) for each in worked.every}
    for ref in (*wish.refs, *wish.again):
        if ref_key(ref) not in known:
            raise WrongRefError(f"no application has the ref “{clipped(ref)}”")
    if worked.read.source_failed or worked.read.no_applications:
        return Run(worked.findings, unread=True)
    record = record_path(settings)
    needs_folder = wish.writes or any(each.asked_for for each in worked.every)
    if needs_folder:
        make_folder(settings.feedback, settings)
    where = CellRef(known_as(record, settings.folder))
    with locked(record, where) if needs_folder else nullcontext():
        return _Feedback(settings, worked, wish, tell or (lambda _: None)).run()


@dataclass
class _Feedback:
    """One run."""

    settings: Settings
    worked: Worked
    wish: Wish
    tell: Callable[[str], object]
    found: list[Problem] = field(default_factory=list)
    failed: list[Problem] = field(default_factory=list)
    read: ReadComments = field(default_factory=ReadComments)
    comments: Comments = field(default_factory=Comments)

    def run(self) -> Run:
        """All of it, in its order."""
        self.folder.settle()
        self.found += self.folder.finished
        self._look_at_again()
        self.read = read_comments(self.settings)
        self.found += self.read.wrong
        offered = self.folder.record.offered if self.read.is_there else frozenset()
        self.comments = Comments(people_of(self.worked), self.read.rows, offered)
        if self.wish.writes:
            self._look_at_the_list()
        ready, waiting = self._sorted()
        listed = self._update_the_list()
        released: list[Release] = []
        is_usable = self._look_at_the_template() if ready else True
        unchecked = sum(each.unchecked for each in ready) if self.wish.writes else 0
        if self.wish.writes and is_usable:
            if unchecked:
                self.tell(unchecked_in_words(unchecked))
            released = self._release(ready, waiting)
        done = {ref_key(each.ref) for each in released}
        run = Run(
            self.worked.findings,
            ready=tuple(each for each in ready if _key(each.decision) not in done),
            waiting=tuple(waiting),
            released=tuple(self._released_so_far()),
            now=frozenset(each.ref for each in released),
            differs=tuple(self._differing()),
            comments=listed,
            elsewhere=self._elsewhere(),
            sent_elsewise=sum(map(self._was_sent_elsewise, self.chosen)),
            unchecked=unchecked if released else 0,
            are_named=bool(self.wish.named),
        )
        run = replace(
            run,
            findings=self._as_released(done),
            found=tuple(self.found),
            failed=(*self.failed, *self.folder.failed),
        )
        return self._with_letters(run) if self.wish.writes else run

    def _look_at_again(self) -> None:
        """Only what was released can be released again."""
        for ref in self.wish.again:
            if ref_key(ref) not in self.folder.record.latest:
                told = f"“{clipped(ref)}” has not been released; use --release"
                raise WrongRefError(told)

    @cached_property
    def folder(self) -> Outgoing:
        """The folder of feedback, with its record."""
        return Outgoing(self.settings, read_record(self.settings))

    @cached_property
    def templates(self) -> Templates:
        """How workbooks look."""
        return Templates(own_templates(self.settings))

    @cached_property
    def chosen(self) -> list[Decision]:
        """The applications that are meant."""
        if self.wish.named:
            return [each for each in self.worked.every if _key(each) in self.wish.named]
        return list(self.worked.findings.decisions)

    def _unsent(self) -> Iterator[Decision]:
        """The results of all windows that are still to be sent."""
        latest = self.folder.record.latest
        for each in self.worked.every:
            if each.is_unsent and _key(each) not in latest:
                yield each

    def _was_sent_elsewise(self, decision: Decision) -> bool:
        """Whether somebody has typed that a result was sent, which was never released here."""
        sent = decision.status.is_outcome and not decision.is_unsent
        return sent and _key(decision) not in self.folder.record.latest

    def _elsewhere(self) -> int:
        """How many results that are not meant are still to be sent."""
        chosen = {_key(each) for each in self.chosen}
        return sum(_key(each) not in chosen for each in self._unsent())

    def _as_released(self, done: Collection[str]) -> Findings:
        """The findings; outcomes that have just been released anew are not changed any more."""
        findings = self.worked.findings
        told = [p for p in findings.problems if p.code not in CHANGED or ref_key(p.ref) not in done]
        return replace(findings, problems=told)

    # Which results are ready

    def _sorted(self) -> tuple[list[Ready], list[Waiting]]:
        """Those that may be released now, and those that wait."""
        ready, waiting = [], []
        latest, again = self.folder.record.latest, set(map(ref_key, self.wish.again))
        for each in self.chosen:
            is_again = _key(each) in again
            if _key(each) in latest and not is_again:
                continue
            because = self._not_to_be_sent(each, is_again=is_again)
            if because and not self.wish.named:
                continue
            because = because or self._obstacle(each)
            if because:
                waiting.append(Waiting(each, because))
            else:
                ready.append(Ready(each, tuple(self.comments.on(each))))
        return ready, waiting

    def _not_to_be_sent(self, decision: Decision, *, is_again: bool) -> str:
        """Why there is nothing to send, or nothing to send any more."""
        sent = decision.application.result_sent
        if not decision.status.is_outcome:
            return f"there is no result: {decision.status.value}"
        if sent is not None and not is_again:
            return f"it was sent on {in_words(sent)}: empty Result sent if that is not so"
        return ""

    def _obstacle(self, decision: Decision) -> str:
        """Why a result may not be released yet, or nothing."""
        holds = self.worked.findings.policy.answers.split_panels == "hold"
        flagged = {reason.rule for reason in decision.flags}
        if _WINDOW_OPEN in flagged:
            return "its window has not closed yet: panels come after it (R34)"
        if holds and _SPLIT in flagged and not decision.application.signed_off:
            return "the panel is split: it waits for a sign-off under “Panel signed off” (I26)"
        for each in self.worked.findings.problems:
            if ref_key(each.ref) != _key(decision) or each.severity is not Severity.ERROR:
                continue
            if each.code in CHANGED:
                if not self.wish.outcome_changed:
                    return f"{each.message}; if that is right, add --outcome-changed"
            else:
                return f"an error in the data concerns it: {each.code} {each.where}"
        problems = [*self._released_as_another(decision), *self._of_comments(decision)]
        for each in problems:
            self._tell(each)
        return problems[0].message.removeprefix(_NOT_RELEASED) if problems else ""

    def _released_as_another(self, decision: Decision) -> Iterator[Problem]:
        """The same result, released under a ref that somebody has changed since (R62)."""
        application, known = decision.application, {_key(each) for each in self.worked.every}
        latest = self.folder.record.latest
        own = (person_key(application.name), email_key(application.email))
        for key, each in latest.items() if _key(decision) not in latest else ():
            theirs = (person_key(each.name), email_key(each.email))
            is_same = any(mine and mine == other for mine, other in zip(own, theirs, strict=True))
            if key not in known and is_same and each.window == str(decision.window):
                where = application.place.cell("ref")
                told = {"day": in_words(each.day), "which": each.ref}
                yield problem("S19", where, application.ref, ref=application.ref, **told)

    def _of_comments(self, decision: Decision) -> Iterator[Problem]:
        """What stands in the way among the comments."""
        ref, where = decision.application.ref, self.folder.where(WORKBOOK)
        wrong = (each for each in self.read.wrong if ref_key(each.ref) in ("", _key(decision)))
        yield from wrong
        said = self.comments.on(decision)
        for each in said:
            found = each.wording
            if each.names_for_sure:
                place = f"a comment on domain {each.domain}"
                names = named(each.names_for_sure)
                yield problem("S06", where, found, ref=ref, place=place, names=names)
            elif each.may_name:
                names = named(each.may_name)
                yield problem("S08", where, found, ref=ref, domain=each.domain, names=names)
        shown = self.folder.record.offered
        again = (each for each in said if each.row is None and each.wording)
        new = {e.domain: e for e in (*again, *(each for each in said if each.mark not in shown))}
        for row in self.comments.lost(decision) if self.read.is_there else ():
            if row.domain in new:
                found = new[row.domain].written
                yield problem("S09", where, found, ref=ref, domain=row.domain)

    # The list of comments

    def _look_at_the_list(self) -> None:
        """Nothing is released past a list that is gone, or open with changes nobody has saved."""
        where = self.folder.where(WORKBOOK)
        if self.read.is_there:
            leave_if_open(self.folder.place(WORKBOOK), where)
            return
        shown = self.folder.record.offered
        if any(said.mark in shown for each in self._unsent() for said in self.comments.on(each)):
            raise Failed(problem("S15", where))

    def _look_at_the_template(self) -> bool:
        """Whether the template says to each candidate what is theirs; else that is told, once."""
        try:
            check_needed(self.templates[FEEDBACK].sheet(SHEET), NEEDED)
        except Failed as failed:
            self.failed.append(failed.problem)
            return False
        return True

    def _update_the_list(self) -> str:
        """Brings the list of comments up to date; what it is called, if it was written.

        A list that cannot be gone by stays as it is: what the office has typed would be lost.
        """
        if self.read.wrong:
            return ""
        record, every = self.folder.record, self.worked.every
        days = {key: release.day for key, release in record.latest.items()}
        unsent = list(self._unsent())
        sent = [each for each in every if _key(each) in days and each.status.is_outcome]
        marks = {said.mark for each in (*unsent, *sent) for said in self.comments.on(each)}
        left = [row for row in self.read.rows.values() if row.mark not in marks]
        kept = list(self._kept(left, {_key(each) for each in (*unsent, *sent)}))
        if not (marks or kept or self.read.is_there) or self._is_half_read(kept):
            return ""
        tab = comments_tab(self.comments, unsent, sent, days, kept)
        today = self.worked.findings.today
        written = write_list(self.settings, tab, self.read, self.templates, today)
        dropped = {row.mark for row in left} - {each.row.mark for each in kept}
        self.folder.keep(replace(record, offered=(record.offered - dropped) | marks))
        return written

    def _kept(self, rows: Sequence[Row], listed: Collection[str]) -> Iterator[Kept]:
        """The rows that stay although no comment of theirs is on its way to a candidate.

        Those of a result that is not ready now stay as they are, to the letter: it may be ready
        again tomorrow. Of the others, those stay that the office has worded.
        """
        by_key = {_key(each): each for each in self.worked.every}
        for row in rows:
            if ref_key(row.ref) in listed:
                if is_worded(row):
                    yield Kept(row)
                continue
            decision = by_key.get(ref_key(row.ref))
            sent = decision.application.result_sent if decision else None
            if decision is None:
                state = "no application has this ref"
            elif sent is not None and decision.status.is_outcome:
                state = f"sent on {in_words(sent)}"
            else:
                state = decision.status.value
            yield Kept(row, f"{NOT_READY}: {state}")

    def _is_half_read(self, kept: Sequence[Kept]) -> bool:
        """Whether results are gone because marks are: then the list stays as it is, and is told."""
        empty = self.worked.read.empty
        gone = {ref_key(each.row.ref) for each in kept if each.because.startswith(NOT_READY)}
        waiting = {_key(each) for each in self.worked.every if each.is_waiting}
        if not empty or not gone & waiting:
            return False
        told = {"sources": ", ".join(f"“{each}”" for each in empty)}
        self._tell(problem("S20", self.folder.where(WORKBOOK), **told))
        return True

    # Releasing

    def _release(self, ready: Sequence[Ready], waiting: list[Waiting]) -> list[Release]:
        """Writes and records what is ready; what turns out not to be is added to `waiting`."""
        done: list[Release] = []
        for first in range(0, len(ready), AT_ONCE):
            prepared = []
            for each in ready[first : first + AT_ONCE]:
                made = self._prepared(each.decision)
                if isinstance(made, Prepared):
                    prepared.append(made)
                elif made.severity is Severity.ERROR and made.code.startswith("S"):
                    self.found.append(made)
                    because = made.message.removeprefix(_NOT_RELEASED)
                    waiting.append(Waiting(each.decision, because))
                else:
                    self.failed.append(made)
            done += self.folder.write(prepared)
        return done

    def _prepared(self, decision: Decision) -> Prepared | Problem:
        """A candidate's workbook, or why there is none."""
        findings, application = self.worked.findings, decision.application
        told = sent_on(decision, findings.today, findings.policy)
        tab = self._tab(told)
        name = name_for(application.ref, self.folder.record)
        path, where = self.folder.place(name), self.folder.where(name)
        try:
            content = self._content(tab, name)
            may_write(path, KIND, folder=self.settings.folder)
        except Failed as failed:
            return failed.problem
        seen = look_through(self.comments.people.named_to(application), tab, name, content, where)
        if seen.obstacle is not None:
            return seen.obstacle
        for each in seen.in_the_template:
            self._tell(problem("S12", self._template_where, names=named([each])))
        if path.exists() and _key(decision) not in self.folder.record.latest:
            return problem("S11", where, path.name, ref=application.ref)
        release = release_of(
            letter(told, findings.policy),
            application.email,
            items(tab),
            day=findings.today,
            file=name,
            sha256=hashlib.sha256(content).hexdigest(),
        )
        return Prepared(release, content)

    def _content(self, tab: Tab, name: str) -> bytes:
        return workbook_bytes(
            [tab],
            title=TITLE,
            created=self.worked.findings.today,
            beside=self.settings.feedback,
            folder=self.settings.folder,
            kind=KIND,
            templates=self.templates,
            known_as=self.folder.where(name).source,
        )

    def _tab(self, decision: Decision) -> Tab:
        return replace(self.worked.findings, comments=self.comments).feedback_tab(decision)

    def _tell(self, told: Problem) -> None:
        """Adds a problem, once."""
        if told not in self.found:
            self.found.append(told)

    @property
    def _template_where(self) -> CellRef:
        own = self.settings.feedback_template
        return CellRef(known_as(own, self.settings.folder) if own else FEEDBACK)

    # What was released before

    def _released_so_far(self) -> Iterator[Release]:
        """The latest release of each application that is meant, in the tracker's order."""
        latest = self.folder.record.latest
        return (latest[_key(each)] for each in self.chosen if _key(each) in latest)

    def _differing(self) -> Iterator[Differs]:
        """The released results that would read differently now; what is wrong is noted."""
        by_key = {_key(each): each for each in self.worked.every}
        chosen, window = {_key(each) for each in self.chosen}, self.worked.findings.window
        for key, release in self.folder.record.latest.items():
            is_gone = key not in by_key and not self.wish.named
            if key in chosen or (is_gone and window in ("all", release.window)):
                self._look_at_file(release)
                found = tuple(self._changed(release, by_key.get(key)))
                if found:
                    yield Differs(release, found)

    def _look_at_file(self, release: Release) -> None:
        """Notes whether a released workbook is gone, or is not as it was written."""
        there = sha256_of(self.folder.place(release.file))
        if there != release.sha256:
            code = "S03" if there is None else "S04"
            told = {"day": in_words(release.day), "which": release.ref}
            self.found.append(
                problem(code, self.folder.where(release.file), ref=release.ref, **told)
            )

    def _changed(self, release: Release, decision: Decision | None) -> Iterator[Difference]:
        """How a released result differs from what holds now."""
        where, day = self.folder.where(release.file), in_words(release.day)
        if decision is None:
            status = "no such application any more"
            self.found.append(problem("S02", where, ref=release.ref, day=day, status=status))
            yield Difference("Outcome", release.outcome.value, status)
            return
        if decision.status is not release.outcome:  # told as an error already (S21, S22)
            yield Difference("Outcome", release.outcome.value, decision.status.value)
            return
        now = sent_on(decision, release.day, self.worked.findings.policy)
        found = differences(release.content, items(self._tab(now)))
        if found:
            lines = "; ".join(clipped(each.line(), 100) for each in found)
            told = {"day": day, "differences": lines, "which": release.ref}
            self.found.append(problem("S01", where, ref=release.ref, **told))
        yield from found

    # Letters

    def _with_letters(self, run: Run) -> Run:
        """Writes the workbook that letters are merged from, of all that is released so far.

        It is written also where nothing is released now: to make up for a run that could not,
        and since letters have been sent and fees been paid.
        """
        from igpm_sheets.releasing.lettering import write_letters  # noqa: PLC0415 - with a release only

        releases = tuple(self.folder.record.latest.values())
        try:
            written = write_letters(self.settings, self.worked, releases)
        except Failed as failed:
            return replace(run, failed=(*run.failed, failed.problem))
        if written is None:
            return run
        name = known_as(written.path, self.settings.folder)
        return replace(run, letters=name, of_letters=written.lines)


def _key(decision: Decision) -> str:
    return ref_key(decision.application.ref)
