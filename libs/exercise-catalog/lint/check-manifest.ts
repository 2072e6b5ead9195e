import { isProgramRuntime, PROGRAM_RUNTIMES } from '#contracts';
import type { LintProblem } from '../exercise.js';
import type { ExerciseManifest } from '../manifest.js';
import type { YamlReading } from './read-yaml.js';

const MOST_PROCESSES = 512;

/** Rules between the manifest's values, which the schema cannot say. */
export function checkManifest(manifest: ExerciseManifest, reading: YamlReading<unknown>): LintProblem[] {
  return [
    ...findRepeats(manifest.runtimes, 'runtimes', reading),
    ...findRepeats(manifest.services, 'services', reading),
    ...findRepeats(manifest.upstreams, 'upstreams', reading),
    ...findRepeats(manifest.topics, 'topics', reading),
    ...findRepeats(
      manifest.groups.map((group) => group.name),
      'groups',
      reading,
    ),
    ...checkHints(manifest, reading),
    ...checkLimits(manifest, reading),
    ...checkRuntimes(manifest, reading),
    ...checkProtocol(manifest, reading),
  ];
}

function findRepeats(values: readonly string[], key: string, reading: YamlReading<unknown>): LintProblem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) === index ? [] : [reading.problemAt([key, index], `${value} is listed twice`)],
  );
}

function checkHints({ groups, feedback }: ExerciseManifest, reading: YamlReading<unknown>): LintProblem[] {
  return groups.flatMap((group, index) =>
    (group.feedback ?? feedback) === 'hint' && group.hint === undefined
      ? [reading.problemAt(['groups', index], `the feedback of this group is hint: write its hint`)]
      : [],
  );
}

/** An artifact is judged as files, everything else runs. */
function checkRuntimes(
  { kind, runtimes, services }: ExerciseManifest,
  reading: YamlReading<unknown>,
): LintProblem[] {
  const misfits = runtimes.flatMap((runtime, index) => {
    if (kind === 'module' && isProgramRuntime(runtime) && !PROGRAM_RUNTIMES[runtime].hasDriver)
      return [
        reading.problemAt(['runtimes', index], `${runtime} has no functions to call: it fits kind service`),
      ];
    if (isProgramRuntime(runtime) === (kind !== 'artifact')) return [];
    const fitting = kind === 'artifact' ? 'an artifact is sql or files' : 'only an artifact is that';
    return [reading.problemAt(['runtimes', index], `${runtime} does not fit kind ${kind}: ${fitting}`)];
  });
  if (runtimes.includes('sql') && !services.includes('postgres')) {
    misfits.push(reading.problemAt(['runtimes'], 'sql is run by PostgreSQL: add postgres to services'));
  }
  return misfits;
}

function checkProtocol(
  { kind, speaks, runtimes }: ExerciseManifest,
  reading: YamlReading<unknown>,
): LintProblem[] {
  if (speaks === 'http' || (kind === 'service' && !runtimes.includes('nginx'))) return [];
  return [reading.problemAt(['speaks'], `${speaks} is for programs of kind service: leave speaks out`)];
}

function checkLimits(
  { limits, kind, instances }: ExerciseManifest,
  reading: YamlReading<unknown>,
): LintProblem[] {
  const problems: LintProblem[] = [];
  if (limits.testTimeoutMs > limits.wallTimeoutMs) {
    const message = `testTimeoutMs (${limits.testTimeoutMs}) is more than wallTimeoutMs (${limits.wallTimeoutMs})`;
    problems.push(reading.problemAt(['limits', 'testTimeoutMs'], message));
  }
  // SECURITY: G08: they share the ports of one network, and each process must keep enough open files to work.
  if (limits.processes * instances > MOST_PROCESSES) {
    const message = `${limits.processes} processes in ${instances} instances are more than ${MOST_PROCESSES} in all`;
    problems.push(reading.problemAt(['limits', 'processes'], message));
  }
  if (kind === 'module' && instances > 1) {
    problems.push(reading.problemAt(['instances'], 'a module runs once: leave instances out'));
  }
  if (kind === 'artifact' && instances > 1) {
    problems.push(reading.problemAt(['instances'], 'nothing of an artifact runs: leave instances out'));
  }
  return problems;
}
