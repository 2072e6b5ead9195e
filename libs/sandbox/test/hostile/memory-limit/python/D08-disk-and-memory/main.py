import os

kept = []
for path in ("/work/a", "/tmp/a"):
    with open(path, "wb") as file:
        file.write(b"x" * (7 << 20))
while True:
    kept.append(bytearray(b"x") * (1 << 20))
