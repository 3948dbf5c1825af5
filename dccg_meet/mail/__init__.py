"""Invitations that go out by mail: what is in them, to whom, through which server, once each."""
