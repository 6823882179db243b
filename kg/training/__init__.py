"""Training: a folder of gold records to the weights in the package. Nothing of the package imports it; it needs the extra `train`."""

from __future__ import annotations

__all__: list[str] = []
