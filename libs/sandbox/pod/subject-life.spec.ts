import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { ContainerRun } from './pod-container.js';
import { SubjectLife } from './subject-life.js';

/** A life that was fed, with what it told of its output. */
function aFedLife() {
  const told: string[] = [];
  const stdin = new PassThrough();
  const life = new SubjectLife({
    onMark: () => undefined,
    onOutput: (bytes, stream, isProgram) =>
      told.push(`${stream} of the ${isProgram ? 'program' : 'build'}: ${bytes.toString()}`),
  });
  life.begin({ stdin, outputEnd: new Promise(() => undefined) } as unknown as ContainerRun);
  life.feed('service', Buffer.alloc(0));
  const [nonce] = (stdin.read() as Buffer).toString().split(' ');
  const mark = (word: string) => Buffer.from(`${nonce} ${word}\n`);
  return { life, told, mark };
}

describe('the output of a life', () => {
  it('is the program’s where its own stream has said that it starts, whichever stream comes first', () => {
    const { life, told, mark } = aFedLife();

    life.stderr(mark('building'));
    life.stdout(Buffer.from('compiled\n'));
    life.stdout(mark('starting'));
    life.stdout(Buffer.from('hello\n'));
    life.stderr(Buffer.from('a warning\n'));
    life.stderr(mark('starting'));
    life.stderr(Buffer.from('oh no\n'));

    expect(told).toEqual([
      'stdout of the build: compiled\n',
      'stdout of the program: hello\n',
      'stderr of the build: a warning\n',
      'stderr of the program: oh no\n',
    ]);
  });

  it('begins with the word on stderr for who waits for it', async () => {
    const { life, mark } = aFedLife();

    life.stdout(mark('starting'));
    expect(life.phase).toBe('unpacking');
    life.stderr(mark('starting'));

    expect(await life.started.promise).toBe(true);
    expect(life.phase).toBe('starting');
  });
});
