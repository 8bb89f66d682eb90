"""What providers' requests and answers mean: one file each, found by the ``dialect.*`` seam."""
