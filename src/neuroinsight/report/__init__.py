"""Views of the record."""
