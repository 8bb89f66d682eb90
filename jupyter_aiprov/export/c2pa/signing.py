"""Signing with a person's certificate, or with one made on the spot."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ...record.errors import BadInput

_LIFE = timedelta(days=365)
_MADE = "jupyter_aiprov, made on the spot"


@dataclass(frozen=True)
class Signing:
    """A certificate chain and its key, PEM; ``own`` is false where it was made on the spot."""

    chain: str
    key: str
    subject: str
    own: bool

    @classmethod
    def of(cls, options: Mapping[str, object]) -> Signing:
        """The person's certificate where the options name one.

        Raises:
            BadInput: only one of ``cert`` and ``key`` is given, or one cannot be read.
        """
        cert, key = options.get("cert"), options.get("key")
        if not cert and not key:
            return _made()
        if not cert or not key:
            raise BadInput("Give both --option cert=CHAIN.pem and --option key=KEY.pem.")
        chain = _text(cert)
        return cls(chain, _text(key), _subject(chain, str(cert)), own=True)

    def described(self) -> dict[str, str]:
        """Who signed, and what a reader will make of it."""
        if self.own:
            note = "the person's own certificate; whether it is trusted is for the reader to say"
        else:
            note = "made on the spot: the signature is valid, its signer is untrusted"
        return {"subject": self.subject, "note": note}

    def sign(self, data: bytes, mime: str, manifest: Mapping[str, object]) -> bytes:
        """``data`` with the signed manifest in it.

        Args:
            data: the picture.
            mime: its media type.
            manifest: the definition of the manifest, as c2pa takes it.

        Returns:
            The picture in the same format.
        """
        from c2pa import Builder, C2paSignerInfo, C2paSigningAlg, Signer

        info = C2paSignerInfo(C2paSigningAlg.ES256, self.chain.encode(), self.key.encode(), None)
        signed = io.BytesIO()
        with Signer.from_info(info) as signer, Builder(json.dumps(manifest)) as builder:
            builder.sign(signer, mime, io.BytesIO(data), signed)
        return signed.getvalue()


def _text(path: object) -> str:
    try:
        return Path(str(path)).read_text(encoding="ascii")
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{path} cannot be read as a PEM file; check the path.") from error


def _subject(chain: str, path: str) -> str:
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificate(chain.encode()).subject.rfc4514_string()
    except ValueError as error:
        raise BadInput(f"{path} holds no certificate in PEM form.") from error


def _made() -> Signing:
    """A throw-away authority and a certificate by it: C2PA refuses what signed itself."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate("jupyter_aiprov throw-away authority", root_key, None, None)
    leaf = _certificate(_MADE, key, root, root_key)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain = leaf.public_bytes(pem) + root.public_bytes(pem)
    return Signing(chain.decode(), private.decode(), f"CN={_MADE}", own=False)


def _certificate(name: str, key: Any, issuer: Any, issuer_key: Any) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "jupyter_aiprov"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    now = datetime.now(timezone.utc)
    authority = issuer is None
    signer_key = issuer_key or key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if authority else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer_key.public_key()),
            critical=False,
        )
    )
    if not authority:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purpose, critical=False)
    return builder.sign(signer_key, hashes.SHA256())


def _usage(authority: bool) -> Any:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
