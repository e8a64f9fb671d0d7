"""`python -m igpm_sheets`: the same as the command `igpm-sheets`."""

from igpm_sheets.cli import main

if __name__ == "__main__":
    main()
