"""Checks a finding with other people's code: Ed25519 by `cryptography`, canonical JSON by `rfc8785`, the rest by Python.

    python finding.py FINDING.json

It is no second implementation of the panel's rules. It holds that every link is signed by the secretariat and follows on the one before,
that every step in it is signed by its author's enrolled key, that the votes name this very body, and that the entry of the record's
proof, where one stands beside the finding, names these very bytes.
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


class Refused(Exception):
    pass


def verifier(text):
    """A verifier key of C2SP signed-note: its name, its ID, its Ed25519 key."""
    name, key_id, encoded = text.split("+", 2)
    kind, key = (raw := base64.b64decode(encoded))[0], raw[1:]
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if kind != 1 or expected.hex() != key_id:
        raise Refused(f"{text} is no key for notes")
    return name, expected, Ed25519PublicKey.from_public_bytes(key)


def opened(note, keys):
    """The text of a signed note, and the name of the first of `keys` that signed it."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        name, encoded = re.fullmatch("— (\\S+) (\\S+)", line).groups()
        raw = base64.b64decode(encoded)
        for known, key_id, key in keys:
            if (known, key_id) == (name, raw[:4]):
                try:
                    key.verify(raw[4:], text.encode())
                except InvalidSignature:
                    raise Refused(f"the signature by {name} does not verify") from None
                return text, name
    raise Refused("no known key signed a note")


def links(notes, subject, secretariat):
    """The events of a chain, each with its link verified."""
    previous, events = "none", []
    for number, note in enumerate(notes):
        text, _ = opened(note, secretariat)
        head, numbered, before, _, event = text.splitlines()
        if head != f"dunant-chain/v1 {subject}" or numbered != f"number {number}" or before != f"previous {previous}":
            raise Refused(f"link {number} of {subject} does not follow on the one before")
        previous = hashlib.sha256(text.encode()).hexdigest()
        events.append(json.loads(event.removeprefix("event ")))
    return events


def check(path):
    raw = path.read_bytes()
    finding = json.loads(raw)
    body = finding["body"]
    rules = tomllib.loads(finding["policy"])
    secretariat = [verifier(key) for key in rules["secretariat"]["keys"]]
    enrolled = [event["key"] for event in links(finding["members"], "members", secretariat) if "key" in event]
    keys = secretariat + [verifier(key) for key in enrolled if "+" in key]
    keys += [verifier(party["key"]) for party in body["referral"]["parties"] if party["key"]]

    steps = []
    for event in links(finding["steps"], f"case/{body['case']}", secretariat):
        if event["type"] == "step":
            text, author = opened(event["note"], keys)
            head, line = text.splitlines()
            step = json.loads(line)
            if head != f"dunant-step/v1 {body['case']}" or step["by"] != author:
                raise Refused(f"a step is not by {step['by']} in this case")
            steps.append(step)

    digest = hashlib.sha256(rfc8785.dumps(body)).hexdigest()
    votes = [step for step in steps if step["step"] == "vote" and step["draft"] == digest]
    adopted = [step for step in steps if step["step"] == "decision" and step["draft"] == digest]
    if not votes or not adopted or adopted[-1]["outcome"] != "adopted":
        raise Refused(f"no vote adopted the body {digest}")
    if hashlib.sha256(finding["policy"].encode()).hexdigest() != body["policy"]:
        raise Refused("the rules are not those that the body names")

    proof = path.with_name("finding.proof")
    recorded = "no proof beside it"
    if proof.is_file():
        entry = base64.b64decode(re.search(r"^extra (\S+)$", proof.read_text(), re.M).group(1)).decode()
        if f"document {hashlib.sha256(raw).hexdigest()}\n" not in entry:
            raise Refused("the record's entry names another document")
        opened(entry, secretariat)
        recorded = "the record's entry names it"
    members, taken = len(finding["members"]), len(finding["steps"])
    return f"{members} links of members, {taken} of the case, {len(steps)} steps, {len(votes)} votes on this body; {recorded}"


if __name__ == "__main__":
    try:
        print(check(pathlib.Path(sys.argv[1])))
    except Refused as refused:
        sys.exit(f"refused: {refused}")
