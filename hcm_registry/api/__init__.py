"""What every door of the API shares: problems, typed parameters, keyset pages, ETags, quotas. It knows no app, only the kernel."""

from hcm_registry.api.keyset import Keyset
from hcm_registry.api.parsing import NfcJSONParser, SessionAuthentication
from hcm_registry.api.problems import explain

__all__ = ["Keyset", "NfcJSONParser", "SessionAuthentication", "explain"]
