"""The servers a desk stands on when nobody names any, and the supervisor of all its processes."""
