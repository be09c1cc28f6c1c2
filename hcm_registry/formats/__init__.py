"""How dates and numbers are written and read (FORMAT_MODULE_PATH): Django's own Vietnamese reads 03/04 as 4 March."""
