"""The Chatham House Rule, enforced: what may leave the private side, and the one door that it leaves by."""
