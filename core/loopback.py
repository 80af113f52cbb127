"""Which addresses only this machine reaches: there a credential may travel in the clear. Pure."""

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Of a host name or an IP address without brackets."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
