"""What `settings.py` reads when a laptop runs the system: addresses, a secret key, a data directory."""

import os
import secrets
from pathlib import Path

from hcm_registry.embedded import Servers
from hcm_registry.embedded.place import write_secret
from hcm_registry.embedded.trouble import not_writable


def data_dir() -> Path:
    """`DATA_DIR`, by default `.data` beside manage.py."""
    return Path(os.environ.get("DATA_DIR") or ".data").expanduser().resolve()


def environment(data_dir: Path, servers: Servers) -> dict[str, str]:
    """The environment of every process we start; what the caller has set stays as it is."""
    given = {name: value for name, value in os.environ.items() if value}
    defaults = {"DEBUG": "1", "DATA_DIR": str(data_dir)}
    if "SECRET_KEY" not in given:
        defaults["SECRET_KEY"] = _secret_key(data_dir / "secret_key")
    return defaults | given | {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}


def _secret_key(path: Path) -> str:
    """Made once and kept: with another key every session and signed link would end at a restart."""
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_secret(path, secrets.token_urlsafe(48))
        except OSError as error:
            raise not_writable(path.parent, error) from error
    return path.read_text().strip()
