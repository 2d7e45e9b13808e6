"""The reception screen: a caller is known, heard and on record."""
