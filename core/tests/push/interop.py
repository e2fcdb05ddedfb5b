"""The other side of RFC 8291, by an encoder that is not ours: http-ece from PyPI.

Reads one JSON request a line, answers one JSON line: {"do": "seal", p256dh, auth, plain, record} or {"do": "open", private, auth, message}.
"""

import base64
import json
import os
import sys

import http_ece
from cryptography.hazmat.backends import default_backend
from cryptography.hazmat.primitives.asymmetric import ec


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def answer(request):
    auth = decode(request["auth"])
    if request["do"] == "seal":
        sender = ec.generate_private_key(ec.SECP256R1(), default_backend())
        message = http_ece.encrypt(
            request["plain"].encode(),
            salt=os.urandom(16),
            private_key=sender,
            dh=decode(request["p256dh"]),
            auth_secret=auth,
            rs=request["record"],
            version="aes128gcm",
        )
        return {"message": encode(message)}
    scalar = int.from_bytes(decode(request["private"]), "big")
    receiver = ec.derive_private_key(scalar, ec.SECP256R1(), default_backend())
    plain = http_ece.decrypt(decode(request["message"]), private_key=receiver, auth_secret=auth, version="aes128gcm")
    return {"plain": plain.decode()}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
