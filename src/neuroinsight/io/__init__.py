"""Files in, files out: one module per format."""
