"""Models that run inside the kernel's own process: one file a library."""
