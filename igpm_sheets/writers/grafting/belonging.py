"""Which parts of a package belong to one sheet alone, and go when it is filled anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from functools import cached_property

from igpm_sheets.ooxml.archive import Damaged
from igpm_sheets.ooxml.package import Package


class Belonging:
    """What leads to what in a package, as it was when first asked."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def only_of(self, sheet: str, staying: Iterable[str] = ()) -> list[str]:
        """The parts that nothing leads to but a sheet, less some that stay with all of theirs."""
        mine = self._reached([sheet], ()) - {sheet}
        inside = {*mine, sheet}
        others = (part for part in mine if not self._sources[part] <= inside)
        held = self._reached([*others, *staying], (sheet,))
        return sorted(mine - held)

    @cached_property
    def _sources(self) -> dict[str, set[str]]:
        """For each part those that lead to it; the package itself is ""."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name in self._package.names:
            if name.casefold().endswith(".rels"):
                source = self._source(name)
                for part in self._targets(source):
                    found[part].add(source)
        return found

    def _source(self, rels: str) -> str:
        """The part whose relationships stand in this one, as it is called."""
        folder, _, name = rels.replace("\\", "/").rpartition("_rels/")
        source = f"{folder}{name[: -len('.rels')]}"
        return self._package.resolved("", source) if source else ""

    def _reached(self, parts: Iterable[str], without: Container[str]) -> set[str]:
        """The parts, and all that they lead to."""
        found: set[str] = set()
        waiting = [part for part in parts if part not in without]
        while waiting:
            part = waiting.pop()
            if part not in found and part in self._package:
                found.add(part)
                waiting += [each for each in self._targets(part) if each not in without]
        return found

    def _targets(self, part: str) -> Iterator[str]:
        with suppress(Damaged):
            yield from (known.part for known in self._package.relationships(part) if known.part)
