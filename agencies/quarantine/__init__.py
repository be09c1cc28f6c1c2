"""Who is told of a file in which something harmful was found."""
