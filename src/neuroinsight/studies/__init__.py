"""Whole experiments: what needs training and evaluation together."""
