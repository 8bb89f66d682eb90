"""What tests share: kernels, browsers, providers, notebooks of known truth."""
