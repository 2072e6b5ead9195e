import { listInstructions, play } from './play.ts';
import { readScript } from './run-script.ts';

const installsOf = (...tools: string[]) => {
  const { stages, last } = play();
  const installs = stages
    .flatMap((stage) =>
      stage === last ? stage.installs : stage.installs.filter(({ tool }) => tool === 'npm'),
    )
    .filter(({ tool }) => tools.includes(tool));
  expect(installs.map(({ text }) => text)).not.toEqual([]);
  return installs;
};

describe('Building again', () => {
  it('installs nothing again for a change in the sources', () => {
    const again = installsOf('npm', 'apt', 'apk').filter(({ dependsOn }) =>
      dependsOn.some((path) => path.startsWith('src/')),
    );

    expect(again.map(({ text }) => text)).toEqual([]);
  });

  it('installs nothing again for another revision', () => {
    const again = installsOf('npm', 'apt', 'apk').filter(({ args }) => args.includes('REVISION'));

    expect(again.map(({ text }) => text)).toEqual([]);
  });

  it('installs what the lock file says', () => {
    const installs = installsOf('npm').map(({ isExact, dependsOn, text }) => ({
      text,
      isExact,
      hasLockFile: dependsOn.includes('package-lock.json'),
    }));

    expect(installs).toEqual(installs.map((one) => ({ ...one, isExact: true, hasLockFile: true })));
  });

  it('asks for the list of packages in the layer that installs them', () => {
    const stale = installsOf('apt', 'apk').filter(
      ({ tool, script }) => tool === 'apt' && !/apt(?:-get)? (?:-\S+ )*update/.test(script),
    );

    expect(stale.map(({ text }) => text)).toEqual([]);
  });

  it('runs nothing that comes from an address', () => {
    installsOf('npm');

    const fetched = listInstructions().filter(
      ({ keyword, args }) => keyword === 'ADD' && args.some((word) => /^(?:https?|git):/.test(word)),
    );
    const piped = listInstructions().filter(
      (one) =>
        one.keyword === 'RUN' &&
        /(?:curl|wget)[^\n]*\| *(?:sudo +)?(?:ba|da|a)?sh\b/.test(readScript(one).script),
    );
    expect([...fetched, ...piped].map(({ keyword, text }) => `${keyword} ${text}`)).toEqual([]);
  });
});
