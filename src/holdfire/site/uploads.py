"""Files that a browser sends: streamed to a nameless file, bounded, and refused in a sentence when cut off.

Above 2 MB Django writes an upload to a named temporary file, which a crash leaves behind in the clear. Here
it has no name: with the request it is gone. From there the vault reads it piece by piece.
"""

import tempfile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from holdfire.errors import IntakeError

FORM = 8 * 1024 * 1024  # bytes a request may hold beside its files


class Nameless(FileUploadHandler):
    """Writes an upload to a file without a name, as large as whoever sends it may send."""

    _out: IO[bytes] | None = None

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any) -> None:
        """Remembers where the bytes come from and how many were announced."""
        self._input, self._announced, self._got = input_data, content_length, 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begins a file; refuses at once what cannot be taken."""
        super().new_file(*args, **kwargs)
        if self._announced > self._limit + FORM:
            self._refuse(too_large(self.file_name or "", self._limit))
        self._got, self._out = 0, tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Writes what came."""
        self._got += len(raw_data)
        if self._got > self._limit:
            self._refuse(too_large(self.file_name or "", self._limit))
        try:
            if self._out is not None:
                self._out.write(raw_data)
        except OSError as problem:
            self._refuse(
                f"“{self.file_name}” could not be taken in ({problem.strerror}): nothing of it was kept. "
                "Let the operator free some space, and send it again."
            )

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file as the view reads it."""
        if self._out is None:
            return None
        self._out.seek(0)
        return UploadedFile(
            self._out, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_complete(self) -> None:
        """Says so where less came than was announced."""
        counted = getattr(self._input, "_stream", None)  # Django counts there what it was sent
        if getattr(counted, "_pos", 0) < getattr(counted, "limit", 0):
            self._say("What was sent was cut off on its way, and nothing of it was kept: send it again.")

    def upload_interrupted(self) -> None:
        """Lets go of what came."""
        if self._out is not None:
            self._out.close()
            self._out = None

    @property
    def _limit(self) -> int:
        user = getattr(self.request, "user", None)
        known = user is not None and user.is_authenticated
        return settings.HOLDFIRE_LARGEST if known else settings.HOLDFIRE_LARGEST_REPORT

    def _say(self, problem: str) -> None:
        self.request.upload_problem = problem  # type: ignore[union-attr]

    def _refuse(self, problem: str) -> None:
        self._say(problem)
        self.upload_interrupted()
        raise StopUpload(connection_reset=False)


def uploaded(request: HttpRequest, largest: int | None = None) -> list[UploadedFile]:
    """The files of the field “file”. Raises IntakeError for one too large, or that did not come whole."""
    largest = settings.HOLDFIRE_LARGEST if largest is None else largest
    found = request.FILES.getlist("file")
    if problem := getattr(request, "upload_problem", ""):
        raise IntakeError(problem)
    for one in found:
        if (one.size or 0) > largest:
            raise IntakeError(too_large(one.name or "", largest))
    return found


def too_large(name: str, limit: int) -> str:
    """The sentence for a file that is larger than the settings allow."""
    return (
        f"“{name}” is larger than {spell(limit)}: give the part that matters, "
        "or let the operator receive it from the machine itself."
    )


def spell(limit: int) -> str:
    """A limit for people: 25 MB, 4 GB."""
    gigabytes = limit / 2**30
    return f"{gigabytes:.3g} GB" if gigabytes >= 1 else f"{limit // 2**20} MB"
