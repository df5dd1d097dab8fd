"""Figures and tables of results, each from a Dataset alone; the front door calls this room ``bl.plot``.

matplotlib is imported when the first figure is drawn.
"""

from biolift.viz.animation import animate
from biolift.viz.comparison import comparison
from biolift.viz.curves import curves
from biolift.viz.figure import figure, strip
from biolift.viz.influence import influence
from biolift.viz.ranking import ranking
from biolift.viz.ranking_table import ranking_table
from biolift.viz.table import html, table

__all__ = [
    "animate",
    "comparison",
    "curves",
    "figure",
    "html",
    "influence",
    "ranking",
    "ranking_table",
    "strip",
    "table",
]
