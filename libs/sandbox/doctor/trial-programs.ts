/**
 * Programs that run into one limit each. Every one of them ends by itself: on an engine that lets them, they must not
 * harm the host that was to be examined.
 */

export const MEMORY_HOG = `
kept = []
for _ in range(48):
    kept.append(bytearray(b'x' * (4 << 20)))
`;

/** D07: its child is killed for memory, and it ends as if nothing had been. */
export const CHILD_MEMORY_HOG = `
import os
child = os.fork()
if child == 0:
    kept = []
    for _ in range(48):
        kept.append(bytearray(b'x' * (4 << 20)))
    os._exit(0)
os.waitpid(child, 0)
`;

export const FORK_BOMB = `
import os, time
children = 0
try:
    while children < 64:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        children += 1
except OSError:
    pass
time.sleep(0.5)
print(children)
`;

export const OUTPUT_FLOOD = `
import os
block = b'x' * 65536
for _ in range(512):
    os.write(1, block)
`;

/**
 * Prints how many CPUs four spinners got, how often the kernel held them back, and how many its quota allows (null where
 * that cannot be read).
 */
export const FOUR_SPINNERS = `
import json, os, time

def read(*paths):
    for path in paths:
        try:
            return open('/sys/fs/cgroup/' + path).read()
        except OSError:
            pass
    return ''

def times_throttled():
    for line in read('cpu.stat', 'cpu/cpu.stat', 'cpu,cpuacct/cpu.stat').splitlines():
        if line.startswith('nr_throttled '):
            return int(line.split()[1])

def quota():
    words = (read('cpu.max') or read('cpu/cpu.cfs_quota_us') + ' ' + read('cpu/cpu.cfs_period_us')).split()
    return int(words[0]) / int(words[1]) if len(words) == 2 and words[0].isdigit() else None

before = times_throttled()
begin = time.monotonic()
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        while time.monotonic() < begin + 0.5: pass
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
spent = os.times()
cpus = (spent.children_user + spent.children_system) / (time.monotonic() - begin)
after = times_throttled()
throttled = None if after is None else after - (before or 0)
print(json.dumps({'cpus': cpus, 'throttled': throttled, 'quota': quota()}))
`;

/**
 * D11: fills the buffers of as many connections as it may open, having asked for large ones, and prints by how many bytes
 * the host's TCP memory grew. The count is the host's: what its other programs send meanwhile is in it.
 */
export const TCP_HOARD = `
import os, resource, socket

def tcp_bytes():
    for line in open('/proc/net/sockstat'):
        if line.startswith('TCP:'):
            words = line.split()
            return int(words[words.index('mem') + 1]) * os.sysconf('SC_PAGE_SIZE')

def enlarge(end):
    end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)

before = tcp_bytes()
peak = before
server = socket.socket()
enlarge(server)
server.bind(('127.0.0.1', 0))
server.listen(512)
block = bytes(1 << 20)
kept = []
try:
    while len(kept) < 110 and peak - before < 64 << 20:
        near = socket.socket()
        enlarge(near)
        near.connect(server.getsockname())
        far, _ = server.accept()
        kept += [near, far]
        for end in (near, far):
            end.setblocking(False)
            try:
                while True: end.send(block)
            except BlockingIOError:
                pass
        peak = max(peak, tcp_bytes())
except OSError:
    pass
print(max(peak, tcp_bytes()) - before)
`;
