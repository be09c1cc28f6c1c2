"""The keys that seal, by id. The first seals; the others still open what was sealed before them."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

LENGTH = 32  # AES-256

Keyring = dict[str, bytes]


def keyring(text: str) -> Keyring:
    """The keys in `id:key,id:key`, each key 32 bytes in base64. Error: ValueError says which one is wrong, never what it is."""
    found: Keyring = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _colon, key = part.partition(":")
        if not name or len(name.encode()) > 255 or name in found:
            raise ValueError(f"SEALING_KEYS: each key needs an id of its own (id:key,id:key), and {name!r} is none")
        found[name] = _key(name, key)
    if not found:
        raise ValueError("SEALING_KEYS names no key (id:key,id:key)")
    return found


def new_key(name: str) -> str:
    """A key in the form that `keyring` reads."""
    return f"{name}:{urlsafe_b64encode(secrets.token_bytes(LENGTH)).decode()}"


def _key(name: str, text: str) -> bytes:
    try:
        key = urlsafe_b64decode(text.replace("+", "-").replace("/", "_"))
    except Error:
        key = b""
    if len(key) != LENGTH:
        raise ValueError(f"SEALING_KEYS: the key {name!r} is not {LENGTH} bytes in base64")
    return key
