"""What git knows and keeps: the commit a session ran at, merges, notes and trailers."""
