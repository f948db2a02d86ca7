"""Weekly check-ins: rounds open, sealed ballots come in, rounds close and are decided once."""
