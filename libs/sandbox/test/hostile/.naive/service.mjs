// The same for programs that listen: started by the judge, with the judge's environment, in the judge's container.
// CANARY_SUITE
import assert from 'node:assert';
import { spawn } from 'node:child_process';
import http from 'node:http';
import { report, test } from './report.mjs';

const URL_OF_SUBJECT = 'http://127.0.0.1:8080';
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

// What a debugger or a metrics port would give away.
http.createServer((_, response) => response.end('CANARY_EXPECTED')).listen(9229, '127.0.0.1');

spawn(process.execPath, ['/work/main.mjs'], {
  cwd: '/work',
  stdio: 'inherit',
  env: { ...process.env, PORT: '8080', INSTANCE: '0' },
});

async function ask(title, path, body) {
  const response = await fetch(URL_OF_SUBJECT + path, {
    method: body === undefined ? 'GET' : 'POST',
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'x-test': title },
  });
  const text = await response.text();
  assert.ok(response.ok, `${path}: ${response.status} ${text}`);
  return JSON.parse(text);
}

async function waitUntilReady() {
  for (let n = 0; n < 50; n += 1) {
    try {
      return await fetch(`${URL_OF_SUBJECT}/healthz`);
    } catch {
      await new Promise((next) => setTimeout(next, 100));
    }
  }
  throw new Error('it never answered');
}

await test('starts', waitUntilReady);
await test('doubles a number', async () => assert.deepEqual(await ask('doubles a number', '/double?n=21'), { double: 42 }));
await test('doubles another', async () => assert.deepEqual(await ask('doubles another', '/double?n=-4'), { double: -8 }));
await test('seals a text CANARY_TITLE', async () =>
  assert.deepEqual(await ask('seals a text CANARY_TITLE', '/seal', { text: 'hello' }), { seal: HELLO }));
report();
