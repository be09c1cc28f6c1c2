"""Bringing each shared database into the warehouse, every row held against the dictionary in force."""
