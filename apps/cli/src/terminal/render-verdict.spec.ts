import { describe, expect, it } from '@jest/globals';
import { renderTest, renderVerdict, type ShownVerdict } from './render-verdict.js';

const asIs = (text: string) => text;
const style = { bold: asIs, dim: asIs, red: asIs, green: asIs, yellow: asIs } as Parameters<
  typeof renderVerdict
>[1];

const aVerdict = (logTail: string): ShownVerdict => ({
  outcome: 'crashed',
  score: 50,
  cause: 'Your program ended.',
  nextStep: 'Read its log.',
  limits: [],
  groups: [],
  tests: [],
  withheld: [],
  passed: 1,
  total: 2,
  usage: null,
  latencyMs: null,
  logWithheld: false,
  buildOutput: '',
  logTail,
  seed: '0123456789abcdef',
});

const render = (logTail: string) => renderVerdict(aVerdict(logTail), style, { tests: false }).join('\n');

describe('renderVerdict', () => {
  it('shows a short log whole', () => {
    expect(render('one\ntwo\n')).toMatch(/output\n {4}one\n {4}two$/);
  });

  it('shows the last lines of a long log, so that the verdict stays on the screen', () => {
    const shown = render(Array.from({ length: 100 }, (_, index) => `line ${index + 1}`).join('\n'));

    expect(shown).toContain('… 76 earlier lines: --json has them\n    line 77\n');
    expect(shown).not.toContain('line 76\n');
    expect(shown).toMatch(/line 100$/);
  });

  it('says that a log is withheld, and why', () => {
    const verdict = { ...aVerdict(''), logWithheld: true };

    expect(renderVerdict(verdict, style, { tests: false }).join('\n')).toContain(
      'The log of this run is withheld: its exercise hides the inputs of its tests.',
    );
  });
});

describe('renderTest', () => {
  it('shows the first lines of a long message, so that the other tests stay on the screen', () => {
    const message = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`).join('\n');

    const shown = renderTest({ group: 'Lists', title: 'sorts', status: 'failed', message }, style);

    expect(shown).toMatch(/^✘ Lists › sorts\n {4}line 1\n/);
    expect(shown).toMatch(/line 8\n {4}… 92 more lines: --json has them$/);
  });
});
