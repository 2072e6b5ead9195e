/** What `npm run <command> -- --help` prints. */
export const USAGE = {
  start: `npm start

Touchstone on http://localhost:3000, from nothing: Docker, images, PostgreSQL, Redis, API and a worker. Ctrl+C stops it.
What can be set is read from the environment: docs/CONFIGURATION.md.`,
  dev: `npm run dev

As npm start, but what changes is built and started anew.`,
  test: `npm test [-- stage …]

All stages, or those that are named: check, unit, integration, feature, pages, system, hostile, verify; pictures makes
the pictures of README and docs.`,
  bench: `npm run bench [-- --json]

Measures verdicts beside the same suite without a container: about 20 minutes, on a machine that does nothing else.
Writes docs/BENCHMARKS.md.

  --json   print figures and goals instead of the report`,
  chaos: `npm run chaos [-- --seed n] [--rounds n | --minutes n] [--faults a,b] [--workers n]

Kills, cuts and stops parts while submissions arrive, then counts what was lost, doubled or wrong.

  --seed      repeats a run
  --rounds    how many faults; without it and --minutes, each kind once
  --minutes   faults until the time is over
  --faults    kinds to choose from
  --workers   how many workers, 2 unless told`,
  soak: `npm run soak [-- --minutes n]

Keeps every slot busy for an hour, with right, wrong and hostile programs, and watches memory, descriptors and
containers. Writes docs/BENCHMARKS.md.`,
  compose: `npm run compose

Builds the images and makes the secrets that docker-compose.yml needs.`,
  reset: `npm run reset

Stops what npm start left running and deletes its data.`,
};
