import { beforeAll, describe, expect, it } from '@jest/globals';
import { aPlan, aRunner, echoProgram, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

beforeAll(preparePodImages, 600_000);

type Plan = ReturnType<typeof aPlan>;

const STAYS_BUSY = `
plan('is hostile');
await started;
await ready();
await test('is hostile', async () => equal((await get('/hostile')).body, 'ok /hostile'));
await sleep(600000);
`;

/** Judges `plan` while a pod of the same worker runs a hostile program at full strength, then ends that one. */
async function judgeBeside(hostile: Plan, plan: Plan): Promise<Witnessed> {
  const runner = aRunner();
  const over = new AbortController();
  let neighbour: Promise<Witnessed> | undefined;
  const attack = runner.run(
    hostile,
    (seen) => {
      if (seen.type !== 'frame' || seen.frame.type !== 'test-end') return;
      neighbour = witness(plan, runner).finally(() => over.abort());
      neighbour.catch(() => undefined);
    },
    over.signal,
  );
  await expect(attack).rejects.toMatchObject({ code: 'shutdown' });
  if (neighbour === undefined) throw new Error('the hostile program never answered');
  return neighbour;
}

const QUOTA_SCRIPT = `
plan('gets as much');
await started;
await ready();
await test('gets as much', async () => {
  const { body } = await get('/quotas', 8080, 20000);
  equal(JSON.parse(body), { inotify: 120, children: 20 });
});
send({ type: 'done', ...tally });
`;

/** Takes 120 inotify instances (most hosts allow 128 for each user) and starts 20 children, and keeps both. */
const QUOTA_PROGRAM = `
import ctypes, http.server, json, os, signal
libc = ctypes.CDLL(None)

def take():
    taken = {"inotify": sum(libc.inotify_init() >= 0 for _ in range(120)), "children": 0}
    for _ in range(20):
        if os.fork() == 0:
            signal.pause()
        taken["children"] += 1
    return taken

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = {"/quotas": lambda: json.dumps(take()), "/hostile": lambda: take() and "ok /hostile"}.get(self.path, lambda: "ok")()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
`;

const THRASHES = `
import { fork } from 'node:child_process';
import { openSync, writeSync, fsyncSync } from 'node:fs';
if (process.argv[2] !== 'child') for (let n = 0; n < 4; n++) fork(process.argv[1], ['child']);
else {
  const noise = new Uint8Array(16 << 20);
  const file = openSync('/tmp/storm' + process.pid, 'w');
  for (let i = 0; ; i = (i + 4099) % noise.length) {
    noise[i]++;
    if (i % 65536 < 4099) { writeSync(file, noise.subarray(0, 65536), 0, 65536, 0); fsyncSync(file); }
  }
}
`;

describe('two pods at once', () => {
  it('share nothing that the kernel counts for each user (D05, D24)', async () => {
    const plan = (script: string): Plan => aPlan(script, QUOTA_PROGRAM, { runtime: 'python' });

    const { report, tests } = await judgeBeside(plan(STAYS_BUSY), plan(QUOTA_SCRIPT));

    expect(tests).toEqual({ 'gets as much': 'passed' });
    expect(report.observed.processLimitHits).toBe(0);
  }, 120_000);

  it('come to the verdict that each would come to alone, however one thrashes (D29, D30)', async () => {
    const script = `
plan('right', 'wrong');
await started;
await ready();
await test('right', async () => equal((await get('/a', 8080, 20000)).body, 'ok /a'));
await test('wrong', async () => equal((await get('/b', 8080, 20000)).body, 'no'));
send({ type: 'done', ...tally });
`;
    const alone = await witness(aPlan(script, echoProgram()));
    const beside = await judgeBeside(aPlan(STAYS_BUSY, echoProgram(THRASHES)), aPlan(script, echoProgram()));

    expect(beside.tests).toEqual(alone.tests);
    expect(beside.tests).toMatchObject({ right: 'passed' });
    expect(beside.report).toMatchObject({ stop: alone.report.stop, exits: [] });
  }, 120_000);
});
