"""The annex of a decision, out of the file an office has it in."""
