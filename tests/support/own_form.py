"""The form of a third party that ``docs/exports.md`` prints, installed as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"


def install(folder: Path) -> Path:
    """The package in a folder of its own, to be put on the path.

    Args:
        folder: in which that folder is made.

    Returns:
        What ``PYTHONPATH`` is to name.
    """
    section = PAGE.read_text("utf-8").partition("## A form of your own")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    (points,) = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    site = folder / "site"
    package, info = site / "my_package", site / "my_package-1.0.dist-info"
    for made in (package, info):
        made.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "org.py").write_text(code, "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n")
    listed = re.sub(r'\[project\.entry-points\."(.*)"\]', r"[\1]", points).replace('"', "")
    (info / "entry_points.txt").write_text(listed)
    return site
