"""What: the catalogue of shared databases in time, the decisions that change it, and the proposals that lead to them."""
