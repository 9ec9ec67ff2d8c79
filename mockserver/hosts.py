"""Hosts: whether one is this machine alone."""

import ipaddress

_LOCAL = "localhost"


def is_loopback(host: str) -> bool:
    """Whether an address, or a name, is that of this machine alone."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == _LOCAL or host.endswith(f".{_LOCAL}")
