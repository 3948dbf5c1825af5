"""Runs a worldwide governance group's monthly calls from a terminal."""

__version__ = "0.1.0"
