"""The words of the report, one file per language."""
