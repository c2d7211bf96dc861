"""Two kinds of Ed25519 signature: an installation's under each event, a person's seal under an act."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.domain.ledger import canonical

_SIG_DOMAIN = b"tenkencho/sig/1\0"
_SEAL_DOMAIN = b"tenkencho/seal/1\0"


def public_hex(key: Ed25519PrivateKey) -> str:
    """The raw public key of ``key`` in hex (64 characters)."""
    return key.public_key().public_bytes_raw().hex()


def public_key(text: str) -> Ed25519PublicKey:
    """The public key whose raw bytes are ``text`` in hex. ``ValueError`` if it is none."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))


def sign_event(key: Ed25519PrivateKey, event_hash: str) -> str:
    """An installation's signature (hex) over an event's hash: written here, under this name."""
    return key.sign(_SIG_DOMAIN + bytes.fromhex(event_hash)).hex()


def event_signed_by(key: Ed25519PublicKey, event_hash: str, sig: str) -> bool:
    """Whether ``sig`` is the installation's signature over ``event_hash``."""
    return _valid(key, sig, lambda: _SIG_DOMAIN + bytes.fromhex(event_hash))


def sealed_bytes(id: str, kind: str, at: str, by: str, body: dict[str, Any]) -> bytes:
    """What a seal signs: the whole event body (without the signature itself) with its id, kind, time and writer."""
    seal = {name: value for name, value in body["seal"].items() if name != "sig"}
    return _SEAL_DOMAIN + canonical({"at": at, "by": by, "id": id, "kind": kind, "body": {**body, "seal": seal}})


def sign_seal(key: Ed25519PrivateKey, statement: bytes) -> str:
    """A person's seal (hex) over the bytes of :func:`sealed_bytes`."""
    return key.sign(statement).hex()


def seal_signed_by(key: Ed25519PublicKey, statement: bytes, sig: str) -> bool:
    """Whether ``sig`` is the person's seal over ``statement``."""
    return _valid(key, sig, lambda: statement)


def _valid(key: Ed25519PublicKey, sig: str, message: Any) -> bool:
    try:
        key.verify(bytes.fromhex(sig), message())
    except (InvalidSignature, ValueError):
        return False
    return True
