"""Words that offices use: names, roles by class, domain titles, and ways to write things."""

from __future__ import annotations


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, one by one."""
    return tuple(text.split())


FIRST_NAMES = words_of(
    """
    Aisha Alun Beth Bronwen Callum Carys Chidi Ciara Dafydd Deepa Eilidh Elin Emeka Farah
    Fergus Gareth Grace Hamish Hannah Imran Iona Jasmine Joanna Kwame Leila Lewis Mairi
    Megan Mohammed Nadia Niamh Oliver Owen Priya Rachel Rhys Roisin Sanjay Sinead Tariq
    """
)
SURNAMES = words_of(
    """
    Ahmed Baines Barker Bevan Campbell Chowdhury Coyle Davies Donnelly Doyle Edwards Farrell
    Forbes Gill Griffiths Hughes Iqbal Jenkins Kaur Kerr Lloyd Lynch Mackay Mistry Morgan
    Nwosu Okafor Parry Patel Quinn Rees Rafferty Shah Sinclair Tanner Usman Vaughan Walsh
    Whyte Young
    """
)
PLACES = words_of(
    """
    Abbey Beacon Bridge Castle Church Dale Elm Fern Glen Harbour Hill Ivy Kirk Lake Lime
    Market Mill Moor Oak Park Priory Quay Riverside Station Valley Well Wood
    """
)
PRACTICE_KINDS = ("Surgery", "Medical Centre", "Practice", "Health Centre", "Medical Group")
NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")

ROLES: dict[int, tuple[str, ...]] = {
    1: ("Practice Manager", "GP Practice Manager", "practice manager", "Group Practice Manager"),
    2: ("Business Manager", "Practice Business Manager", "business manager"),
    3: ("Operations Manager", "Practice Operations Manager", "operations manager"),
    4: (
        "Assistant Practice Manager",
        "Deputy Practice Manager",
        "Assistant/Deputy Practice Manager",
        "deputy practice manager",
    ),
    5: (
        "Reception Manager",
        "Admin Manager",
        "Administration Manager",
        "Reception Team Manager",
        "Dispensary Manager",
    ),
    6: ("Finance Manager", "HR Manager", "Human Resources Manager", "IT Manager", "hr manager"),
    7: (
        "GP Federation Manager",
        "Federation Manager",
        "Cluster Manager",
        "Collaborative Manager",
        "PCN Manager",
        "Manager, GP federation",
    ),
}
UNLISTED_ROLES = (
    "Receptionist",
    "GP partner",
    "Practice nurse",
    "Salaried GP",
    "Clinical pharmacist",
    "Medical secretary",
    "Healthcare assistant",
    "Social prescriber",
)

CATEGORIES = ("Board", "External assessor", "Member", "Academic", "ALB")

TITLES = (
    "Qualifications and achievements",
    "Personal qualities, professional development and working with others",
    (
        "Leadership, level of responsibility and accountability. "
        "Strategic planning, vision and decision making"
    ),
    "Managing and improving patient services",
    "Working with patients",
    "Workforce",
    "Financial proficiency and practice stability",
    "Estate and Facilities management",
    "Working with other organisations and service providers",
    "Probity, legal and compliance, governance",
)
ARTICLE_TITLES = (
    "Qualifications and achievements",
    "Personal qualities, continuing professional development and working with others",
    (
        "Leadership, level of responsibility and accountability, "
        "strategic planning, vision and decision making"
    ),
    "Managing and improving patient services",
    "Working with patients",
    "Workforce",
    "Financial proficiency and practice fiscal stability",
    "Estate and facilities management",
    "Working with other organisations and service providers",
    "Probity, legal and compliance, governance",
)

SOURCES = {"senior": "Senior", "peer": "Peer", "outside": "Outside leader"}
SOURCE_WORDINGS = {
    "senior": ("senior", "Senior colleague", "Employer", "Employer or senior work colleague"),
    "peer": ("PEER", "peer ", "A peer working in general practice management"),
    "outside": (
        "outside leader",
        "Outside Leader",
        "A clinician or manager working outside of the practice",
    ),
}

HEADINGS: dict[str, str] = {
    "ref": "Ref",
    "name": "Name",
    "email": "Email",
    "practice": "Practice",
    "nation": "Nation",
    "received": "Date received",
    "type": "Type",
    "previous_ref": "Previous ref",
    "resubmitted_domains": "Domains resubmitted",
    "associate": "Associate",
    "role": "Role",
    "role_started": "Role started",
    "constitution_breach": "Constitution breach",
    "disciplinary": "Disciplinary",
    "testimonial_1_from": "Testimonial 1 from",
    "testimonial_1_referee": "Testimonial 1 referee",
    "testimonial_1_received": "Testimonial 1 received",
    "testimonial_2_from": "Testimonial 2 from",
    "testimonial_2_referee": "Testimonial 2 referee",
    "testimonial_2_received": "Testimonial 2 received",
    **{f"evidence_{n}": f"Evidence {n}" for n in range(1, 11)},
    "evidence_missing": "Evidence missing",
    "fee_paid": "Fee paid",
    "result_sent": "Result sent",
    "withdrawn": "Withdrawn",
}
SYNONYMS: dict[str, tuple[str, ...]] = {
    "ref": ("Reference", "Application ref"),
    "name": ("Applicant", "Candidate", "Applicant name"),
    "email": ("Email address", "E-mail"),
    "practice": ("Practice name",),
    "nation": ("Country",),
    "received": ("Received", "Received on"),
    "type": ("Application type",),
    "previous_ref": ("Previous reference",),
    "resubmitted_domains": ("Resubmitted domains",),
    "associate": ("Associate member",),
    "role": ("Job title", "Current role"),
    "role_started": ("In post since", "Role start date"),
    "constitution_breach": ("Breach of constitution",),
    "disciplinary": ("Disciplinary action",),
    "result_sent": ("Date result sent", "Result sent on"),
}
OWN_HEADINGS: dict[str, str] = {
    "ref": "Our file",
    "name": "Who",
    "practice": "Where they work",
    "received": "Came in",
    "associate": "On the Associates' list?",
    "role": "What they do",
    "role_started": "Doing it since",
    "constitution_breach": "Broke the articles?",
    "testimonial_1_from": "First letter: kind",
    "testimonial_2_referee": "Second letter: writer",
    "fee_paid": "Money in",
    "result_sent": "Letter went out",
    "withdrawn": "Pulled out",
}
