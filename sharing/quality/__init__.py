"""How good the data of the warehouse is and how fresh, measured after every good load; and where it came from."""
