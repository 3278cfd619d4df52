"""Where things are: geo, GeoRSS, GML, and the older geourl and icbm, as data."""

from __future__ import annotations

import re
from itertools import cycle
from math import inf
from typing import TYPE_CHECKING

from feeds.regex import regex
from feeds.validate.grammar import Child, Spec, leaf, needed, once, prefixed
from feeds.validate.values import anything, decimal, integer, latitude, longitude, unsigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.validate.findings import Finding
    from feeds.validate.grammar import Element
    from feeds.validate.values import Check

_ANYTHING = leaf()
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_ONE_NUMBER = regex(_NUMBER, re.ASCII)
_SEPARATOR = regex(r"\s+|,")


def coordinates(least: int, most: float, code: str, *, closed: bool = False) -> Check:
    """Pairs of latitude and longitude, with blank space or one comma between the numbers.

    There are `least` of them to `most`; with `closed`, the last one is the first one again.
    """

    def check(value: str) -> str | None:
        texts = _SEPARATOR.split(value)
        if (
            len(texts) % 2
            or not least <= len(texts) / 2 <= most
            or not all(map(_ONE_NUMBER.fullmatch, texts))
        ):
            return code
        numbers = [float(text) for text in texts]
        if closed and numbers[:2] != numbers[-2:]:
            return code
        if not all(abs(number) <= limit for number, limit in zip(numbers, cycle((90, 180)), strict=False)):
            return code
        return "coordinates-comma" if "," in value else None

    return check


_POINT = leaf(coordinates(1, 1, "coordinates"))
_LINE = leaf(coordinates(2, inf, "coordinate-list"))
_AREA = leaf(coordinates(4, inf, "coordinate-list", closed=True))
_BOX = leaf(coordinates(2, 2, "coordinate-list"))
_LATITUDE, _LONGITUDE = leaf(latitude), leaf(longitude)
_DECIMAL = leaf(decimal)
_GML_ATTRIBUTES = {"srsName": anything, "id": anything, "dimension": anything, "srsDimension": anything}


def _gml(*names: str, **children: Spec) -> Spec:
    inside = prefixed("gml", once(**children))
    required = needed(*(f"gml:{name}" for name in names))
    return Spec(text=False, attributes=_GML_ATTRIBUTES, required=required, children=inside)


def one_geometry(where: Element) -> Iterator[Finding]:
    """GeoRSS GML: one shape, whichever it is."""
    if not where.children and not where.inner:
        yield where.finding("missing-element", name="gml:Point")


_RING = _gml(
    "LinearRing",
    LinearRing=_gml("posList", posList=Spec(checks=_AREA.checks, attributes=_GML_ATTRIBUTES)),
)
_POLYGON = _gml("exterior", exterior=_RING)
_POLYGON.children["gml:interior"] = Child(_RING, None)
_GEOMETRY = _gml(
    Point=_gml("pos", pos=Spec(checks=_POINT.checks, attributes=_GML_ATTRIBUTES)),
    LineString=_gml("posList", posList=Spec(checks=_LINE.checks, attributes=_GML_ATTRIBUTES)),
    Polygon=_POLYGON,
    Envelope=_gml("lowerCorner", "upperCorner", lowerCorner=_POINT, upperCorner=_POINT),
)
_GEORSS_ATTRIBUTES = {
    "featurename": anything, "featuretypetag": anything, "relationshiptag": anything, "elev": decimal,
    "floor": integer, "radius": unsigned,
}  # fmt: skip
PLACES: dict[str, Child] = {
    **prefixed(
        "geo",
        once(
            lat=_LATITUDE, long=_LONGITUDE, alt=_DECIMAL,
            Point=Spec(
                text=False, required=needed("geo:lat", "geo:long"),
                children=prefixed("geo", once(lat=_LATITUDE, long=_LONGITUDE, alt=_DECIMAL)),
            ),
        ),
    ),
    **prefixed("geourl", once(latitude=_LATITUDE, longitude=_LONGITUDE)),
    **prefixed("icbm", once(latitude=_LATITUDE, longitude=_LONGITUDE)),
    **prefixed(
        "georss",
        {
            name: Child(Spec(spec.checks, attributes=_GEORSS_ATTRIBUTES))
            for name, spec in {
                "point": _POINT, "line": _LINE, "polygon": _AREA, "box": _BOX, "elev": _DECIMAL,
                "radius": leaf(unsigned), "floor": leaf(integer), "circle": _ANYTHING, "featurename": _ANYTHING,
                "featuretypetag": _ANYTHING, "relationshiptag": _ANYTHING,
            }.items()
        },
    ),
    "georss:where": Child(
        Spec(
            text=False, rules=(one_geometry,), attributes=_GML_ATTRIBUTES | _GEORSS_ATTRIBUTES,
            children=_GEOMETRY.children,
        )
    ),
}  # fmt: skip
