"""Reads reports ahead of a rebuild, in several processes, where no reading of them is kept."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from types import TracebackType

from holdfire.record.entries import DateSet, ReportReceived
from holdfire.register.derived import Received, known, open_apart, remember
from holdfire.register.reported import FILED, Means, Told, date_basis, details_of
from holdfire.register.rows import batched

Wanted = tuple[Received, date | None, str]
ENOUGH = 200  # readings for which it is worth starting processes: each loads the models first
HANDED = 32  # reports whose bytes are in memory at once


class Ahead:
    """Processes that read; none is started before there is enough to read."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, reports: Sequence[Sequence[Told]], means: Means) -> None:
        """Reads what will be asked for, as far as the entries say it, and adds it to what is kept."""
        source = means.source
        missing = [
            one
            for told in reports
            for one in self._wanted(told, means)
            if not known(one[0], source, *one[1:]) and source.opens(one[0].report)
        ]
        if not missing or self._processes < 2 or (self._pool is None and len(missing) < ENOUGH):
            return  # what is missing is read when it is asked for
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, multiprocessing.get_context("spawn"))
        theatre = means.instance.theatre_name
        for some in batched(missing, HANDED):
            work = [(source.fetch(one[0].report), *one, theatre) for one in some]
            read = self._pool.map(open_apart, work, chunksize=4)
            for (received, day, basis), opened in zip(some, read, strict=True):
                remember(received, source, day, basis, opened)

    def _wanted(self, told: Iterable[Told], means: Means) -> Iterator[Wanted]:
        first: ReportReceived | None = None
        for _, written in told:
            match written.entry:
                case ReportReceived() as entry if first is None:
                    first, name = entry, details_of(means, entry).filename
                    day = date.fromisoformat(entry.published) if entry.published else None
                    yield Received(report=entry.report, filename=name), day, FILED if day else ""
                case DateSet() as entry if first is not None:
                    day = date.fromisoformat(entry.published)
                    yield Received(report=entry.report, filename=name[:255]), day, date_basis(written.author)
