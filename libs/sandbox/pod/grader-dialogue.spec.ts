import { describe, expect, it } from '@jest/globals';
import type { GraderFrame } from '#contracts';
import { GraderDialogue } from './grader-dialogue.js';

const hello: GraderFrame = { type: 'hello', protocol: 2, runnerVersion: '1.2.3' };
const plan: GraderFrame = { type: 'plan', tests: [{ id: 'a', group: 'g', title: 't' }] };
const done: GraderFrame = { type: 'done', passed: 0, failed: 0 };
const control: GraderFrame = { type: 'control', id: 1, request: { action: 'kill', instance: 0 } };

function listen() {
  const heard: string[] = [];
  const dialogue = new GraderDialogue({
    onFrame: (frame) => heard.push(frame.type),
    onControl: () => heard.push('control'),
    onLoadFailed: (message) => heard.push(`load failed: ${message}`),
    onBreach: (reason) => heard.push(reason),
  });
  return { dialogue, heard };
}

describe('GraderDialogue', () => {
  it('follows the order of the protocol', async () => {
    const { dialogue, heard } = listen();

    dialogue.take(hello);
    dialogue.take(plan);
    await Promise.all([dialogue.greeted.promise, dialogue.planned.promise]);
    dialogue.moveTo('testing');
    dialogue.take({ type: 'subject-ready', afterMs: 1 });
    dialogue.take({ type: 'test-start', id: 'a' });
    expect(dialogue.currentTest).toBe('a');
    dialogue.take(control);
    dialogue.take({ type: 'test-end', id: 'a', status: 'passed', durationMs: 1 });
    expect(dialogue.currentTest).toBeNull();
    dialogue.take(done);

    expect(dialogue.runnerVersion).toBe('1.2.3');
    expect(heard).toEqual(['plan', 'subject-ready', 'test-start', 'control', 'test-end', 'done']);
  });

  it.each([
    ['a plan before it said hello', [plan]],
    ['a second hello', [hello, hello]],
    ['a result before the subject started', [hello, plan, done]],
    ['a control request before the subject started', [hello, plan, control]],
    ['a second plan', [hello, plan, plan]],
  ])('calls %s a breach', (_, frames) => {
    const { dialogue, heard } = listen();

    for (const frame of frames) dialogue.take(frame);

    expect(heard.at(-1)).toMatch(/^the grader said [a-z-]+ while [a-z]+$/);
  });

  it('refuses a grader of another protocol and says what to do', () => {
    const { dialogue, heard } = listen();

    dialogue.take({ ...hello, protocol: 3 });

    expect(heard).toEqual([expect.stringContaining('protocol 3 and this worker 2: build the images again')]);
  });

  it('passes on why a suite could not be loaded', () => {
    const { dialogue, heard } = listen();

    dialogue.take(hello);
    dialogue.take({ type: 'load-failed', message: 'no describe' });

    expect(heard).toEqual(['load failed: no describe']);
  });
});
