"""Decorated functions, written so that mutmut mutates them too.

mutmut leaves every decorated function alone, and half of a definition is properties. In the copy that is mutated,

    @property                       def rule__plain(self):
    def rule(self):                     ...
        ...                         rule = property(rule__plain)

which is the same thing to Python, and a plain function to mutmut.

A function that is called while its module is read has done its work before a mutant is chosen, and so no mutant of it
could ever be found out. What such functions make are decision lists, which have mutants of their own: they get a
decorator that does nothing, for mutmut to leave them alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

__all__ = ["PLAIN", "undecorated"]

PLAIN = "__plain"
_LEFT_ALONE = ("abstractmethod", "cache", "classmethod", "overload", "staticmethod")
"""What mutmut knows, what has no body, and what would be remembered from before the fault."""


def undecorated(source: str) -> str:
    """The same module with its decorated functions written as plain ones."""
    module = ast.parse(source)
    changed = _Undecorating(_called_while_read(module)).visit(module)
    return ast.unparse(ast.fix_missing_locations(changed))


def _called_while_read(module: ast.Module) -> set[str]:
    """The functions of a module that are called as it is imported, directly or by one another."""
    functions = {one.name: one for one in module.body if isinstance(one, ast.FunctionDef)}
    called: set[str] = set()
    waiting = _called_in(one for one in module.body if not isinstance(one, (*_LATER, ast.ClassDef)))
    while waiting:
        name = waiting.pop()
        if name in functions and name not in called:
            called.add(name)
            waiting |= _called_in([functions[name]])
    return called


def _called_in(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are called; what a function or a lambda inside calls, it calls later."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
        found |= _called_in(one for one in ast.iter_child_nodes(node) if not isinstance(one, _LATER))
    return found


_LATER = (ast.FunctionDef, ast.Lambda)


class _Undecorating(ast.NodeTransformer):
    def __init__(self, called_while_read: set[str]) -> None:
        self.called_while_read = called_while_read

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | list[ast.stmt]:
        if node.name in self.called_while_read and node.col_offset == 0:
            node.decorator_list.append(ast.parse("lambda function: function", mode="eval").body)
            return node
        decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
        if not decorators or any(name in _LEFT_ALONE for name in decorators):
            return node
        made: ast.expr = ast.Name(node.name + PLAIN)
        for decorator in reversed(node.decorator_list):
            made = ast.Call(decorator, [made], [])
        name, node.name, node.decorator_list = node.name, node.name + PLAIN, []
        return [node, ast.Assign([ast.Name(name)], made)]
