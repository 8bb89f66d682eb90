"""Agents that edit notebooks behind Jupyter's back: their hooks, transcripts, chats and notes."""
