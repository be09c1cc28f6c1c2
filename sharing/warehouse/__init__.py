"""The shared warehouse: the only place that knows its tables."""
