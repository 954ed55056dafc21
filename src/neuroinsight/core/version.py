"""The program's version: here, and not asked of what is installed: an index has a stranger's of our name."""

VERSION = "0.1.0"
