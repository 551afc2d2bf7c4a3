"""Reads reports ahead of a rebuild, in several processes, where no reading of them is kept."""

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from types import TracebackType

from holdfire.record.entries import DateSet, ReportReceived
from holdfire.register.derived import Opened, Received, known, open_now, remember
from holdfire.register.instance import Instance
from holdfire.register.readings import Kept
from holdfire.register.reported import FILED, Told, date_basis, details_of
from holdfire.theatre import load

Wanted = tuple[Received, date | None, str]
ENOUGH = 40  # readings for which it is worth starting a process


class Ahead:
    """Processes that read; none is started before there is enough to read."""

    def __init__(self, instance: Instance, processes: int) -> None:
        self._instance, self._processes = instance, processes
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def read(self, reports: Sequence[Sequence[Told]], kept: Kept) -> None:
        """Reads what will be asked for, as far as the entries say it, and adds it to what is kept."""
        theatre = self._instance.theatre_name
        missing = [
            one
            for told in reports
            for one in self._wanted(told, kept)
            if not known(*one, theatre, kept) and self._instance.vault.opens(one[0].report)
        ]
        if len(missing) < ENOUGH or self._processes < 2:
            return  # what is missing is read when it is asked for
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, multiprocessing.get_context("spawn"))
        work = ((self._instance.fetch_to_read(one[0].report), *one, theatre) for one in missing)
        for one, opened in zip(missing, self._pool.map(_read, work, chunksize=4), strict=True):
            remember(*one, opened, theatre, kept)

    def _wanted(self, told: Iterable[Told], kept: Kept) -> Iterator[Wanted]:
        first: ReportReceived | None = None
        for _, written in told:
            match written.entry:
                case ReportReceived() as entry if first is None:
                    first, name = entry, details_of(self._instance, entry, kept).filename
                    day = date.fromisoformat(entry.published) if entry.published else None
                    yield Received(report=entry.report, filename=name), day, FILED if day else ""
                case DateSet() as entry if first is not None:
                    day = date.fromisoformat(entry.published)
                    yield Received(report=entry.report, filename=name[:255]), day, date_basis(written.author)


def _read(work: tuple[bytes | None, Received, date | None, str, str]) -> Opened:
    data, received, set_to, basis, theatre = work
    return open_now(data, received, set_to, basis, load(theatre))
