"""Secrets at rest: what an agency entrusts to the registry is stored sealed, and opened only where it is used."""
