"""HTTP libraries: each hands its requests and answers to the watch, and changes nothing."""
