"""The register out of a file: its lines are read and checked, mended on a page, and entered, slice by slice."""
