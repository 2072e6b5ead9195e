import { listContext } from './context.ts';
import { listInstructions, play } from './play.ts';
import { readPairs } from './read-pairs.ts';
import { readScript } from './run-script.ts';

/** Every `npm ci` or `npm install`, of all stages. */
function listInstalls() {
  const installs = play()
    .stages.flatMap((stage) => stage.installs)
    .filter(({ tool }) => tool === 'npm');
  expect(installs.map(({ text }) => text)).not.toEqual([]);
  return installs;
}

/** Puts the token, or a file with it, where it stays. */
const WRITES =
  /(?:token|npmrc)[^\n]*[^2&]>+ *[^&\s]|npm config set [^\n]*(?:auth|token)|tee [^\n]*npmrc|cp [^\n]*npm_token/;

const isSecret = (name: string): boolean => /token|secret|passw|auth|credential|_key$/i.test(name);

describe('Secrets', () => {
  it('gives the token to everything that installs with npm', () => {
    expect(listInstalls().flatMap(({ hasToken, text }) => (hasToken ? [] : [text]))).toEqual([]);
  });

  it('keeps the token out of build arguments and variables', () => {
    listInstalls();

    const named = listInstructions()
      .filter(({ keyword }) => keyword === 'ARG' || keyword === 'ENV')
      .flatMap(({ keyword, text }) => readPairs(text).map(([name]) => `${keyword} ${name}`));
    expect(named.filter((name) => isSecret(name.slice(4)))).toEqual([]);
  });

  it('writes the token into no layer', () => {
    listInstalls();

    const written = listInstructions()
      .filter(({ keyword }) => keyword === 'RUN')
      .map((instruction) => readScript(instruction).script.replaceAll('/dev/null', ''))
      .filter((script) => WRITES.test(script.toLowerCase()) && !/rm [^\n]*npmrc/.test(script));
    expect(written).toEqual([]);
  });

  it('keeps files of developers out of the build', () => {
    const PRIVATE = ['.env', '.env.local', '.git/config', 'node_modules/fastify/index.js'];

    expect(listContext().filter((path) => PRIVATE.includes(path))).toEqual([]);
  });

  it('lets what is needed into the build', () => {
    const needed = [
      '.npmrc',
      'package-lock.json',
      'package.json',
      'src/pdf/read-invoice.ts',
      'src/server.ts',
      'tsconfig.json',
    ];
    expect(listInstructions().some(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')).toBe(true);

    expect(listContext()).toEqual(expect.arrayContaining(needed));
  });
});
