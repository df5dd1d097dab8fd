"""By which means a long run is done; nothing of it is imported before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from biolift.verbs.workers import Job


@dataclass(frozen=True, kw_only=True)
class Means:
    """Where a long run keeps its results and who works on it, as the verbs take it.

    Parameters
    ----------
    store : str or Path, optional
        Folder of a Zarr store.
    overwrite : bool
        Whether a store that is there is begun anew.
    processes : int, optional
        How many processes work at once.
    client : dask.distributed.Client, optional
        A cluster that does.
    threads : int, optional
        Of each process.
    progress : bool
    """

    store: str | Path | None = None
    overwrite: bool = False
    processes: int | None = None
    client: Any = None
    threads: int | None = None
    progress: bool = True

    @property
    def plain(self) -> bool:
        """Whether this process alone works, into memory."""
        return self.store is None and self.processes is None and self.client is None

    def checked(self) -> Means:
        """Themselves, before anything long is computed.

        Raises
        ------
        InputError, StoreError
            For what cannot work.
        """
        from biolift.engine.store.zarr_store import place
        from biolift.verbs.workers import checked_processes

        if self.processes is not None:
            checked_processes(self.processes)
        if self.store is not None:
            place(self.store)
        return self

    def machine(self) -> dict[str, str]:
        """What last bits depend on, where the work is done."""
        from biolift.engine.store.identity import machine
        from biolift.verbs.workers import machine_of

        return machine() if self.client is None else machine_of(self.client)

    def parts(self, job: Job, numbers: Sequence[int], bar: Any) -> Iterator[Any]:
        """What the job gives for every number, as it comes, under a progress bar."""
        from biolift.verbs import workers

        if self.client is None and self.processes is None:
            yield from workers.here(job, numbers, self.threads, bar.update)
            return
        if self.client is not None:
            found = workers.on_cluster(job, numbers, self.client, self.threads, self.machine())
        else:
            assert self.processes is not None
            found = workers.in_processes(job, numbers, self.processes, self.threads)
        for part in found:
            bar.update(part.count)
            yield part
