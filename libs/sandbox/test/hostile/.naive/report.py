def summary(failures):
    return f"{failures} failed"
