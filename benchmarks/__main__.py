"""`make bench`: every figure of this folder, each against a floor or an aim in the same run."""

from __future__ import annotations

from benchmarks import ballots, both_chats, matrix, rounds, sharing, slack, slack_round, startup

for part in (startup, ballots, rounds, sharing, slack, slack_round, matrix, both_chats):
    part.main()
