"""Where the counting runs, and how results come out of there."""
