"""How fast the engine rates, beside code written by hand and beside general rule engines.

``python -m benchmarks.run`` measures; :mod:`benchmarks.workload` says what is rated.
"""
