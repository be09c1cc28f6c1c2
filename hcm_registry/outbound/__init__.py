"""The one door out: whatever this system connects to elsewhere is looked up, judged and connected to here.

Nothing private is reachable until whoever runs the system approves it for one destination (`OUTBOUND_APPROVED`); what is judged is the
address that is then connected to, so a name that answers differently a moment later changes nothing.
"""
