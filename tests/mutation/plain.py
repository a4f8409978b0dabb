"""Decorated functions, written so that mutmut mutates them too.

mutmut leaves every decorated function alone, and half of a definition is properties. In the copy that is mutated,

    @property                       def rule__plain(self):
    def rule(self):                     ...
        ...                         rule = property(rule__plain)

which is the same thing to Python, and a plain function to mutmut.
"""

from __future__ import annotations

import ast

__all__ = ["PLAIN", "undecorated"]

PLAIN = "__plain"
_LEFT_ALONE = ("abstractmethod", "cache", "classmethod", "overload", "staticmethod")
"""What mutmut knows, what has no body, and what would be remembered from before the fault."""


def undecorated(source: str) -> str:
    """The same module with its decorated functions written as plain ones."""
    return ast.unparse(ast.fix_missing_locations(_Undecorating().visit(ast.parse(source))))


class _Undecorating(ast.NodeTransformer):
    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | list[ast.stmt]:
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        if not decorators or any(name in _LEFT_ALONE for name in decorators):
            return node
        made: ast.expr = ast.Name(node.name + PLAIN)
        for decorator in reversed(node.decorator_list):
            made = ast.Call(decorator, [made], [])
        name, node.name, node.decorator_list = node.name, node.name + PLAIN, []
        return [node, ast.Assign([ast.Name(name)], made)]
