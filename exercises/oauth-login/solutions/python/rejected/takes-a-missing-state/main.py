import base64
import hashlib
import os
import re
import secrets
import threading
import time
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import jwt
import requests
from flask import Flask, jsonify, redirect, request
from werkzeug.exceptions import HTTPException

ISSUER = os.environ["UPSTREAM_PROVIDER_URL"]
CLIENT_ID = "ticket-desk"
CLIENT_SECRET = "pz+7/Qk%w9:rT2"
REDIRECT_URI = "https://desk.example/callback"
TIMEOUT_SECONDS = 3
LOGIN_SECONDS = 600
MOST_LOGINS = 10_000
# A path in which every character is known to do no harm, and that does not begin like //host.
OWN_PATH = re.compile(r"/(?![/\\])[A-Za-z0-9\-._~!$&'()*+,;=:@%/?#\[\]]*")

app = Flask(__name__)
# Requests run in threads: what looks and then changes does so while it holds the lock.
lock = threading.Lock()
logins = {}  # state -> login under way, the oldest first
sessions = {}  # sid -> person
keys = {}  # kid -> jwt.PyJWK


class Refusal(Exception):
    def __init__(self, status, code):
        super().__init__(code)
        self.status = status
        self.code = code


UNAVAILABLE = (502, "provider_unavailable")
FAILED = (401, "login_failed")
INVALID = (400, "invalid_callback")


@app.get("/login")
def login():
    document = fetch_document()
    # Says which browser it is and nothing else: no session, no person.
    browser = request.cookies.get("browser") or secrets.token_urlsafe(32)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    with lock:
        forget_old_logins()
        logins[state] = {
            "browser": browser,
            "nonce": nonce,
            "verifier": verifier,
            "return_to": own_path(request.args.getlist("return_to")),
            "document": document,
            "ends_at": time.monotonic() + LOGIN_SECONDS,
        }
    target = urlsplit(document["authorization_endpoint"])
    query = parse_qsl(target.query) + [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid profile email"),
        ("state", state),
        ("nonce", nonce),
        ("code_challenge", challenge_of(verifier)),
        ("code_challenge_method", "S256"),
    ]
    response = redirect(urlunsplit(target._replace(query=urlencode(query))), 303)
    set_cookie(response, "browser", browser)
    return response


@app.get("/callback")
def callback():
    pending = take_login(request.args.get("state"), request.cookies.get("browser"))
    if pending is None:
        raise Refusal(*INVALID)
    document = pending["document"]
    iss, error, code = (request.args.get(name) for name in ("iss", "error", "code"))
    if iss is None and document.get("authorization_response_iss_parameter_supported") is True:
        raise Refusal(*INVALID)
    if iss is not None and iss != ISSUER:
        raise Refusal(*INVALID)
    if error == "access_denied":
        raise Refusal(403, "access_denied")
    if error is not None:
        raise Refusal(*UNAVAILABLE)
    if not code:
        raise Refusal(*INVALID)

    tokens = fetch_tokens(document, code, pending["verifier"])
    sub = read_id_token(tokens.get("id_token"), document, pending["nonce"])
    bearer = {"Authorization": f"Bearer {tokens.get('access_token')}"}
    person = ask("GET", document["userinfo_endpoint"], headers=bearer)
    if person.get("sub") != sub:
        raise Refusal(*FAILED)

    sid = secrets.token_urlsafe(32)
    with lock:
        sessions.pop(request.cookies.get("sid"), None)
        sessions[sid] = {name: person.get(name) for name in ("sub", "name", "email")}
    response = redirect(pending["return_to"], 303)
    set_cookie(response, "sid", sid)
    return response


@app.get("/me")
def me():
    person = sessions.get(request.cookies.get("sid"))
    if person is None:
        raise Refusal(401, "not_logged_in")
    return jsonify(person)


@app.post("/logout")
def logout():
    with lock:
        sessions.pop(request.cookies.get("sid"), None)
    response = app.response_class(status=204)
    response.delete_cookie("sid", path="/", secure=True, httponly=True, samesite="Lax")
    return response


def take_login(state, browser):
    """A login that this browser began, for the one time that it comes back."""
    with lock:
        if not state:
            state = next((key for key in reversed(logins) if logins[key]["browser"] == browser), None)
        pending = logins.get(state)
        if pending is None or pending["browser"] != browser or pending["ends_at"] < time.monotonic():
            return None
        return logins.pop(state)


def forget_old_logins():
    for state, pending in list(logins.items()):
        if pending["ends_at"] > time.monotonic() and len(logins) < MOST_LOGINS:
            break
        del logins[state]


def own_path(values):
    return values[0] if len(values) == 1 and OWN_PATH.fullmatch(values[0]) else "/"


def challenge_of(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def set_cookie(response, name, value):
    response.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="Lax")


def fetch_document():
    document = ask("GET", f"{ISSUER}/.well-known/openid-configuration")
    if document.get("issuer") != ISSUER:
        raise Refusal(*UNAVAILABLE)
    return document


def fetch_tokens(document, code, verifier):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT_URI,
        "code_verifier": verifier,
    }
    headers = {}
    if "client_secret_basic" in document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        pair = f"{quote(CLIENT_ID, safe='')}:{quote(CLIENT_SECRET, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form.update(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    return ask("POST", document["token_endpoint"], FAILED, headers=headers, data=form)


def read_id_token(token, document, nonce):
    try:
        header = jwt.get_unverified_header(token)
        key = find_key(document, header.get("kid"))
        if header.get("alg") not in ("RS256", "ES256") or key is None or key.algorithm_name != header["alg"]:
            raise Refusal(*FAILED)
        claims = jwt.decode(
            token,
            key.key,
            algorithms=[key.algorithm_name],
            issuer=ISSUER,
            audience=CLIENT_ID,
            leeway=30,
            options={"require": ["exp", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.PyJWTError:
        raise Refusal(*FAILED) from None
    if claims["nonce"] != nonce or claims.get("azp", CLIENT_ID) != CLIENT_ID or not isinstance(claims["sub"], str):
        raise Refusal(*FAILED)
    return claims["sub"]


def find_key(document, kid):
    if kid not in keys:
        told = ask("GET", document["jwks_uri"]).get("keys", [])
        with lock:
            keys.clear()
            keys.update((jwk.get("kid"), jwt.PyJWK(jwk)) for jwk in told)
    return keys.get(kid)


def ask(method, url, on_refusal=UNAVAILABLE, **options):
    """Every reason for which there is no answer is the same to the browser; what was asked is told to nobody."""
    try:
        response = requests.request(method, url, timeout=TIMEOUT_SECONDS, allow_redirects=False, **options)
        if 400 <= response.status_code < 500:
            raise Refusal(*on_refusal)
        answer = response.json() if response.status_code == 200 else None
    except (requests.RequestException, ValueError):
        answer = None
    if not isinstance(answer, dict):
        raise Refusal(*UNAVAILABLE)
    return answer


@app.errorhandler(Refusal)
def refuse(refusal):
    return jsonify(error=refusal.code), refusal.status


@app.errorhandler(HTTPException)
def show_error(error):
    return jsonify(error=error.name.lower().replace(" ", "_")), error.code


app.run(host="127.0.0.1", port=int(os.environ["PORT"]), threaded=True)
