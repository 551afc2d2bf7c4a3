"""The log as any replica reads it (C2SP tlog-tiles): checkpoint, tiles, entries and policy, behind a key.

Entries hold nothing private, but say who writes when: so the log's address is given to those who may read the
register, and ends with their account. The key is the one of their feeds.
"""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from holdfire.errors import HoldfireError
from holdfire.record import policy
from holdfire.record.merkle import SIZE
from holdfire.record.tiles import WIDTH, bundle, width_at
from holdfire.register.instance import open_instance
from holdfire.site.views.notices import account_of

NAME = re.compile(
    r"(?P<level>[0-5]|entries)/(?P<index>(?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@require_safe
def checkpoint(request: HttpRequest, key: str) -> HttpResponse:
    """The latest signed checkpoint."""
    account_of(key)
    try:
        return _plain(open_instance().store.latest())
    except HoldfireError as problem:
        raise Http404(str(problem)) from problem


@require_safe
def rule(request: HttpRequest, key: str) -> HttpResponse:
    """Whose signatures count."""
    account_of(key)
    return _plain(policy.write(open_instance().policy()))


@require_safe
def tile(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """A tile or a bundle of entries, as wide as its name says."""
    account_of(key)
    found = NAME.fullmatch(name)
    if found is None:
        raise Http404("No tile has such a name.")
    store = open_instance().store
    level = found["level"]
    index = int(found["index"].replace("x", "").replace("/", ""))
    width = int(found["width"] or WIDTH)
    if not 0 < width <= min(WIDTH, width_at(0 if level == "entries" else int(level), index, store.size())):
        raise Http404("The record has not come so far.")
    if level == "entries":
        data = bundle(store.envelopes(index * WIDTH, index * WIDTH + width))
    else:
        data = store.tile(int(level), index, width)[: width * SIZE]
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"  # what a name stands for never changes
    return answer


def _plain(text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
