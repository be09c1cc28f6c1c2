"""The agency's server is asked for by name."""

from tests.sharing.setting import office

__all__ = ["office"]
