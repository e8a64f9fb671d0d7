"""The rulebook as `igpm-sheets rules` prints it: rules, interpretations in force, citations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from igpm_sheets.core.policy import Policy
from igpm_sheets.reports.answers import Json
from igpm_sheets.reports.policy import in_force, reading
from igpm_sheets.rulebook import Interpretation, Rule, nearest


class UnknownRule(Exception):  # noqa: N818 - it names what happened
    """There is no rule or interpretation of that id."""


def _chosen(policy: Policy, wanted: str | None) -> tuple[list[Rule], list[Interpretation]]:
    """All rules and interpretations, or the one that is wanted."""
    book = policy.book
    if wanted is None:
        return list(book.rules.values()), list(book.interpretations.values())
    key = wanted.strip().upper()
    if key in book.rules:
        return [book.rules[key]], []
    if key in book.interpretations:
        return [], [book.interpretations[key]]
    close = nearest(key, [*book.rules, *book.interpretations])
    advice = f"did you mean {close}?" if close else "they run from R1 to R62 and from I1 to I35."
    raise UnknownRule(f"there is no rule “{wanted[:20]}”: {advice}")


def lines(
    policy: Policy, today: date, assumed: Mapping[str, str], wanted: str | None
) -> Iterator[str]:
    """The rulebook in lines; one rule in full where it is wanted.

    Raises:
        UnknownRule: if nothing has that id.
    """
    rules, questions = _chosen(policy, wanted)
    if wanted is not None:
        for rule in rules:
            yield from _rule_in_full(rule, policy, today)
        for question in questions:
            yield from _question_in_full(question, policy, assumed)
        return
    for rule in rules:
        yield f"{rule.id:<4} {rule.title} ({', '.join(rule.cites)})"
    yield ""
    yield "Open questions, as they are read now:"
    for question in questions:
        value = in_force(question, policy)
        setting = f" [{question.setting} = {value}]" if question.setting else ""
        yield f"{question.id:<4} {question.question}{setting}"
        yield f"     {reading(question, policy)}"
    for field, answer in assumed.items():
        yield f"I15  assumed where it is not recorded: {field} = {answer}"


def _rule_in_full(rule: Rule, policy: Policy, today: date) -> Iterator[str]:
    yield f"{rule.id}  {rule.title}"
    yield rule.text
    yield f"Cited from: {', '.join(rule.cites)}. Area: {rule.area}."
    for series in policy.book.values.values():
        entry = series.at(today)
        if series.rule == rule.id and entry:
            since = f"since {entry.start.isoformat()}, from {entry.source}"
            yield f"In force: {entry.value:f} ({series.unit}), {since}."
    for question in policy.book.interpretations.values():
        if rule.id in question.rules:
            yield f"See {question.id}: {reading(question, policy)}"


def _question_in_full(
    question: Interpretation, policy: Policy, assumed: Mapping[str, str]
) -> Iterator[str]:
    yield f"{question.id}  {question.question}"
    yield f"In force: {reading(question, policy)}"
    origin = "an assumption: no document states it" if question.assumption else "from the documents"
    yield f"The default is {origin}. Cited: {', '.join(question.cites) or 'nothing'}."
    if question.setting:
        yield f"Setting: [interpretations] {question.setting} = {in_force(question, policy)}"
        for value in question.answers:
            yield f"  {value}: {question.reading(value)}"
    if question.id == "I15":
        for field, answer in assumed.items():
            yield f"Assumed: {field} = {answer}"


def as_json(
    policy: Policy, today: date, assumed: Mapping[str, str], wanted: str | None
) -> dict[str, Json]:
    """The same as one document.

    Raises:
        UnknownRule: if nothing has that id.
    """
    rules, questions = _chosen(policy, wanted)
    prices: dict[str, Json] = {}
    for series in policy.book.values.values():
        entry = series.at(today)
        prices[series.name] = f"{entry.value:f}" if entry else None
    return {
        "today": today.isoformat(),
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "text": rule.text,
                "cites": list(rule.cites),
                "area": rule.area,
            }
            for rule in rules
        ],
        "interpretations": [
            {
                "id": question.id,
                "question": question.question,
                "setting": question.setting,
                "value": in_force(question, policy),
                "reading": reading(question, policy),
                "assumption": question.assumption,
                "cites": list(question.cites),
            }
            for question in questions
        ],
        "values": prices,
        "assumed": dict(assumed),
    }
