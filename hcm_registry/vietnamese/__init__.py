"""Vietnamese text: cleaned on the way in, ordered, searched and compared. It knows no app."""
