/* The seccomp filter of every subject. It stands on top of the container engine's own, and does not rely on it: engines
   differ in what they let through, and an operator may have loosened theirs. `prove-filter.c` tries it for both machines.
   `FILTER_FOR_ARM64` makes arm64's table on another machine, to be proven there. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/memfd.h>
#include <linux/mman.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>

#if defined(__aarch64__) || defined(FILTER_FOR_ARM64)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#define ONLY_ON_X86(...)
/* What arm64 has of the generic table beside its newest part (arch/arm64/include/uapi/asm/unistd.h). */
#define __ARCH_WANT_SYS_CLONE3
#define __ARCH_WANT_MEMFD_SECRET
#include <asm-generic/unistd.h>
#elif defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#define ONLY_ON_X86(...) __VA_ARGS__,
#include <asm/unistd.h>
#else
#error "the launcher knows x86-64 and arm64"
#endif

/* The same on both machines. Spelt out, as libc's headers would bring the numbers of the machine that compiles. */
enum { UNIX = 1, INET = 2, INET6 = 10, NETLINK = 16 };
enum { STREAM = 1, DGRAM = 2, RAW = 3, KIND_MASK = 0xf };
enum { ANY_PROTOCOL = 0, TCP = 6, UDP = 17 };
enum { OF_SOCKET = 1, SNDBUF = 7, RCVBUF = 8, ATTACH_FILTER = 26, SNDBUFFORCE = 32, RCVBUFFORCE = 33, ATTACH_REUSEPORT = 51 };
enum { OF_TCP = 6, UPPER_PROTOCOL = 31 };
enum { PUSH_INPUT = 0x5412, CONSOLE_KEYS = 0x541c, LINE_DISCIPLINE = 0x5423 };
enum { CORE_OF_ITS_OWN = 62 };
enum { FILE_TYPE = 0170000, CHARACTER_DEVICE = 0020000, BLOCK_DEVICE = 0060000 };
#define ANY_NAMESPACE                                                                                                  \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
/* The last system call of Linux 6.1, whose headers and C library the images have. */
#define LAST_KNOWN 450
#define FIRST_OF_X32 0x40000000
#define ASK_ONLY 0xffffffff

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* Both machines are little-endian: the low half of an argument comes first. All that is looked at here are ints to the kernel. */
#define LOAD_ARG(n) LOAD(args[n])
#define MASK(bits) BPF_STMT(BPF_ALU | BPF_AND | BPF_K, (bits))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define COUNT(...) (sizeof((struct sock_filter[]){__VA_ARGS__}) / sizeof(struct sock_filter))
#define WHEN(value, ...) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, COUNT(__VA_ARGS__)), __VA_ARGS__
#define WHEN_FROM(value, ...) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (value), 0, COUNT(__VA_ARGS__)), __VA_ARGS__
#define WHEN_ANY_BIT(bits, ...) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, COUNT(__VA_ARGS__)), __VA_ARGS__
#define UNLESS(value, ...) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), COUNT(__VA_ARGS__), 0), __VA_ARGS__

#define ALLOW RETURN(SECCOMP_RET_ALLOW)
#define FAIL(error) RETURN(SECCOMP_RET_ERRNO | (error))
#define PRETEND RETURN(SECCOMP_RET_ERRNO | 0)
#define KILL RETURN(SECCOMP_RET_KILL_PROCESS)
#define DENY(syscall) WHEN(__NR_##syscall, FAIL(EPERM))

static struct sock_filter filter[] = {
    /* SECURITY: A16, another machine's calling convention would walk around the numbers below. */
    LOAD(arch), UNLESS(NATIVE_ARCH, KILL),
    LOAD(nr),
    /* x32 has the same arch and numbers from here on; so has -1, which a tracer leaves for "skip". */
    ONLY_ON_X86(WHEN_FROM(FIRST_OF_X32, KILL))
    /* What came later nobody here has judged. Programs take ENOSYS for an older kernel and do without. */
    WHEN_FROM(LAST_KNOWN + 1, FAIL(ENOSYS)),

    /* SECURITY: A04, name spaces. clone3's flags are in memory, where a filter cannot look: the C library falls back to clone. */
    WHEN(__NR_clone, LOAD_ARG(0), WHEN_ANY_BIT(ANY_NAMESPACE, FAIL(EPERM)), ALLOW),
    WHEN(__NR_clone3, FAIL(ENOSYS)), DENY(unshare), DENY(setns),
    /* SECURITY: A02, A03 */
    DENY(mount), DENY(umount2), DENY(pivot_root), DENY(chroot), DENY(open_tree), DENY(move_mount), DENY(fsopen),
    DENY(fsconfig), DENY(fsmount), DENY(fspick), DENY(mount_setattr), DENY(open_by_handle_at), DENY(name_to_handle_at),
    /* SECURITY: A05 */
    DENY(io_uring_setup), DENY(io_uring_enter), DENY(io_uring_register),
    /* SECURITY: A06, devices; a FIFO is no device. */
    WHEN(__NR_mknodat, LOAD_ARG(2), MASK(FILE_TYPE), WHEN(CHARACTER_DEVICE, FAIL(EPERM)), WHEN(BLOCK_DEVICE, FAIL(EPERM)), ALLOW),
    ONLY_ON_X86(WHEN(__NR_mknod, LOAD_ARG(1), MASK(FILE_TYPE), WHEN(CHARACTER_DEVICE, FAIL(EPERM)), WHEN(BLOCK_DEVICE, FAIL(EPERM)), ALLOW))
    /* SECURITY: A11, A12 */
    DENY(syslog), DENY(acct), DENY(quotactl), DENY(quotactl_fd), DENY(swapon), DENY(swapoff), DENY(reboot), DENY(vhangup),
    DENY(sethostname), DENY(setdomainname), DENY(settimeofday), DENY(clock_settime), DENY(adjtimex), DENY(clock_adjtime),
    DENY(init_module), DENY(finit_module), DENY(delete_module), DENY(kexec_load), DENY(kexec_file_load), DENY(nfsservctl),
    DENY(bpf), DENY(perf_event_open), DENY(userfaultfd), DENY(fanotify_init), DENY(fanotify_mark), DENY(lookup_dcookie),
    /* The kernel's line disciplines and a terminal's input: no program of ours has a terminal but one that it makes itself. */
    WHEN(__NR_ioctl, LOAD_ARG(1), WHEN(PUSH_INPUT, FAIL(EPERM)), WHEN(CONSOLE_KEYS, FAIL(EPERM)), WHEN(LINE_DISCIPLINE, FAIL(EPERM)), ALLOW),
    WHEN(__NR_personality, LOAD_ARG(0), UNLESS(ASK_ONLY, FAIL(EPERM)), ALLOW),
    ONLY_ON_X86(DENY(modify_ldt), DENY(iopl), DENY(ioperm), DENY(uselib), DENY(ustat), DENY(sysfs), DENY(_sysctl))
    /* SECURITY: A13 */
    DENY(ptrace), DENY(process_vm_readv), DENY(process_vm_writev), DENY(process_madvise), DENY(process_mrelease),
    DENY(pidfd_getfd), DENY(kcmp),
    /* SECURITY: A15, E06 */
    DENY(add_key), DENY(request_key), DENY(keyctl),
    DENY(mq_open), DENY(mq_unlink), DENY(mq_timedsend), DENY(mq_timedreceive), DENY(mq_notify), DENY(mq_getsetattr),
    DENY(shmget), DENY(shmat), DENY(shmctl), DENY(shmdt), DENY(semget), DENY(semop), DENY(semctl), DENY(semtimedop),
    DENY(msgget), DENY(msgsnd), DENY(msgrcv), DENY(msgctl),
    /* SECURITY: D06, huge pages are the host's and count against no memory limit: as if there were none. */
    WHEN(__NR_mmap, LOAD_ARG(3), WHEN_ANY_BIT(MAP_HUGETLB, FAIL(ENOMEM)), ALLOW),
    WHEN(__NR_memfd_create, LOAD_ARG(1), WHEN_ANY_BIT(MFD_HUGETLB, FAIL(ENOMEM)), ALLOW),
    DENY(memfd_secret), DENY(vmsplice), DENY(remap_file_pages), DENY(mbind), DENY(get_mempolicy), DENY(set_mempolicy),
    DENY(set_mempolicy_home_node), DENY(migrate_pages), DENY(move_pages),

    /* SECURITY: D29, all that a program can write is memory: it has no business with the disks of the host, all of which
       these two write out. It is told that they did. */
    WHEN(__NR_sync, PRETEND), WHEN(__NR_syncfs, PRETEND),
    /* SECURITY: D30, core scheduling keeps everybody else off the other thread of the core that a program runs on. */
    WHEN(__NR_prctl, LOAD_ARG(0), WHEN(CORE_OF_ITS_OWN, FAIL(EPERM)), ALLOW),

    /* SECURITY: A14, F06, G17, only unix, route netlink (getifaddrs), and of IPv4 and IPv6 only TCP and UDP. The rest of the
       kernel's protocols (SCTP, DCCP, MPTCP, ICMP …) is loaded by whoever asks, and nobody needs it. */
    WHEN(__NR_socket, LOAD_ARG(0),
         WHEN(UNIX, ALLOW),
         WHEN(NETLINK, LOAD_ARG(2), WHEN(NETLINK_ROUTE, ALLOW), FAIL(EAFNOSUPPORT)),
         UNLESS(INET, UNLESS(INET6, FAIL(EAFNOSUPPORT))),
         LOAD_ARG(1), MASK(KIND_MASK),
         WHEN(RAW, FAIL(EPERM)),
         UNLESS(STREAM, UNLESS(DGRAM, FAIL(ESOCKTNOSUPPORT))),
         LOAD_ARG(2),
         WHEN(ANY_PROTOCOL, ALLOW), WHEN(TCP, ALLOW), WHEN(UDP, ALLOW), FAIL(EPROTONOSUPPORT)),
    WHEN(__NR_socketpair, LOAD_ARG(0), UNLESS(UNIX, FAIL(EAFNOSUPPORT)), ALLOW),
    /* SECURITY: D11, buffer sizes stay at the pod's sysctls; the program is told that it got what it asked for.
       A12: programs in the kernel's packet path, and protocols put on top of TCP (the kernel's TLS, SMC …), are nobody's need. */
    WHEN(__NR_setsockopt, LOAD_ARG(1),
         WHEN(OF_SOCKET, LOAD_ARG(2),
              WHEN(SNDBUF, PRETEND), WHEN(RCVBUF, PRETEND), WHEN(SNDBUFFORCE, PRETEND), WHEN(RCVBUFFORCE, PRETEND),
              WHEN(ATTACH_FILTER, FAIL(EPERM)), WHEN(ATTACH_REUSEPORT, FAIL(EPERM)), ALLOW),
         WHEN(OF_TCP, LOAD_ARG(2), WHEN(UPPER_PROTOCOL, FAIL(EPERM)), ALLOW),
         ALLOW),
    ALLOW,
};

static const unsigned short filter_length = sizeof filter / sizeof *filter;
