"""Checks a finding with other people's code: Ed25519 by `cryptography`, canonical JSON by `rfc8785`, the rest by Python.

    python finding.py FINDING.json TRUST-FILE

It is no second implementation of the panel's rules. It holds that enough signers signed the trust file; that every link is signed by a key of the
secretariat that stands in it and was in use in the link's epoch, and follows on the one before; that each member declared itself under its own key
and enough appointers admitted it; that both keys signed where the secretariat or a member changed its own; that every step is signed by its author
and names a link that its author had seen; that in every epoch of the heads log from the body's first on the case moved to the link that the finding has there,
or was nowhere to be found, under checkpoints that a quorum of witnesses cosigned, also where one log follows on another; that the votes name this very body; and that the record's entry
names these bytes.
"""

import base64
import hashlib
import json
import pathlib
import re
import sys
import tomllib

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import heads


class Refused(Exception):
    pass


NOTES, COSIGNATURES = 1, 4


def verifier(text, wanted=NOTES):
    """A verifier key of C2SP signed-note: its name, its ID, its Ed25519 key."""
    name, key_id, encoded = text.split("+", 2)
    kind, key = (raw := base64.b64decode(encoded))[0], raw[1:]
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if kind != wanted or expected.hex() != key_id:
        raise Refused(f"{text} is no key of its kind")
    return name, expected, Ed25519PublicKey.from_public_bytes(key)


def parts(note):
    """The text of a signed note, and its signatures: name, key ID, the rest."""
    text, _, signatures = note.rpartition("\n\n")
    lines = [re.fullmatch("— (\\S+) (\\S+)", line) for line in signatures.splitlines()]
    if not lines or None in lines:
        raise Refused("a note has no signatures")
    raw = [(line.group(1), base64.b64decode(line.group(2))) for line in lines]
    return text + "\n", [(name, data[:4], data[4:]) for name, data in raw]


def signed_by(note, keys):
    """The text of a note, and which of `keys` signed it."""
    text, signatures = parts(note)
    signers = []
    for name, key_id, signature in signatures:
        for known, known_id, key in keys:
            if (known, known_id) == (name, key_id):
                try:
                    key.verify(signature, text.encode())
                except InvalidSignature:
                    raise Refused(f"the signature by {name} does not verify") from None
                signers.append(known)
    return text, signers


def opened(note, keys):
    """The text of a note that one of `keys` signed, and whose key it is."""
    text, signers = signed_by(note, keys)
    if not signers:
        raise Refused("no known key signed a note")
    return text, signers[0]


def links(notes, subject, secretariat):
    """The digests and events of a chain, each link verified, and which of `secretariat` signed each."""
    previous, digests, events, offices = "none", [], [], []
    for number, note in enumerate(notes):
        text, _ = opened(note, secretariat)
        # Two keys of the secretariat may have one name: their IDs differ.
        signers = [key_id for _, key_id, _ in parts(note)[1]]
        offices.append([at for at, (_, key_id, _) in enumerate(secretariat) if key_id in signers])
        head, numbered, before, _, event = text.splitlines()
        if head != f"dunant-chain/v1 {subject}" or numbered != f"number {number}" or before != f"previous {previous}":
            raise Refused(f"link {number} of {subject} does not follow on the one before")
        previous = hashlib.sha256(text.encode()).hexdigest()
        digests.append(bytes.fromhex(previous))
        events.append(json.loads(event.removeprefix("event ")))
    return digests, events, offices


def trusted(path):
    """The trust file, signed by enough of its own signers."""
    note = path.read_text()
    text, _ = parts(note)
    trust = tomllib.loads(text)
    enough(note, trust["signers"], "signers of the trust file")
    return trust, hashlib.sha256(text.encode()).hexdigest()


def enough(note, who, what):
    _, signers = signed_by(note, [verifier(key) for key in who["keys"]])
    if len(set(signers)) < who["needed"]:
        raise Refused(f"too few {what}")


def enrolled(notes, secretariat, trust):
    """The members whom their own signatures and those of the appointers admit, and the digests of their chain's links."""
    digests, events, _ = links(notes, "members", secretariat)
    members, nonce = {}, None
    for event in events:
        if event["type"] == "begun":
            nonce = event["nonce"]
        elif event["type"] == "signed":
            text, _ = parts(event["note"])
            header, line = text.splitlines()
            said = json.loads(line)
            if header == f"dunant-member/v2 {trust['body']}":
                opened(event["note"], [verifier(said["key"])])
                enough(event["note"], trust["appointers"], "appointers of a member")
                members[said["key"]] = verifier(said["key"])
            elif header == f"dunant-leaving/v1 {trust['body']}":
                itself_or_appointed(event["note"], verifier(said["key"]), trust)
                members.pop(said["key"], None)
            elif header == f"dunant-key/v1 {trust['body']}":
                rekeyed(event["note"], said, members, secretariat, trust)
            else:
                raise Refused("a note of the members is of a kind that this does not check")
        elif event["type"] == "office":
            text, _ = parts(event["note"])
            header, line = text.splitlines()
            if header != f"dunant-key/v1 {trust['body']}":
                raise Refused("a key of the secretariat is followed by none")
            followed(event["note"], json.loads(line), list(members.values()))
        else:
            raise Refused("the secretariat alone changed who sits")
    return list(members.values()), digests, nonce


def itself_or_appointed(note, key, trust):
    """Whom a note concerns signed it, or enough appointers did."""
    try:
        opened(note, [key])
    except Refused:
        enough(note, trust["appointers"], "appointers where a member did not sign itself")


def rekeyed(note, said, members, secretariat, trust):
    """A member's key is followed by another, which signed it too, and is nobody else's."""
    old, new = said["old"], verifier(said["new"])
    if old not in members:
        raise Refused("the key that ends is no member's")
    opened(note, [new])
    itself_or_appointed(note, verifier(old), trust)
    others = [key for text, key in members.items() if text != old] + secretariat
    if any(name == new[0] or raw(key) == raw(new[2]) for name, _, key in others):
        raise Refused("the key that follows is another's")
    # Its place among the members stays.
    renamed = [(said["new"], new) if text == old else (text, key) for text, key in members.items()]
    members.clear()
    members.update(renamed)


def raw(key):
    return key.public_bytes_raw()


def followed(note, said, members):
    """One key is followed by another, which is no member's: each signed it, though both may have one name."""
    old, new = verifier(said["old"]), verifier(said["new"])
    for key in (old, new):
        opened(note, [key])
    if any(name == new[0] or raw(key) == raw(new[2]) for name, _, key in members):
        raise Refused("the key that follows is a member's")


def cosigned(note, trust):
    """A checkpoint of the heads log that a quorum of witnesses cosigned: its size and root."""
    text, signatures = parts(note)
    opened(note, [verifier(key) for key in trust["heads"]["logs"]])
    policy = [line.split() for line in trust["witnesses"]["policy"].splitlines() if line.strip()]
    witnesses = {line[1]: verifier(line[2], COSIGNATURES) for line in policy if line[0] == "witness"}
    (quorum,) = [line[1] for line in policy if line[0] == "quorum"]
    (group,) = [line for line in policy if line[0] == "group" and line[1] == quorum]
    seen = set()
    for short, (name, key_id, key) in witnesses.items():
        for signer, signer_id, data in signatures:
            if (signer, signer_id) == (name, key_id):
                time = int.from_bytes(data[:8], "big")
                try:
                    key.verify(data[8:], f"cosignature/v1\ntime {time}\n{text}".encode())
                except InvalidSignature:
                    raise Refused(f"the cosignature by {name} does not verify") from None
                seen.add(short)
    needed = len(group[3:]) if group[2] == "all" else 1 if group[2] == "any" else int(group[2])
    if len(seen & set(group[3:])) < needed:
        raise Refused("too few witnesses cosigned a checkpoint")
    origin, size, root = text.splitlines()[:3]
    return (origin, int(size)), base64.b64decode(root)


def logs(trust):
    """The heads logs in their order: key, name, first epoch. Each follows on the one before."""
    keys = trust["heads"]["logs"]
    begins = trust["heads"].get("begins", [0])
    if len(keys) != len(begins) or begins[0] != 0 or begins != sorted(set(begins)):
        raise Refused("the heads logs do not follow one another")
    return [(key, verifier(key)[0], first) for key, first in zip(keys, begins)]


def joint(trust, epoch, ended):
    """What the entry of an epoch must say of another log; `ended` is the tree of the log before, at its end."""
    all_logs = logs(trust)
    for before, after in zip(all_logs, all_logs[1:]):
        if epoch == after[2]:
            size, root = ended
            return f"follows {before[1]} {size} {base64.b64encode(root).decode()}"
        if epoch + 1 == after[2]:
            return f"next {after[0]}"
    return ""


def course(finding, trust, digests, offices, nonce, members, members_nonce):
    """In every epoch from the body's first on the case moved as the finding says, up to its last link; before it began, so did the members."""
    said, body, case = finding["heads"], trust["body"], finding["body"]["case"]
    checkpoints = dict(cosigned(note, trust) for note in said["checkpoints"])
    places = heads.position(body, f"case/{case}"), heads.position(body, "members")
    origin, log, ended = logs(trust)[0][1], heads.Frontier(0, []), None
    lines = [(line, False) for line in said["before"]] + [(line, True) for line in said["epochs"]]
    newest, enrolled_up_to = None, None
    for epoch, (line, is_there) in enumerate(lines):
        moved, chains, paths, *joins = line.split(" ")
        joins = " ".join(joins)
        for _, name, first in logs(trust)[1:]:
            if epoch == first:
                ended, log, origin = (log.size, log.root()), heads.Frontier(0, []), name
        if joins != joint(trust, epoch, ended):
            raise Refused(f"epoch {epoch} does not join the heads logs as they follow one another")
        moved = None if moved == "-" else int(moved)
        links, blind, place = (digests, nonce, places[0]) if is_there else (members, members_nonce, places[1])
        own = heads.EMPTY if moved is None else heads.leaf(place, moved, links[moved], blind, epoch)
        leaves = [(place, own)] if is_there else [(places[0], heads.EMPTY), (place, own)]
        paths = heads.stretches(paths, base64.b64decode)
        if heads.root(leaves, paths) != bytes.fromhex(chains) or paths:
            raise Refused(f"epoch {epoch} has another link of the case or its members, or has one where none is shown")
        before = newest if is_there else enrolled_up_to
        if moved is not None and before is not None and moved <= before:
            raise Refused(f"in epoch {epoch} a chain goes back")
        if moved is not None and is_there:
            for link in range(0 if before is None else before + 1, moved + 1):
                signed = [trust["secretariat"][office] for office in offices[link]]
                if not any(key["first"] <= epoch <= key.get("last", epoch) for key in signed):
                    raise Refused(f"link {link} first appears in epoch {epoch}, in which its key was not in use")
            newest = moved
        elif moved is not None:
            enrolled_up_to = moved
        entry = f"dunant-heads/v2 {body}\nepoch {epoch}\nchains {chains}\n" + (joins and joins + "\n")
        log.push(entry.encode())
        needed = is_there and (moved is not None or joins) or epoch == len(lines) - 1
        if (origin, log.size) in checkpoints:
            if checkpoints[origin, log.size] != log.root():
                raise Refused(f"the checkpoint of epoch {epoch} is of another tree")
        elif needed:
            raise Refused(f"epoch {epoch} has no checkpoint")
        if is_there and epoch == len(said["before"]) and moved is None:
            raise Refused("the case did not begin where it is said to")
    if newest != len(digests) - 1 or lines[-1][0].startswith("- "):
        raise Refused("the last link stands in no epoch, or not in the last")
    if enrolled_up_to != len(members) - 1:
        raise Refused("the members are others than stood in the epoch before the case")
    return len(lines)


def check(path, trust_path):
    raw = path.read_bytes()
    finding = json.loads(raw)
    body = finding["body"]
    trust, name = trusted(trust_path)
    if finding["trust"] != {"version": trust["version"], "digest": name}:
        raise Refused("the finding goes by another version of the trust file")
    secretariat = [verifier(office["key"]) for office in trust["secretariat"]]
    members, newest, members_nonce = enrolled(finding["members"], secretariat, trust)
    keys = secretariat + members
    keys += [verifier(party["key"]) for party in body["referral"]["parties"] if party["key"]]

    digests, events, offices = links(finding["steps"], f"case/{body['case']}", secretariat)
    steps, nonce = [], None
    for number, event in enumerate(events):
        if event["type"] == "begun":
            nonce = event["nonce"]
        if event["type"] == "step":
            text, author = opened(event["note"], keys)
            head, seen, line = text.splitlines()
            step = json.loads(line)
            if head != f"dunant-step/v2 {trust['body']} {body['case']}" or step["by"] != author:
                raise Refused(f"a step is not by {step['by']} in this case")
            if seen != "seen none":
                _, at, digest = seen.split(" ")
                if int(at) >= number or digests[int(at)].hex() != digest:
                    raise Refused(f"link {number} stands behind another past than its author saw")
            steps.append(step)

    digest = hashlib.sha256(rfc8785.dumps(body)).hexdigest()
    votes = [step for step in steps if step["step"] == "vote" and step["draft"] == digest]
    adopted = [step for step in steps if step["step"] == "decision" and step["draft"] == digest]
    if not votes or not adopted or adopted[-1]["outcome"] != "adopted":
        raise Refused(f"no vote adopted the body {digest}")
    if hashlib.sha256(finding["policy"].encode()).hexdigest() != body["policy"]:
        raise Refused("the rules are not those that the body names")
    if body["policy"] not in [rules["sha256"] for rules in trust["rules"]]:
        raise Refused("the rules are not those of the trust file")
    decode = lambda text: bytes.fromhex(text)
    epochs = course(finding, trust, digests, offices, decode(nonce), newest, decode(members_nonce))

    proof = path.with_name("finding.proof")
    recorded = "no proof beside it"
    if proof.is_file():
        entry = base64.b64decode(re.search(r"^extra (\S+)$", proof.read_text(), re.M).group(1)).decode()
        if f"document {hashlib.sha256(raw).hexdigest()}\n" not in entry:
            raise Refused("the record's entry names another document")
        opened(entry, secretariat)
        recorded = "the record's entry names it"
    taken = len(finding["steps"])
    return (
        f"{len(members)} members, {taken} links, {len(steps)} steps, {len(votes)} votes on this body, {epochs} epochs; {recorded}"
    )


if __name__ == "__main__":
    try:
        print(check(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
    except Refused as refused:
        sys.exit(f"refused: {refused}")
