"""Rows that may not be published: who sees which, and how each finds its way out."""
