"""Decoding: the bytes of other people's files, unpacked and as UTF-8."""
