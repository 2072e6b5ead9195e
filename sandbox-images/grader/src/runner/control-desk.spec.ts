import { describe, expect, it } from '@jest/globals';
import type { GraderFrame } from '#contracts';
import { ControlDesk } from './control-desk.js';

describe('ControlDesk', () => {
  it('pairs answers with requests by id', async () => {
    const sent: GraderFrame[] = [];
    const desk = new ControlDesk((frame) => sent.push(frame));

    const logs = desk.request({ action: 'read-logs', instance: 0 });
    const kill = desk.request({ action: 'kill', instance: 0 });
    desk.answer({ type: 'control-result', id: 1, ok: false, error: 'it is gone' });
    desk.answer({ type: 'control-result', id: 0, ok: true, value: { text: 'hello' } });

    expect(sent.map((frame) => frame.type === 'control' && frame.id)).toEqual([0, 1]);
    expect(await logs).toEqual({ text: 'hello' });
    await expect(kill).rejects.toThrow('"kill" failed: it is gone');
  });

  it('ignores an answer to nothing', () => {
    expect(() =>
      new ControlDesk(() => undefined).answer({ type: 'control-result', id: 9, ok: true }),
    ).not.toThrow();
  });
});
