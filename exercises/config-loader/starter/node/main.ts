interface Sources {
  mode: string;
  prefix: string;
  env: Record<string, string>;
  files: { path: string; text: string }[];
}

interface Setting {
  type: string;
  default?: unknown;
}

export function parseDotenv(text: string, env: Record<string, string>) {
  const values: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [name, value] = line.split('='); // How many `=` may a line have? And what about quotes?
    if (name && value !== undefined) values[name] = value;
  }
  return { values, problems: [] };
}

export function loadConfig(schema: Record<string, Setting>, { env }: Sources) {
  const config: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(schema)) {
    config[name] = env[name] ?? setting.default; // Is this the right type? And if there is neither?
  }
  return { config, problems: [], report: {}, redact: (text: string) => text };
}
