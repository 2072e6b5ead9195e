import { ExerciseSlug, ExerciseVersion, Seed, type TestResult } from '#contracts';
import { ExerciseManifest, type Exercise } from '#exercise-catalog';
import type { PodLimits, PodReport } from '#judging';

/** A manifest that every schema accepts: one group, `Basics`. */
export function aManifest(overrides: Record<string, unknown> = {}): Exercise['manifest'] {
  return ExerciseManifest.parse({
    id: '7b0c7f3e-2f0e-4b43-9a51-3a6f4e0b7a10',
    title: 'Echo service',
    summary: 'Answer every request with what it said.',
    kind: 'service',
    topics: ['http'],
    runtimes: ['node', 'python'],
    points: 100,
    minutes: 30,
    groups: [{ name: 'Basics', points: 10 }],
    ...overrides,
  });
}

export function anExercise(overrides: Partial<Exercise> = {}): Exercise {
  return {
    slug: ExerciseSlug.parse('echo-service'),
    version: ExerciseVersion.parse('a'.repeat(64)),
    manifest: aManifest(),
    statement: '# Echo\n',
    hints: [],
    starters: { node: [{ path: 'main.js', content: '// start here\n' }] },
    publicSuite: [{ path: 'tests/public/echo.test.ts', content: 'export {};\n' }],
    hiddenSuite: [{ path: 'tests/hidden/echo.test.ts', content: 'export {};\n' }],
    walkthrough: {
      text: '# How the reference is built\n',
      solutions: [
        { runtime: 'node', name: 'plain', files: [{ path: 'main.js', content: '// the reference\n' }] },
      ],
    },
    ...overrides,
  };
}

export const aSeed = (): Seed => Seed.parse('0123456789abcdef');

export function someLimits(overrides: Partial<PodLimits> = {}): PodLimits {
  return {
    memoryMib: 256,
    cpus: 1,
    processes: 64,
    diskMib: 32,
    outputBytes: 1024 * 1024,
    buildTimeoutMs: 20_000,
    startTimeoutMs: 10_000,
    testTimeoutMs: 5_000,
    wallTimeoutMs: 60_000,
    ...overrides,
  };
}

export function aReport(
  overrides: Partial<Omit<PodReport, 'observed'>> & { observed?: Partial<PodReport['observed']> } = {},
): PodReport {
  const { observed, ...rest } = overrides;
  return {
    stop: 'done',
    exits: [],
    usage: { wallMs: 900, cpuMs: 200, peakMemoryBytes: 40 * 1024 * 1024 },
    buildOutput: '',
    logTail: '',
    runnerVersion: '1.0.0',
    images: {},
    observed: {
      oomKilled: false,
      processLimitHits: 0,
      peakProcesses: 11,
      diskFull: false,
      peakDiskBytes: 4096,
      outputBytes: 120,
      buildMs: 40,
      startMs: 150,
      testMs: 700,
      ...observed,
    },
    ...rest,
  };
}

export function aResult(overrides: Partial<TestResult> = {}): TestResult {
  const group = overrides.group ?? 'Basics';
  const title = overrides.title ?? 'answers';
  return { id: `${group} › ${title}`, group, title, status: 'passed', durationMs: 5, ...overrides };
}
