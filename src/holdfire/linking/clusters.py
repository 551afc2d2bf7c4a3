"""Groups from pairs, without chains: sparse average linkage with what people decided.

Two groups join while the mean score between their members is above zero; a pair nobody scored counts as
`missing`. One strong pair therefore cannot pull two groups together against all others, which is how
connected components end with everything in one incident. `apart` pairs (a person said so, or one report
tells both) never meet; `together` pairs are joined first.
"""

import heapq
from collections.abc import Iterable, Sequence


def average_linkage(
    count: int,
    pairs: Sequence[tuple[int, int, float]],
    *,
    missing: float,
    together: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
) -> list[int]:
    """A label for each of `count` items: the smallest item of its group. Ties fall by item order."""
    label = list(range(count))

    def root(item: int) -> int:
        while label[item] != item:
            label[item] = label[label[item]]
            item = label[item]
        return item

    size = [1] * count
    total: list[dict[int, tuple[float, int]]] = [{} for _ in range(count)]
    refused: list[set[int]] = [set() for _ in range(count)]
    for i, j, score in pairs:
        if i != j:
            total[i][j] = total[j][i] = (score, 1)
    for i, j in apart:
        refused[i].add(j)
        refused[j].add(i)

    def mean(a: int, b: int) -> float:
        score, known = total[a][b]
        return (score + missing * (size[a] * size[b] - known)) / (size[a] * size[b])

    queue: list[tuple[float, int, int, int, int]] = []

    def offer(a: int, b: int) -> None:
        if b not in refused[a]:
            score = mean(a, b)
            if score > 0:
                low, high = (a, b) if a < b else (b, a)
                heapq.heappush(queue, (-score, low, high, size[low], size[high]))

    def merge(a: int, b: int) -> None:
        a, b = (a, b) if a < b else (b, a)
        label[b] = a
        for other, (score, known) in total[b].items():
            if other == a:
                continue
            before = total[a].get(other, (0.0, 0))
            total[a][other] = total[other][a] = (before[0] + score, before[1] + known)
            total[other].pop(b, None)
        total[a].pop(b, None)
        total[b] = {}
        for other in refused[b]:
            refused[other].discard(b)
            refused[other].add(a)
        refused[a] |= refused[b]
        size[a] += size[b]

    for i, j in together:
        a, b = root(i), root(j)
        if a != b and b not in refused[a]:
            merge(a, b)
    for a in range(count):
        for b in total[a]:
            if a < b and label[a] == a and label[b] == b:
                offer(a, b)
    while queue:
        _, a, b, size_a, size_b = heapq.heappop(queue)
        # A group that grew since was offered again with its new mean.
        if label[a] != a or label[b] != b or size[a] != size_a or size[b] != size_b:
            continue
        merge(a, b)
        for other in list(total[a]):
            offer(a, other)
    return [root(i) for i in range(count)]
