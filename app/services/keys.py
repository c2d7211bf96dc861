"""Keys at rest: the installation's key in the user's profile, seal keys (印) wrapped under a password in the store."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from app.common.errors import Refused, Unavailable, WrongPassword, from_os_error
from app.domain.policy import Profile

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

_COMMON = ("password", "パスワード", "123456", "qwerty", "tenkencho", "点検帳", "abcdef", "000000", "111111")


class Cost(Struct, frozen=True):
    """What one guess at a password costs: KiB of memory, passes, lanes (Argon2id)."""

    memory: int = 65536
    passes: int = 3
    lanes: int = 4


#: About 0.25 s and 64 MiB a guess on an office PC.
STANDARD = Cost()


def installation_key(path: Path) -> Ed25519PrivateKey:
    """This installation's key, made at first use and readable by this user alone where the system knows such rights."""
    try:
        if path.exists():
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))
        key = Ed25519PrivateKey.generate()
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.private_bytes_raw().hex())
            file.flush()
            os.fsync(file.fileno())
    except ValueError as error:
        raise Unavailable("installation_key_damaged", file=path.name, folder=str(path.parent)) from error
    except OSError as error:
        raise from_os_error(error, path) from error
    return key


def _cipher(password: str, salt: bytes, cost: Cost) -> ChaCha20Poly1305:
    # the start opens no seal key, and need not wait for what opens one
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return ChaCha20Poly1305(kdf.derive(unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")))


def wrap(key: Ed25519PrivateKey, password: str, *, person: str, key_id: str, cost: Cost = STANDARD) -> str:
    """The seal key, encrypted under the password; the text holds all that opening it needs but the password."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = _cipher(password, salt, cost).encrypt(nonce, key.private_bytes_raw(), _bound(person, key_id))
    kdf = {"name": "argon2id", "memory": cost.memory, "passes": cost.passes, "lanes": cost.lanes, "salt": salt.hex()}
    return json.dumps({"v": 1, "kdf": kdf, "nonce": nonce.hex(), "sealed": sealed.hex()}, separators=(",", ":"))


def unwrap(wrapped: str, password: str, *, person: str, key_id: str) -> Ed25519PrivateKey:
    """The seal key for one act. ``WrongPassword`` if it does not open, ``Unavailable`` if it is damaged."""
    try:
        data: dict[str, Any] = json.loads(wrapped)
        kdf = data["kdf"]
        cost = Cost(int(kdf["memory"]), int(kdf["passes"]), int(kdf["lanes"]))
        cipher = _cipher(password, bytes.fromhex(kdf["salt"]), cost)
        nonce, sealed = bytes.fromhex(data["nonce"]), bytes.fromhex(data["sealed"])
    except (ValueError, KeyError, TypeError) as error:
        raise Unavailable("seal_key_damaged") from error
    try:
        return Ed25519PrivateKey.from_private_bytes(cipher.decrypt(nonce, sealed, _bound(person, key_id)))
    except InvalidTag as error:
        raise WrongPassword from error


def _bound(person: str, key_id: str) -> bytes:
    """A wrapped key opens only as the key of its person."""
    return f"tenkencho/seal-key/1\0{person}\0{key_id}".encode()


def fingerprint(wrapped: str) -> str:
    """SHA-256 (hex) of a wrapped key, as its enrolment records it."""
    return hashlib.sha256(wrapped.encode()).hexdigest()


def check_password(profile: Profile, password: str, names: tuple[str, ...] = ()) -> None:
    """Refuse a password that the profile's rule or plain sense refuses; no composition rules, no forced change."""
    rule = profile.section("password")
    shortest, longest = int(rule.get("min_length", 12)), int(rule.get("max_length", 64))
    if len(password) < shortest:
        raise Refused("password_short", length=shortest)
    if len(password) > longest:
        raise Refused("password_long", length=longest)
    plain = unicodedata.normalize("NFKC", password).casefold()
    for word in (*_COMMON, *rule.get("blocklist_words", ()), *names):
        kept = unicodedata.normalize("NFKC", word).casefold()
        if kept and plain.replace(kept, "") != plain and len(plain.replace(kept, "")) < shortest // 2:
            raise Refused("password_guessable", word=word)
    if len(set(plain)) < 4:
        raise Refused("password_guessable", word=password[:1])
