"""What a check found: problems, warnings and facts, in words."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What a check found.

    Parameters
    ----------
    title : str
        What was checked.
    problems : tuple of str
        What makes its results wrong or impossible.
    warnings : tuple of str
        What may be meant, and deserves a look.
    facts : tuple of str
        What its results will rest on.
    """

    title: str
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems

    def __str__(self) -> str:
        counts = ((len(self.problems), "problem"), (len(self.warnings), "warning"))
        said = ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n) or "nothing to say"
        lines = [f"{self.title}: {'ok' if self.ok else 'not ok'}, {said}"]
        for word, found in (("problem", self.problems), ("warning", self.warnings), ("fact", self.facts)):
            lines += [f"  {word}: {line}" for line in found]
        return "\n".join(lines)

    __repr__ = __str__


@dataclass
class Findings:
    """Findings by subject; of several on one subject the largest stands."""

    version: str = ""
    found: dict[tuple[str, str, str], tuple[float, str]] = field(default_factory=dict)

    def add(self, kind: str, subject: str, text: str, size: float = 0.0) -> None:
        """Note a finding, unless one as large stands on the same subject of the same version.

        Parameters
        ----------
        kind : {"problem", "warning", "fact"}
        subject : str
            What it is about.
        text : str
            What was found.
        size : float
            How bad it is; of several the largest is told.
        """
        key = (kind, self.version, subject)
        if key not in self.found or self.found[key][0] < size:
            self.found[key] = (size, text)

    def of(self, kind: str) -> tuple[str, ...]:
        """Texts of one kind; a variant's only where they differ from those of the movement itself."""
        told = []
        for (found, version, subject), (_, text) in self.found.items():
            same = version and self.found.get((kind, "", subject), (0.0, ""))[1] == text
            if found == kind and not same:
                told.append(f"{version}: {text}" if version else text)
        return tuple(told)
