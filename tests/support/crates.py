"""roc-validator without a network: its two contexts come from a cache filled here."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

CONTEXTS = Path(__file__).parents[1] / "data" / "contexts"
_ADDRESSES = {
    "https://w3id.org/ro/crate/1.1/context": "ro-crate-1.1-context.jsonld",
    "https://w3id.org/ro/terms/workflow-run/context": "workflow-run-context.json",
}


def fill(cache: Path) -> None:
    """A requests-cache file that answers for the two contexts."""
    from requests import Response
    from requests.adapters import BaseAdapter
    from requests_cache import CachedSession
    from urllib3 import HTTPResponse

    class Disk(BaseAdapter):
        def send(self, request, **options):
            body = (CONTEXTS / _ADDRESSES[request.url]).read_bytes()
            headers = {"Content-Type": "application/ld+json"}
            answer = Response()
            answer.status_code, answer.url, answer.request = 200, request.url, request
            answer.raw = HTTPResponse(BytesIO(body), headers, 200, preload_content=False)
            answer.headers.update(headers)
            return answer

        def close(self):
            pass

    session = CachedSession(
        str(cache), backend="sqlite", expire_after=-1, allowable_codes=[200, 302, 404]
    )
    session.mount("https://", Disk())
    for address in _ADDRESSES:
        session.get(address)
        session.get(address, headers={"Accept": "application/ld+json"})
    session.close()


def problems(crate: Path, cache: Path, severity: str = "RECOMMENDED") -> list[str]:
    """What roc-validator finds wrong with a crate, as Process Run Crate 0.5."""
    from rocrate_validator import models, services

    settings = services.ValidationSettings(
        rocrate_uri=str(crate),
        profile_identifier="process-run-crate-0.5",
        requirement_severity=models.Severity[severity],
        cache_path=str(cache),
        offline=True,
    )
    result = services.validate(settings)
    return [
        f"{issue.severity.name} {issue.check.identifier} {issue.message} {issue.violatingEntity}"
        for issue in result.get_issues()
    ]
