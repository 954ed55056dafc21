"""Comparing two masks."""
