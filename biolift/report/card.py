"""A coaching card: one page with picture, answer, interval, what was assumed, what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from biolift.errors import InputError
from biolift.io.cite import ourselves, short, short_list
from biolift.io.netcdf import check_path, replace_file
from biolift.nouns.model import Model
from biolift.nouns.trial import Trial
from biolift.nouns.verdict import Verdict
from biolift.report.contents import Contents, of_comparison, of_trial, of_verdict
from biolift.verbs.sample import DRAWS

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

#: What every card says, whatever it is about.
LIMITS = "It describes loads in a model of the body. It is not medical advice and not a training plan."
FORMS = (".png", ".svg", ".md")


@dataclass(frozen=True)
class Card:
    """One page.

    Parameters
    ----------
    contents : Contents
        Title, sentence, lists and picture.
    cited : tuple of str
        Biolift and the sources, a line each.
    """

    contents: Contents
    cited: tuple[str, ...] = field(default_factory=tuple)

    @property
    def sections(self) -> list[tuple[str, tuple[str, ...]]]:
        """Headings with their lines, in the order of the page."""
        one = self.contents
        found = [
            ("How sure", one.sure),
            ("What was assumed", one.assumed),
            ("What it cannot say", (LIMITS, *one.cannot)),
            ("To reproduce it", (*one.needs, one.command)),
            ("To cite it", self.cited),
        ]
        return [(head, lines) for head, lines in found if lines]

    def figure(self) -> Figure:
        """The page as a matplotlib figure."""
        from biolift.report.page import page

        return page(self.contents, self.sections)

    def markdown(self, picture: str = "") -> str:
        """The page as Markdown; `picture` is the file of the figure, if any."""
        one = self.contents
        parts = [f"# {one.title}", *([f"> {one.quote}"] if one.quote else []), f"**{one.sentence}**"]
        parts += [f"![{one.title}]({picture})"] if picture else []
        for head, lines in self.sections:
            typed = lines[-1] == one.command
            listed = "\n".join(lines if typed else (f"- {line}" for line in lines))
            listed = f"```\n{listed}\n```" if typed else listed
            parts.append(f"## {head}\n\n{listed}")
        return "\n\n".join(parts) + "\n"

    def save(self, path: str | Path) -> list[Path]:
        """Write PNG, SVG and Markdown beside each other.

        Parameters
        ----------
        path : str or Path
            Their common name; an ending is left aside.

        Raises
        ------
        InputError
            For a folder that is not there.
        """
        stem = Path(path)
        stem = stem.with_suffix("") if stem.suffix in FORMS else stem
        png, svg, text = (check_path(stem.with_name(stem.name + form), FORMS) for form in FORMS)
        made = self.figure()
        for place in (png, svg):
            replace_file(place, partial(made.savefig, format=place.suffix[1:], dpi=150))
        replace_file(text, partial(_write, self.markdown(png.name)))
        return [png, svg, text]

    def _repr_markdown_(self) -> str:
        return self.markdown()


def card(
    of: Trial | Verdict | xr.Dataset,
    path: str | Path | None = None,
    *,
    model: Model | None = None,
    draws: int = DRAWS,
    seed: int = 0,
    progress: bool = True,
) -> Card:
    """A one-page coaching card.

    Parameters
    ----------
    of : Trial, Verdict or xarray.Dataset
        A trial, the answer to a claim, or a result of ``compare``.
    path : str or Path, optional
        Where to write ``path.png``, ``path.svg`` and ``path.md``; otherwise nothing is written.
    model : Model, optional
        For a trial.
    draws, seed : int
        For a trial: draws behind its interval, 0 for none.
    progress : bool
        Show a bar on standard error.

    Returns
    -------
    Card
        With ``figure()``, ``markdown()`` and ``save(path)``.

    Raises
    ------
    InputError
        For anything else.

    Examples
    --------
    >>> import biolift as bl
    >>> print(bl.card(bl.judge("C31")).markdown().splitlines()[0])
    # An open chain is easier to control
    """
    sources: xr.Dataset | Verdict
    if isinstance(of, Trial):
        contents, sources = of_trial(of, model, draws=draws, seed=seed, progress=progress)
    elif isinstance(of, Verdict):
        contents, sources = of_verdict(of)
    elif hasattr(of, "attrs") and "movement" in getattr(of, "dims", ()):
        contents, sources = of_comparison(of)
    else:
        raise InputError("of", type(of).__name__, "a Trial, a Verdict or a comparison", "card(judge('C09'))")
    made = Card(contents, _cited(sources))
    if path is not None:
        made.save(path)
    return made


def _write(words: str, place: Path) -> None:
    place.write_text(words, encoding="utf-8")


def _cited(of: Any) -> tuple[str, ...]:
    listed: Sequence[str] = short_list(of)
    return (
        f"{short(ourselves(of))}.",
        f"It rests on {len(listed)} source{'s' * (len(listed) != 1)}, which bl.cite() prints as BibTeX.",
    )
