"""What a call is: its rule, its life from scheduled to cancelled, its items and their times, its zones."""
