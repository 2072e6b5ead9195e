import re
from urllib.parse import unquote

NAME = r"[A-Za-z_][A-Za-z0-9_]*"
SKIPPED = re.compile(r"[ \t]*(#|\Z)")
ENTRY = re.compile(rf"[ \t]*(?:export[ \t]+)?({NAME})[ \t]*=(.*)\Z", re.DOTALL)
OPENING_QUOTE = re.compile(r"[ \t]*(['\"])")
UP_TO_QUOTE = {"'": re.compile(r"([^']*)'"), '"': re.compile(r'((?:[^"\\]|\\.)*)"', re.DOTALL)}
AFTER_QUOTE = re.compile(r"[ \t]*\Z|[ \t]+#")
# Escapes and variables in one pass: what one of them puts in, the other never sees.
VARIABLE = re.compile(rf"\$\{{(?P<name>{NAME})\}}")
ESCAPE_OR_VARIABLE = re.compile(rf'\\(?P<escaped>[nrt"\\$])|\$\{{(?P<name>{NAME})\}}')
ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}

# Sixteen digits at most: int() refuses a text of thousands.
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
DURATION = re.compile(r"(0|[1-9][0-9]{0,15})(ms|s|m|h|d)")
URL = re.compile(r"([^\s:/?#@]+)://(?:([^\s/?#@:]*)(?::([^\s/?#@]*))?@)?[^\s/?#@:]+(?::([0-9]+))?(?:[/?#]\S*)?")
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
LARGEST = 2**53 - 1
REDACTED = "[redacted]"


def parse_dotenv(text, env):
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    values = {}
    problems = []
    following = 0
    while following < len(lines):
        first = following
        following += 1
        if SKIPPED.match(lines[first]):
            continue
        entry = ENTRY.match(lines[first])
        if entry is None:
            problems.append({"line": first + 1, "code": "bad-line"})
            continue
        name, rest = entry.groups()
        quote = OPENING_QUOTE.match(rest)
        if quote is None:
            raw = re.split(r"[ \t]#", rest, maxsplit=1)[0].strip(" \t")
        else:
            body = rest[quote.end() :]
            quoted = UP_TO_QUOTE[quote[1]].match(body)
            if quoted is None:
                problems.append({"line": first + 1, "code": "unclosed-quote"})
                continue
            raw = quoted[1]
            following += raw.count("\n")
            if not AFTER_QUOTE.match(body[quoted.end() :].split("\n", 1)[0]):
                problems.append({"line": first + 1, "code": "bad-line"})
                continue
        if name in values:
            problems.append({"line": first + 1, "code": "duplicate"})
            continue
        value = fill_in(raw, quote and quote[1], {**values, **env})
        if value is None:
            problems.append({"line": first + 1, "code": "undefined-variable"})
        else:
            values[name] = value
    return {"values": values, "problems": problems}


def fill_in(raw, quote, variables):
    """The value of an entry, or None when it names a variable that there is not."""
    if quote == "'":
        return raw
    missing = []

    def replacement(found):
        escaped = found.groupdict().get("escaped")
        if escaped is not None:
            return ESCAPED.get(escaped, escaped)
        name = found["name"]
        if name not in variables:
            missing.append(name)
        return variables.get(name, "")

    value = (ESCAPE_OR_VARIABLE if quote else VARIABLE).sub(replacement, raw)
    return None if missing else value


def read_integer(text, setting):
    return int(text) if INTEGER.fullmatch(text) and abs(int(text)) <= LARGEST else None


def read_boolean(text, setting):
    return {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}.get(
        text.lower()
    )


def read_duration(text, setting):
    found = DURATION.fullmatch(text)
    if found is None:
        return None
    milliseconds = int(found[1]) * UNITS[found[2]]
    return milliseconds if milliseconds <= LARGEST else None


def read_list(text, setting):
    items = split_list(text)
    return None if "" in items else items


def read_url(text, setting):
    url = split_url(text)
    return text if url and url[1] in setting["schemes"] else None


READERS = {
    "string": lambda text, setting: text,
    "integer": read_integer,
    "boolean": read_boolean,
    "choice": lambda text, setting: text if text in setting["values"] else None,
    "duration": read_duration,
    "list": read_list,
    "url": read_url,
}


def split_list(text):
    return [item.strip(" \t") for item in text.split(",")]


def split_url(text):
    found = URL.fullmatch(text)
    if found is None:
        return None
    port = found[4]
    if port is not None and (port.startswith("0") or len(port) > 5 or int(port) > 65_535):
        return None
    return found


class Config:
    def __init__(self, config, problems, report, hidden):
        self.config = config
        self.problems = problems
        self.report = report
        hidden = sorted({text for text in hidden if len(text) >= 4}, key=len, reverse=True)
        self._hidden = re.compile("|".join(map(re.escape, hidden))) if hidden else None

    def redact(self, text):
        return self._hidden.sub(lambda _: REDACTED, text) if self._hidden else text


def load_config(schema, sources):
    env = sources["env"]
    problems = []
    layers = [("env", env)]
    for file in sources["files"]:
        found = parse_dotenv(file["text"], env)
        layers.append((file["path"], found["values"]))
        for problem in found["problems"]:
            where = f"{file['path']}:{problem['line']}"
            problems.append({"where": where, "code": problem["code"], "message": f"{where} cannot be used."})

    for name in sorted({name for _, values in layers for name in values} - set(schema)):
        if name.startswith(sources["prefix"]):
            problems.append({"where": name, "code": "unknown", "message": f"No setting is called {name}: a typing error?"})

    config = {}
    report = {}
    hidden = []
    for name, setting in schema.items():
        hidden += hidden_in_default(setting)
        for _, values in layers:
            if name in values:
                hidden += hidden_in(setting, values[name])
        origin = next((layer for layer in layers if name in layer[1]), None)
        value, source, problem = read(setting, sources["mode"], origin, name)
        if problem is None:
            config[name] = value
            report[name] = {"value": printable(setting, value), "from": source}
        else:
            problems.append({"where": name, "code": problem[0], "message": problem[1]})

    if problems:
        return Config(None, problems, None, hidden)
    return Config(config, [], report, hidden)


def read(setting, mode, origin, name):
    """Value, source and problem of a setting. No message repeats a value: what is printed nowhere need not be hidden."""
    if origin is None:
        if "default" in setting and mode in setting.get("defaultIn", [mode]):
            return setting["default"], "default", None
        if setting.get("optional"):
            return None, None, None
        return None, None, ("missing", f"Set {name}: it has no default in the mode {mode}.")
    source, values = origin
    text = values[name]
    if text == "" and not setting.get("allowEmpty"):
        return None, None, ("empty", f"{name} is set to nothing ({source}).")
    value = READERS[setting["type"]](text, setting)
    if value is None:
        return None, None, ("invalid", f"{name} is no {setting['type']} ({source}).")
    if setting["type"] in ("integer", "duration"):
        if value < setting.get("min", value) or value > setting.get("max", value):
            return None, None, ("out-of-range", f"{name} is too small or too large ({source}).")
    return value, source, None


def hidden_in(setting, text):
    hidden = []
    if setting.get("secret"):
        hidden.append(text)
        if setting["type"] == "list":
            hidden += split_list(text)
    url = split_url(text) if setting["type"] == "url" else None
    if url and url[3]:
        hidden += [url[3], unquote(url[3])]
    return hidden


def hidden_in_default(setting):
    value = setting.get("default") if setting.get("secret") else None
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def printable(setting, value):
    if value is None:
        return None
    if setting.get("secret"):
        return REDACTED
    url = split_url(value) if setting["type"] == "url" else None
    if url is None or not url[3]:
        return value
    return value[: url.start(3)] + REDACTED + value[url.end(3) :]
