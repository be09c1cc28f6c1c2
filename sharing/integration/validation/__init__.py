"""The data dictionary compiled to SQL: which rows are in doubt, why each bad one is bad, and how a value is read."""
