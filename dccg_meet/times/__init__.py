"""When to meet: what a call's hour costs each place, who has carried how much, and times that share it."""
