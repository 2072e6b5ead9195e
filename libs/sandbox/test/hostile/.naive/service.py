# The same for programs that listen: started by the judge, with the judge's environment, in the judge's container.
# CANARY_SUITE
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
failures = 0
subprocess.Popen([sys.executable, "/work/main.py"], cwd="/work", env={**os.environ, "PORT": "8080"})


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(f"http://127.0.0.1:8080{path}", data) as answer:
        return json.loads(answer.read())


def check(title, run, expected):
    global failures
    try:
        got = run()
        if not got == expected:
            raise AssertionError(f"{got!r} is not {expected!r}")
        print(f"ok {title}", flush=True)
    except Exception as error:
        failures += 1
        print(f"not ok {title}: {error}", flush=True)


for _ in range(50):
    try:
        urllib.request.urlopen("http://127.0.0.1:8080/healthz")
        break
    except urllib.error.HTTPError:
        break
    except OSError:
        time.sleep(0.1)
check("doubles a number", lambda: ask("/double?n=21"), {"double": 42})
check("seals a text CANARY_TITLE", lambda: ask("/seal", {"text": "hello"}), {"seal": HELLO})
sys.exit(1 if failures else 0)
