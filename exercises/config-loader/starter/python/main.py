def parse_dotenv(text, env):
    values = {}
    for line in text.split("\n"):
        name, *rest = line.split("=")  # How many `=` may a line have? And what about quotes?
        if rest:
            values[name] = rest[0]
    return {"values": values, "problems": []}


class Config:
    def __init__(self, config):
        self.config = config
        self.problems = []
        self.report = {}

    def redact(self, text):
        return text


def load_config(schema, sources):
    config = {}
    for name, setting in schema.items():
        # Is this the right type? And if there is neither?
        config[name] = sources["env"].get(name, setting.get("default"))
    return Config(config)
