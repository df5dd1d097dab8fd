"""Who works out the chunks of a job: this process, others on this machine, or a cluster.

Whoever it is, a chunk is a number: what travels is the job once, in some kilobytes, and what the job gives.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import pickle
import signal
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache
from typing import Any, Protocol

from biolift.engine.store.identity import differences, machine
from biolift.engine.store.regions import Regions
from biolift.errors import BioliftError, InputError, MissingExtra, StoreError

#: Chunks that each worker has at hand besides the one it works on.
AHEAD = 1
#: How often a pool of processes that lost one is started again before it finishes another chunk.
TRIES = 3


class Job(Protocol):
    """Something in numbered parts that any process can do."""

    @property
    def regions(self) -> Regions:
        """The parts."""

    def do(self, number: int, threads: int | None, progress: Callable[[int], None] | None) -> Any:
        """One part."""


def here(
    job: Job, numbers: Sequence[int], threads: int | None, progress: Callable[[int], None]
) -> Iterator[Any]:
    """Every part in this process, with threads inside each."""
    for number in numbers:
        yield job.do(number, threads, progress)


def checked_processes(processes: object) -> int:
    """A number of processes.

    Raises
    ------
    InputError
        For what is none.
    """
    if isinstance(processes, bool) or not isinstance(processes, int) or not 1 <= processes <= 1024:
        raise InputError("processes", processes, "a whole number from 1 to 1024", "processes=4")
    return processes


def in_processes(job: Job, numbers: Sequence[int], processes: int, threads: int | None) -> Iterator[Any]:
    """Every part in some process of its own; a process that dies costs the parts it had at hand.

    Raises
    ------
    StoreError
        When processes die again and again.
    """
    todo, tries = dict.fromkeys(numbers), TRIES
    threads = threads or max(1, (os.cpu_count() or 1) // processes)
    context = multiprocessing.get_context("spawn")  # a fork would copy threads and locks in any state
    while todo:
        stop = context.Event()
        with ProcessPoolExecutor(
            processes, mp_context=context, initializer=_begin, initargs=(_packed(job), threads, stop)
        ) as pool:
            try:
                for number, result in _each(pool.submit, _part, list(todo), processes):
                    del todo[number]
                    tries = 0
                    yield result
            except BrokenProcessPool as error:
                tries += 1
                if tries > TRIES:
                    raise StoreError(
                        f"worker processes end before they finish a chunk ({error}): too little memory, or a "
                        "script without the line  if __name__ == '__main__':  before its work"
                    ) from error
            finally:
                stop.set()
                pool.shutdown(wait=True, cancel_futures=True)


def _each(
    submit: Callable[..., Future[Any]], call: Callable[[int], Any], numbers: Sequence[int], workers: int
) -> Iterator[tuple[int, Any]]:
    """Results as they come, with only so many parts handed out that nobody waits."""
    left, going = iter(numbers), dict[Future[Any], int]()
    while True:
        for number in left:
            going[submit(call, number)] = number
            if len(going) >= (1 + AHEAD) * workers:
                break
        if not going:
            return
        done, _ = wait(going, return_when=FIRST_COMPLETED)
        for future in done:
            yield going.pop(future), future.result()


class _Stopped(Exception):
    """Nobody waits for this part any more."""


_at_work: dict[str, Any] = {}


def _begin(job: bytes, threads: int, stop: Any) -> None:
    """Set up a worker process: Ctrl-C is for its parent, and without the parent it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _at_work.update(job=_unpacked(job), threads=threads, stop=stop)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _part(number: int) -> Any:
    def look(_: int) -> None:
        if _at_work["stop"].is_set():
            raise _Stopped

    return _at_work["job"].do(number, _at_work["threads"], look)


def _packed(job: Job) -> bytes:
    return zlib.compress(pickle.dumps(job))


@lru_cache(maxsize=4)
def _unpacked(job: bytes) -> Job:
    made: Job = pickle.loads(zlib.decompress(job))
    return made


def machine_of(client: Any) -> dict[str, str]:
    """The machine of the workers of a cluster, which must be of one kind for results of one kind.

    Parameters
    ----------
    client : dask.distributed.Client

    Raises
    ------
    InputError
        When it is none, or has no workers.
    StoreError
        When its workers would give different last bits.
    """
    hint = "distributed.Client('tcp://scheduler:8786')"
    if importlib.util.find_spec("distributed") is None:
        raise MissingExtra("dask.distributed", "distributed", "client=")
    from distributed import Client

    if not isinstance(client, Client):
        raise InputError("client", client, "a dask.distributed.Client", hint)
    known = list(client.run(machine).values())
    if not known:
        raise InputError("client", client, "one with at least one worker", hint)
    for other in known[1:]:
        _same(known[0], other)
    return dict(known[0])


def _same(one: dict[str, str], other: dict[str, str]) -> None:
    if found := differences(one, other):
        raise StoreError(f"workers of the cluster would give different last bits: {'; '.join(found)}")


def on_cluster(
    job: Job, numbers: Sequence[int], client: Any, threads: int | None, there: dict[str, str]
) -> Iterator[Any]:
    """Every part on some worker of a cluster; a worker that dies costs the parts it had at hand.

    Parameters
    ----------
    client : dask.distributed.Client
    there : dict
        What :func:`machine_of` said; a worker that comes later must agree.

    Raises
    ------
    StoreError
        When workers die on a part again and again.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    packed = _packed(job)
    workers = max(1, sum(client.nthreads().values()))
    left = iter(numbers)

    def hand_out() -> Any:
        number = next(left, None)
        if number is None:
            return None
        return client.submit(_on_worker, packed, number, threads or 1, there, pure=False)

    going = as_completed([f for f in (hand_out() for _ in range((1 + AHEAD) * workers)) if f is not None])
    try:
        for future in going:
            result = future.result()
            if (more := hand_out()) is not None:
                going.add(more)
            yield result
    except KilledWorker as error:
        raise StoreError(f"workers die on one chunk again and again ({error}): too little memory?") from error
    finally:
        client.cancel([future for future in going.futures])


def _on_worker(packed: bytes, number: int, threads: int, there: dict[str, str]) -> Any:
    try:
        _same(there, machine())
        return _unpacked(packed).do(number, threads, None)
    except BioliftError as error:
        error.__cause__ = error.__context__ = None  # errors of other packages do not always travel
        raise
