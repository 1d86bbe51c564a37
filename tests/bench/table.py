"""What was measured, as tables: a table of figures for each scenario, and at the end each claim."""

import dataclasses

from rounds import middle, spread


@dataclasses.dataclass
class Claim:
    """A ratio (or another figure) that has to be at least, or at most, something."""
    text: str
    values: list
    least: float = None
    most: float = None
    unit: str = ""

    @property
    def measured(self):
        return middle(self.values)

    @property
    def holds(self):
        return ((self.least is None or self.measured >= self.least)
                and (self.most is None or self.measured <= self.most))

    def row(self):
        low, high = spread(self.values)
        wanted = f">= {self.least:g}" if self.least is not None else f"<= {self.most:g}"
        return [self.text, _figure(self.measured) + self.unit, wanted + self.unit,
                f"{_figure(low)} .. {_figure(high)}" if len(self.values) > 1 else "",
                "holds" if self.holds else "DOES NOT HOLD"]


def _figure(value):
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _print(head, rows):
    rows = [head, *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [cell.ljust(width) if column == 0 else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        print("  " + "  ".join(cells).rstrip(), flush=True)
    print(flush=True)


class Report:
    """Collects claims; figures are printed as they come."""

    def __init__(self):
        self.claims = []

    def title(self, text):
        print(f"== {text}", flush=True)

    def note(self, text):
        print(f"  {text}", flush=True)

    def loads(self, results):
        """A line for each competitor: its median round."""
        _print(["", "per second", "p50 ms", "p90 ms", "p99 ms"],
               [[name, f"{middle([load.rate for load in loads]):,.0f}",
                 *(f"{middle([getattr(load, name) for load in loads]) / 1000:.2f}"
                   for name in ("p50", "p90", "p99"))]
                for name, loads in results.items()])

    def figures(self, head, rows):
        _print(head, rows)

    def claim(self, text, values, least=None, most=None, unit=""):
        self.claims.append(Claim(text, list(values), least, most, unit))

    def finish(self):
        """Prints every claim; whether all of them hold."""
        self.title("Claims: median, what is wanted, middle half of the rounds")
        _print(["", "measured", "wanted", "spread", ""], [claim.row() for claim in self.claims])
        missed = sum(not claim.holds for claim in self.claims)
        print(f"{len(self.claims) - missed} hold, {missed} do not hold", flush=True)
        return missed == 0
