"""Recipes as TOML files, one per training."""
