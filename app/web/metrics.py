"""What a monitoring system counts: requests by route and status, how long they took, how many are open."""

import hmac

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.requests import Request

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LOOPBACK = ("127.", "::1", "::ffff:127.")


class Metrics:
    """The figures of one process since its start; several workers each tell their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "lantoa_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "lantoa_request_seconds", "From head to last byte", ("method",), buckets=BUCKETS, registry=self.registry
        )
        self.open = Gauge("lantoa_requests_open", "Requests at work or awaited", registry=self.registry)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method).observe(seconds)

    def text(self) -> bytes:
        """In Prometheus's text format."""
        return generate_latest(self.registry)


def may_read(request: Request, token: str) -> bool:
    """Who holds the operator's token, or asks from this machine itself and not through a proxy on it."""
    given = request.headers.get("authorization", "").partition(" ")
    if token and given[0].lower() == "bearer":
        return hmac.compare_digest(given[2].strip().encode(), token.encode())
    passed_on = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "via"))
    host = request.client.host if request.client else ""
    return host.startswith(LOOPBACK) and not passed_on
