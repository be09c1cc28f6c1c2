"""What is known of a file, as the API says it."""

from typing import Any

from rest_framework import serializers

from hcm_registry.files.findings import Findings, ScanState
from hcm_registry.files.models import Verdict


class ScanShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """How the file stands with the scanner. `found` names what is harmful in it."""

    state = serializers.ChoiceField(choices=ScanState.choices)
    found = serializers.CharField(allow_blank=True)
    scanner = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)


class SignatureShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """One signature. `timestamped`: a trusted authority stamped the time; otherwise it is what the signer's machine said."""

    signer = serializers.CharField()
    issuer = serializers.CharField()
    serial = serializers.CharField()
    signed_at = serializers.DateTimeField(allow_null=True)
    timestamped = serializers.BooleanField()
    not_after = serializers.DateTimeField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    revocation_known = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)


class SignaturesShape(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """What the signatures were worth at a moment, by the roots trusted then."""

    verdict = serializers.ChoiceField(choices=Verdict.choices)
    at = serializers.DateTimeField()
    roots = serializers.CharField()
    each = SignatureShape(many=True)


def as_json(found: Findings) -> dict[str, Any]:
    """`scan` and `signatures` of a file; no signatures until they were looked at, and for what is no PDF."""
    scan, check = found.scan, found.check
    said = {"found": scan.found, "scanner": scan.scanner, "at": scan.at} if scan else {"found": "", "scanner": "", "at": None}
    judged = {"verdict": check.verdict, "at": check.at, "roots": check.roots, "each": found.signatures} if check else None
    return {"scan": {"state": found.state} | said, "signatures": judged}
