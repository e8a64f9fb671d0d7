"""igpm_sheets: accreditation of practice managers, worked out from an office's spreadsheets.

The command line is in `cli`; for a script, `jobs.work_out(settings.load(path), today)` does
what `igpm-sheets results` does and returns it as records.
"""

__version__ = "0.1.0"
