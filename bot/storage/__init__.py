"""Where everything is kept: a database, a box of sealed ballots, and a folder of keys."""
