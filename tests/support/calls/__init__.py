"""Providers of models on this machine, clients of them, and what was recorded."""
