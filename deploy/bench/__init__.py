"""Measures the portal's pages beside a reference view, at two scales: `make bench`."""
