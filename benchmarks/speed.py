"""How fast biolift is, by itself and against other engines: ``python benchmarks/speed.py``.

Everything that is compared takes turns in one run, on one thread; medians and ratios go to
``benchmarks/results/speed.csv``, ``speed.md`` and ``speed.png``. A peer that is not installed is left out
with its reason (``pip install "biolift[benchmarks]"``). A full run takes some minutes, on a quiet machine; a
sweep of a million repetitions runs only when asked for (``--only million``).
"""

import os

if __name__ == "__main__":
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # before numpy is imported: one thread for everyone
    from speed_parts import main

    main()
