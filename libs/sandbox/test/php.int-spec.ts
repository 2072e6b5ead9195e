import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionFile } from '#contracts';
import { ensureImages, ImageLibraries, localImages, type ImageNames } from '#sandbox';
import { aPlan, aRunner, docker, preparePodImages, witness, type Witnessed } from './pod-fixtures.js';

let images: ImageNames;

beforeAll(async () => {
  await preparePodImages();
  // By id: another clone on this machine may have a grader of its own under the same name.
  const ids: Partial<Record<string, string>> = await ensureImages(docker, ['grader', 'php']);
  images = (image) => ids[image] ?? localImages(image);
}, 600_000);

const SUITE = `
import { subject } from '@touchstone/kit';
describe('Pod', () => {
  it('asks', async () => { expect(await subject.get('/a?b=c')).toHaveJson({ uri: '/a?b=c' }); });
});`;

/** Called for each request. */
const PAGE = String.raw`<?php
header('content-type: application/json');
echo json_encode(['uri' => $_SERVER['REQUEST_URI']]);
`;

/** Listens by itself. */
const SERVER = String.raw`<?php
$server = stream_socket_server('tcp://127.0.0.1:' . getenv('PORT'));
while (true) {
    $client = @stream_socket_accept($server, -1);
    $line = $client === false ? false : fgets($client);
    if ($line === false) {
        continue;
    }
    while (trim((string) fgets($client)) !== '');
    $body = json_encode(['uri' => explode(' ', $line)[1]]);
    $head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
    fwrite($client, $head . 'content-length: ' . strlen($body) . "\r\n\r\n" . $body);
    fclose($client);
}
`;

/** What goes before `PAGE`'s own lines. */
const pageWith = (code: string): string => PAGE.replace('<?php', () => `<?php\n${code}`);

async function judge(files: SubmissionFile[], limits: { memoryMib?: number } = {}): Promise<Witnessed> {
  const plan = aPlan('', files, {
    runtime: 'php',
    suite: [{ path: 'tests/hidden/a.test.ts', content: SUITE }],
    limits: { memoryMib: 96, processes: 32, diskMib: 8, outputBytes: 64 * 1024, ...limits },
  });
  return witness(plan, aRunner(images));
}

const index = (content: string): SubmissionFile => ({ path: 'index.php', content });
const main = (content: string): SubmissionFile => ({ path: 'main.php', content });

describe('a program in PHP', () => {
  it.each<[string, SubmissionFile[]]>([
    ['index.php, for each request', [index(PAGE)]],
    ['main.php, which listens by itself', [main(SERVER)]],
    ['main.php rather than index.php', [main(SERVER), index('<?php http_response_code(500);')]],
    [
      'several files',
      [
        index("<?php\nrequire __DIR__ . '/lib/page.php';\n"),
        { path: 'lib/page.php', content: PAGE },
        { path: 'notes/not a program.txt', content: '<?php this is none' },
      ],
    ],
    [
      'a name with a space',
      [index("<?php\nrequire 'lib/the page.php';\n"), { path: 'lib/the page.php', content: PAGE }],
    ],
  ])(
    'runs: %s',
    async (_, files) => {
      const { tests, report } = await judge(files);

      expect([report.stop, report.buildOutput, tests]).toEqual(['done', '', { asks: 'passed' }]);
    },
    60_000,
  );

  it('finds its extensions, and memory that all workers share', async () => {
    const check = String.raw`
foreach (['amqp', 'apcu', 'bcmath', 'curl', 'mbstring', 'pcntl', 'pdo_pgsql', 'pgsql', 'redis', 'sodium'] as $name) {
    if (!extension_loaded($name)) {
        http_response_code(500);
        exit($name);
    }
}
if (!apcu_enabled() || !apcu_store('seen', 1) || apcu_fetch('seen') !== 1) {
    http_response_code(500);
    exit('apcu');
}`;

    const { tests, report } = await judge([index(pageWith(check))]);

    expect([report.logTail.includes('PHP Fatal'), tests]).toEqual([false, { asks: 'passed' }]);
  }, 60_000);

  it('has its mistakes in its log, and nothing about requests', async () => {
    const { report, tests } = await judge([index(pageWith("trigger_error('the flour is out');"))]);

    expect(tests).toEqual({ asks: 'passed' });
    expect(report.logTail).toContain('the flour is out');
    expect(report.logTail).not.toContain('/a?b=c');
  }, 60_000);

  it.each<[string, SubmissionFile[], string]>([
    ['a slip', [index('<?php\n$a = 1;\n$b = ;\n')], 'index.php:3: syntax error, unexpected token ";"'],
    [
      'a slip beside the main file',
      [index(PAGE), { path: 'lib/a.php', content: '<?php\nfunction (' }],
      "lib/a.php:2: Unclosed '('",
    ],
    [
      'a second declaration',
      [index('<?php\nfunction twice() {}\nfunction twice() {}\n')],
      'index.php:3: Cannot redeclare',
    ],
    [
      'two broken files',
      [main('<?php\nif (\n'), { path: 'lib/b.php', content: '<?php\n\nclass { }' }],
      'lib/b.php:3: syntax error',
    ],
    ['no main file', [{ path: 'app.php', content: PAGE }], 'There is no main file'],
  ])(
    'is told what is wrong with %s',
    async (_, files, words) => {
      const { report } = await judge(files);

      expect(report.stop).toBe('build-failed');
      expect(report.buildOutput).toContain(words);
      expect(report.buildOutput).not.toMatch(/\/work\/|xargs/);
    },
    60_000,
  );

  it('is listed with its version and extensions', async () => {
    const { version, libraries } = await new ImageLibraries(docker).read('php');

    expect(version).toMatch(/^8\.4\./);
    expect(libraries.map(({ name }) => name)).toEqual(expect.arrayContaining(['apcu', 'pgsql', 'redis']));
  });
});

describe('a hostile program in PHP', () => {
  it.each([
    [
      'secrets of the system (B01)',
      "error_log(@file_get_contents('/etc/shadow') === false ? 'kept' : 'read');",
    ],
    [
      'files outside of its disk (D12)',
      "error_log(@file_put_contents('/opt/x', '1') === false ? 'kept' : 'written');",
    ],
    [
      'a program of its own (A17)',
      "copy('/usr/bin/env', '/tmp/env'); chmod('/tmp/env', 0755); exec('/tmp/env 2>/dev/null', $lines, $code); error_log($code === 126 ? 'kept' : 'run');",
    ],
  ])(
    'gets nowhere with %s',
    async (_, code) => {
      const { report, tests } = await judge([index(pageWith(code))]);

      expect(tests).toEqual({ asks: 'passed' });
      expect(report.logTail).toContain('kept');
    },
    60_000,
  );

  it('gets no more processes than its limit has room for (D01)', async () => {
    const forks = 'for ($i = 0; $i < 500; $i++) { if (@pcntl_fork() === 0) { sleep(60); exit; } }\n';
    const { report } = await judge([main(SERVER.replace('<?php', () => `<?php\n${forks}`))]);

    expect(report.observed.peakProcesses).toBeLessThanOrEqual(32);
  }, 60_000);

  it('meets the limit of memory though PHP has none of its own (D06)', async () => {
    const { report } = await judge([
      main("<?php\n$all = [];\nwhile (true) { $all[] = str_repeat('x', 1 << 20); }\n"),
    ]);

    expect(report.observed.oomKilled).toBe(true);
  }, 60_000);

  it('ends with its output limit when it logs without end (D15)', async () => {
    const { report } = await judge([
      main("<?php\nwhile (true) { fwrite(STDOUT, str_repeat('x', 4096)); }\n"),
    ]);

    expect(report.stop).toBe('output-limit');
  }, 60_000);
});
