"""Work shared out among processes: results in the order asked for, and a process that dies loses one file.

On Linux the processes are forked after the reader is loaded, so that they share its memory.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

AHEAD = 4  # files waiting for each process: enough to keep it busy, few enough to keep memory flat

Work = Callable[[Path, Any], bytes]
_job: tuple[Work, Any] | None = None


def in_order(
    work: Work, broken: Work, paths: Sequence[Path], job: Any, processes: int | None
) -> Iterator[tuple[Path, bytes]]:
    """`work(path, job)` for each path, in order; `broken(path, job)` for one that ended its process."""
    count = min(processes or usable_processes(), len(paths))
    if count == 1:
        load_reader(job.theatre)
    if count <= 1:
        yield from ((path, work(path, job)) for path in paths)
        return
    load_reader(job.theatre)
    todo = iter(paths)
    pool = _pool(count, work, job)
    ahead: deque[tuple[Path, Future[bytes]]] = deque()
    try:
        while True:
            while len(ahead) < AHEAD * count and (path := next(todo, None)) is not None:
                ahead.append((path, _submit(pool, path)))
            if not ahead:
                return
            path, future = ahead.popleft()
            try:
                yield path, future.result()
            except BrokenProcessPool:
                # One of these files did it; which one shows when each is read by itself.
                for each in (path, *(path for path, _ in ahead)):
                    yield each, _alone(each, work, broken, job)
                ahead.clear()
                pool.shutdown(wait=False)
                pool = _pool(count, work, job)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def usable_processes() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_reader(theatre: Any) -> None:
    """Loads the model and the gazetteer, so that what is forked afterwards need not."""
    from holdfire.reading import read

    read("A minister said on Monday that two people were returned.", theatre=theatre)
    # What is loaded stays: looking through it for garbage again and again costs a twentieth of the time.
    gc.collect()
    gc.freeze()


def _pool(count: int, work: Work, job: Any) -> ProcessPoolExecutor:
    method = "fork" if sys.platform == "linux" else None
    return ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context(method), initializer=_begin, initargs=(work, job)
    )


def _begin(work: Work, job: Any) -> None:
    global _job
    _job = (work, job)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is the parent's to handle


def _one(path: Path) -> bytes:
    assert _job is not None
    work, job = _job
    return work(path, job)


def _submit(pool: ProcessPoolExecutor, path: Path) -> "Future[bytes]":
    try:
        return pool.submit(_one, path)
    except BrokenProcessPool as problem:
        future: Future[bytes] = Future()
        future.set_exception(problem)
        return future


def _alone(path: Path, work: Work, broken: Work, job: Any) -> bytes:
    with _pool(1, work, job) as pool:
        try:
            return pool.submit(_one, path).result()
        except BrokenProcessPool:
            return broken(path, job)
