import os

from honest import serve


def is_refused(work):
    try:
        work()
    except OSError:
        return True
    return False


for path in ("/etc/hosts", "/etc/resolv.conf", "/etc/hostname"):
    tried = [
        is_refused(lambda: open(path, "a")),
        is_refused(lambda: os.chmod(path, 0o666)),
        is_refused(lambda: os.rename(path, path + ".old")),
        is_refused(lambda: os.unlink(path)),
    ]
    print(f"{path} refused: {all(tried)}", flush=True)
serve()
