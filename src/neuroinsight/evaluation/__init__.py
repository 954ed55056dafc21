"""How good segmentations are: cases in, tables and pictures out."""
