/*
 * Process 1 of the grader's container, for one grader after another. Of the lines on stdin two are for itself:
 *
 *   + argument…     starts a grader: /opt/touchstone/start with these arguments
 *   - word          ends it and every process beside it, empties the disks, and says the word by a line on stdout
 *
 * Everything else goes to the grader. A grader cannot answer in its place: it has a stdin of its own, so it never reads the word. That
 * a grader has ended is said by a line "!" with three digits: its exit code, or 128 and the signal's number. When something is left that
 * cannot be cleared away, the keeper ends, and its container with it.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/opt/touchstone/start"
#define MOST_ARGUMENTS 32
#define LONGEST_ORDER 1024

/* Everything that a program can write to in a container whose root is read-only. */
static const char *const disks[] = {"/tmp", "/dev/shm", "/dev/mqueue"};
/* What lives in the kernel and not on a disk: each table has one line of names above its entries. */
static const char *const tables[] = {"/proc/sysvipc/msg", "/proc/sysvipc/sem", "/proc/sysvipc/shm"};

static volatile pid_t grader = 0;
/* Where the grader reads from; -1 when there is none. */
static int to_grader = -1;

static void say(const char *text, size_t length) {
  while (length > 0) {
    ssize_t written = write(1, text, length);
    if (written < 0 && errno == EINTR) continue;
    /* The grader shares this end of the pipe, and with it how it was set. */
    if (written < 0 && errno == EAGAIN && fcntl(1, F_SETFL, O_WRONLY) == 0) continue;
    if (written <= 0) _exit(1);
    text += written;
    length -= written;
  }
}

/* Async-signal-safe: it runs whenever a process ends. */
static void bury(int signal_number) {
  (void)signal_number;
  int before = errno, status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
    if (pid != grader) continue;
    grader = 0;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    char line[] = {'!', '0' + code / 100, '0' + code / 10 % 10, '0' + code % 10, '\n'};
    say(line, sizeof line);
  }
  errno = before;
}

/* Whoever is inside is seen by a number, whoever is outside by none: only the engine may end it. */
static void leave(int signal_number, siginfo_t *info, void *context) {
  (void)context;
  if (info->si_pid == 0) _exit(signal_number == SIGTERM ? 0 : 1);
}

static void hold_burials(int how) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGCHLD);
  sigprocmask(how, &set, NULL);
}

static int is_alone(void) {
  DIR *processes = opendir("/proc");
  if (processes == NULL) return 0;
  int others = 0;
  for (struct dirent *entry; (entry = readdir(processes)) != NULL;)
    if (isdigit((unsigned char)entry->d_name[0]) && strcmp(entry->d_name, "1") != 0) others += 1;
  closedir(processes);
  return others == 0;
}

/* From process 1 the signal reaches every other process of the container at one go, so that none can be born to escape it. */
static void kill_all(void) {
  for (int tries = 0; tries < 1000; tries += 1) {
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    if (is_alone()) return;
    usleep(1000);
  }
  _exit(1);
}

static int remove_entry(const char *path, const struct stat *stat, int type, struct FTW *place) {
  (void)stat;
  (void)type;
  return place->level == 0 ? 0 : remove(path);
}

static void empty_disks(void) {
  for (size_t i = 0; i < sizeof disks / sizeof *disks; i += 1)
    if (nftw(disks[i], remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0) _exit(1);
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i += 1) {
    int lines = 0;
    FILE *table = fopen(tables[i], "r");
    if (table == NULL) continue;
    for (int c; (c = fgetc(table)) != EOF;) lines += c == '\n';
    fclose(table);
    if (lines > 1) _exit(1);
  }
}

static void close_input(void) {
  if (to_grader >= 0) close(to_grader);
  to_grader = -1;
}

/* Ends what there is; says the word when nothing is left. */
static void end(const char *word) {
  hold_burials(SIG_BLOCK);
  close_input();
  grader = 0;
  kill_all();
  empty_disks();
  /* Whatever the last grader has begun to say ends here. */
  say("\n", 1);
  say(word, strlen(word));
  say("\n", 1);
  hold_burials(SIG_UNBLOCK);
}

static void begin(char *order) {
  char *arguments[MOST_ARGUMENTS + 2] = {PROGRAM};
  int count = 1, ends[2];
  for (char *word = strtok(order, " "); word != NULL && count <= MOST_ARGUMENTS; word = strtok(NULL, " "))
    arguments[count++] = word;
  close_input();
  if (grader != 0 || pipe2(ends, O_CLOEXEC) != 0) _exit(1);
  hold_burials(SIG_BLOCK);
  pid_t child = fork();
  if (child < 0) _exit(1);
  if (child == 0) {
    signal(SIGPIPE, SIG_DFL);
    hold_burials(SIG_UNBLOCK);
    dup2(ends[0], 0);
    execv(PROGRAM, arguments);
    _exit(127);
  }
  close(ends[0]);
  to_grader = ends[1];
  grader = child;
  hold_burials(SIG_UNBLOCK);
}

/* What a grader does not read keeps us from reading on, and the worker from sending more. One that is gone reads nothing. */
static void pass_on(const char *bytes, size_t length) {
  while (to_grader >= 0 && length > 0) {
    ssize_t written = write(to_grader, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return close_input();
    bytes += written;
    length -= written;
  }
}

static void obey(char *order) {
  if (order[0] == '+') begin(order + 1);
  else end(order + 2);
}

/* Splits stdin into lines by their first byte: a frame is passed on as it comes, an order is gathered. */
static void serve(void) {
  static char bytes[65536];
  char order[LONGEST_ORDER];
  size_t gathered = 0;
  int at_start = 1, is_order = 0;
  for (ssize_t length; (length = read(0, bytes, sizeof bytes)) != 0;) {
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) _exit(1);
    for (ssize_t from = 0; from < length;) {
      if (at_start) {
        is_order = bytes[from] == '+' || bytes[from] == '-';
        gathered = 0;
      }
      char *newline = memchr(bytes + from, '\n', length - from);
      size_t size = newline == NULL ? (size_t)(length - from) : (size_t)(newline - bytes - from) + 1;
      at_start = newline != NULL;
      if (!is_order) pass_on(bytes + from, size);
      else {
        if (gathered + size > sizeof order) _exit(1);
        memcpy(order + gathered, bytes + from, size);
        gathered += size;
        if (newline != NULL) {
          order[gathered - 1] = '\0';
          obey(order);
        }
      }
      from += size;
    }
  }
}

int main(void) {
  /* A grader has the same uid: without this it could read and change the keeper's memory, and open its stdin. */
  if (prctl(PR_SET_DUMPABLE, 0) != 0) return 1;
  /* As process 1 it gets no default actions: without handlers a polite stop would be ignored. */
  struct sigaction on_stop = {.sa_sigaction = leave, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigaction(SIGTERM, &on_stop, NULL);
  sigaction(SIGINT, &on_stop, NULL);
  struct sigaction on_end = {.sa_handler = bury, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
  sigaction(SIGCHLD, &on_end, NULL);
  signal(SIGPIPE, SIG_IGN);
  serve();
  return 0;
}
