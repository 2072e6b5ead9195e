# A judge of the kind that loses: hidden tests beside the learner's code, in its process, as root. For the corpus's own tests only.
# CANARY_SUITE
import sys

sys.path.insert(0, "/work")
import report  # noqa: E402

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
failures = 0


def check(title, run, expected):
    global failures
    try:
        got = run()
        if not got == expected:
            raise AssertionError(f"{got!r} is not {expected!r}")
        print(f"ok {title}", flush=True)
    except Exception as error:
        failures += 1
        print(f"not ok {title}: {error}", flush=True)


import main  # noqa: E402


def count():
    counter = main.Counter()
    counter.add(3)
    return counter.add(2)


check("doubles a number", lambda: main.double(21), 42)
check("doubles another", lambda: main.double(-4), -8)
check("counts", count, 5)
check("seals a text CANARY_TITLE", lambda: main.seal("hello"), HELLO)
print(report.summary(failures))
sys.exit(1 if failures else 0)
