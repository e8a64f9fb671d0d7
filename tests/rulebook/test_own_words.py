"""The rulebook speaks in its own words: no run of six words from either document.

The documents are not kept here. ``fingerprints.txt`` holds a short hash of every six words in a
row that either of them contains, from which nothing of theirs can be read. Titles of domains and
of roles are names, and may be what they are.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from igpm_sheets.rulebook import load

RUN = 6
KNOWN = frozenset((Path(__file__).parent / "fingerprints.txt").read_text("ascii").split())
WORD = re.compile(r"[a-z0-9]+")


def prints(text: str) -> Iterator[str]:
    words = WORD.findall(text.lower())
    for start in range(len(words) - RUN + 1):
        run = " ".join(words[start : start + RUN])
        yield hashlib.blake2s(run.encode(), digest_size=4).hexdigest()


def sentences() -> Iterator[tuple[str, str]]:
    book = load()
    for rule in book.rules.values():
        yield rule.id, f"{rule.title}. {rule.text}"
    for each in book.interpretations.values():
        yield each.id, each.question
        for sentence in (*each.answers.values(), each.answer or ""):
            yield each.id, sentence
    for domain in book.domains:
        for prompt in domain.prompts:
            yield f"domain {domain.number}", prompt


def test_the_fingerprints_know_a_title_that_is_carried_over() -> None:
    titles = [title for each in load().domains for title in each.headings]
    assert all(set(prints(title)) <= KNOWN for title in titles)
    assert any(set(prints(title)) for title in titles)


def test_no_sentence_is_taken_over() -> None:
    taken = [each for each in sentences() if not KNOWN.isdisjoint(prints(each[1]))]
    assert taken == []
