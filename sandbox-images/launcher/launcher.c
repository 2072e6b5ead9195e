/* Process 1 of a subject: installs the seccomp filter, starts its arguments as the only other process, hands signals on to
   it, buries what is left behind, and ends as it ended.

   SECURITY: A13, D28: the engine's own init would run outside the filter with the learner's uid, and whoever may write to
   /proc/1/mem makes it do what the filter forbids; and it is one file of the host in every container. */
#define _GNU_SOURCE
#include "filter.h"
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what) {
  perror(what);
  return 70;
}

/* What a shell would say: 128 and the signal for whom a signal ended. */
static int code_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

/* Waits for every child, orphans of others included, until the program itself has ended. */
static int outlive(pid_t program, const sigset_t *all) {
  for (;;) {
    int signal_number = sigwaitinfo(all, NULL);
    if (signal_number > 0 && signal_number != SIGCHLD) kill(program, signal_number);
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
      if (ended == program) return code_of(status);
  }
}

int main(int argc, char **argv) {
  struct sock_fprog program = {.len = filter_length, .filter = filter};
  sigset_t all, before;
  if (argc < 2) return 64;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
    return fail("launcher: the seccomp filter was refused");
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t child = fork();
  if (child < 0) return fail("launcher: fork failed");
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &before, NULL);
    execv(argv[1], argv + 1);
    perror("launcher: exec failed");
    _exit(71);
  }
  /* SECURITY: B03, its memory and descriptors are nobody's but the kernel's. */
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  return outlive(child, &all);
}
