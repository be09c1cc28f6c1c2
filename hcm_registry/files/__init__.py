"""Files that are kept: named by rows, judged beside them, given out through one door."""
