"""The report as one page of HTML: self-contained, without scripts, and readable on paper."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from scorecard_core.errors import ScorecardError
from scorecard_core.report.charts import Chart, shape, trend_chart
from scorecard_core.report.view import HEADINGS, View
from scorecard_core.report.words import ACCENT, PALETTE
from scorecard_core.terms import Rag

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from markupsafe import Markup

__all__ = ["ReportExtraError", "render_html"]

_FOLDER, _PAGE = "templates", "scorecard.html.j2"


class ReportExtraError(ScorecardError):
    """The extra that the page is made with is not installed."""


def render_html(view: View) -> str:
    """The page of a report.

    Raises:
        ReportExtraError: ``report-extra-missing`` where Jinja2 is not installed.
    """
    return _page().render(view=view, headings=HEADINGS, palette=PALETTE, accent=ACCENT, statuses=tuple(Rag))


@lru_cache(maxsize=1)
def _page() -> Template:
    return _environment().get_template(_PAGE)


def _environment() -> Environment:
    try:
        from jinja2 import Environment, FunctionLoader, StrictUndefined
    except ModuleNotFoundError:
        raise ReportExtraError(
            "report-extra-missing",
            found="Jinja2, which the HTML page is made with, is not installed",
            hint="Install it with: pip install 'scorecard-core[report]'",
        ) from None
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["chart"] = _chart
    environment.globals["shape"] = _shape
    return environment


def _source(name: str) -> str:
    return files("scorecard_core.report").joinpath(_FOLDER, name).read_text(encoding="utf-8")


def _chart(chart: Chart) -> Markup:
    """A chart; every text in it was escaped when it was drawn."""
    from markupsafe import Markup

    return Markup(trend_chart(chart))


def _shape(status: str) -> Markup:
    """The shape of a status, for the eye alone: its word always stands beside it."""
    from markupsafe import Markup

    drawn = shape(Rag(status))
    return Markup(f'<svg class="shape" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{drawn}</svg>')
