"""Agents that edit notebooks, and notebooks of which every character's author is known."""
