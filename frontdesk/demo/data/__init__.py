"""What the demo estate is made of, in tables to be read: a real office starts from the first three of them too."""
