"""Kernels written by the printer, and what they share."""
