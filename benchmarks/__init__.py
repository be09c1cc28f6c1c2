"""Figures, not tests: each file measures one thing and says on what."""
