"""AES-128 in CBC mode, as much of it as a session token needs.

The tokens of a made-up account are no secret worth a compiled library.
"""

from __future__ import annotations

from functools import cache

BLOCK = 16
ROUNDS = 10
FIELD = 0x11B
"""The polynomial that products of bytes are taken modulo."""


def times(left: int, right: int) -> int:
    """Multiply two bytes in the field of AES.

    >>> hex(times(0x57, 0x83))
    '0xc1'
    """
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 0x100:
            left ^= FIELD
        right >>= 1
    return product


def _substitutes() -> bytes:
    table = bytearray(256)
    for byte in range(256):
        inverse = next((x for x in range(256) if times(byte, x) == 1), 0)
        mixed = inverse
        for turn in range(1, 5):
            mixed ^= (inverse << turn | inverse >> (8 - turn)) & 0xFF
        table[byte] = mixed ^ 0x63
    return bytes(table)


@cache
def tables() -> tuple[bytes, bytes, dict[int, bytes]]:
    """Give the substitutes, their inverse, and the products with each factor."""
    box = _substitutes()
    inverse = bytearray(256)
    for byte, substitute in enumerate(box):
        inverse[substitute] = byte
    factors = (2, 3, 9, 11, 13, 14)
    products = {
        factor: bytes(times(byte, factor) for byte in range(256)) for factor in factors
    }
    return box, bytes(inverse), products


@cache
def round_keys(key: bytes) -> tuple[bytes, ...]:
    """Expand a key of 16 bytes to the keys of the rounds."""
    box = tables()[0]
    words = [key[at : at + 4] for at in range(0, BLOCK, 4)]
    constant = 1
    while len(words) < 4 * (ROUNDS + 1):
        word = words[-1]
        if len(words) % 4 == 0:
            turned = (word[1:] + word[:1]).translate(box)
            word = bytes([turned[0] ^ constant]) + turned[1:]
            constant = times(constant, 2)
        words.append(_xor(word, words[-4]))
    return tuple(b"".join(words[at : at + 4]) for at in range(0, len(words), 4))


def encrypt(key: bytes, text: bytes) -> bytes:
    """Encrypt from a zero vector; the text is filled up with zero bytes."""
    text += bytes(-len(text) % BLOCK)
    previous = bytes(BLOCK)
    done = bytearray()
    for at in range(0, len(text), BLOCK):
        previous = encrypt_block(key, _xor(previous, text[at : at + BLOCK]))
        done += previous
    return bytes(done)


def decrypt(key: bytes, secret: bytes) -> bytes:
    """Undo `encrypt`; the zero bytes at the end stay."""
    previous = bytes(BLOCK)
    done = bytearray()
    for at in range(0, len(secret), BLOCK):
        block = secret[at : at + BLOCK]
        done += _xor(previous, decrypt_block(key, block))
        previous = block
    return bytes(done)


def encrypt_block(key: bytes, block: bytes) -> bytes:
    """Encrypt 16 bytes."""
    box, _, products = tables()
    keys = round_keys(key)
    state = _xor(block, keys[0])
    for number in range(1, ROUNDS + 1):
        state = state.translate(box)
        state = bytes(state[(at + 4 * (at % 4)) % BLOCK] for at in range(BLOCK))
        if number < ROUNDS:
            state = _mix(state, (products[2], products[3], None, None))
        state = _xor(state, keys[number])
    return state


def decrypt_block(key: bytes, block: bytes) -> bytes:
    """Decrypt 16 bytes."""
    _, inverse, products = tables()
    keys = round_keys(key)
    state = block
    for number in range(ROUNDS, 0, -1):
        state = _xor(state, keys[number])
        if number < ROUNDS:
            state = _mix(state, (products[14], products[11], products[13], products[9]))
        state = bytes(state[(at - 4 * (at % 4)) % BLOCK] for at in range(BLOCK))
        state = state.translate(inverse)
    return _xor(state, keys[0])


def _mix(state: bytes, rows: tuple[bytes | None, ...]) -> bytes:
    mixed = bytearray(BLOCK)
    for at in range(BLOCK):
        column, row = at - at % 4, at % 4
        for step, product in enumerate(rows):
            byte = state[column + (row + step) % 4]
            mixed[at] ^= byte if product is None else product[byte]
    return bytes(mixed)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
