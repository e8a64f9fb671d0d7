"""The feedback template: what a candidate is sent, and the list of comments to look through.

Sentences stand here, since the office may change them; what fills them comes from the reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import template_look
from template_sheet import Sheet

from igpm_sheets.demo import look
from igpm_sheets.demo.book import A4, Book
from igpm_sheets.reports import comments, feedback
from igpm_sheets.writers.filling.fit import lines_needed, row_height

_LETTER = (58, 334, 70, 78, 84, 64, 64, 66)
"""In pixels: five columns of the table, and three behind the chart. Printed at 85 hundredths."""
_INSET = 12
_COMMENTS = (80, 140, 56, 330, 330, 190, 66, 160)
_GUIDE = (190, 400, 260)

_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.35, "bottom": 0.45}
"""In inches."""
_OUTCOME: look.Properties = {
    "bold": True, "font_size": 13, "font_color": template_look.BLUE, "bg_color": "#EEF3F9",
    "valign": "vcenter", "indent": 1,
}  # fmt: skip
_QUIET: look.Properties = {"font_color": look.QUIET_INK, "valign": "top"}
_NUMBER: look.Properties = {
    "bold": True, "align": "center", "valign": "top", "font_color": template_look.BLUE,
}  # fmt: skip
_LEAD: look.Properties = {"bold": True, "font_color": template_look.BLUE}

_AWARD = (
    "{if_award}Congratulations. The panel has awarded you membership of the IGPM.",
    "{if_award}You may now use the letters {letters} after your name.",
)
_MEMBER = (
    "{if_no_advice}You have met the standard, or gone beyond it, in every domain.",
    (
        "{if_advice}There is nothing more to send. If you wish to go further: the panel saw most"
        " room in {asked_for}."
    ),
    (
        "{if_member_fee}Your first yearly Member fee falls due on {first_renewal}: {member_fee}"
        " plus {member_vat} VAT, {member_to_pay} in all."
    ),
)
_FURTHER = (
    (
        "{if_further_evidence}Thank you for your application, and for the work that went into it."
        " The panel needs further evidence before it can make the award."
    ),
    "{if_below_average}The marks of your ten domains average {average}; the award needs 5.",
)
_NEXT = (
    (
        "{if_asked_for}Please send further evidence in {asked_for}. Nothing else needs to be sent"
        " again."
    ),
    "{if_too_little}The panel saw too little evidence in {asked_for}.",
    "{if_not_named}We will write to you about the domains in which it is needed.",
    "{if_marks_stand}Your marks in the other domains stand.",
    "{if_all_marked_again}The panel will then mark all ten domains again.",
    (
        "{if_resubmission}We can accept it until {resubmit_by}. The next panel reads what reaches"
        " us by {next_closes}."
    ),
    (
        "{if_resubmission_fee}The fee for it is {resubmission_fee} plus {resubmission_vat} VAT,"
        " {resubmission_to_pay} in all."
    ),
    (
        "{if_new_application}Further evidence cannot be added to this application any more. You are"
        " welcome to come back with a complete new one: the next panel reads what reaches us by"
        " {next_closes}."
    ),
    (
        "{if_new_application_fee}The fee for it is {application_fee} plus {application_vat} VAT,"
        " {application_to_pay} in all."
    ),
)


def feedback_template(created: date) -> bytes:
    """The workbook as a file's content."""
    book = Book("IGPM feedback: template", created)
    _feedback(book)
    _no_result(book)
    _comments(book)
    _guide(book)
    return book.content()


class _Letter(Sheet):
    """A page that is read as a letter."""

    def __init__(self, book: Book, name: str) -> None:
        super().__init__(book, name, _LETTER, landscape=False)
        self._sheet.hide_gridlines(2)
        self._sheet.set_margins(**_MARGINS)
        self._sheet.set_header("")
        self._sheet.set_footer("")

    def footer(self, text: str) -> None:
        """A line at the foot of each page, and the number of the page."""
        self._sheet.set_footer(f'&L&"Arial,Regular"&8{text}&R&"Arial,Regular"&8Page &P of &N')

    def say(self, text: str, *properties: look.Properties, height: int = look.ROW_HEIGHT) -> None:
        """A line across the page."""
        style = self._format(look.SENTENCE, *properties)
        self._sheet.merge_range(self._row, 0, self._row, len(self._widths) - 1, text, style)
        self._advance(height)

    def sentences(self, *texts: str) -> None:
        """Sentences under each other, each in a row of its own."""
        for text in texts:
            self.say(text)

    def evidence(self) -> None:
        """A row for each thing that is said of a domain: a number, and a lead before the text."""
        number, lead, text = feedback.EVIDENCE
        self._sheet.write_string(self._row, 0, f"{{{number}}}", self._format(_NUMBER))
        style = self._format(look.SENTENCE)
        self._sheet.merge_range(self._row, 1, self._row, len(self._widths) - 1, "", style)
        parts = (
            self._format(_LEAD), f"{{{lead}}}",
            self._format({"font_color": look.INK}), f"{{{text}}}",
        )  # fmt: skip
        self._sheet.write_rich_string(self._row, 1, *parts, style)
        self._advance()

    def columns(self, heading: str, line: str, *, title: str, said: str) -> None:
        """A chart beside the table above: a column of means as far as they lie from a line."""
        chart = self._book.book.add_chart({"type": "column"})
        chart.add_series(
            {
                **self._series(heading),
                "fill": {"color": template_look.CHART_COLOUR},
                "gap": 55,
            }
        )
        standard = self._book.book.add_chart({"type": "line"})
        standard.add_series({**self._series(line), "line": {"color": "#B4540A", "width": 1.75}})
        chart.combine(standard)
        quiet = {"num_font": template_look.CHART_TYPE, "line": {"color": look.LINE}}
        chart.set_x_axis({**quiet, "label_position": "low", "major_tick_mark": "none"})
        grid = {"visible": True, "line": {"color": "#ECEFF3"}}
        scale = {"min": 3, "max": 7, "major_unit": 1, "crossing": feedback.STANDARD}
        chart.set_y_axis({**quiet, **scale, "num_format": "0", "major_gridlines": grid})
        chart.set_title({"name": title, "name_font": template_look.CHART_TITLE})
        chart.set_legend({"position": "bottom", "font": template_look.CHART_TYPE})
        chart.set_chartarea({"border": {"color": look.LINE}})
        placed = self._tables[-1]
        at = len(placed.columns)
        size = (sum(self._widths[at:]) - _INSET, 256)
        self._insert(chart, said, size, (placed.row, at), (_INSET, 0))


def _feedback(book: Book) -> None:
    """What a candidate may read of their result."""
    sheet = _Letter(book, feedback.SHEET)
    sheet.footer("{ref}")
    sheet.say(feedback.TITLE, look.TITLE, {"text_wrap": True}, height=30)
    sheet.say("{candidate_and_practice}", {"bold": True})
    sheet.say("Ref {ref}  ·  applications of {window}  ·  {today}", _QUIET)
    sheet.space(pixels=8)
    sheet.say("{outcome}", _OUTCOME, height=28)
    sheet.space(pixels=8)
    sheet.sentences(*_AWARD, *_FURTHER)
    sheet.space(pixels=6)
    sheet.sentences(*_MEMBER, *_NEXT)
    sheet.space(pixels=8)
    sheet.table("Your_result", feedback.RESULT_COLUMNS)
    sheet.columns(
        "Panel's average",
        "Standard",
        title="Your ten domains",
        said="{chart_said}",
    )
    sheet.space(pixels=8)
    sheet.say("{if_remarks}What the assessors wrote stands in “quotation marks”.", _QUIET)
    sheet.say(
        "{if_domains}The evidence named is a guide: whatever else shows what the domain asks for"
        " is just as welcome.",
        _QUIET,
    )
    sheet.space(pixels=4)
    sheet.evidence()
    sheet.space(pixels=8)
    sheet.say("{if_further_evidence}We look forward to hearing from you again.")
    sheet.say("{if_award}We are glad to have you among our Members.")
    sheet.say("The IGPM office", {"bold": True})
    sheet.finish(all_of_it=True)


def _no_result(book: Book) -> None:
    """What stands on a candidate's tab once their result no longer does."""
    sheet = _Letter(book, feedback.NO_RESULT)
    sheet.say("{title}", look.TITLE, {"text_wrap": True}, height=30)
    sheet.space(pixels=6)
    sheet.say("There is no result at present. A result that stood here no longer holds.")
    sheet.finish(all_of_it=True)


def _comments(book: Book) -> None:
    """The comments that go out to candidates, for the office to look through."""
    sheet = Sheet(book, comments.SHEET, _COMMENTS)
    sheet.table("Comments", comments.COLUMNS, filters=True)
    sheet.finish(keys=3)


# How to change it


def _guide(book: Book) -> None:
    """What may be changed and how: for the office alone, and never part of what is written."""
    sheet = book.book.add_worksheet("How to change this")
    sheet.hide_gridlines(2)
    sheet.set_paper(A4)
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate(_GUIDE):
        sheet.set_column_pixels(column, column, width)
    body = book.format(look.FONT, look.SENTENCE)
    sheet.write_string(0, 0, "How to change this", book.format(look.FONT, look.TITLE))
    sheet.set_row_pixels(0, 30)
    row = 1
    for text in _ADVICE:
        sheet.merge_range(row, 0, row, len(_GUIDE) - 1, text, body)
        sheet.set_row_pixels(row, row_height(lines_needed(text, sum(_GUIDE) - 16)) + 4)
        row += 1
    for heading, names in (("Write", _VALUES), ("A row that holds", _CONDITIONS)):
        row = _listed(book, sheet, row + 1, heading, names)
    sheet.print_area(0, 0, row - 1, len(_GUIDE) - 1)


def _listed(
    book: Book, sheet: object, row: int, heading: str, names: Mapping[str, tuple[str, str]]
) -> int:
    """A list of names in braces with what each stands for; the row below it."""
    cell = book.format(look.FONT, look.BODY, {"text_wrap": True})
    head = book.format(look.FONT, look.HEADING)
    second = ("and there stands", "such as") if heading == "Write" else ("is there", "")
    for at, text in enumerate((heading, *second)):
        sheet.write_string(row, at, text, head)  # type: ignore[attr-defined]
    for number, (name, said) in enumerate(names.items(), row + 1):
        for at, text in enumerate((f"{{{name}}}", *said)):
            sheet.write_string(number, at, text, cell)  # type: ignore[attr-defined]
        lines = max(map(lines_needed, said, _GUIDE[1:]))
        sheet.set_row_pixels(number, row_height(lines))  # type: ignore[attr-defined]
    return row + len(names) + 1


_ADVICE = (
    (
        "Save this workbook beside igpm.toml and name it there: under [feedback], template ="
        ' "feedback_template.xlsx". Then change the sheets “Feedback”, “No result” and “Comments”'
        " in Excel as you like: type, colours, widths, margins, your letterhead, your logo (Insert"
        " › Pictures), your signature, other sentences, further rows. The sheets and their tables"
        " keep their names, and the tables their headings."
    ),
    "Where a name in braces stands, the program puts what it stands for. A row with a name that"
    " begins with if_ is there only where that is so; the name itself leaves nothing behind. One"
    " such name in a row is enough. A brace that is meant as one is typed twice: {{{{.".replace(
        "{{{{", "{{"
    ),
    (
        "A logo stands best at the right of the first row, which may be as high as it needs; or"
        " insert rows above it. All that stands on the sheet is printed, unless you set a print"
        " area: then see that the logo is in it (Page Layout › Print Area › Clear Print Area)."
    ),
    (
        "One page holds about five domains with what three assessors wrote on each. The rows with"
        " {if_award}, {if_further_evidence} and {evidence_text} must stay: without one of them"
        " nothing is written."
    ),
    "This sheet is for you alone: it is in nothing that the program writes.",
    (
        "Try it: igpm-sheets results puts each candidate's feedback into the results workbook,"
        " where you see how it looks before anything is sent."
    ),
)

_VALUES = {
    "title": ("a title with the candidate's name", "Your application …: Ann Lee"),
    "candidate": ("the candidate's name, else the ref", "Ann Lee"),
    "practice": ("the practice", "Mill Lane Surgery"),
    "candidate_and_practice": ("both, with a comma between", "Ann Lee, Mill Lane Surgery"),
    "ref": ("the application's ref", "26-014"),
    "window": ("the month of the applications", "May 2026"),
    "today": ("the day on which it is written", "22 June 2026"),
    "outcome": ("the outcome", "Membership awarded"),
    "letters": ("the letters of a Member", "MIGPM"),
    "average": ("the average of all thirty marks", "4.97"),
    "asked_for": ("the domains named, in words", "domains 3 and 7"),
    "resubmit_by": ("the last day for further evidence", "28 February 2027"),
    "next_window": ("the month of the next applications", "September 2026"),
    "next_opens": ("its first day", "1 September 2026"),
    "next_closes": ("the last day on which anything is in time", "30 September 2026"),
    "resubmission_fee": ("the fee for further evidence, without VAT", "£120.00"),
    "resubmission_vat": ("its VAT", "£24.00"),
    "resubmission_to_pay": ("both together", "£144.00"),
    "application_fee": ("the fee for a complete new application, without VAT", "£280.00"),
    "application_vat": ("its VAT", "£56.00"),
    "application_to_pay": ("both together", "£336.00"),
    "first_renewal": ("when a Member's first yearly fee falls due", "1 June 2027"),
    "member_fee": ("a Member's yearly fee, without VAT", "£85.00"),
    "member_vat": ("its VAT", "£17.00"),
    "member_to_pay": ("both together", "£102.00"),
    "chart_said": ("what the chart shows, for its alternative text", "… domain 1 5.00, …"),
    "evidence_domain": ("side by side in one row:", "4"),
    "evidence_lead": ("each domain named, with its title,", "Evidence that helps:"),
    "evidence_text": ("what the assessors wrote, and the evidence that helps", "“One audit …”"),
}

_CONDITIONS = {
    "if_award": ("for a Member", ""),
    "if_member_fee": ("for a Member whose first yearly fee is known", ""),
    "if_advice": ("for a Member with a domain below the standard", ""),
    "if_no_advice": ("for a Member with none", ""),
    "if_further_evidence": ("where further evidence is needed", ""),
    "if_below_average": ("where that is so because the average is below 5", ""),
    "if_asked_for": ("where it is needed in certain domains, and may be sent", ""),
    "if_too_little": ("where it is, and only a complete new application is possible", ""),
    "if_not_named": ("where no domain is below the standard, and the panel must name some", ""),
    "if_resubmission": ("where it may be sent within the year", ""),
    "if_resubmission_fee": ("where its fee is known as well", ""),
    "if_marks_stand": ("where the marks in the other domains stand", ""),
    "if_all_marked_again": ("where all ten domains will be marked again", ""),
    "if_new_application": ("where only a complete new application is possible", ""),
    "if_new_application_fee": ("where its fee is known as well", ""),
    "if_domains": ("where domains are named, for further evidence or as advice", ""),
    "if_remarks": ("where assessors have written something on them", ""),
}
