"""What stands behind the one search box of the desk: homes, people, callers, records and what was said."""
