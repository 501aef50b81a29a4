"""Heartbeats to viewers: their sessions, and who attended."""
