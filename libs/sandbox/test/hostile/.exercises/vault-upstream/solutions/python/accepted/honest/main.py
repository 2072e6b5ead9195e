import json
import urllib.request

from honest import serve


def quote(handler, body):
    if handler.path != "/quote":
        return False
    with urllib.request.urlopen(json.loads(body)["url"] + "/price") as answer:
        price = json.loads(answer.read())["price"]
    text = json.dumps({"quote": 2 * price}).encode()
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text)
    return True


serve(quote)
