"""Counts as Prometheus reads them. Only who is asked for them imports this: it takes a while."""

from collections.abc import Iterator, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from mockserver.metrics.counts import BUCKETS, Counted, Durations, Metrics

MEDIA_TYPE = CONTENT_TYPE_LATEST


def text(metrics: Metrics) -> bytes:
    """Return all counts in Prometheus's text format."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(metrics.counted))
    return generate_latest(registry)


class _Collected(Collector):
    def __init__(self, counted: Counted) -> None:
        self._counted = counted

    def collect(self) -> Iterator[Metric]:
        """Yield all counts."""
        for named, counted in self._counted.counts.items():
            family = CounterMetricFamily(_name(named.name), named.doc, labels=named.labels)
            for labels, number in (counted if named.labels else counted or {(): 0}).items():
                family.add_metric(labels, number)
            yield family
        yield GaugeMetricFamily(_name("open_answers"), "Answers being sent.", self._counted.open)
        yield _durations(self._counted.durations)


def _durations(durations: Mapping[str, Durations]) -> Metric:
    family = HistogramMetricFamily(
        _name("duration_seconds"),
        "From the arrival of a call to the end of its answer.",
        labels=["operation"],
    )
    ends = [*map(str, BUCKETS), "+Inf"]
    for operation, each in durations.items():
        summed = [(end, float(sum(each.buckets[: n + 1]))) for n, end in enumerate(ends)]
        family.add_metric([operation], summed, each.seconds)
    return family


def _name(name: str) -> str:
    return f"cometapi_mock_{name}"
