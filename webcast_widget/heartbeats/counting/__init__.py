"""Heartbeats to slots: the rules, the sums, the Timeline."""
