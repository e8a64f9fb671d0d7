"""The format of Office workbooks: packages of parts, kept as they are but for what is edited."""
