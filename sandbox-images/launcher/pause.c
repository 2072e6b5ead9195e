/* Owns a pod's network namespace and does nothing else. */
#include <signal.h>
#include <unistd.h>

static void leave(int signal_number) { _exit(signal_number == SIGTERM ? 0 : 1); }

int main(void) {
  /* As process 1 it gets no default actions: without handlers a polite stop would be ignored. */
  signal(SIGTERM, leave);
  signal(SIGINT, leave);
  for (;;) pause();
}
