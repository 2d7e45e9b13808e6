"""The words of the project in every language: found in code and templates, kept in `locale/`."""
