"""Array geometry in millimeters: what has shape and grid, and knows of no tumor."""
