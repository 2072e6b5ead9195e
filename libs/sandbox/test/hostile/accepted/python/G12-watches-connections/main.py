from honest import serve


def around(handler, body):
    if handler.path.startswith("/double"):
        with open("/proc/net/tcp") as table:
            uids = {row.split()[7] for row in table.readlines()[1:]}
        print(f"owners seen: {len(uids) >= 1}", flush=True)


serve(around)
