"""Django's PostgreSQL backend for many short requests; see `base`."""
