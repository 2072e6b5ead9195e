/* Runs while the image is built: interprets the filter as the kernel would and compares what it says. Made twice, once with
   arm64's table, since the numbers differ and one machine cannot run the other's programs. */
#include "filter.h"
#include <stdio.h>

/* The right machine's numbers, and not those of the one that compiles. */
_Static_assert(__NR_socket == (NATIVE_ARCH == AUDIT_ARCH_X86_64 ? 41 : 198), "the table is the machine's");

#define OTHER_ARCH (NATIVE_ARCH == AUDIT_ARCH_X86_64 ? AUDIT_ARCH_I386 : AUDIT_ARCH_ARM)
#define ERROR(number) (SECCOMP_RET_ERRNO | (number))

static unsigned verdict_of(const struct seccomp_data *call) {
  unsigned accumulator = 0;
  for (unsigned at = 0; at < filter_length; at++) {
    const struct sock_filter *now = &filter[at];
    switch (now->code) {
    case BPF_LD | BPF_W | BPF_ABS: accumulator = *(const unsigned *)((const char *)call + now->k); break;
    case BPF_ALU | BPF_AND | BPF_K: accumulator &= now->k; break;
    case BPF_JMP | BPF_JEQ | BPF_K: at += accumulator == now->k ? now->jt : now->jf; break;
    case BPF_JMP | BPF_JGE | BPF_K: at += accumulator >= now->k ? now->jt : now->jf; break;
    case BPF_JMP | BPF_JSET | BPF_K: at += accumulator & now->k ? now->jt : now->jf; break;
    case BPF_RET | BPF_K: return now->k;
    default: return 0xdead;
    }
  }
  return 0xdead;
}

static int wrong;
static unsigned tried;

static void expect(const char *name, struct seccomp_data call, unsigned expected) {
  unsigned verdict = verdict_of(&call);
  tried++;
  if (verdict == expected) return;
  fprintf(stderr, "%s: expected %#x, the filter says %#x\n", name, expected, verdict);
  wrong = 1;
}

#define TRY(expected, syscall, ...)                                                                                    \
  expect(#syscall "(" #__VA_ARGS__ ")",                                                                                \
         (struct seccomp_data){.nr = __NR_##syscall, .arch = NATIVE_ARCH, .args = {__VA_ARGS__}}, expected)
#define ALLOWED(syscall, ...) TRY(SECCOMP_RET_ALLOW, syscall, __VA_ARGS__)
#define DENIED(syscall) TRY(ERROR(EPERM), syscall, 0)
/* Kernel ints: what stands in the upper half of the register is not looked at, by neither. */
#define NOISE 0xabcdef0100000000u

static void expect_sockets(void) {
  static const unsigned families[] = {0, 3, 4, 5, 9, 15, 17, 21, 26, 29, 30, 31, 36, 38, 39, 40, 43, 44, 45, 99};
  for (unsigned i = 0; i < sizeof families / sizeof *families; i++) {
    TRY(ERROR(EAFNOSUPPORT), socket, families[i], DGRAM, 0);
    TRY(ERROR(EAFNOSUPPORT), socketpair, families[i], DGRAM, 0);
  }
  static const unsigned internet[] = {INET, INET6};
  for (unsigned i = 0; i < 2; i++) {
    ALLOWED(socket, internet[i], STREAM | 02000000, TCP);
    ALLOWED(socket, internet[i] | NOISE, STREAM | 04000, ANY_PROTOCOL);
    ALLOWED(socket, internet[i], DGRAM, UDP);
    TRY(ERROR(EPERM), socket, internet[i], RAW, 1);
    TRY(ERROR(ESOCKTNOSUPPORT), socket, internet[i], 6, 0);
    TRY(ERROR(ESOCKTNOSUPPORT), socket, internet[i], 10, 0);
    TRY(ERROR(EPROTONOSUPPORT), socket, internet[i], DGRAM, 1);
    TRY(ERROR(EPROTONOSUPPORT), socket, internet[i], STREAM, 132);
    TRY(ERROR(EPROTONOSUPPORT), socket, internet[i], STREAM, 262);
  }
  ALLOWED(socket, UNIX, 5, 0);
  ALLOWED(socketpair, UNIX, STREAM, 0);
  ALLOWED(socket, NETLINK, RAW, NETLINK_ROUTE);
  TRY(ERROR(EAFNOSUPPORT), socket, NETLINK, RAW, NETLINK_SOCK_DIAG);
  TRY(ERROR(EAFNOSUPPORT), socket, NETLINK | NOISE, RAW, NETLINK_NETFILTER | NOISE);
}

static void expect_socket_options(void) {
  TRY(ERROR(0), setsockopt, 3, OF_SOCKET, SNDBUF);
  TRY(ERROR(0), setsockopt, 3, OF_SOCKET | NOISE, RCVBUF | NOISE);
  TRY(ERROR(0), setsockopt, 3, OF_SOCKET, SNDBUFFORCE);
  TRY(ERROR(0), setsockopt, 3, OF_SOCKET, RCVBUFFORCE);
  TRY(ERROR(EPERM), setsockopt, 3, OF_SOCKET, ATTACH_FILTER);
  TRY(ERROR(EPERM), setsockopt, 3, OF_SOCKET, ATTACH_REUSEPORT);
  TRY(ERROR(EPERM), setsockopt, 3, OF_TCP, UPPER_PROTOCOL);
  ALLOWED(setsockopt, 3, OF_SOCKET, 2);
  ALLOWED(setsockopt, 3, OF_TCP, 1);
  ALLOWED(setsockopt, 3, 0, SNDBUF);
}

static void expect_arguments(void) {
  ALLOWED(clone, 17);
  ALLOWED(clone, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SETTLS);
  static const unsigned spaces[] = {CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                    CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET};
  for (unsigned i = 0; i < sizeof spaces / sizeof *spaces; i++) TRY(ERROR(EPERM), clone, spaces[i] | 17);
  TRY(ERROR(ENOSYS), clone3, 0);
  TRY(ERROR(EPERM), mknodat, -100, 0, BLOCK_DEVICE | 0600);
  TRY(ERROR(EPERM), mknodat, -100, 0, CHARACTER_DEVICE);
  ALLOWED(mknodat, -100, 0, 0010644);
  TRY(ERROR(EPERM), ioctl, 0, PUSH_INPUT);
  TRY(ERROR(EPERM), ioctl, 0, PUSH_INPUT | NOISE);
  TRY(ERROR(EPERM), ioctl, 0, CONSOLE_KEYS);
  TRY(ERROR(EPERM), ioctl, 0, LINE_DISCIPLINE);
  ALLOWED(ioctl, 0, 0x5401);
  TRY(ERROR(0), sync, 0);
  TRY(ERROR(0), syncfs, 3);
  ALLOWED(fsync, 3);
  TRY(ERROR(EPERM), prctl, CORE_OF_ITS_OWN, 1);
  TRY(ERROR(EPERM), prctl, CORE_OF_ITS_OWN | NOISE, 1);
  ALLOWED(prctl, 15);
  TRY(ERROR(EPERM), personality, 8);
  ALLOWED(personality, ASK_ONLY);
  TRY(ERROR(ENOMEM), mmap, 0, 4096, 3, 0x22 | MAP_HUGETLB);
  ALLOWED(mmap, 0, 4096, 3, 0x22);
  TRY(ERROR(ENOMEM), memfd_create, 0, MFD_HUGETLB);
  ALLOWED(memfd_create, 0, MFD_CLOEXEC);
}

static void expect_refusals(void) {
  DENIED(unshare), DENIED(setns), DENIED(mount), DENIED(umount2), DENIED(pivot_root), DENIED(chroot), DENIED(open_tree);
  DENIED(move_mount), DENIED(fsopen), DENIED(fsconfig), DENIED(fsmount), DENIED(fspick), DENIED(mount_setattr);
  DENIED(io_uring_setup), DENIED(io_uring_enter), DENIED(io_uring_register), DENIED(bpf), DENIED(perf_event_open);
  DENIED(userfaultfd), DENIED(fanotify_init), DENIED(open_by_handle_at), DENIED(name_to_handle_at), DENIED(quotactl);
  DENIED(ptrace), DENIED(process_vm_readv), DENIED(process_vm_writev), DENIED(process_madvise), DENIED(pidfd_getfd);
  DENIED(kcmp), DENIED(add_key), DENIED(request_key), DENIED(keyctl), DENIED(mq_open), DENIED(shmget), DENIED(semget);
  DENIED(msgget), DENIED(clock_settime), DENIED(sethostname), DENIED(reboot), DENIED(init_module), DENIED(kexec_load);
  ONLY_ON_X86(DENIED(modify_ldt), DENIED(iopl), DENIED(ioperm)) (void)0;
}

static void expect_what_programs_need(void) {
  ALLOWED(read, 0), ALLOWED(write, 0), ALLOWED(openat, 0), ALLOWED(openat2, 0), ALLOWED(execve, 0), ALLOWED(futex, 0);
  ALLOWED(epoll_pwait, 0), ALLOWED(eventfd2, 0), ALLOWED(inotify_add_watch, 0), ALLOWED(bind, 0), ALLOWED(listen, 0);
  ALLOWED(accept4, 0), ALLOWED(connect, 0), ALLOWED(sendto, 0), ALLOWED(getsockopt, 0), ALLOWED(mprotect, 0);
  ALLOWED(munmap, 0), ALLOWED(prctl, 0), ALLOWED(prlimit64, 0), ALLOWED(getrandom, 0), ALLOWED(rseq, 0);
  ALLOWED(membarrier, 0), ALLOWED(statx, 0), ALLOWED(pidfd_open, 0), ALLOWED(close_range, 0), ALLOWED(wait4, 0);
  ALLOWED(splice, 0), ALLOWED(sendfile, 0), ALLOWED(copy_file_range, 0), ALLOWED(sched_setaffinity, 0);
  ALLOWED(landlock_create_ruleset, 0), ALLOWED(seccomp, 0), ALLOWED(futex_waitv, 0);
}

static void expect_conventions(void) {
  const struct seccomp_data foreign = {.nr = __NR_read, .arch = OTHER_ARCH};
  const struct seccomp_data x32 = {.nr = FIRST_OF_X32 + 39, .arch = NATIVE_ARCH};
  const struct seccomp_data newer = {.nr = LAST_KNOWN + 1, .arch = NATIVE_ARCH};
  const struct seccomp_data skipped = {.nr = -1, .arch = NATIVE_ARCH};
  const unsigned beyond = NATIVE_ARCH == AUDIT_ARCH_X86_64 ? SECCOMP_RET_KILL_PROCESS : ERROR(ENOSYS);
  expect("another machine's read", foreign, SECCOMP_RET_KILL_PROCESS);
  expect("getpid of x32", x32, beyond);
  expect("number -1", skipped, beyond);
  expect("a call that is newer than the images", newer, ERROR(ENOSYS));
}

int main(void) {
  expect_sockets();
  expect_socket_options();
  expect_arguments();
  expect_refusals();
  expect_what_programs_need();
  expect_conventions();
  printf("%s: %u calls tried, %u instructions\n", NATIVE_ARCH == AUDIT_ARCH_X86_64 ? "x86-64" : "arm64", tried, filter_length);
  return wrong;
}
