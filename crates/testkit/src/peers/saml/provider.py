"""An identity provider of pysaml2: one page that signs everybody in of whom `provider.json` tells, and its metadata."""

import functools
import html
import http.server
import json
import ssl
import sys
import urllib.parse
from pathlib import Path

import saml2.entity
import saml2.sigver
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAMEID_FORMAT_TRANSIENT, NameID
from saml2.server import Server

HOME = Path(sys.argv[1])
SET = json.loads((HOME / "provider.json").read_text())
BASE = f"https://localhost:{SET['port']}"
ENTITY = f"{BASE}/metadata"


# pysaml2 encrypts with 3DES in CBC mode unless it is told otherwise, for which it has no setting.
PLAIN = (saml2.entity.pre_encryption_part, saml2.sigver.SecurityContext.encrypt_assertion)
GCM = (
    functools.partial(PLAIN[0], msg_enc="http://www.w3.org/2009/xmlenc11#aes256-gcm"),
    functools.partialmethod(PLAIN[1], key_type="aes-256"),
)


def config():
    """With the key that signs now; it may be another one later."""
    now = json.loads((HOME / "provider.json").read_text())
    signs = now["signs"]
    return IdPConfig().load(
        {
            "entityid": ENTITY,
            "xmlsec_binary": "/usr/bin/xmlsec1",
            "key_file": str(HOME / f"{signs}.key"),
            "cert_file": str(HOME / f"{signs}.crt"),
            # The desk may be set up after the provider: it is known once its metadata lie here.
            "metadata": {"local": [str(HOME / "desk.xml")]} if (HOME / "desk.xml").exists() else {},
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(f"{BASE}/sso", BINDING_HTTP_REDIRECT)]},
                    "want_authn_requests_signed": True,
                    "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                    "policy": {"default": {"lifetime": {"minutes": 5}, "name_form": "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"}},
                }
            },
        }
    )


def answer(query):
    """The form by which the browser goes back, and who sent it."""
    now = json.loads((HOME / "provider.json").read_text())
    asked = {name: values[0] for name, values in urllib.parse.parse_qs(query, keep_blank_values=True).items()}
    is_gcm = "gcm" in now["what"]
    saml2.entity.pre_encryption_part, saml2.sigver.SecurityContext.encrypt_assertion = GCM if is_gcm else PLAIN
    idp = Server(config=config())
    account = now["accounts"][asked.pop("account", "erika")]
    if "SAMLRequest" in asked:
        request = idp.parse_authn_request(
            asked["SAMLRequest"], BINDING_HTTP_REDIRECT, asked.get("RelayState"), asked.get("SigAlg"), asked.get("Signature")
        )
        terms = idp.response_args(request.message, [BINDING_HTTP_POST])
    else:
        service = idp.metadata.service_providers()[0]
        consumer = idp.metadata.assertion_consumer_service(service, BINDING_HTTP_POST)[0]["location"]
        terms = {"in_response_to": None, "sp_entity_id": service, "destination": consumer, "binding": BINDING_HTTP_POST}
    kind = NAMEID_FORMAT_TRANSIENT if now.get("transient") else NAMEID_FORMAT_PERSISTENT
    response = idp.create_authn_response(
        identity=account["attributes"],
        userid=account["name_id"],
        in_response_to=terms["in_response_to"],
        destination=terms["destination"],
        sp_entity_id=terms["sp_entity_id"],
        name_id=NameID(format=kind, text=account["name_id"]),
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", "authn_auth": ENTITY},
        sign_assertion="assertion" in now["what"],
        sign_response="response" in now["what"],
        encrypt_assertion=is_gcm or "3des" in now["what"],
        sign_alg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest_alg="http://www.w3.org/2001/04/xmlenc#sha256",
    )
    import base64

    encoded = base64.b64encode(str(response).encode()).decode()
    return {"to": terms["destination"], "form": {"SAMLResponse": encoded, "RelayState": asked.get("RelayState", "")}}


def hidden(fields):
    """Fields that a form carries along."""
    return "".join(f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">' for name, value in fields.items())


def page(query):
    """What a browser is shown: who one is, then a form that goes back by itself."""
    asked = {name: values[0] for name, values in urllib.parse.parse_qs(query, keep_blank_values=True).items()}
    if "account" not in asked:
        field = '<label>Account <input name="account" autofocus></label>'
        inside = f'<form action="/sso">{hidden(asked)}{field}<button>Go on</button></form>'
    else:
        back = answer(query)
        go = "<script>document.forms[0].submit()</script>"
        inside = f'<form method="post" action="{html.escape(back["to"])}">{hidden(back["form"])}<button>Go back</button></form>{go}'
    return f'<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,">{inside}'


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        try:
            if path == "/metadata":
                body, kind = str(entity_descriptor(config())).encode(), "application/samlmetadata+xml"
            elif path == "/sso" and "text/html" in self.headers.get("accept", ""):
                body, kind = page(query).encode(), "text/html; charset=utf-8"
            elif path == "/sso":
                body, kind = json.dumps(answer(query)).encode(), "application/json"
            else:
                self.send_error(404)
                return
        except Exception as error:  # what pysaml2 refuses is told to whoever came
            body, kind = json.dumps({"refused": f"{type(error).__name__}: {error}"}).encode(), "application/json"
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", SET["port"]), Page)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(HOME / "own.pem", HOME / "own.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
print("listening", flush=True)
server.serve_forever()
