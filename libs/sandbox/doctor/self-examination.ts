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

# Longer than the disk is large would be stopped by the file limit first; both are wanted.
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
attempt('uid', os.getuid)
attempt('capabilities', lambda: status('CapBnd'))
attempt('no-new-privileges', lambda: status('NoNewPrivs'))
attempt('seccomp-filters', lambda: status('Seccomp_filters'))
attempt('io-uring', lambda: syscall(425, 1, ctypes.create_string_buffer(256)))
attempt('vsock', lambda: socket.socket(40, socket.SOCK_STREAM).close())
attempt('user-namespace', lambda: os.unshare(0x10000000))
attempt('raw-socket', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1).close())
attempt('write-root', lambda: open('/opt/touchstone/mark', 'w').close())
attempt('write-etc', lambda: open('/etc/hosts', 'a').close())
attempt('network', lambda: connect(('198.51.100.1', 80)))
attempt('interfaces', lambda: ' '.join(name for _, name in socket.if_nameindex()))
attempt('low-port', lambda: listen(80))
attempt('engine-socket', lambda: os.stat('/var/run/docker.sock') and None)
attempt('processes-seen', lambda: sum(name.isdigit() for name in os.listdir('/proc')))
attempt('open-files', lambda: resource.getrlimit(resource.RLIMIT_NOFILE)[1])
attempt('file-size', lambda: resource.getrlimit(resource.RLIMIT_FSIZE)[1])
attempt('core-size', lambda: resource.getrlimit(resource.RLIMIT_CORE)[1])
attempt('disk', lambda: fill('/tmp/big'))
attempt('inodes', lambda: make_files('/tmp'))
attempt('setuid-programs', lambda: subprocess.run(
    ['find', '/', '-xdev', '-perm', '/6000', '-type', 'f'], capture_output=True, text=True).stdout.strip())
print(json.dumps(seen))
`;

export const MEMORY_HOG = `
kept = []
while True:
    kept.append(bytearray(b'x' * (4 << 20)))
`;

export const FORK_BOMB = `
import os, time
children = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        children += 1
except OSError:
    time.sleep(0.5)
    print(children)
`;

export const OUTPUT_FLOOD = `
import os
block = b'x' * 65536
while True:
    os.write(1, block)
`;

/** Four spinners for a second of wall time: half a CPU gives them half a second in all. */
export const FOUR_SPINNERS = `
import os, time
children = []
for _ in range(4):
    child = os.fork()
    if child == 0:
        end = time.monotonic() + 1
        while time.monotonic() < end: pass
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
time.sleep(0.2)
`;
