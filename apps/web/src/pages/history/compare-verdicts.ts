import type { SubmissionDetail, VisibleTest } from '#contracts';

type Verdict = NonNullable<SubmissionDetail['verdict']>;

/** A test that came out differently; null where one of the two was not judged by it. */
export interface ChangedTest {
  readonly group: string;
  readonly title: string;
  readonly before: VisibleTest['status'] | null;
  readonly after: VisibleTest['status'] | null;
}

export interface ChangedGroup {
  readonly name: string;
  /** Passed tests of all; null where there is no such group. */
  readonly before: { readonly passed: number; readonly total: number } | null;
  readonly after: { readonly passed: number; readonly total: number } | null;
}

export interface VerdictChange {
  readonly groups: readonly ChangedGroup[];
  readonly tests: readonly ChangedTest[];
  /** Tests whose titles a feedback policy keeps back: which of them changed cannot be told, but groups count them. */
  readonly untold: number;
}

/** What changed between two verdicts, as far as their reader may see it. Groups keep the order of the later one. */
export function compareVerdicts(before: Verdict, after: Verdict): VerdictChange {
  const names = [...new Set([...after.tests, ...before.tests].map(({ group }) => group))];
  return {
    groups: names.map((name) => ({ name, before: countGroup(before, name), after: countGroup(after, name) })),
    tests: listChanged(byId(before), byId(after)),
    untold: after.tests.filter(({ title }) => title === null).length,
  };
}

function countGroup({ tests }: Verdict, name: string): ChangedGroup['before'] {
  const own = tests.filter(({ group }) => group === name);
  if (own.length === 0) return null;
  return { passed: own.filter(({ status }) => status === 'passed').length, total: own.length };
}

/** Tests that can be told apart. */
function byId({
  tests,
}: Verdict): Map<string, { group: string; title: string; status: VisibleTest['status'] }> {
  return new Map(
    tests.flatMap(({ group, title, status }) =>
      title === null ? [] : [[JSON.stringify([group, title]), { group, title, status }] as const],
    ),
  );
}

function listChanged(before: ReturnType<typeof byId>, after: ReturnType<typeof byId>): ChangedTest[] {
  const ids = [...new Set([...after.keys(), ...before.keys()])];
  return ids.flatMap((id) => {
    const [earlier, later] = [before.get(id), after.get(id)];
    const known = later ?? earlier;
    if (known === undefined || earlier?.status === later?.status) return [];
    const { group, title } = known;
    return [{ group, title, before: earlier?.status ?? null, after: later?.status ?? null }];
  });
}
