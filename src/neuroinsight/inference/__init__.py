"""A model meets a study."""
