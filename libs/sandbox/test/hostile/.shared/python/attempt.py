# Tries something that must not work and prints what came of it, one line each: `name: EPERM`, or `name: done`.
# The harness adds it to each Python case.
import ctypes
import errno
import os
import platform
import signal

libc = ctypes.CDLL(None, use_errno=True)

# x86-64, arm64
SYSCALLS = {
    "ptrace": (101, 117), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "swapon": (167, 224), "reboot": (169, 142), "sethostname": (170, 161), "init_module": (175, 105),
    "finit_module": (313, 273), "clock_settime": (227, 112), "settimeofday": (164, 170), "adjtimex": (159, 171),
    "kexec_load": (246, 104), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "unshare": (272, 97), "setns": (308, 268),
    "clone3": (435, 435), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "open_by_handle_at": (304, 265), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsmount": (432, 432), "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "mount_setattr": (442, 442),
    "quotactl": (179, 60), "acct": (163, 89), "fanotify_init": (300, 262), "lookup_dcookie": (212, 18),
    "syslog": (103, 116), "vhangup": (153, 58), "iopl": (172, -1), "ioperm": (173, -1), "modify_ldt": (154, -1),
    "mq_open": (240, 180), "msgget": (68, 186), "shmget": (29, 194), "semget": (64, 190), "mbind": (237, 235),
    "move_pages": (279, 239), "personality": (135, 92), "setuid": (105, 146), "setgid": (106, 144),
    "capset": (126, 91), "mknodat": (259, 33), "memfd_create": (319, 279),
}  # fmt: skip


def attempt(name, work):
    """Runs `work()` and prints its errno, its result, or `done`."""
    try:
        result = work()
        said = "done" if result is None else result
    except OSError as error:
        said = errno.errorcode.get(error.errno, str(error)) if error.errno else type(error).__name__
    print(f"{name}: {said}", flush=True)


def syscall(name, *arguments):
    number = SYSCALLS[name][0 if platform.machine() == "x86_64" else 1]
    result = libc.syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)


def attempt_syscall(name, *arguments):
    attempt(name, lambda: syscall(name, *arguments))


def in_child(work):
    """Runs `work()` in a child and tells how that ended: an exit code, or the name of a signal."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    return signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
