"""The calls in a calendar on a server, kept in step by CalDAV: whose word counts where both changed."""
