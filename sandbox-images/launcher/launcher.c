/* Installs a seccomp filter on top of the container engine's own, then execs its arguments.
   The default profile of Docker 20.10 leaves io_uring, ptrace, mq_open and AF_VSOCK reachable without any capability. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#else
#error "the launcher knows x86-64 and arm64"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
/* Both machines are little-endian: the low half of an argument comes first. */
#define LOAD_ARG(n) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[n]))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define RETURN_IF(value, action) SKIP_UNLESS(value, 1), RETURN(action)
#define DENY(syscall) RETURN_IF(__NR_##syscall, SECCOMP_RET_ERRNO | EPERM)

static struct sock_filter filter[] = {
    /* SECURITY: A16, another machine's calling convention would walk around the numbers below. */
    LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0), RETURN(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
#if defined(__x86_64__)
    /* x32 has the same arch and numbers from bit 30 on; -1 is what a tracer leaves for "skip". */
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), RETURN(SECCOMP_RET_KILL_PROCESS),
#endif
    /* SECURITY: A05, A13 */
    DENY(io_uring_setup), DENY(io_uring_enter), DENY(io_uring_register),
    DENY(ptrace), DENY(process_vm_readv), DENY(process_vm_writev),
    DENY(mq_open), DENY(mq_unlink), DENY(mq_timedsend), DENY(mq_timedreceive), DENY(mq_notify), DENY(mq_getsetattr),
    /* SECURITY: A14, only unix, IPv4, IPv6 and route netlink (getifaddrs) sockets. */
    SKIP_UNLESS(__NR_socket, 12), LOAD_ARG(0),
    RETURN_IF(AF_UNIX, SECCOMP_RET_ALLOW), RETURN_IF(AF_INET, SECCOMP_RET_ALLOW), RETURN_IF(AF_INET6, SECCOMP_RET_ALLOW),
    SKIP_UNLESS(AF_NETLINK, 3), LOAD_ARG(2), RETURN_IF(NETLINK_ROUTE, SECCOMP_RET_ALLOW),
    RETURN(SECCOMP_RET_ERRNO | EAFNOSUPPORT),
    /* SECURITY: D11, buffer sizes stay at the pod's sysctls; the program is told that it got what it asked for. */
    SKIP_UNLESS(__NR_setsockopt, 7), LOAD_ARG(1), SKIP_UNLESS(SOL_SOCKET, 5), LOAD_ARG(2),
    RETURN_IF(SO_SNDBUF, SECCOMP_RET_ERRNO | 0), RETURN_IF(SO_RCVBUF, SECCOMP_RET_ERRNO | 0),
    RETURN(SECCOMP_RET_ALLOW),
};

int main(int argc, char **argv) {
  struct sock_fprog program = {.len = sizeof filter / sizeof *filter, .filter = filter};
  if (argc < 2) return 64;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) {
    perror("launcher: the seccomp filter was refused");
    return 70;
  }
  execv(argv[1], argv + 1);
  perror("launcher: exec failed");
  return 71;
}
