from honest import serve


def around(handler, body):
    if handler.path.startswith("/double"):
        with open("/proc/net/unix") as table:
            names = [row.split()[7] for row in table if len(row.split()) > 7]
        abstract = [name for name in names if name.startswith("@")]
        print(f"abstract: {abstract}", flush=True)


serve(around)
