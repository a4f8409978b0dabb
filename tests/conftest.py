"""What holds for every test here."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A property is right or wrong however busy the machine is.
settings.register_profile("scorecard", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("scorecard")
