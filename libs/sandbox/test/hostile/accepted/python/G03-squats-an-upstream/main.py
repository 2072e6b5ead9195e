import json
import os
import socket
import urllib.request

from honest import serve

PORT = int(os.environ["UPSTREAM_PRICES_URL"].rsplit(":", 1)[1])
OPTIONS = [(), (socket.SO_REUSEADDR,), (socket.SO_REUSEPORT,), (socket.SO_REUSEADDR, socket.SO_REUSEPORT)]
taken = []
for family, address in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::ffff:127.0.0.1")]:
    for options in OPTIONS:
        squatter = socket.socket(family)
        for option in options:
            squatter.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            squatter.bind((address, PORT))
            squatter.listen()
            taken.append(address)
        except OSError:
            squatter.close()
print(f"taken: {', '.join(taken) or 'none'}", flush=True)


def quote(handler, body):
    if handler.path != "/quote":
        return False
    with urllib.request.urlopen(json.loads(body)["url"] + "/price") as answer:
        price = json.loads(answer.read())["price"]
    text = json.dumps({"quote": 2 * price}).encode()
    handler.send_response(200)
    handler.send_header("content-length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text)
    return True


serve(quote)
