"""A process that keeps thousands of messages, for tests that kill it."""
