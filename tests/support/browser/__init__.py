"""A real JupyterLab in a real Chromium, and what a person does there."""
