"""Files in a kernel: what its runs read and write, and the marks that travel by them."""
