"""The registers of contacts, homes and people, and everything that ever happened there."""
