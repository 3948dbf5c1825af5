"""Mail about calls: invitations that go out, by the journal once each, and what comes back."""
