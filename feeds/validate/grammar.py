"""How the rules of a format are written down: what an element holds, as data, and what is checked as it closes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feeds.validate.findings import Finding, finding

if TYPE_CHECKING:
    from feeds.validate.document import Document
    from feeds.validate.values import Check

_NONE: dict[str, list[Element]] = {}

KEPT = 1000
"""How many children of one name an element remembers: more are judged each for itself alone."""


class Element:
    """An open element, or one that closed inside of an open one."""

    __slots__ = (
        "attributes",
        "base",
        "children",
        "document",
        "entry",
        "has_stray",
        "inner",
        "lang",
        "line",
        "mixed_at",
        "mode",
        "name",
        "order",
        "parent",
        "parts",
        "raw",
        "spec",
        "text",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        spec: Spec,
        attributes: dict[str, str],
        line: int,
        parent: Element | None,
        document: Document,
    ) -> None:
        self.name = name
        """With the usual prefix of its namespace, whatever prefix the feed uses; bare in the format's own."""
        self.spec = spec
        self.attributes = attributes
        """Names with a prefix where they have a namespace."""
        self.line = line
        self.parent = parent
        self.document = document
        self.entry = document.entry
        self.raw = ""
        """Its text, once it has closed; that of markup inside of it included."""
        self.text = ""
        """The same without the space around it."""
        self.parts: list[str] = []
        """Pieces of its text while it is open."""
        self.children: dict[str, list[Element]] = {} if spec.children else _NONE
        self.inner: list[str] = []
        """Names of the first few elements inside of it that no table judges: of markup, or unknown ones."""
        self.has_stray = False
        """Whether there is anything beside of the one element that XHTML is wrapped into."""
        self.mode: str | None = None
        """What `spec.markup` says, once there is markup."""
        self.mixed_at = 0
        """How many of `parts` came before the first markup."""
        self.order = document.count
        """Greater than that of all elements that began before."""
        self.lang: str | None = parent.lang if parent else None
        self.base: str | None = parent.base if parent else None

    def first(self, name: str) -> Element | None:
        """The first child of that name, once it has closed."""
        found = self.children.get(name)
        return found[0] if found else None

    def all(self, name: str) -> list[Element]:
        """The children of that name that have closed, up to `KEPT`."""
        return self.children.get(name, [])

    def forget(self) -> None:
        """Let go of the children, which hold on to it in turn: so that nothing is left for the garbage collector."""
        for kept in self.children.values():
            for child in kept:
                if child.children:
                    child.forget()
        self.children.clear()

    def finding(self, code: str, **details: object) -> Finding:
        """A finding about this element; `details` add to what every message can say, or override it."""
        details.setdefault("element", f"<{self.name}>")
        details.setdefault("parent", f"<{self.parent.name}>" if self.parent else "the document")
        details.setdefault("value", "")
        return finding(code, self.line, self.entry, **details)


Rule = Callable[[Element], Iterator[Finding]]


@dataclass(slots=True, eq=False)
class Spec:
    """What one element may hold."""

    checks: tuple[Check, ...] = ()
    """Each is asked about the text."""
    rules: tuple[Rule, ...] = ()
    """Each is asked about the element as it closes."""
    attributes: Mapping[str, Check] | None = field(default_factory=dict)
    """Those that it may have, each with what is asked about its value; None: any."""
    children: dict[str, Child] = field(default_factory=dict)
    required: Mapping[str, str] = field(default_factory=dict)
    """Names of children and of attributes (with "@"): which code says that they are missing."""
    text: bool = True
    """Whether there may be text."""
    markup: Callable[[Element], str] | None = None
    """Which markup may be inside: "xhtml", "xml" for any, "none"; None: only `children`."""
    is_entry: bool = False
    """Whether it is an item or entry: these are counted, and forgotten as they close."""
    last: str | None = None
    """The children that nothing of the format's own should follow."""
    last_code: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """An element inside of another one."""

    spec: Spec
    most: int | None = 1
    """How many there may be; None: any number."""


def free() -> Spec:
    """An element that may hold any XML, which nobody judges."""
    return Spec(markup=lambda _: "xml", attributes=None)


def needed(*names: str) -> dict[str, str]:
    """What `Spec.required` says of children and attributes that are missing, by the usual codes."""
    return {name: "missing-attribute" if name[0] == "@" else "missing-element" for name in names}


def leaf(*checks: Check, **attributes: Check) -> Spec:
    """An element that holds text."""
    return Spec(checks=checks, attributes=attributes)


def once(**specs: Spec) -> dict[str, Child]:
    """Children that may appear once."""
    return {name: Child(spec) for name, spec in specs.items()}


def many(**specs: Spec) -> dict[str, Child]:
    """Children that may appear any number of times."""
    return {name: Child(spec, None) for name, spec in specs.items()}


def prefixed(prefix: str, children: Mapping[str, Child]) -> dict[str, Child]:
    """`children`, with their names in the namespace that `prefix` stands for; "_" stands for a hyphen."""
    return {f"{prefix}:{name.replace('_', '-')}": child for name, child in children.items()}
