for n in range(1_000_000):
    open(f"/work/{n}", "w").close()
