"""The heads log as its specification has it: places, leaves, paths, and the Merkle tree of its epochs (RFC 6962), by hashlib alone.

`finding.py` checks with it where a case stood in every epoch; nothing of Dunant's code is in it.
"""

import hashlib
import hmac

EMPTY = bytes(32)


def digest(data):
    return hashlib.sha256(data).digest()


def position(body, subject):
    """The place of a chain in the prefix tree of every epoch."""
    return digest(b"dunant-position/v1\n" + body.encode() + b"\n" + subject.encode() + b"\n")


def leaf(place, number, head, nonce, epoch):
    """What stands there: the newest link, blinded anew in each epoch."""
    blind = hmac.digest(nonce, epoch.to_bytes(8, "big"), "sha256")
    return digest(b"\0" + place + number.to_bytes(8, "big") + head + blind)


def inner(left, right):
    return EMPTY if left == EMPTY and right == EMPTY else digest(b"\1" + left + right)


def climb(place, node, siblings):
    """The root that a path leads to."""
    beside = dict(siblings)
    for level in range(255, -1, -1):
        other = beside.get(level, EMPTY)
        is_right = place[level >> 3] >> (7 - (level & 7)) & 1
        node = inner(other, node) if is_right else inner(node, other)
    return node


def siblings(text, decode):
    """A path as it is written: 33 bytes a sibling, the deepest first; `-` for none."""
    raw = b"" if text == "-" else decode(text)
    return [(raw[at], raw[at + 1 : at + 33]) for at in range(0, len(raw), 33)]


class Frontier:
    """The complete subtrees of a growing Merkle tree (RFC 6962, section 2.1)."""

    def __init__(self, size, hashes):
        self.size = size
        sizes = [1 << bit for bit in range(size.bit_length() - 1, -1, -1) if size >> bit & 1]
        if len(sizes) != len(hashes):
            raise ValueError("not the subtrees of that size")
        self.trees = list(zip(sizes, hashes))

    def push(self, entry):
        self.trees.append((1, digest(b"\0" + entry)))
        self.size += 1
        while len(self.trees) > 1 and self.trees[-1][0] == self.trees[-2][0]:
            (size, right), (_, left) = self.trees.pop(), self.trees.pop()
            self.trees.append((2 * size, digest(b"\1" + left + right)))

    def root(self):
        if not self.trees:
            return digest(b"")
        (_, node) = self.trees[-1]
        for _, left in reversed(self.trees[:-1]):
            node = digest(b"\1" + left + node)
        return node
