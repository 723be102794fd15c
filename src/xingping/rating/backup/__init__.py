"""Backup and restore: database, files and key in one archive that proves itself."""
