"""How often chance is tried: enough in the daily suite, and as often as was promised under `make canaries` (THOROUGH=1)."""

import os

THOROUGH = bool(os.environ.get("THOROUGH"))


def rounds(daily: int, promised: int) -> int:
    """`promised` when the run is thorough."""
    return promised if THOROUGH else daily
