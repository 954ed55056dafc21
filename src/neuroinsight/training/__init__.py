"""From a folder of cases to a model."""
