"""Sign-in, one's own account, invitations: the pages around allauth."""
