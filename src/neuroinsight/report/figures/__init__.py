"""Pictures of a study with the outlines of its tumor: pixels, marks and millimeters, without words."""
