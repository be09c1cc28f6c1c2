"""Proposals for other systems and for people's own tools: whatever the pages can do. What may be done is decided by the actions."""
