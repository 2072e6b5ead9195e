from honest import serve


def around(handler, body):
    if not handler.path.startswith("/double"):
        return False
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"[" * 65536)
    except OSError:
        return True


serve(around)
