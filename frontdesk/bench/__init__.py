"""`manage.py bench`: every figure that was asked for, as a ratio to a lean page and the bare SQL of the same run."""
