"""What comes back by mail: answers to invitations, and mail that did not arrive."""
