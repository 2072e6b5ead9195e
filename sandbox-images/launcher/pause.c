/*
 * Owns a network namespace, for one pod after another. Asked by a byte on stdin, it says by a line whether the namespace is as
 * empty as a new one: no socket of any family, no closed connection that lingers, no half of a packet that waits for the other.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void leave(int signal_number) { _exit(signal_number == SIGTERM ? 0 : 1); }

/* The number after `name` in the line of /proc/net/`file` that begins with `line`; -1 when there is none. */
static long count(const char *file, const char *line, const char *name) {
  char path[64], text[256], word[32];
  long number = -1;
  snprintf(path, sizeof path, "/proc/net/%s", file);
  FILE *table = fopen(path, "r");
  if (table == NULL) return -1;
  while (number < 0 && fgets(text, sizeof text, table) != NULL) {
    if (strncmp(text, line, strlen(line)) != 0) continue;
    int at = strlen(line), read;
    long found;
    while (sscanf(text + at, " %31s %ld%n", word, &found, &read) == 2) {
      if (strcmp(word, name) == 0) number = found;
      at += read;
    }
  }
  fclose(table);
  return number;
}

/* Netlink sockets that have an address. The engine keeps one in each namespace that it makes; a program's end with it. */
static long count_netlink(void) {
  char text[256];
  unsigned long port;
  long number = 0;
  FILE *table = fopen("/proc/net/netlink", "r");
  if (table == NULL) return -1;
  while (fgets(text, sizeof text, table) != NULL)
    if (sscanf(text, "%*s %*d %lu", &port) == 1 && port != 0) number += 1;
  fclose(table);
  return number;
}

/* What cannot be counted is not known to be empty. IPv6 alone may be missing: without it there is nothing to leave there. */
static int is_empty(void) {
  long sockets = count("sockstat", "sockets:", "used"), netlink = count_netlink();
  return sockets >= 0 && sockets == netlink && count("sockstat", "TCP:", "tw") == 0 &&
         count("sockstat", "FRAG:", "inuse") == 0 && count("sockstat6", "FRAG6:", "inuse") <= 0;
}

int main(void) {
  /* As process 1 it gets no default actions: without handlers a polite stop would be ignored. */
  signal(SIGTERM, leave);
  signal(SIGINT, leave);
  char question;
  ssize_t length;
  while ((length = read(0, &question, 1)) == 1 || (length < 0 && errno == EINTR)) {
    if (length < 0) continue;
    const char *answer = is_empty() ? "empty\n" : "in use\n";
    if (write(1, answer, strlen(answer)) < 0) break;
  }
  for (;;) pause();
}
