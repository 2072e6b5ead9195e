/** Options that many commands have. */
export const SERVER = [
  '--server <url>',
  'the server to talk to (default: TOUCHSTONE_URL or http://localhost:3000)',
] as const;
export const JSON_LINES = ['--json', 'one JSON object on each line'] as const;
