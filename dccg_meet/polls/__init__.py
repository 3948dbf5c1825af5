"""Polls for a time, without accounts: what asks, the answers of mails and exports, the count."""
