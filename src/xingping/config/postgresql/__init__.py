"""Django's PostgreSQL backend, sparing a question at each request."""
