"""A page as a tree, read strictly: what is not closed, or closed twice, is an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "img", "input", "link", "meta", "hr"})


@dataclass(eq=False)
class Node:
    """An element; ``parts`` holds its texts and elements in their order."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = field(default=None, repr=False)
    parts: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """Everything in it that is read, on one line."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for part in self.parts:
            if isinstance(part, str):
                yield part
            elif part.tag not in ("style", "script"):
                yield from part._texts()

    def all(self, *tags: str) -> list[Node]:
        """Every element below it with one of the tags, or every element."""
        return [node for node in self._nodes() if not tags or node.tag in tags]

    def _nodes(self) -> Iterator[Node]:
        for part in self.parts:
            if isinstance(part, Node):
                yield part
                yield from part._nodes()

    def of_class(self, name: str) -> list[Node]:
        return [node for node in self.all() if name in node.classes]

    def by_id(self, id: str) -> Node:
        (found,) = (node for node in self.all() if node.attributes.get("id") == id)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Node("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute comes twice in <{tag}>"
        node = Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.parts.append(node)
        if tag not in VOID:
            self.here = node

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.parts.append(data)


def read(html: str) -> Node:
    """The tree of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root
