"""Gathers the modules' admin pages."""

from sharing.integration import admin as integration
from sharing.quality import admin as quality
from sharing.quarantine import admin as quarantine

__all__ = ["integration", "quality", "quarantine"]
