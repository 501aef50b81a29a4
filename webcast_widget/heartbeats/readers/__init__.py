"""Raw heartbeats from wherever they are, as a table of canonical columns."""
