"""How Sphinx builds the documentation. It reads no network and writes no date, so two builds can be compared."""

from __future__ import annotations

import re
import sys
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pygments.lexers.special import TextLexer

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "scorecard_core"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "catalogue"]
exclude_patterns = ["requirements.txt"]
suppress_warnings = ["misc.highlighting_failure"]  # "..." stands for what an output leaves out

html_theme = "furo"
html_title = "scorecard_core"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_copyright = False

myst_heading_anchors = 4

autodoc_default_options = {"exclude-members": "model_config, polarities"}
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100


def as_written(_app: Any, what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """Keep Napoleon from reading more into a docstring than it says.

    "low, high: the edges" becomes an entry for each name, and a colon in the sentence that describes a property or a
    result becomes a dash: Napoleon would take what stands before either for a type.
    """
    entries = re.compile(r"^( +)(\w+(?:, \w+)+)(: .*(?:\n\1 +.*)*)", re.MULTILINE)
    text = entries.sub(
        lambda found: "\n".join(f"{found[1]}{name}{found[3]}" for name in found[2].split(", ")), "\n".join(lines)
    )
    text = re.sub(r"(?<=^Returns:\n)(.*?): ", r"\1 – ", text, flags=re.MULTILINE)
    lines[:] = text.split("\n")
    if what == "property":
        lines[0] = lines[0].replace(": ", " – ")


def readable(
    _app: Any, what: str, _name: str, obj: Any, _options: Any, signature: str | None, _returns: str
) -> tuple[str, None] | None:
    """Leave out a signature that says less than the list below it: a model's, a term's, one with made defaults."""
    listed = what == "class" and issubclass(obj, (BaseModel, Enum))
    return ("", None) if listed or "<factory>" in (signature or "") else None


def setup(app: Any) -> None:
    """Show CSV as it is, and describe attributes one by one."""
    app.add_lexer("csv", TextLexer)
    app.connect("autodoc-process-docstring", as_written, priority=100)
    app.connect("autodoc-process-signature", readable)
