from honest import serve


def fill(path):
    with open(path, "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 65536)


def around(handler, body):
    if handler.path.startswith("/double"):
        fill("/work/filling")


serve(around)
