"""Counts of what a mock answered, for Prometheus."""

from mockserver.metrics.counts import OTHERS, Metrics

__all__ = ["OTHERS", "Metrics"]
