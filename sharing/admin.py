"""Gathers the modules' admin pages."""

from sharing.integration import admin as integration

__all__ = ["integration"]
