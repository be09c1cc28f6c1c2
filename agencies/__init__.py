"""Who: agencies through their names and successors, and the people who hold roles in them."""
