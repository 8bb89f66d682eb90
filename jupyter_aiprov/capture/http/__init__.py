"""Calls to models over HTTP: one neutral exchange, whatever library carries it."""
