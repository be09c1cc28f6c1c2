"""Whose certificates are believed: the operating system's authorities, and those of the state when there is a file of them."""

import ssl
from functools import cache

from django.conf import settings


def trusted() -> ssl.SSLContext:
    """TLS 1.2 or newer, with the certificate and the name checked."""
    return _context(str(settings.OUTBOUND_CA_FILE))


@cache
def _context(ca_file: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
