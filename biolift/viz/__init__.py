"""Figures and tables of results, each from a Dataset alone; the front door calls this room ``bl.plot``.

matplotlib is imported when the first figure is drawn.
"""

from biolift.viz.agreement import agreement, bland_altman, flexion_curves, ratios_to_standing
from biolift.viz.agreement_table import agreement_table
from biolift.viz.animation import animate
from biolift.viz.comparison import comparison
from biolift.viz.curves import curves
from biolift.viz.figure import figure, strip
from biolift.viz.influence import influence
from biolift.viz.ranking import ranking
from biolift.viz.ranking_table import ranking_table
from biolift.viz.table import html, table

__all__ = [
    "agreement",
    "agreement_table",
    "animate",
    "bland_altman",
    "comparison",
    "curves",
    "figure",
    "flexion_curves",
    "html",
    "influence",
    "ranking",
    "ranking_table",
    "ratios_to_standing",
    "strip",
    "table",
]
