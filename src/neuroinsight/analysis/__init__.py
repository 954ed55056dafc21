"""The main road: from a study to its record."""
