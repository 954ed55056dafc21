"""Measuring one patient."""
