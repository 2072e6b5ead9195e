import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SubmissionFile } from '#contracts';
import { aPlan, preparePodImages, SMOKE_SCRIPT, witness } from './pod-fixtures.js';

// What the filter says of each call on arm64 is proven while the launcher's image is built
// (sandbox-images/launcher/prove-filter.c interprets both tables); that an arm64 kernel obeys it was not seen here.

const ATTEMPT = readFileSync(new URL('hostile/.shared/python/attempt.py', import.meta.url), 'utf8');
const SERVE = `
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = ('ok ' + self.path).encode()
        self.send_response(200); self.send_header('content-length', str(len(body))); self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['PORT'])), Answer).serve_forever()
`;

const aPythonProgram = (program: string): SubmissionFile[] => [
  { path: 'attempt.py', content: ATTEMPT },
  { path: 'main.py', content: `${program}\n${SERVE}` },
];

async function logOf(program: string, script = SMOKE_SCRIPT): Promise<string[]> {
  const { report, tests } = await witness(aPlan(script, aPythonProgram(program), { runtime: 'python' }));
  expect(tests).toEqual({ answers: 'passed' });
  return report.logTail.trimEnd().split('\n');
}

const DENIED = [
  ...['unshare', 'setns', 'mount', 'umount2', 'pivot_root', 'chroot', 'open_tree', 'move_mount', 'fsopen'],
  ...[
    'fsmount',
    'mount_setattr',
    'open_by_handle_at',
    'io_uring_setup',
    'io_uring_enter',
    'io_uring_register',
  ],
  ...['ptrace', 'process_vm_readv', 'process_vm_writev', 'process_madvise', 'pidfd_getfd', 'kcmp', 'bpf'],
  ...[
    'perf_event_open',
    'userfaultfd',
    'fanotify_init',
    'lookup_dcookie',
    'add_key',
    'request_key',
    'keyctl',
  ],
  ...[
    'quotactl',
    'acct',
    'syslog',
    'vhangup',
    'swapon',
    'reboot',
    'sethostname',
    'init_module',
    'finit_module',
  ],
  ...['kexec_load', 'clock_settime', 'settimeofday', 'adjtimex', 'mq_open', 'msgget', 'shmget', 'semget'],
  ...['mbind', 'move_pages', 'personality'],
];

const TRY_DENIED = `
from attempt import attempt_syscall
for name in '${DENIED.join(' ')}'.split(): attempt_syscall(name, 0, 0, 0, 0, 0)
attempt_syscall('clone3', 0, 0)`;
const REFUSED = [...DENIED.map((name) => `${name}: EPERM`), 'clone3: ENOSYS'];

beforeAll(preparePodImages, 600_000);

describe('the launcher’s filter', () => {
  it('refuses every call that no backend program needs (A02–A06, A11–A13, A15, E06)', async () => {
    expect(await logOf(TRY_DENIED)).toEqual(REFUSED);
  });

  it('opens unix, TCP, UDP and route sockets, and no other (A14, F06, G17)', async () => {
    const log = await logOf(`
import socket
from attempt import attempt
def open_one(*arguments): socket.socket(*arguments).close()
for name, family, kind, protocol in (
    ('unix', 1, 1, 0), ('tcp', 2, 1, 6), ('udp', 2, 2, 17), ('tcp6', 10, 1, 0), ('udp6', 10, 2, 0), ('route', 16, 3, 0),
    ('diagnosis', 16, 3, 4), ('audit', 16, 3, 9), ('vsock', 40, 1, 0), ('alg', 38, 5, 0), ('packet', 17, 3, 0),
    ('xdp', 44, 3, 0), ('bluetooth', 31, 3, 0), ('raw', 2, 3, 1), ('ping', 2, 2, 1), ('sctp', 2, 1, 132),
    ('mptcp', 2, 1, 262), ('dccp', 2, 6, 0)):
    attempt(name, lambda: open_one(family, kind, protocol))
attempt('a pair', lambda: [one.close() for one in socket.socketpair()] and None)
attempt('a pair of tipc', lambda: socket.socketpair(30, 1, 0))`);

    expect(log).toEqual([
      ...['unix', 'tcp', 'udp', 'tcp6', 'udp6', 'route'].map((name) => `${name}: done`),
      ...['diagnosis', 'audit', 'vsock', 'alg', 'packet', 'xdp', 'bluetooth'].map(
        (name) => `${name}: EAFNOSUPPORT`,
      ),
      'raw: EPERM',
      ...['ping', 'sctp', 'mptcp'].map((name) => `${name}: EPROTONOSUPPORT`),
      'dccp: ESOCKTNOSUPPORT',
      'a pair: done',
      'a pair of tipc: EAFNOSUPPORT',
    ]);
  });

  it('answers yes to other buffer sizes and changes nothing; other options work (D11, A12)', async () => {
    const log = await logOf(`
import socket
from attempt import attempt
one = socket.socket()
for name, option, read in (('send', 7, 7), ('receive', 8, 8), ('force send', 32, 7), ('force receive', 33, 8)):
    before = one.getsockopt(1, read)
    attempt(name, lambda: one.setsockopt(1, option, 8 << 20))
    print('unchanged' if one.getsockopt(1, read) == before else 'changed', flush=True)
attempt('reuse', lambda: one.setsockopt(1, 2, 1))
attempt('no delay', lambda: one.setsockopt(6, 1, 1))
attempt('upper protocol', lambda: one.setsockopt(6, 31, b'tls'))
attempt('packet program', lambda: one.setsockopt(1, 26, bytes(16)))`);

    const kept = ['send', 'receive', 'force send', 'force receive'];
    expect(log).toEqual([
      ...kept.flatMap((name) => [`${name}: done`, 'unchanged']),
      ...['reuse: done', 'no delay: done', 'upper protocol: EPERM', 'packet program: EPERM'],
    ]);
  });

  it('looks at what matters in an argument (A04, A06, D06)', async () => {
    const log = await logOf(`
import fcntl, mmap, os, pty, termios
from attempt import attempt
attempt('device', lambda: os.mknod('/tmp/whiteout', 0o020600, 0))
attempt('fifo', lambda: os.mkfifo('/tmp/fifo'))
attempt('huge pages', lambda: mmap.mmap(-1, 2 << 20, flags=0x40022).close())
attempt('huge file', lambda: os.memfd_create('x', 4))
attempt('memory file', lambda: os.close(os.memfd_create('x')))
_, terminal = pty.openpty()
attempt('typing', lambda: fcntl.ioctl(terminal, termios.TIOCSTI, b'x'))
attempt('line discipline', lambda: fcntl.ioctl(terminal, termios.TIOCSETD, bytes([21, 0, 0, 0])))`);

    expect(log).toEqual([
      ...['device: EPERM', 'fifo: done', 'huge pages: ENOMEM', 'huge file: ENOMEM', 'memory file: done'],
      ...['typing: EPERM', 'line discipline: EPERM'],
    ]);
  });

  it('lets nobody write out the host’s disks or keep a core for themselves (D29, D30)', async () => {
    const log = await logOf(`
import ctypes, os
from attempt import attempt, libc
def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0: raise OSError(ctypes.get_errno(), name)
attempt('a disk that there is not', lambda: call('syncfs', -1))
attempt('every disk', os.sync)
attempt('a core', lambda: call('prctl', 62, 1, 0, 2, 0))
attempt('a name', lambda: call('prctl', 15, b'me', 0, 0, 0))`);

    expect(log).toEqual([
      'a disk that there is not: done',
      'every disk: done',
      'a core: EPERM',
      'a name: done',
    ]);
  });

  it('holds for a program that this one starts, and for a subject that was started again', async () => {
    const child = `
import subprocess, sys
subprocess.run([sys.executable, '-c', ${JSON.stringify(TRY_DENIED)}])`;
    const restarting = SMOKE_SCRIPT.replace(
      "await test('answers', async () => ",
      "await test('answers', async () => { equal((await control({ action: 'restart', instance: 0 })).ok, true);\n" +
        'await eventually(() => get()); ',
    ).replace("'ok /hello'));", "'ok /hello'); });");

    expect(await logOf(child, restarting)).toEqual([...REFUSED, ...REFUSED]);
  });

  it('stands above process 1 too, whose memory nobody may open (A13)', async () => {
    const log = await logOf(`
from attempt import attempt
attempt('memory', lambda: open('/proc/1/mem', 'r+b').close())
print(next(line.split()[1] for line in open('/proc/1/status') if line.startswith('Seccomp_filters')), flush=True)`);

    expect(log).toEqual(['memory: EACCES', '2']);
  });
});

describe('under the filter', () => {
  it('Node serves, computes in threads, starts programs, watches files and fails to resolve at once', async () => {
    const program = `
import { execFileSync } from 'node:child_process';
import dns from 'node:dns/promises';
import { readFileSync, watch, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
console.log('interfaces', Object.keys(os.networkInterfaces()).includes('lo'));
console.log('child', execFileSync('/bin/echo', ['said']).toString().trim());
const seen = new Promise((resolve) => watch('/tmp', () => resolve(true)));
writeFileSync('/tmp/file', 'kept');
console.log('file', readFileSync('/tmp/file', 'utf8'), await seen);
const worker = new Worker('require("node:worker_threads").parentPort.postMessage(6 * 7)', { eval: true });
console.log('thread', await new Promise((resolve) => worker.once('message', resolve)));
const from = performance.now();
console.log('resolved', await dns.lookup('touchstone.example').catch(() => performance.now() - from < 5000 && 'nothing, soon'));
http.createServer((request, response) => response.end('ok ' + request.url)).listen(Number(process.env.PORT), '127.0.0.1');`;
    const { report, tests } = await witness(aPlan(SMOKE_SCRIPT, program));

    expect(tests).toEqual({ answers: 'passed' });
    expect(report.logTail.trimEnd().split('\n')).toEqual([
      ...['interfaces true', 'child said', 'file kept true', 'thread 42', 'resolved nothing, soon'],
    ]);
  });

  it('Python serves, uses threads, processes, locks and files, and fails to resolve at once', async () => {
    const log = await logOf(`
import multiprocessing, socket, sqlite3, subprocess, tempfile, threading, time
done = []
thread = threading.Thread(target=lambda: done.append('thread')); thread.start(); thread.join()
print(done[0], subprocess.check_output(['echo', 'said'], text=True).strip(), flush=True)
queue = multiprocessing.Queue()
child = multiprocessing.Process(target=queue.put, args=(6 * 7,)); child.start()
print('process', queue.get(timeout=10), flush=True); child.join()
with tempfile.NamedTemporaryFile() as file:
    print('database', sqlite3.connect(file.name).execute('select 1').fetchone()[0], flush=True)
start = time.monotonic()
try: socket.getaddrinfo('touchstone.example', 80)
except OSError: print('resolved nothing', time.monotonic() - start < 5, flush=True)`);

    expect(log).toEqual(['thread said', 'process 42', 'database 1', 'resolved nothing True']);
  });
});
