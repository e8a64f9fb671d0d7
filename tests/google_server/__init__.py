"""A server on this computer that answers as Google Sheets and Drive do (manual: `server`)."""
