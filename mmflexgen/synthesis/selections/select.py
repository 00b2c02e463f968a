"""One selection after the other."""

from typing import Any, Callable, Dict, Iterator, Sequence

Line = Dict[str, Any]


def select(manifest: Callable[[], Iterator[Line]],
           selections: Sequence[Callable]) -> Dict[int, str]:
    """What to leave out of a dataset.

    Each selection judges what the earlier ones left in. The manifest is
    read once for each, line by line.

    Args:
        manifest: reads the lines anew, in order of the ids; those of
            unfilled slots are passed over.
        selections: callables (lines) -> iterator of (id, reason).

    Returns:
        dict: id of a sample to leave out to the reason.
    """
    left_out: Dict[int, str] = {}
    for selection in selections:
        lines = (line for line in manifest()
                 if not line.get('unfilled') and line['id'] not in left_out)
        # Held back until the selection is through: it sees one state.
        left_out.update(list(selection(lines)))
    return left_out
