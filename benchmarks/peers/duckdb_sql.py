"""The ratings written by hand in SQL, for DuckDB."""

from __future__ import annotations

__all__ = ["RATING", "WHOLE"]


def _status(value: str, reference: str, amber_limit: str) -> str:
    return f"""case
        when {value} is null then 'grey'
        when kind = 'range' then case
            when {value} between low and high then 'green'
            when {value} between amber_low and amber_high then 'amber'
            else 'red' end
        when {reference} is null then 'grey'
        when {value} * sign >= {reference} * sign then 'green'
        when {value} * sign >= {amber_limit} * sign then 'amber'
        else 'red' end"""


RATING = f"select {_status('value', 'reference', 'amber_limit')} as status from rating"
"""The status where the references are beside the value."""


def _off_plan(value: str) -> str:
    # Rounded, since equal distances differ in the last bit of a float.
    return f"round(greatest(low - {value}, {value} - high, 0), 6)"


_RANK = "case {} when 'red' then 1 when 'amber' then 2 when 'green' then 3 else 0 end"

WHOLE = f"""
with found as (
    select o.measure, o.area, o.period, o.value, p.number, n.value as national,
        d.kind, d.sign, d.target, d.amber_limit, d.low, d.high, d.amber_low, d.amber_high
    from observations o
    join definitions d using (measure)
    join periods p using (period)
    left join observations n on n.area = 'England' and n.measure = o.measure and n.period = o.period
    where o.area <> 'England'
),
lagged as (
    select *,
        lag(number) over series is not distinct from number - 1 as follows,
        case when lag(number) over series = number - 1 then lag(value) over series end as before,
        case when lag(number, 2) over series = number - 2 then lag(value, 2) over series end as before_that,
        case when lag(number) over series = number - 1 then lag(national) over series end as national_before
    from found
    window series as (partition by measure, area order by number)
),
referred as (
    select *,
        case kind when 'comparator' then national when 'improvement' then before else target end as reference,
        case kind when 'comparator' then national_before when 'improvement' then before_that else target end
            as reference_before
    from lagged
),
rated as (
    select *,
        {_status("value", "reference", "coalesce(amber_limit, reference)")} as status,
        {_status("before", "reference_before", "coalesce(amber_limit, reference_before)")} as status_before,
        case
            when value is null or before is null then null
            when kind = 'range' then {_off_plan("before")} - {_off_plan("value")}
            when sign = 0 then value - before
            else (value - before) * sign end as progress
    from referred
),
ranked as (
    -- There is no rating to compare with where the history was too short to have a reference.
    select *, {_RANK.format("status")} as rank,
        case when follows
            and (before is null or kind not in ('comparator', 'improvement') or reference_before is not null)
            then {_RANK.format("status_before")} end as rank_before
    from rated
)
select measure, area, period, status,
    case
        when progress is null then 'not_comparable'
        when progress = 0 then 'steady'
        when sign = 0 and kind <> 'range' then case when progress > 0 then 'increasing' else 'decreasing' end
        when progress > 0 then 'improving'
        else 'worsening' end as travel,
    case
        when rank = 0 and rank_before > 0 then 'no_longer_rated'
        when rank_before is null then 'no_previous_rating'
        when rank = rank_before then 'unchanged'
        when rank_before = 0 then 'newly_rated'
        when rank > rank_before then 'improved'
        else 'worsened' end as movement
from ranked
"""
"""Status, direction of travel and movement, from observations; a gap is a gap."""
