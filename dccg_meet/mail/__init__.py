"""Mail about calls: what comes back from it."""
