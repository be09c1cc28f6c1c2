"""The pages of the warehouse: how every dataset stands, its source, its loads."""
