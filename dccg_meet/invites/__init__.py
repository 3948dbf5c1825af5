"""Calendar invitations: what an event says, its bytes, and proof that the bytes say it."""
