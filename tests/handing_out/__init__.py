"""Mark sheets for assessors: who gets what, what is written, and what is never touched."""
