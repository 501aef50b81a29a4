"""How far a long job is, told to whoever looks."""
