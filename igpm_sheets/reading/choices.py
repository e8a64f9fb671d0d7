"""The words that offices use for the few answers a field may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from igpm_sheets.model import ApplicationType, Category, Disciplinary, Nation, TestimonialFrom
from igpm_sheets.reading.wording import normal

C = TypeVar("C", bound=StrEnum)


def _by_wording(choices: Mapping[C, Iterable[str]]) -> dict[str, C]:
    """Each choice by each of its wordings, normalised."""
    return {
        normal(wording): choice
        for choice, wordings in choices.items()
        for wording in (choice.value, *wordings)
    }


YES = frozenset(
    ("yes", "y", "true", "t", "1", "✓", "✔", "☑", "✅", "√", "received", "paid", "supplied")
)
# ☒ is left out: to some programs it is a box that is ticked, to some one that is crossed out.
NO = frozenset(
    (
        "no",
        "n",
        "false",
        "f",
        "0",
        "x",
        "✗",
        "✘",
        "☐",
        "×",
        "❌",
        "✕",
        "✖",
        "not received",
        "not paid",
        "unpaid",
        "missing",
    )
)

TYPES = _by_wording(
    {
        ApplicationType.FULL: (
            *("new", "first", "initial", "complete", "full application", "new application"),
            *("first application", "initial application", "complete application"),
            *("complete new application", "new full application", "original", "first time", "F"),
        ),
        ApplicationType.RESUBMISSION: (
            *("resubmit", "resub", "re-sub", "resubmitted", "resubmission application"),
            *("further evidence", "further evidence only", "extra evidence", "R"),
            *("resubmission of evidence", "second submission", "re-application"),
        ),
    }
)

DISCIPLINARY = _by_wording(
    {
        Disciplinary.NONE: (
            *("no", "nil", "n", "0", "false", "no action", "none declared", "nothing"),
            *("no disciplinary", "no disciplinary action", "none pending or active", "clear"),
        ),
        Disciplinary.PENDING: ("pending action", "action pending", "awaiting hearing"),
        Disciplinary.ACTIVE: (
            *("ongoing", "on-going", "open", "current", "yes", "y", "true", "1"),
            *("active action", "in progress", "under way", "live"),
        ),
        Disciplinary.RESOLVED: (
            *("closed", "concluded", "spent", "resolved action", "expired", "completed"),
            *("no longer active", "settled"),
        ),
    }
)

TESTIMONIALS = _by_wording(
    {
        TestimonialFrom.SENIOR: (
            *("employer", "current employer", "senior colleague", "senior work colleague"),
            *("employer or senior colleague", "employer or senior work colleague"),
            *(
                "employer/senior colleague",
                "employer / senior work colleague",
                "colleague (senior)",
            ),
            *("senior partner", "partner", "GP partner", "practice partner"),
            *("managing partner", "executive partner", "contract holder"),
            *("contract provider", "clinical director", "medical director", "director"),
            *("managing director", "executive director", "operations director"),
            *("senior manager", "general manager", "line manager", "chief executive", "CEO"),
            *("GP principal", "senior GP partner"),
        ),
        TestimonialFrom.PEER: (
            *("peer manager", "a peer", "peer in general practice management"),
            *("peer working in general practice management", "peer practice manager"),
            *("practice manager (another practice)", "practice manager, another practice"),
            *("practice manager at another practice", "practice manager (other practice)"),
            *("practice manager from another practice", "practice manager of another practice"),
            *("practice manager (neighbouring practice)", "practice manager in another practice"),
            *("another practice manager", "other practice manager"),
            *("neighbouring practice manager", "practice manager of a neighbouring practice"),
            *("practice manager from a neighbouring practice", "fellow practice manager"),
            *("PCN manager", "fellow manager", "PM (another practice)", "PM (other practice)"),
            *("peer PM", "another PM", "general practice manager (another practice)"),
        ),
        TestimonialFrom.OUTSIDE_LEADER: (
            *("outside", "external", "external leader", "outside the practice"),
            *("clinician outside the practice", "manager outside the practice"),
            *("clinician/manager outside the practice", "clinician or manager outside"),
            *("clinician or manager outside the practice", "clinician/manager outside practice"),
            *("clinician or manager working outside of the practice", "external clinician"),
            *("clinician or manager outside of the practice", "external manager"),
            *("local leader", "regional leader", "national leader"),
            *("leader outside the practice", "local, regional or national leader"),
            *("local/regional/national leader", "regional or national leader"),
            *("local, regional or national leadership role", "leadership role"),
            *("outside clinician", "outside manager", "LMC", "LMC lead", "LMC leader"),
            *("LMC chair", "LMC officer", "LMC secretary", "ICB", "ICB lead", "ICB leader"),
            *("ICB manager", "ICB director", "LMC/ICB lead", "ICB/LMC lead", "LMC or ICB lead"),
            *("health board lead", "health board manager", "federation lead", "cluster lead"),
            *("CCG lead", "NHS England lead", "SPPG lead"),
        ),
    }
)

OPTION_NAMES = _by_wording(
    {
        TestimonialFrom.SENIOR: ("employer", "senior colleague", "senior work colleague"),
        TestimonialFrom.PEER: ("peer manager",),
        TestimonialFrom.OUTSIDE_LEADER: (),
    }
)
"""The options by the names that leave no doubt, whatever is said after them."""

TELLING_WORDS = {
    TestimonialFrom.SENIOR: frozenset(("employer", "senior", "provider", "principal")),
    TestimonialFrom.PEER: frozenset(("peer", "peers")),
    TestimonialFrom.OUTSIDE_LEADER: frozenset(("outside", "external", "leader", "leadership")),
}
"""Words of a longer wording that tell its option, where those of one option alone stand in it."""

NATIONS = _by_wording(
    {
        Nation.ENGLAND: ("Eng", "ENGLAND (UK)"),
        Nation.SCOTLAND: ("Scot", "Alba"),
        Nation.WALES: ("Cymru", "Wales / Cymru", "Cymru / Wales"),
        Nation.NORTHERN_IRELAND: (
            "NI",
            "N Ireland",
            "N. Ireland",
            "N.I.",
            "Nth Ireland",
            "NIreland",
        ),
    }
)

CATEGORIES = _by_wording(
    {
        Category.BOARD: (
            *("board member", "IGPM board", "IGPM board member", "member of the board"),
            *("member of the IGPM board", "member of the board of the IGPM", "director"),
            *("IGPM director", "board director"),
        ),
        Category.EXTERNAL: (
            *("external assessor", "external independent assessor", "independent"),
            *("independent assessor", "professional body", "other professional body"),
            *("another professional body", "professional representative body"),
            *("external (professional body)", "external independent", "independent external"),
        ),
        Category.MEMBER: (
            *("MIGPM", "full member", "existing member", "existing full member"),
            *("full member of the IGPM", "existing full member of the IGPM", "IGPM member"),
            *("regional representative", "accredited member"),
        ),
        Category.ACADEMIC: (
            *("university", "senior academic", "university academic"),
            *("senior university academic", "academia"),
        ),
        Category.ARMS_LENGTH_BODY: (
            *("ALB", "arms-length body", "arm's length", "DHSC ALB", "DHSC arm's length body"),
            *("senior member of an ALB", "DHSC", "arm's length body (ALB)"),
        ),
    }
)
