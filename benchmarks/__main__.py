"""`make bench`: every figure of this folder, each against a floor or an aim in the same run."""

from __future__ import annotations

from benchmarks import ballots, matrix, rounds, startup

for part in (startup, ballots, rounds, matrix):
    part.main()
