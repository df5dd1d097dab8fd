"""The equations, written once: plain functions of named quantities over a math namespace.

No law imports sympy. The printer runs a law on symbols to write kernels; called with
:class:`biolift.laws.stage.NumpyMath` the same law is its own slow twin.
"""
