"""Weights of the shipped models: one folder each."""
