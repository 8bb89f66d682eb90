"""What a run cost this machine: CPU time always, energy where it can be known."""
