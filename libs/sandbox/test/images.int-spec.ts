import { beforeAll, describe, expect, it } from '@jest/globals';
import Docker from 'dockerode';
import { until } from '#testing';
import { ensureImages, ImageLibraries } from '../index.js';
import { runContainer, startService, toSubjectInput, type RunningService } from './run-container.js';

const docker = new Docker();
const NAMES = [
  'base',
  'pause',
  'grader',
  'node',
  'python',
  'php',
  'go',
  'java',
  'postgres',
  'redis',
  'rabbitmq',
] as const;
let images: Record<(typeof NAMES)[number], string>;

beforeAll(async () => {
  images = await ensureImages(docker, NAMES);
}, 600_000);

const run = (image: string, entrypoint: string[]) => runContainer(docker, { image, entrypoint });

async function submit(
  runtime: 'node' | 'python',
  files: Record<string, string>,
  env: string[] = [],
  kind = 'service',
) {
  const stdin = await toSubjectInput(`n0nce ${kind}`, files);
  return runContainer(docker, { image: images[runtime], command: [kind], env, stdin });
}

/** What a program wrote to stdout, which begins with the word that it starts. */
function afterStart(stdout: string): string {
  const [first, ...rest] = stdout.split('\n');
  expect(first).toBe('n0nce starting');
  return rest.join('\n');
}

describe('every image', () => {
  it('exists once with its content: a second look finds it and builds nothing', async () => {
    const states: string[] = [];

    const again = await ensureImages(docker, NAMES, ({ state }) => states.push(state));

    expect(again).toEqual(images);
    expect(new Set(states)).toEqual(new Set(['present']));
  });

  it.each(NAMES.filter((name) => name !== 'pause'))(
    '%s holds no setuid or setgid program (A10)',
    async (name) => {
      const { stdout } = await runContainer(docker, {
        image: images[name],
        user: '0',
        entrypoint: ['find', '/', '-xdev', '-type', 'f', '-perm', '/6000'],
      });

      expect(stdout).toBe('');
    },
  );

  it.each(NAMES)('%s brings no environment beyond PATH (B06) and is labelled as ours', async (name) => {
    const { Config } = await docker.getImage(images[name]).inspect();

    expect((Config.Env ?? []).filter((pair) => !pair.startsWith('PATH='))).toEqual([]);
    expect(Config.Labels?.['touchstone.managed']).toBe('true');
  });
});

describe('pause', () => {
  it('lives with few processes and 16 MiB, and leaves when asked', async () => {
    const limits = { PidsLimit: 16, Memory: 16 * 1024 * 1024, MemorySwap: 16 * 1024 * 1024 };
    const container = await docker.createContainer({
      Image: images.pause,
      Labels: { 'touchstone.managed': 'true' },
      HostConfig: { NetworkMode: 'none', ReadonlyRootfs: true, CapDrop: ['ALL'], ...limits },
    });
    try {
      await container.start();
      // Asked again until it has gone: a signal that comes before its handlers are set is ignored by process 1.
      await until(async () => {
        await container.kill({ signal: 'SIGTERM' }).catch(() => undefined);
        return !(await container.inspect()).State.Running;
      }, 'the pause container has gone');

      expect((await container.inspect()).State.ExitCode).toBe(0);
    } finally {
      await container.remove({ force: true });
    }
  });
});

describe('launcher', () => {
  const probe = (python: string) =>
    run(images.python, ['/opt/touchstone/launcher', '/usr/bin/python3', '-c', python]);
  const unlaunched = (python: string) => run(images.python, ['/usr/bin/python3', '-c', python]);
  const syscall = (number: string, ...args: string[]) =>
    `import ctypes, errno, platform
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == 'aarch64'
answer = libc.syscall(${[number, ...args].join(', ')})
print(errno.errorcode.get(ctypes.get_errno(), answer))`;
  const socket = (...args: string[]) => `import socket, errno
try:
    socket.socket(${args.join(', ')})
    print('open')
except OSError as error:
    print(errno.errorcode[error.errno])`;

  it.each([
    ['io_uring_setup (A05)', '425'],
    ['ptrace (A13)', '117 if arm else 101'],
    ['process_vm_readv (A13)', '270 if arm else 310'],
    ['mq_open', '180 if arm else 240'],
  ])('denies %s', async (_, number) => {
    const { stdout } = await probe(syscall(number, '0', '0', '0', '0'));

    expect(stdout.trim()).toBe('EPERM');
  });

  it('allows unix, IPv4, IPv6 and route netlink sockets, and no other family (A14)', async () => {
    const open = [
      'socket.AF_UNIX',
      'socket.AF_INET',
      'socket.AF_INET6',
      'socket.AF_NETLINK, socket.SOCK_RAW, 0',
    ];
    const closed = [
      '40, socket.SOCK_STREAM',
      'socket.AF_NETLINK, socket.SOCK_RAW, 4',
      'socket.AF_PACKET, socket.SOCK_RAW',
    ];

    for (const family of open) expect((await probe(socket(family))).stdout.trim()).toBe('open');
    for (const family of closed) expect((await probe(socket(family))).stdout.trim()).toBe('EAFNOSUPPORT');
    expect((await unlaunched(socket('socket.AF_NETLINK, socket.SOCK_RAW, 4'))).stdout.trim()).toBe('open');
  });

  it('pretends to resize socket buffers (D11)', async () => {
    const resize = `import socket
s = socket.socket()
before = s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 150000)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(s.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) == before, s.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR))`;

    expect((await probe(resize)).stdout.trim()).toBe('True 1');
    expect((await unlaunched(resize)).stdout.trim()).toBe('False 1');
  });

  it('kills a program that uses another calling convention (A16)', async () => {
    // x32: the numbers of x86-64 with bit 30 set. Other processors know no such calls and refuse them by themselves.
    const x32 = 'import ctypes; ctypes.CDLL(None).syscall(0x40000000 + 39)';
    const killedBySigsys = 128 + 31;

    expect((await probe(x32)).exitCode).toBe(process.arch === 'x64' ? killedBySigsys : 0);
    expect((await unlaunched(x32)).exitCode).toBe(0);
  });
});

describe('node', () => {
  const ENV = ['HOME=/work', 'PORT=8080', 'NODE_ENV=production'];

  it('runs TypeScript with curated libraries, and hands over no other environment', async () => {
    const main = `import express from 'express';
import { Redis } from 'ioredis';
import { twice } from './twice.ts';
const answer: number = twice(21);
console.log(JSON.stringify({ answer, express: typeof express, redis: typeof Redis, env: Object.keys(process.env).sort() }));`;

    const { exitCode, stdout, stderr } = await submit(
      'node',
      {
        'main.ts': main,
        'twice.ts': 'export const twice = (n: number): number => 2 * n;',
      },
      ENV,
    );

    expect(stderr).toBe('n0nce building\nn0nce starting\n');
    expect(exitCode).toBe(0);
    expect(JSON.parse(afterStart(stdout))).toEqual({
      answer: 42,
      express: 'function',
      redis: 'function',
      env: ['HOME', 'NODE_ENV', 'PATH', 'PORT'],
    });
  });

  it('runs decorators, enums and parameter properties, with true line numbers', async () => {
    const main = `import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
enum Colour { Red = 'red' }
@Injectable() class Colours { first(): string { return Colour.Red; } }
@Injectable() class Painter { constructor(private readonly colours: Colours) {} paint(): string { return this.colours.first(); } }
@Module({ providers: [Colours, Painter] }) class AppModule {}
const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
console.log(app.get(Painter).paint());
throw new Error('line ten');`;

    const { stdout, stderr } = await submit('node', { 'main.ts': main });

    expect(afterStart(stdout)).toBe('red\n');
    expect(stderr).toContain('main.ts:10');
  });

  it.each([
    [
      'a slip in TypeScript',
      { 'main.ts': 'const a: number = 1;\nconst b = ;\n' },
      'main.ts:2:11: Expression expected',
    ],
    [
      'a slip in an ES module',
      { 'main.mjs': 'export default 1;\nlet a = ;\n' },
      "main.mjs:2:9: Unexpected token ';'",
    ],
    [
      'a slip in CommonJS',
      { 'main.js': "require('http');\n\n  call(1,,2);" },
      "main.js:3:10: Unexpected token ','",
    ],
    [
      'a second declaration',
      { 'main.ts': 'let a: number = 1;\nlet a = 2;' },
      "main.ts:2:5: Identifier 'a' has already been declared",
    ],
    ['a slip beside the main file', { 'main.js': '', 'lib/a.js': 'for (;;' }, 'lib/a.js:1'],
    ['no main file', { 'index.js': '' }, 'There is no main file'],
  ])('fails the build for %s, naming the place', async (_, files, message) => {
    const { exitCode, stdout, stderr } = await submit('node', files);

    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^n0nce building\n[^]*\nn0nce build-failed\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  });

  it.each([
    ['service', true],
    ['module', false],
  ])('has loaded what a %s will import before there are files', async (kind, expected) => {
    const main = `console.log(process.moduleLoadList.includes('NativeModule internal/deps/undici/undici'));
                  process.exit();`;
    const files = { 'main.cjs': kind === 'module' ? `exports.now = 1; ${main}` : main };

    const { stdout } = await submit('node', files, [], kind);

    expect(afterStart(stdout)).toBe(`${expected}\n`);
  });

  it.each([
    ['no service', [], 'service', []],
    ['PostgreSQL', ['DATABASE_URL=x'], 'service', ['express', 'pg']],
    ['Redis', ['REDIS_URL=x'], 'service', ['express', 'ioredis']],
    [
      'RabbitMQ and PostgreSQL',
      ['RABBITMQ_URL=x', 'DATABASE_URL=x'],
      'service',
      ['amqplib', 'express', 'pg'],
    ],
    ['a module, which answers no requests', ['DATABASE_URL=x'], 'module', ['pg']],
  ] as const)(
    'has loaded what a program will import beside %s before there are files',
    async (_, env, kind, expected) => {
      const main = `const loaded = Object.keys(require.cache);
        const isLoaded = (name) => loaded.some((path) => path.startsWith('/node_modules/' + name + '/'));
        console.log(JSON.stringify(['amqplib', 'express', 'fastify', 'ioredis', 'pg', 'redis'].filter(isLoaded)));
        process.exit();`;
      const files = { 'main.cjs': kind === 'module' ? `exports.now = 1; ${main}` : main };

      const { stdout } = await submit('node', files, [...env], kind);

      expect(JSON.parse(afterStart(stdout))).toEqual(expected);
    },
  );

  it('lists its version and its libraries', async () => {
    const { version, libraries } = await new ImageLibraries(docker).read('node');

    expect(version).toMatch(/^24\./);
    const needed = [
      'express',
      'fastify',
      '@nestjs/core',
      'koa',
      'hono',
      'pg',
      'ioredis',
      'bullmq',
      'amqplib',
      'graphql',
      'dataloader',
      '@grpc/grpc-js',
      '@grpc/proto-loader',
      'ws',
    ];
    expect(libraries.map(({ name }) => name)).toEqual(expect.arrayContaining(needed));
    expect(libraries.every((library) => /^\d+\.\d+\.\d+/.test(library.version))).toBe(true);
  });
});

describe('python', () => {
  it('runs a program with curated libraries, and hands over no other environment', async () => {
    const main = `import argon2, bcrypt, cryptography, fastapi, flask, grpc, jwt, os, pika, prometheus_client, psycopg, redis, uvicorn, websockets
from twice import twice
print(twice(21), sorted(os.environ))`;

    const { exitCode, stdout, stderr } = await submit(
      'python',
      {
        'main.py': main,
        'twice.py': 'def twice(n):\n    return 2 * n\n',
      },
      ['HOME=/work', 'LANG=C.UTF-8', 'PORT=8080', 'PYTHONUNBUFFERED=1', 'PYTHONDONTWRITEBYTECODE=1'],
    );

    expect(stderr).toBe('n0nce building\nn0nce starting\n');
    expect(exitCode).toBe(0);
    expect(afterStart(stdout).trim()).toBe(
      "42 ['HOME', 'LANG', 'PATH', 'PORT', 'PYTHONDONTWRITEBYTECODE', 'PYTHONUNBUFFERED']",
    );
  });

  it.each([
    ['a slip', { 'main.py': 'import os\ndef f(:\n    pass\n' }, 'main.py:2:7: invalid syntax'],
    [
      'wrong indentation beside the main file',
      { 'main.py': '', 'lib/a.py': 'if True:\npass\n' },
      'lib/a.py:2:1: expected an indented block',
    ],
    ['no main file', { 'app.py': '' }, 'There is no main file'],
  ])('fails the build for %s, naming the place', async (_, files, message) => {
    const { exitCode, stderr } = await submit('python', files);

    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^n0nce building\n[^]*\nn0nce build-failed\n$/);
    expect(exitCode).toBe(1);
  });

  it('lists its version and its libraries', async () => {
    const { version, libraries } = await new ImageLibraries(docker).read('python');

    expect(version).toMatch(/^3\.13\./);
    const needed = [
      'flask',
      'fastapi',
      'uvicorn',
      'psycopg',
      'redis',
      'pika',
      'websockets',
      'grpcio',
      'protobuf',
      'jwt',
      'graphql-core',
    ];
    expect(libraries.map(({ name }) => name)).toEqual(expect.arrayContaining(needed));
  });
});

describe('postgres', () => {
  const sql = (role: string, password: string, statement: string) =>
    `PGPASSWORD=${password} /usr/lib/postgresql/17/bin/psql -h 127.0.0.1 -U ${role} -d app -Atc "${statement}" 2>&1`;
  const untilReady = (service: RunningService) =>
    service.exec(`until ${sql('grader', 'for-the-grader', 'SELECT 1')} | grep -qx 1; do sleep 0.02; done`);

  it('is version 17, gives the learner a database and the grader the same rights in it, and nobody more (G16)', async () => {
    await using service = await startService(docker, images.postgres);
    await untilReady(service);

    const asked = await service.exec(sql('app', 'for-the-app', 'SHOW server_version'));
    const owned = await service.exec(
      sql('app', 'for-the-app', 'CREATE TABLE t (id int); SELECT count(*) FROM t'),
    );
    const file = await service.exec(sql('app', 'for-the-app', "COPY (SELECT 1) TO '/data/x'"));
    const seen = await service.exec(
      sql('grader', 'for-the-grader', 'INSERT INTO t VALUES (1); TRUNCATE t; DROP TABLE t; SHOW search_path'),
    );
    const program = await service.exec(sql('grader', 'for-the-grader', "COPY (SELECT 1) TO PROGRAM 'id'"));
    const wrong = await service.exec(sql('app', 'wrong', 'SELECT 1'));

    expect(asked.output).toMatch(/^17\./);
    expect(owned.output).toContain('0');
    expect(file.output).toContain('permission denied');
    expect(seen.output).toContain('public');
    expect(program.output).toContain('permission denied');
    expect(wrong.output).toContain('password authentication failed');
  });

  it('counts for the grader what the learner sends, who can neither look nor stop it (G16)', async () => {
    await using service = await startService(docker, images.postgres);
    await untilReady(service);
    const ofLearner = (statement: string) => service.exec(sql('app', 'for-the-app', statement));
    const ofGrader = (statement: string) => service.exec(sql('grader', 'for-the-grader', statement));

    await ofLearner('BEGIN; CREATE TABLE t (id int); SELECT 1; SELECT 2; INSERT INTO t VALUES (3); COMMIT');
    await ofGrader('SELECT 4');
    const counted = await ofGrader('SELECT sum(calls) FROM touchstone.pg_stat_statements');
    const looked = await ofLearner('SELECT count(*) FROM touchstone.pg_stat_statements');
    const stopped = await ofLearner("SET pg_stat_statements.track = 'none'");
    const stoppedForGood = await ofLearner('ALTER ROLE app RESET pg_stat_statements.track');

    expect(counted.output).toBe('3');
    expect(looked.output).toContain('permission denied');
    expect(stopped.output).toContain('permission denied');
    expect(stoppedForGood.output).toContain('permission denied');
  });

  it('starts again with nothing in it', async () => {
    await using service = await startService(docker, images.postgres);
    await untilReady(service);
    await service.exec(sql('app', 'for-the-app', 'CREATE TABLE kept (id int)'));

    await service.restart();
    await untilReady(service);

    const tables = await service.exec(
      sql('app', 'for-the-app', "SELECT count(*) FROM pg_tables WHERE tablename = 'kept'"),
    );
    expect(tables.output).toBe('0');
  });

  it('starts though a killed server left its socket, and another process has its number now', async () => {
    const leave = `sleep 600 &
      socket=/data/.s.PGSQL.5432
      printf '%s\\n' $! /data/cluster 1 5432 /data > $socket.lock
      perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "/data/.s.PGSQL.5432", Listen => 1) or die'
      exec /opt/touchstone/entrypoint`;
    await using service = await startService(docker, images.postgres, ['sh', '-c', leave]);

    const login = sql('grader', 'for-the-grader', 'SELECT 1');
    const { output } = await service.exec(
      `for i in $(seq 200); do ${login} | grep -x 1 && exit; sleep 0.02; done; ${login}`,
    );

    expect(output).toBe('1');
  });
});

describe('redis', () => {
  const ask = (user: string, password: string, command: string) =>
    `redis-cli --no-auth-warning --user ${user} --pass ${password} ${command} 2>&1`;
  const untilReady = (service: RunningService) =>
    service.exec(`until ${ask('grader', 'for-the-grader', 'ping')} | grep -qx PONG; do sleep 0.02; done`);

  it('is version 8 and keeps administration from the learner', async () => {
    await using service = await startService(docker, images.redis);
    await untilReady(service);

    const version = await service.exec(ask('app', 'for-the-app', 'info server'));
    const used = await service.exec(ask('app', 'for-the-app', 'incr visits'));
    const refused = await Promise.all(
      [
        'config get dir',
        'acl list',
        'shutdown',
        'save',
        'replicaof no one',
        'module list',
        'debug sleep 0',
      ].map(async (command) => (await service.exec(ask('app', 'for-the-app', command))).output),
    );
    const nobody = await service.exec('redis-cli ping 2>&1');

    expect(version.output).toContain('redis_version:8.');
    expect(used.output).toBe('1');
    for (const output of refused) expect(output).toMatch(/NOPERM|DEBUG command not allowed/);
    expect(nobody.output).toContain('NOAUTH');
  });

  it('starts again with nothing in it', async () => {
    await using service = await startService(docker, images.redis);
    await untilReady(service);
    await service.exec(ask('app', 'for-the-app', 'set kept 1'));

    await service.restart();
    await untilReady(service);

    expect((await service.exec(ask('app', 'for-the-app', 'exists kept'))).output).toBe('0');
  });
});

describe('grader', () => {
  it('says hello, and resolves from a suite’s folder what a suite may import', async () => {
    const { stdout } = await run(images.grader, ['/opt/touchstone/start', '/tmp/suite', 'service']);
    const suite = `import request from 'supertest'; console.log(typeof request, import.meta.resolve('@touchstone/kit'))`;
    const imported = await run(images.grader, [
      'sh',
      '-c',
      `echo "${suite}" > /tmp/a.mjs && node /tmp/a.mjs`,
    ]);

    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ type: 'hello', protocol: 2 });
    expect(imported.stdout.trim()).toBe('function file:///node_modules/@touchstone/kit/index.js');
  });

  it('finds what V8 compiled when it was built good for the flags it is started with', async () => {
    const { stdout: start } = await run(images.grader, ['tail', '-n', '1', '/opt/touchstone/start']);
    const [, ...command] = start.trim().split(' ').slice(0, -1);
    const compile = `
      const { readFileSync } = require('node:fs');
      const source = require('node:module').wrap(readFileSync('/opt/touchstone/grader.cjs', 'utf8'));
      const cachedData = readFileSync('/opt/touchstone/grader.compiled');
      console.log(new (require('node:vm').Script)(source, { cachedData }).cachedDataRejected);`;

    const { stdout } = await run(images.grader, [...command.slice(0, -1), '-e', compile]);

    expect(command.at(-1)).toBe('/opt/touchstone/start.cjs');
    expect(stdout.trim()).toBe('false');
  });
});
