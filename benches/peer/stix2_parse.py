"""Objects a second that the `stix2` library (3.0.2) parses from the bundle at the given path: the median of three runs.

Run by `cargo bench -p dunant-evidence --bench stix` with DUNANT_PEER_PYTHON set. Prints the figure alone.
"""

import statistics
import sys
import time

import stix2


def objects_a_second(text: str) -> float:
    start = time.perf_counter()
    bundle = stix2.parse(text, allow_custom=True)
    return len(bundle.objects) / (time.perf_counter() - start)


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        text = file.read()
    print(f"{statistics.median(objects_a_second(text) for _ in range(3)):.1f}")


if __name__ == "__main__":
    main()
