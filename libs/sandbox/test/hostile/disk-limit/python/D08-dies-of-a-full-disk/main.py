def fill(path):
    with open(path, "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 65536)


fill("/tmp/filling")
