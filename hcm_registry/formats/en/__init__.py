"""English, for readers in this country."""
