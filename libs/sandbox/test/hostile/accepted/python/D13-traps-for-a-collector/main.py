import os

from attempt import attempt
from honest import serve

for folder in ("/work", "/tmp"):
    for name in ("result.json", "output.txt", "report.xml", "score", "stdout"):
        os.mkfifo(f"{folder}/{name}")
    os.symlink("/etc/shadow", f"{folder}/results")
    os.symlink("/proc/self/environ", f"{folder}/verdict.json")
attempt("sparse", lambda: os.truncate(os.open("/work/sparse", os.O_CREAT | os.O_RDWR), 8 << 30))
serve()
