import { POD_SYSCTLS } from './pod-sysctls.js';

const SYSCTL_NAMES = Object.keys(POD_SYSCTLS);

/**
 * A program that tries from inside what learner code could try, and prints what came of each attempt as one JSON
 * object: errno names, `done` for what should not have worked, or a number. Python, as it can make any system call.
 */
export const SELF_EXAMINATION = `
import ctypes, errno, json, os, resource, signal, socket, subprocess

libc = ctypes.CDLL(None, use_errno=True)
seen = {}

def attempt(name, work):
    try:
        result = work()
        seen[name] = 'done' if result is None else result
    except OSError as error:
        seen[name] = errno.errorcode.get(error.errno, str(error.errno)) if error.errno and error.errno > 0 else type(error).__name__

def syscall(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), 'refused')

def status(field):
    for line in open('/proc/self/status'):
        if line.startswith(field + ':'):
            return line.split()[1]

def fill(path):
    block, written = bytes(65536), 0
    try:
        with open(path, 'wb', buffering=0) as file:
            while True:
                written += file.write(block)
    except OSError as error:
        seen['disk-error'] = errno.errorcode[error.errno]
    os.remove(path)
    return written

def make_files(folder):
    made = 0
    try:
        while True:
            os.close(os.open(f'{folder}/{made}', os.O_CREAT))
            made += 1
    except OSError as error:
        seen['inodes-error'] = errno.errorcode[error.errno]
    for name in range(made):
        os.remove(f'{folder}/{name}')
    return made

def connect(address):
    with socket.socket() as client:
        client.settimeout(2)
        client.connect(address)

def listen(port):
    with socket.socket() as server:
        server.bind(('127.0.0.1', port))

def execute(folder):
    path = f'{folder}/program'
    with open(path, 'w') as file:
        file.write('#!/bin/sh\\nexit 0\\n')
    os.chmod(path, 0o755)
    try:
        subprocess.run([path])
    finally:
        os.remove(path)

def sysctls():
    paths = ['/proc/sys/' + name.replace('.', '/') for name in json.loads('${JSON.stringify(SYSCTL_NAMES)}')]
    return ', '.join(' '.join(open(path).read().split()) for path in paths)

def buffer_size():
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8 << 20)
        return max(client.getsockopt(socket.SOL_SOCKET, name) for name in (socket.SO_RCVBUF, socket.SO_SNDBUF))

def number_in(path):
    try:
        text = open(path).read().strip()
        return (1 << 62) if text == 'max' else int(text)
    except OSError:
        return None

# What it may swap, in bytes. A kernel that does not count swap is no harm on a host that has none.
def swap():
    allowed = number_in('/sys/fs/cgroup/memory.swap.max')
    if allowed is not None:
        return allowed
    memory, both = (number_in('/sys/fs/cgroup/memory/memory.' + name) for name in ('limit_in_bytes', 'memsw.limit_in_bytes'))
    if memory is not None and both is not None:
        return both - memory
    for line in open('/proc/meminfo'):
        if line.startswith('SwapTotal:'):
            return int(line.split()[1]) * 1024

# Longer than the disk is large would be stopped by the file limit first; both are wanted.
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
attempt('uid', os.getuid)
attempt('capabilities', lambda: status('CapBnd'))
attempt('no-new-privileges', lambda: status('NoNewPrivs'))
attempt('seccomp', lambda: status('Seccomp_filters'))
attempt('io-uring', lambda: syscall(425, 1, ctypes.create_string_buffer(256)))
attempt('vsock', lambda: socket.socket(40, socket.SOCK_STREAM).close())
attempt('user-namespaces', lambda: os.unshare(0x10000000))
attempt('raw-sockets', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close())
attempt('read-only-root', lambda: open('/opt/touchstone/mark', 'w').close())
attempt('read-only-hosts', lambda: open('/etc/hosts', 'a').close())
attempt('network', lambda: connect(('198.51.100.1', 80)))
attempt('loopback', lambda: ' '.join(name for _, name in socket.if_nameindex()))
attempt('low-ports', lambda: listen(80))
attempt('engine-socket', lambda: os.stat('/var/run/docker.sock') and None)
attempt('process-list', lambda: sum(name.isdigit() for name in os.listdir('/proc')))
attempt('noexec-work', lambda: execute('/work'))
attempt('noexec-tmp', lambda: execute('/tmp'))
seen['noexec'] = seen.pop('noexec-work') + ' ' + seen.pop('noexec-tmp')
attempt('sysctls', sysctls)
attempt('socket-buffers', buffer_size)
attempt('swap', swap)
attempt('open-files', lambda: resource.getrlimit(resource.RLIMIT_NOFILE)[1])
attempt('file-size', lambda: resource.getrlimit(resource.RLIMIT_FSIZE)[1])
attempt('core-dumps', lambda: resource.getrlimit(resource.RLIMIT_CORE)[1])
attempt('disk', lambda: fill('/tmp/big'))
attempt('inodes', lambda: make_files('/tmp'))
attempt('setuid-programs', lambda: subprocess.run(
    ['find', '/', '-xdev', '-perm', '/6000', '-type', 'f'], capture_output=True, text=True).stdout.strip())
print(json.dumps(seen))
`;
