"""Gathers the modules' admin pages."""

from sharing.integration import admin as integration
from sharing.quality import admin as quality

__all__ = ["integration", "quality"]
