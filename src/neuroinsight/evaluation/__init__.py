"""How good a model is, per patient."""
