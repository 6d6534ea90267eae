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


def bit(place, level):
    return place[level >> 3] >> (7 - (level & 7)) & 1


def climb(place, node, siblings, top=0, end=256):
    """The node at level `top` above a node at `end` on the way to a place."""
    beside = dict(siblings)
    for level in range(end - 1, top - 1, -1):
        other = beside.get(level, EMPTY)
        node = inner(other, node) if bit(place, level) else inner(node, other)
    return node


def stretches(text, decode):
    """Paths as they are written: for each stretch a byte that counts its siblings, and 33 bytes a sibling, the highest first."""
    raw, read = decode(text), []
    while raw:
        own, raw = raw[1 : 1 + 33 * raw[0]], raw[1 + 33 * raw[0] :]
        read.append([(own[at], own[at + 1 : at + 33]) for at in range(0, len(own), 33)])
    return read


def root(leaves, paths, top=0):
    """The root that paths lead to from leaves at their places; `paths` is used up from its beginning."""
    leaves = sorted(leaves)
    stretch, first, last = paths.pop(0), leaves[0][0], leaves[-1][0]
    if len(leaves) == 1:
        return climb(first, leaves[0][1], stretch, top)
    parts = next(level for level in range(256) if bit(first, level) != bit(last, level))
    if any(not top <= level < parts for level, _ in stretch):
        raise ValueError("a sibling stands beside another stretch")
    left = root([leaf for leaf in leaves if not bit(leaf[0], parts)], paths, parts + 1)
    right = root([leaf for leaf in leaves if bit(leaf[0], parts)], paths, parts + 1)
    return climb(first, inner(left, right), stretch, top, parts)


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
