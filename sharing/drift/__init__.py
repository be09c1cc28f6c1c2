"""Where sources left the dictionary: shown to those concerned, and asked to be mended by an amendment of the catalogue."""
