import os
import subprocess

from attempt import attempt
from honest import serve

attempt("name", lambda: open("/work/" + "n" * 256, "w"))
attempt("arguments", lambda: subprocess.run(["/bin/true", *["a" * 100_000] * 15], check=True) and None)
attempt("too many arguments", lambda: subprocess.run(["/bin/true", *["a" * 100_000] * 100]) and None)
attempt("circle", lambda: os.symlink("/work/circle", "/work/circle") or open("/work/circle"))
attempt("links", lambda: [os.symlink("x" * 4000, f"/tmp/{n}") for n in range(1000)] and None)
serve()
