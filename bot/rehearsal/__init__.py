"""Rehearsals: the demo department and its simulated colleagues, and whole simulated seasons."""
