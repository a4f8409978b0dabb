"""What holds for every test here."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

# A property is right or wrong however busy the machine is.
# One clear counter-example is worth more than several, and comes sooner.
settings.register_profile(
    "scorecard",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    report_multiple_bugs=False,
    phases=[phase for phase in Phase if phase is not Phase.explain],
)
settings.load_profile("scorecard")
# For mutation, where the same tests run some thousand times: fewer cases, and always the same ones.
settings.register_profile("quick", settings.get_profile("scorecard"), max_examples=25, derandomize=True, database=None)
