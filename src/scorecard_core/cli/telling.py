"""What commands say beside their result: what is wrong, what was not used, and how far they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from scorecard_core.observations import Observations
    from scorecard_core.overrides import Overrides
    from scorecard_core.rating import Rating
    from scorecard_core.registry import Registry

__all__ = ["late_bar", "nothing_to_rate", "tell_unmatched", "tell_unused", "telling_problems", "with_progress"]

Item = TypeVar("Item")


def telling_problems(command: Callable[..., None]) -> Callable[..., None]:
    """Turn everything that is wrong with the input into lines on standard error and the exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from scorecard_core.errors import Problems, ScorecardError

        try:
            command(*args, **kwargs)
        except Problems as problems:
            count = len(problems.errors)
            click.echo(f"{count} {'problem' if count == 1 else 'problems'} in {problems.message}:", err=True)
            for problem in problems.errors:
                click.echo(f"  {problem} ({problem.code})", err=True)
            sys.exit(1)
        except ScorecardError as error:
            click.echo(f"{error} ({error.code})", err=True)
            sys.exit(1)

    return run


def tell_unused(registry: Registry, figures: Observations) -> None:
    """Name the figures that no definition asks for."""
    from scorecard_core.errors import did_you_mean
    from scorecard_core.scorecard import measures

    known = measures(registry)
    for measure in sorted(figures.measures - known.keys()):
        hint = did_you_mean(measure, known)
        click.echo(f"Not used: the figures of '{measure}', which no definition asks for. {hint}".rstrip(), err=True)


def tell_unmatched(said: Overrides | None, ratings: Iterable[Rating]) -> None:
    """An override that meets no rating is most likely misspelt."""
    rated = {(one.indicator, one.area, one.period) for one in ratings}
    for one in said or ():
        if (one.indicator, one.area, one.period) not in rated:
            what = f"the override of '{one.indicator}' for {one.area}, {one.period}"
            click.echo(f"Not used: {what} ({one.place}), since nothing is rated there.", err=True)


def nothing_to_rate() -> click.ClickException:
    """What is raised where no definition found a figure."""
    return click.ClickException("There is nothing to rate: no definition found a figure. Nothing was written.")


def with_progress(items: Iterable[Item], label: str = "Rating") -> Iterator[Item]:
    """The items as they are worked through, with a bar on standard error once that has taken a second."""
    waiting = list(items)
    with late_bar(label) as advance:
        for done, item in enumerate(waiting, start=1):
            yield item
            advance(done, len(waiting))


@contextmanager
def late_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told how much is done, and of how much; it shows once that has taken a second."""
    bar: Any = None
    started = monotonic()

    def advance(done: int, length: int) -> None:
        nonlocal bar
        if monotonic() - started < 1:
            return
        if bar is None:
            bar = click.progressbar(length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty())
        bar.update(done - bar.pos)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.render_finish()
