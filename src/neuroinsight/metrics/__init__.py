"""Comparing two masks: overlap, surface distance, lesion by lesion."""
