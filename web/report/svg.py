"""Pictures as SVG: plain functions over numbers, colours by the classes of the page."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape
from msgspec import Struct

Point = tuple[float, float]


class Frame(Struct, frozen=True):
    """A picture of `width` × `height` whose plot shows x from `left` to `right` and y from `low` to `high`."""

    width: float
    height: float
    left: float
    right: float
    low: float
    high: float
    margin: float = 6.0

    def x(self, value: float) -> float:
        return _along(value, self.left, self.right, self.margin, self.width - self.margin)

    def y(self, value: float) -> float:
        return _along(value, self.low, self.high, self.height - self.margin, self.margin)

    def at(self, points: Iterable[Point]) -> list[Point]:
        return [(self.x(x), self.y(y)) for x, y in points]


def element(name: str, *inside: str | Markup, **attributes: object) -> Markup:
    """One element; `class_` is its class, and `_` in other names is `-`. Everything given is escaped."""
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    told = "".join(f' {key}="{escape(value)}"' for key, value in named)
    return Markup(f"<{name}{told}>{''.join(map(escape, inside))}</{name}>")  # noqa: S704 - escaped above


def picture(frame: Frame, title: str, *inside: Markup, fixed: bool = False) -> Markup:
    """The whole picture, with its title for those who cannot see it. A `fixed` one is never larger than its own size."""
    return element(
        "svg",
        element("title", title),
        *inside,
        width=f"{frame.width:g}" if fixed else None,
        viewBox=f"0 0 {frame.width:g} {frame.height:g}",
        role="img",
        aria_label=title,
    )


def line(points: Sequence[Point], class_: str) -> Markup:
    """Through all points; a dot where there is only one."""
    if len(points) == 1:
        return dot(points[0], class_)
    return element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), class_=class_)


def dot(point: Point, class_: str) -> Markup:
    return element("circle", cx=f"{point[0]:.1f}", cy=f"{point[1]:.1f}", r=2.5, class_=class_)


def rule(frame: Frame, class_: str, *, x: float | None = None, y: float | None = None) -> Markup:
    """A line across the whole plot, upright at `x` or level at `y`, in the frame's own values."""
    if x is not None:
        at = f"{frame.x(x):.1f}"
        return element("line", x1=at, x2=at, y1=0, y2=frame.height, class_=class_)
    at = f"{frame.y(0.0 if y is None else y):.1f}"
    return element("line", x1=0, x2=frame.width, y1=at, y2=at, class_=class_)


def block(x: float, y: float, width: float, height: float, class_: str, title: str = "") -> Markup:
    """A filled rectangle, in the picture's own units; its title shows where a pointer rests."""
    told = (element("title", title),) if title else ()
    size = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{max(width, 0.0):.1f}", "height": f"{max(height, 0.0):.1f}"}
    return element("rect", *told, **size, class_=class_)


def label(x: float, y: float, words: str, class_: str = "label") -> Markup:
    return element("text", words, x=f"{x:.1f}", y=f"{y:.1f}", class_=class_)


def bars(values: Sequence[float], top: float, frame: Frame, class_: str) -> Markup:
    """One bar for each value, standing side by side over the whole width."""
    wide = frame.width / max(len(values), 1)
    parts = [
        element(
            "rect",
            x=f"{n * wide + 1:.1f}",
            y=f"{frame.height - (high := value / top * frame.height if top else 0.0):.1f}",
            width=f"{wide - 2:.1f}",
            height=f"{high:.1f}",
        )
        for n, value in enumerate(values)
    ]
    return element("g", *parts, class_=class_)


def _along(value: float, low: float, high: float, start: float, end: float) -> float:
    return start + (end - start) * ((value - low) / (high - low) if high != low else 0.5)
