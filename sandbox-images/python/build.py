"""Reads every source file of a submission before any of it runs, so that a slip is told with file, line and column.

Nothing is written: no byte code could outlive or stand in for the source.
"""

import pathlib
import sys
import warnings


# A line of a source may have 256 KiB.
MAX_LINE_SHOWN = 200


def find_problem(root: pathlib.Path, path: pathlib.Path) -> str | None:
    name = path.relative_to(root)
    try:
        compile(path.read_bytes(), str(name), "exec", dont_inherit=True)
    except SyntaxError as error:
        place = f"{name}:{error.lineno}:{error.offset}: {error.msg}"
        if not error.text or len(error.text) > MAX_LINE_SHOWN:
            return place
        text = error.text.rstrip("\n")
        return f"{place}\n  {text}\n  {' ' * ((error.offset or 1) - 1)}^"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"{name}: {error}"
    return None


def main(folder: str) -> int:
    warnings.simplefilter("ignore")
    root = pathlib.Path(folder)
    files = sorted(path for path in root.rglob("*") if path.is_file())
    problems = [problem for path in files if path.suffix == ".py" and (problem := find_problem(root, path))]
    if root / "main.py" not in files:
        sent = ", ".join(str(path.relative_to(root)) for path in files[:10]) or "nothing"
        problems.append(
            "There is no main file: name the file that starts your program main.py and put it at the top. " f"Sent: {sent}"
        )
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


sys.exit(main(sys.argv[1]))
