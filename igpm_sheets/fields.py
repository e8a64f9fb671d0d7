"""The fields of each kind of tab: their names, headings and the headings offices use for them.

A heading matches whatever its case, spacing and punctuation (see `reading.headings`), so
a synonym stands here once. Within a kind of tab no heading means two fields; a heading
that offices use in two senses ("Constitution": kept or broken?) stands under neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from igpm_sheets.model import DOMAINS


class TabKind(StrEnum):
    """The kinds of tab that a tracker may hold; only applications must be there."""

    APPLICATIONS = "applications"
    MEMBERS = "members"
    ASSOCIATES = "associates"
    ASSESSORS = "assessors"
    ALLOCATION = "allocation"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind of tab.

    `name` is the key used in settings and records, `heading` what our own templates say.
    """

    name: str
    heading: str
    synonyms: tuple[str, ...] = ()
    required: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Everything that the column may be called."""
        return (self.heading, self.name, *self.synonyms)


def _field(name: str, headings: str, *, required: bool = False) -> Field:
    """A field from its headings, the canonical one first, separated by `|`."""
    heading, *synonyms = (part.strip() for part in headings.split("|"))
    return Field(name, heading, tuple(synonyms), required)


def _joined(name: str, heading: str, stems: Iterable[str], endings: str, more: str = "") -> Field:
    """A field called by each of the stems with each of the endings."""
    ends = [part.strip() for part in endings.split("|")]
    made = [f"{stem} {end}".strip() for stem in stems for end in ends]
    made += [part.strip() for part in more.split("|") if part.strip()]
    return Field(name, heading, tuple(dict.fromkeys(made)))


_REF = (
    "Ref | Ref no | Ref number | Reference | Reference no | Reference number | Application ref"
    " | Application ref no | Application reference | Application reference number"
    " | Application no | Application number | Application ID | App ref | App no | App number"
    " | App ID | ID | Our ref | Our reference | Unique ref | Unique reference | URN | Case ref"
    " | Case no | Case number | Case ID | IGPM ref | IGPM reference | Candidate ref"
    " | Candidate reference | Candidate no | Candidate number | Candidate ID | Applicant ref"
    " | Applicant reference | Applicant no | Applicant number | Applicant ID | Ref ID"
    " | Reference ID | Submission ref | Submission ID"
)

_NAME = (
    "Name | Candidate | Candidate name | Candidate's name | Name of candidate | Applicant"
    " | Candidate full name | Applicant full name"
    " | Applicant name | Applicant's name | Name of applicant | Full name | Person"
)

_EMAIL = (
    "Email | E-mail | Email address | E-mail address | Contact email | Candidate email"
    " | Candidate email address | Applicant email | Applicant email address | Work email"
    " | Mail | Email contact"
)

_PRACTICE = (
    "Practice | Practice name | Name of practice | Surgery | Surgery name | GP practice"
    " | GP surgery | Organisation | Organization | Organisation name | Employer | Workplace"
    " | Place of work | Practice / organisation | Practice or organisation | Current practice"
)

_FIRST_NAME = "First name | First names | Forename | Forenames | Given name | Given names"
_LAST_NAME = "Last name | Surname | Family name | Last names"
_TITLE = "Title | Salutation | Honorific"

_PAID_TO = (
    "Paid to | Paid until | Paid up to | Paid up until | Paid till | Fee paid to"
    " | Fee paid until | Membership paid to | Membership paid until | Subscription paid to"
    " | Subscription paid until | Subscription to | Renewed to | Renewed until | Expires"
    " | Expires on | Expiry | Expiry date | Valid to | Valid until | Membership expires"
    " | Subscription expires | Date paid to"
)

_LEFT = (
    "Left | Date left | Left on | Leaver | Resigned | Date resigned | Resigned on | Ceased"
    " | Date ceased | Leaving date | Membership ended"
)


def _names(synonyms: str = _NAME) -> tuple[Field, ...]:
    """A person's name, in one column or in up to three."""
    return (
        _field("name", synonyms),
        _field("title", _TITLE),
        _field("first_name", _FIRST_NAME),
        _field("last_name", _LAST_NAME),
    )


WORDS = {1: "one", 2: "two"}
ORDINALS = {1: "1st", 2: "2nd"}


def _testimonial(number: int, ordinal: str) -> tuple[Field, ...]:
    """The columns of one of the two testimonials (R18, R19)."""
    it = f"testimonial_{number}"
    heading = f"Testimonial {number}"
    stems = (
        heading,
        f"T{number}",
        f"Referee {number}",
        f"Reference {number}",
        f"{ordinal} testimonial",
        f"{ordinal} referee",
        f"{ordinal} reference",
        f"Testimonial {WORDS[number]}",
        f"Testimonial no {number}",
        f"{ORDINALS[number]} testimonial",
        f"{ORDINALS[number]} referee",
    )
    return (
        _joined(
            f"{it}_from",
            f"{heading} from",
            stems,
            "from | is from | type | option | category | role | source | kind | relationship",
            f"Testimonial from {number}",
        ),
        _joined(
            f"{it}_referee",
            f"{heading} referee",
            stems,
            "referee | referee name | referee's name | name | by | author | given by | written by"
            " | signed by",
            f"Referee {number} | {ordinal} referee | {ORDINALS[number]} referee"
            f" | Name of referee {number}",
        ),
        _joined(
            f"{it}_received",
            f"{heading} received",
            stems,
            "received | rec'd | received on | received date | date received | date | in | supplied"
            " | returned | date returned",
            f"Date testimonial {number} received | Received testimonial {number}"
            f" | Date of testimonial {number}",
        ),
        _joined(
            f"{it}_practice",
            f"{heading} practice",
            stems,
            "practice | practice name | organisation | organization | surgery | employer"
            " | workplace | referee practice | referee's practice | referee organisation",
        ),
        _joined(
            f"{it}_covers",
            f"{heading} covers",
            stems,
            "covers | speaks to | content | contents | about",
        ),
    )


def _earlier_post(number: int) -> tuple[Field, ...]:
    """An earlier post, for joining up the two years in post (I8)."""
    it, heading = f"earlier_post_{number}", f"Earlier post {number}"
    words = ("Earlier post", "Earlier role", "Previous post", "Previous role", "Prior post")
    stems = [f"{word} {number}" for word in (*words, "Prior role", "Past post", "Past role")]
    if number == 1:
        stems += [*words, "Prior role"]
    return (
        _joined(f"{it}_role", f"{heading} role", stems, "role | title | job title | "),
        _joined(
            f"{it}_started",
            f"{heading} started",
            stems,
            "started | started on | start | start date | from | since | date started",
        ),
        _joined(
            f"{it}_ended",
            f"{heading} ended",
            stems,
            "ended | ended on | end | end date | to | until | left | date ended",
        ),
    )


def _evidence(domain: int) -> Field:
    """Whether a domain's evidence is there (R10). Domain titles are added from the rulebook."""
    return _field(
        f"evidence_{domain}",
        f"Evidence {domain} | Evidence domain {domain} | Evidence for domain {domain}"
        f" | Evidence in domain {domain} | Evidence D{domain} | Evidence received {domain}"
        f" | Evidence received domain {domain} | Evidence {domain} received"
        f" | Evidence domain {domain} received | Domain {domain} evidence"
        f" | Domain {domain} evidence received | D{domain} evidence | D{domain} evidence received"
        f" | Ev {domain} | Ev D{domain} | E{domain} | Evid {domain}",
    )


APPLICATION_FIELDS = (
    _field("ref", _REF, required=True),
    *_names(),
    _field("email", _EMAIL),
    _field("practice", _PRACTICE),
    _field(
        "nation",
        "Nation | Country | UK nation | UK country | Home nation | Home country"
        " | Nation of the UK | Country of practice",
    ),
    _field(
        "received",
        "Date received | Received | Received on | Received date | Date application received"
        " | Application received | Application received on | Application received date"
        " | Application date | Date of application | Date applied | Applied | Applied on"
        " | Submitted | Submitted on | Date submitted | Submission date | Date of submission"
        " | Date rec'd | Rec'd | Date form received"
        " | Date of receipt | Receipt date | Date app received | App received | Timestamp"
        " | Date in",
        required=True,
    ),
    _field(
        "type",
        "Type | Application type | Type of application | App type | Submission type"
        " | Type of submission | Full or resubmission | New or resubmission | Full / resubmission"
        " | New / resubmission | Type full resubmission | Type full or resubmission | Kind",
    ),
    _field(
        "previous_ref",
        "Previous ref | Previous ref no | Previous reference | Previous reference number"
        " | Previous application | Previous application ref | Previous application reference"
        " | Previous app ref | Prev ref | Original ref | Original reference"
        " | Original application | Original application ref | Resubmission of | Resubmits"
        " | First ref | First application | First application ref | First application's ref"
        " | Earlier ref | Earlier reference | Earlier application | Earlier application ref"
        " | Linked ref | Ref of first application | Ref of previous application"
        " | Ref of original application | Old ref | Prior ref | Prior reference",
    ),
    _field(
        "resubmitted_domains",
        "Domains resubmitted | Resubmitted domains | Domain resubmitted | Resubmission domains"
        " | Domains for resubmission | Resubmitted in domains | Domains in resubmission"
        " | Domains with further evidence | Domains with extra evidence",
    ),
    _field(
        "associate",
        "Associate | IGPM Associate | Associate member | Associate status | Is associate"
        " | Is an associate | Current associate | Associate paid | Associate paid to"
        " | Associate paid until | Associate paid up to | Associate fee paid to"
        " | Associate fee paid until | Associate until | Associate expires | Associate expiry"
        " | Associate expiry date | Associate valid to | Associate valid until"
        " | Associateship paid to",
    ),
    _field(
        "role",
        "Role | Job title | Job role | Job | Position | Post | Current role | Current post"
        " | Current position | Current job title | Role title | Post held | Position held"
        " | Role held | Managerial role",
    ),
    _field(
        "role_started",
        "Role started | In post since | In role since | In position since | Role since"
        " | Start date | Role start date | Post start date | Date started in role"
        " | Date started in post | Date started | Date role started | Date post started"
        " | Started in post | Started in role | Started role | Started post | Started"
        " | Start date in role | Start date in post | Start of role | Start of post | Start of"
        " current post | Start of current role | Current role started | Current role start date"
        " | Current post started | Current post since | Current role since | In current post since"
        " | In current role since | In post from | In role from | Date appointed | Appointed"
        " | Role start | Role started on | Role started date | Post started | Manager since"
        " | Appointed on | Date of appointment | Date in post | Employment start date",
    ),
    _field(
        "substantive",
        "Substantive post | Substantive | Substantive role | Is post substantive"
        " | Post substantive | Role substantive | Post is substantive | Is substantive"
        " | Substantive managerial role | Substantive managerial post",
    ),
    *(field for number in (1, 2, 3) for field in _earlier_post(number)),
    _field(
        "constitution_breach",
        "Constitution breach | Breach of constitution | Breach of the constitution"
        " | In breach of constitution | In breach of the constitution | Constitutional breach"
        " | Breach of IGPM constitution | In breach | Breach | Breaches constitution"
        " | Any breach of the constitution | Any breach of constitution",
    ),
    _field(
        "disciplinary",
        "Disciplinary | Disciplinary action | Disciplinary status | Disciplinary actions"
        " | Disciplinary proceedings | Any disciplinary action | Any disciplinary"
        " | Pending or active disciplinary action | Pending or active disciplinary"
        " | Disciplinary action pending or active | Current disciplinary action | Discipline",
    ),
    _field(
        "application_form",
        "Application form | Application form received | App form | App form received"
        " | Completed application form | Application form in",
    ),
    *_testimonial(1, "First"),
    *_testimonial(2, "Second"),
    *(_evidence(domain) for domain in DOMAINS),
    _field(
        "evidence_missing",
        "Evidence missing | Missing evidence | Evidence missing in | Evidence missing in domains"
        " | Evidence missing for domains | Evidence outstanding | Outstanding evidence"
        " | Missing evidence in domains | Missing evidence domains | Missing domains"
        " | Domains missing | Domains missing evidence | Domains with missing evidence"
        " | Domains without evidence | Evidence not received | Evidence still missing",
    ),
    _field(
        "cpd_year_1",
        "CPD year 1 | CPD 1 | CPD Y1 | CPD in year 1 | CPD first year | Year 1 CPD"
        " | CPD activity year 1",
    ),
    _field(
        "cpd_year_2",
        "CPD year 2 | CPD 2 | CPD Y2 | CPD in year 2 | CPD second year | Year 2 CPD"
        " | CPD activity year 2",
    ),
    _field(
        "fee_paid",
        "Fee paid | Paid | Paid on | Date paid | Fee paid on | Fee paid date | Date fee paid"
        " | Fee received | Date fee received | Payment | Payment received | Payment date"
        " | Date of payment | Amount paid | Assessment fee paid | Application fee paid"
        " | Assessment fee received | Application fee received | Invoice paid",
    ),
    _field(
        "result_sent",
        "Result sent | Results sent | Result sent on | Results sent on | Date result sent"
        " | Date results sent | Result sent date | Result issued | Results issued"
        " | Date result issued | Result letter sent | Outcome sent | Date outcome sent"
        " | Outcome letter sent | Candidate notified | Date candidate notified | Notified"
        " | Notified on | Date notified | Feedback sent | Date feedback sent"
        " | Result date | Date of result | Decision sent | Date decision sent",
    ),
    _field(
        "withdrawn",
        "Withdrawn | Withdrew | Application withdrawn | Withdrawn on | Date withdrawn"
        " | Withdrawal | Withdrawal date | Date of withdrawal",
    ),
    _field(
        "signed_off",
        "Panel signed off | Signed off | Sign-off | Signed off on | Panel sign-off"
        " | Split panel signed off | Split panel sign-off | Date signed off | Sign-off date",
    ),
)

MEMBER_FIELDS = (
    *_names(f"{_NAME} | Member | Member name | Member's name | Name of member"),
    _field("email", f"{_EMAIL} | Member email | Member email address"),
    _field(
        "membership_no",
        "Membership no | Membership number | Member no | Member number | Member ID"
        " | Membership ID | MIGPM no | MIGPM number | Membership ref | Member ref",
    ),
    _field(
        "awarded",
        "Awarded | Date awarded | Awarded on | Award date | Date of award | MIGPM awarded"
        " | MIGPM awarded on | MIGPM award date | Date MIGPM awarded | Accredited"
        " | Accredited on | Date accredited | Accreditation date | Date of accreditation"
        " | Member since | Member from",
    ),
    _field(
        "window",
        "Window | Award window | Window of award | Window of the award | Submission window"
        " | Application window | Awarded in window | Round | Award round | Submission month",
    ),
    _field("paid_to", _PAID_TO),
    _field("left", _LEFT),
)

ASSOCIATE_FIELDS = (
    *_names(f"{_NAME} | Associate | Associate name | Associate's name | Name of associate"),
    _field("email", f"{_EMAIL} | Associate email | Associate email address"),
    _field(
        "joined",
        "Joined | Date joined | Joined on | Join date | Joining date | Associate since"
        " | Associate from | Date of joining | Member since",
    ),
    _field("paid_to", f"{_PAID_TO} | Associate paid to | Associate paid until"),
    _field("left", _LEFT),
)

ASSESSOR_FIELDS = (
    *_names(
        "Name | Assessor | Assessor name | Assessor's name | Name of assessor | Full name"
        " | Marker | Marker name | Panel member | Person"
    ),
    _field("email", f"{_EMAIL} | Assessor email | Assessor email address"),
    _field(
        "category",
        "Category | Assessor category | Assessor type | Type of assessor | Panel category"
        " | Category of assessor | Type",
    ),
    _field("practice", _PRACTICE),
    _field(
        "conflicts",
        "Conflicts | Conflict | Conflicts of interest | Conflict of interest | Conflict refs"
        " | Conflicted refs | Declared conflicts | Barred from | Cannot assess | Not to assess",
    ),
    _field(
        "max_load",
        "Max load | Maximum load | Max applications | Maximum applications | Max no"
        " | Max number | Maximum number | Maximum | Max | Load limit | Capacity",
    ),
    _field("active", "Active | Is active | Available | Is available | Currently active"),
)


def _assessor(number: int, words: tuple[str, str, str]) -> Field:
    """One of the three assessors of an application."""
    letter, ordinal, short = words
    return _field(
        f"assessor_{number}",
        f"Assessor {number} | Assessor {letter} | {ordinal} assessor | {short} assessor"
        f" | Assessor no {number} | Marker {number} | {ordinal} marker | Panel member {number}"
        f" | Assessor {number} name | Name of assessor {number}",
    )


ALLOCATION_FIELDS = (
    _field("ref", _REF, required=True),
    _assessor(1, ("A", "First", "1st")),
    _assessor(2, ("B", "Second", "2nd")),
    _assessor(3, ("C", "Third", "3rd")),
    _field("pinned", "Pinned | Pin | Fixed | Locked | Keep"),
)

FIELDS: dict[TabKind, tuple[Field, ...]] = {
    TabKind.APPLICATIONS: APPLICATION_FIELDS,
    TabKind.MEMBERS: MEMBER_FIELDS,
    TabKind.ASSOCIATES: ASSOCIATE_FIELDS,
    TabKind.ASSESSORS: ASSESSOR_FIELDS,
    TabKind.ALLOCATION: ALLOCATION_FIELDS,
}

FIELD_NAMES = frozenset(field.name for fields in FIELDS.values() for field in fields)
"""Every name that `[tracker.columns]` may give a heading for."""


OUR_TABS = ("IGPM Results", "IGPM Summary", "IGPM Problems", "IGPM Changes")
"""The tabs that this program keeps in people's workbooks: never read as theirs."""

OUR_HEADINGS = (
    ("Panel's average", "Against the standard"),
    ("Further evidence in", "Resubmit by", "First renewal"),
    ("Assessor", "Sum", "Carried", "No."),
)
"""What tells from mark sheets a candidate's feedback, whose tab is named by a ref, and results
and marks out of a results workbook: headings that stand together in no other tab."""

OUR_LIST = "Each mark"
"""A tab of the results workbook with the headings that a mark sheet has, told by its name."""


def is_our_tab(name: str) -> bool:
    """Whether a tab is one of ours, or a copy of one.

    >>> is_our_tab("IGPM Results (2)"), is_our_tab("Results")
    (True, False)
    """
    words = " ".join(name.casefold().split())
    return any(f"{words} ".startswith(f"{ours.casefold()} ") for ours in (*OUR_TABS, OUR_LIST))


def heading_of(kind: TabKind, name: str) -> str:
    """The canonical heading of a field, or its name where the kind of tab has no such field.

    >>> heading_of(TabKind.APPLICATIONS, "role_started")
    'Role started'
    """
    return next((field.heading for field in FIELDS[kind] if field.name == name), name)
