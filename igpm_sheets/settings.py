"""The settings file, `igpm.toml`, as one frozen record.

Nothing in it is optional to spell right: an unknown key is refused with the nearest known
one, so that a slip cannot quietly switch a setting off.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

from igpm_sheets.fields import FIELD_NAMES, FIELDS, TabKind
from igpm_sheets.google.addresses import is_web
from igpm_sheets.problems import clipped
from igpm_sheets.rulebook import Interpretations, PolicyError
from igpm_sheets.rulebook.words import shown, unknown

DEFAULT_FILE = "igpm.toml"


class SettingsError(Exception):
    """A settings file that cannot be followed; its message says where, what, and what to do."""


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """Where the tracker is and how it differs from the usual."""

    sources: tuple[str, ...]
    tabs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a kind of tab, the names of the tabs to read, where the office names them."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For a field, the office's own heading."""
    assume: Mapping[str, str] = field(default_factory=dict)
    """For a field, the answer where the tracker records none (I15)."""


@dataclass(frozen=True, slots=True)
class RefreshSettings:
    """What `refresh` keeps beside the workbooks that it brings up to date."""

    backups: str = "igpm-backups"
    """The folder of the workbooks' earlier versions."""
    keep_last: int = 10
    keep_days: int = 31
    log: str = "igpm-refresh.log"
    changes: int = 1000
    """Rows at most of the tab that lists what has changed."""


USUAL_TAX_TYPES = {Decimal(20): "20% (VAT on Income)", Decimal(5): "5% (VAT on Income)"}
"""What Xero calls VAT on sales in the United Kingdom, by the rate in per cent."""

LONGEST_ACCOUNT_CODE = 10
_RATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class XeroSettings:
    """How the office keeps its accounts in Xero, for the invoices of `charges --xero`."""

    account_code: str = "200"
    days: int = 0
    """To pay an invoice in, from the day on which a fee falls due."""
    tax_types: Mapping[Decimal, str] = field(default_factory=USUAL_TAX_TYPES.copy)
    """What the rates of VAT are called there, by the rate in per cent."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything `igpm.toml` says. Paths in it are relative to `folder`."""

    file: Path
    tracker: TrackerSettings
    marks: tuple[str, ...] = ()
    marks_folder: str = "marks"
    """Where the assessors' mark sheets are written."""
    mark_sheet: Path | None = None
    """The office's own copy of the blank mark sheet."""
    workbook: str = "results.xlsx"
    refresh: tuple[str, ...] = ()
    """The workbooks in which our tabs are kept up to date."""
    feedback_tabs: bool = False
    template: Path | None = None
    """The office's own copy of the results template."""
    keeping: RefreshSettings = field(default_factory=RefreshSettings)
    feedback_folder: str = "feedback"
    feedback_template: Path | None = None
    """The office's own copy of the feedback template."""
    letters_template: Path | None = None
    """The office's own copy of the template of the workbook for letters."""
    xero: XeroSettings = field(default_factory=XeroSettings)
    interpretations: Interpretations = field(default_factory=Interpretations)
    policy: Path | None = None
    google_credentials: str = ""

    @property
    def folder(self) -> Path:
        """The folder that every path in the settings is relative to."""
        return self.file.parent

    def path(self, written: str) -> Path:
        """A path of the settings as one that can be opened."""
        return self.folder / written

    @property
    def feedback(self) -> Path:
        """The folder of what candidates are sent."""
        return self.folder / _at_home(self.feedback_folder)

    @property
    def credentials(self) -> Path | None:
        """The file that signs in to Google, where the office names one."""
        written = self.google_credentials
        return self.folder / _at_home(written) if written else None

    @property
    def backups(self) -> Path:
        """The folder of the earlier versions of refreshed workbooks."""
        return self.folder / _at_home(self.keeping.backups)

    @property
    def log(self) -> Path:
        """The file in which refreshing is recorded."""
        return self.folder / _at_home(self.keeping.log)


class _Table:
    """One table of the settings file, read key by key; a key nobody asked for is an error."""

    def __init__(self, file: Path, name: str, content: object, known: Sequence[str]) -> None:
        self.place = f"{file.name} [{name}]" if name else file.name
        if not isinstance(content, dict):
            raise SettingsError(f"{self.place}: a table is needed here; write [{name}] above it.")
        for key in content:
            if key not in known:
                advice = unknown(key, known)
                raise SettingsError(f"{self.place} has no “{clipped(key)}”. {advice}")
        self.content: Mapping[str, object] = content
        self.file = file

    def table(self, key: str, known: Sequence[str]) -> _Table:
        """A table within, empty where it is left out."""
        within = f"{self.place.partition('[')[2].rstrip(']')}.{key}".lstrip(".")
        return _Table(self.file, within, self.content.get(key, {}), known)

    def text(self, key: str, default: str = "") -> str:
        """A text that is not empty."""
        value = self.content.get(key, default)
        if key in self.content and not _is_text(value):
            raise self.wrong(key, value, "write a text in quotation marks")
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """One text, or a list of texts."""
        value = self.content.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list):
            raise self.wrong(key, value, 'write a list of texts, such as ["marks/*.xlsx"]')
        for one in listed:
            if not _is_text(one):
                raise self.wrong(key, one, "write something between quotation marks")
        return tuple(listed)

    def flag(self, key: str) -> bool:
        """True or false; false where it is left out."""
        value = self.content.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "write true or false, without quotation marks")
        return value

    def whole(self, key: str, default: int, allowed: range) -> int:
        """A whole number out of a range."""
        value = self.content.get(key, default)
        if type(value) is not int or value not in allowed:
            limits = f"write a whole number from {allowed.start} to {allowed.stop - 1}"
            raise self.wrong(key, value, f"{limits}, without quotation marks")
        return value

    def named_texts(self) -> dict[str, str]:
        """The whole table, each key with a text; a bare number or true stands for its text."""
        return {key: _plain_text(self, key, value) for key, value in self.content.items()}

    def wrong(self, key: str, value: object, advice: str) -> SettingsError:
        """The error for a value that a key cannot have."""
        return SettingsError(f"{self.place} {key} = {clipped(shown(value))}: {advice}.")


def _is_text(value: object) -> bool:
    """Whether a value can be a name or a path."""
    return isinstance(value, str) and bool(value.strip()) and "\0" not in value


def _plain_text(table: _Table, key: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal) or (isinstance(value, str) and value.strip()):
        return str(value)
    raise table.wrong(key, value, "write a text in quotation marks")


def load(file: Path) -> Settings:
    """The settings in the file.

    Raises:
        SettingsError: if there is no such file, it is no TOML, a key is unknown or a value
            is not one it can have.
    """
    content = _parsed(file)
    root = _Table(
        file,
        "",
        content,
        (
            *("tracker", "marks", "results", "refresh", "feedback", "interpretations"),
            *("policy", "google", "xero"),
        ),
    )
    results = root.table("results", ("workbook", "refresh", "feedback_tabs", "template"))
    template = results.text("template")
    policy = root.table("policy", ("file",)).text("file")
    feedback = root.table("feedback", ("folder", "template", "letters_template"))
    letters = feedback.text("letters_template")
    look, told_in = feedback.text("template"), feedback.text("folder", "feedback")
    interpretations = root.content.get("interpretations", {})
    if not isinstance(interpretations, dict):
        raise SettingsError(
            f"{file.name} [interpretations]: a table is needed here;"
            " write [interpretations] above it."
        )
    try:
        chosen = Interpretations.from_settings(interpretations)
    except PolicyError as error:
        raise SettingsError(f"{file.name} {error}") from error
    tracker = _tracker(root)
    marking = root.table("marks", ("sources", "folder", "template"))
    marks, mark_sheet = marking.texts("sources"), marking.text("template")
    _check_apart(feedback, "folder", told_in, (*tracker.sources, *marks))
    return Settings(
        file=file,
        tracker=tracker,
        marks=marks,
        marks_folder=marking.text("folder", "marks"),
        mark_sheet=file.parent / mark_sheet if mark_sheet else None,
        workbook=results.text("workbook", "results.xlsx"),
        refresh=results.texts("refresh"),
        feedback_tabs=results.flag("feedback_tabs"),
        template=file.parent / template if template else None,
        keeping=_keeping(root, (*tracker.sources, *marks)),
        feedback_folder=told_in,
        feedback_template=file.parent / look if look else None,
        letters_template=file.parent / letters if letters else None,
        xero=_xero(root),
        interpretations=chosen,
        policy=file.parent / policy if policy else None,
        google_credentials=root.table("google", ("credentials",)).text("credentials"),
    )


def _parsed(file: Path) -> dict[str, object]:
    """The file's content as TOML."""
    if not file.exists():
        raise SettingsError(
            f"{file}: there is no settings file. Go to the folder that holds {DEFAULT_FILE},"
            " name it with --config, or make one with “igpm-sheets init”."
        )
    try:
        # Editors on Windows may put a byte order mark first, which TOML does not allow.
        return tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise SettingsError(f"{file.name} is not UTF-8 text. Save it again as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        advice = "text stands in quotation marks, and a Windows path in 'single' ones"
        if "twice" in str(error) or "overwrite" in str(error):
            advice = "no [heading] and no setting stands twice: change the one that is there"
        raise SettingsError(
            f"{file.name} is not valid TOML: {error}. Check that {advice}."
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SettingsError(f"{file}: cannot be read: {reason}. Check the path.") from None


def _keeping(root: _Table, sources: Sequence[str]) -> RefreshSettings:
    """The `[refresh]` table."""
    usual = RefreshSettings()
    table = root.table("refresh", ("backups", "keep_last", "keep_days", "log", "changes"))
    keeping = RefreshSettings(
        backups=table.text("backups", usual.backups),
        keep_last=table.whole("keep_last", usual.keep_last, range(1, 1001)),
        keep_days=table.whole("keep_days", usual.keep_days, range(3651)),
        log=table.text("log", usual.log),
        changes=table.whole("changes", usual.changes, range(1, 100_001)),
    )
    if not keeping.log.casefold().endswith(".log"):
        raise table.wrong("log", keeping.log, "write a name that ends in .log")
    _check_apart(table, "backups", keeping.backups, sources)
    return keeping


def _check_apart(table: _Table, key: str, written: str, sources: Sequence[str]) -> None:
    """Makes sure that no source lies in a folder of our own.

    No folder or pattern means what lies there, so the sources would never be found.
    """
    folder = table.file.parent
    ours = _real(folder / _at_home(written))
    files = [source for source in sources if not is_web(source)]
    if any(_is_within(_real(_fixed(source, folder)), ours) for source in files):
        advice = "name a folder of its own, away from the tracker and the mark sheets"
        raise table.wrong(key, written, advice)


def _xero(root: _Table) -> XeroSettings:
    """The `[xero]` table."""
    usual = XeroSettings()
    table = root.table("xero", ("account_code", "days", "tax_types"))
    code = table.text("account_code", usual.account_code)
    if len(code) > LONGEST_ACCOUNT_CODE:
        advice = f"Xero's codes have {LONGEST_ACCOUNT_CODE} characters at most"
        raise table.wrong("account_code", code, advice)
    days = table.whole("days", usual.days, range(366))
    return XeroSettings(code, days, {**usual.tax_types, **_tax_types(table)})


def _tax_types(xero: _Table) -> dict[Decimal, str]:
    """What the office's Xero calls each rate of VAT, whatever rates there are."""
    given = xero.content.get("tax_types", {})
    table = xero.table("tax_types", tuple(given) if isinstance(given, dict) else ())
    named = {}
    for rate, name in table.named_texts().items():
        if not _RATE.fullmatch(rate):
            raise table.wrong(rate, name, 'write the rate in per cent before it, as in "17.5"')
        named[Decimal(rate)] = name
    return named


def _fixed(source: str, folder: Path) -> Path:
    """The folder that a source lies in, as far as it is fixed: up to the first wildcard."""
    path = folder / _at_home(source)
    if os.path.isdir(path):  # noqa: PTH112 - Path's own stumbles over a name that is too long
        return path
    parts = _at_home(source.replace("\\", "/")).parts
    before = [*takewhile(lambda part: not ("*" in part or "?" in part), parts)]
    return folder.joinpath(*(before if len(before) < len(parts) else before[:-1]))


def _at_home(written: str) -> Path:
    """The path with a leading `~/` resolved."""
    path = Path(written)
    return path.expanduser() if path.parts[:1] == ("~",) else path


def _real(path: Path) -> Path:
    return Path(os.path.normcase(os.path.realpath(path)))


def _is_within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _tracker(root: _Table) -> TrackerSettings:
    """The `[tracker]` table."""
    tracker = root.table("tracker", ("source", "tabs", "columns", "assume"))
    sources = tracker.texts("source")
    if not sources:
        raise SettingsError(
            f'{tracker.place} has no source. Write: source = "applications.xlsx",'
            " with the name of your tracker."
        )
    kinds = [kind.value for kind in TabKind]
    tabs = tracker.table("tabs", kinds)
    columns = tracker.table("columns", sorted(FIELD_NAMES)).named_texts()
    fields = [each.name for each in FIELDS[TabKind.APPLICATIONS]]
    answerable = [name for name in fields if name not in ("ref", "received")]
    assume = tracker.table("assume", answerable).named_texts()
    return TrackerSettings(
        sources, {kind: tabs.texts(kind) for kind in tabs.content}, columns, assume
    )
