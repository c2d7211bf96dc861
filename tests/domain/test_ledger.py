"""Canonical bytes, hashes and signatures: the same as RFC 8785 says, and refused where they must be."""

import json
from datetime import date

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from app.domain import signature
from app.domain.ledger import body_hash, canonical, event_hash, parse_strict

KEYS = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)))
LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS
VALUES = st.dictionaries(
    KEYS, st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12)
)


@given(VALUES)
def test_canonical_bytes_are_those_of_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)
    assert parse_strict(canonical(value)) == value


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1.5},
        {"a": 2**53},
        {"a": 2**70},
        {"鍵": 1},
        {"a": [float("nan")]},
        {"a": "\ud800"},
        {"a": date(2026, 5, 1)},
    ],
)
def test_what_cannot_be_canonical_is_refused(value):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is for developers
        canonical(value)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1,"a":2}',
        b'{"a":1180591620717411303424}',
        b'{ "a":1}',
        b'{"b":1,"a":2}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b"[1]",
        b"",
        b"\xff",
    ],
)
def test_bytes_that_are_not_canonical_are_refused(raw):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_strict(raw)


@given(TEXTS, TEXTS)
def test_the_event_hash_is_of_canonical_bytes(by, kind):
    head = {"v": 1, "id": "i", "chain": "c", "seq": 2, "prev": "0" * 64, "at": "2026", "by": by, "kind": kind}
    import hashlib

    wanted = hashlib.sha256(b"tenkencho/event/1\0" + rfc8785.dumps({**head, "body_sha256": "s"})).hexdigest()
    assert event_hash(1, "i", "c", 2, "0" * 64, "2026", by, kind, "s") == wanted


def test_the_salt_changes_the_body_hash():
    assert body_hash("00" * 16, b"{}") != body_hash("01" * 16, b"{}")


def test_a_seal_covers_the_whole_body_and_its_place():
    key = Ed25519PrivateKey.generate()
    body = {"action": "decide", "decision": "permit", "seal": {"person": "p"}}
    sig = signature.sign_seal(key, signature.sealed_bytes("i", "record.moved", "t", "p", body))
    public = key.public_key()
    assert signature.seal_signed_by(public, signature.sealed_bytes("i", "record.moved", "t", "p", body), sig)
    for changed in (
        ("j", "record.moved", "t", "p", body),
        ("i", "record.noted", "t", "p", body),
        ("i", "record.moved", "u", "p", body),
        ("i", "record.moved", "t", "q", body),
        ("i", "record.moved", "t", "p", {**body, "decision": "refuse"}),
        ("i", "record.moved", "t", "p", {**body, "seal": {"person": "q"}}),
    ):
        assert not signature.seal_signed_by(public, signature.sealed_bytes(*changed), sig)
    assert json.loads(canonical(body))["seal"] == {"person": "p"}
