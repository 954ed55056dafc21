"""Views of a follow-up."""
