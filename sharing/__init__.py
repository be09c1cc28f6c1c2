"""How what the catalogue names is shared: brought into the warehouse, offered, granted, served."""
