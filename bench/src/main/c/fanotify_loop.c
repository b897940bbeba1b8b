/*
 * The simplest follower by fanotify: one mark on the filesystem of DIR with the events that Tidemark
 * asks for, read and counted, nothing resolved and nothing kept.
 *
 * usage: fanotify_loop DIR [NAP-MILLISECONDS]
 * Without a nap it reads whenever an event arrives. Prints "ready", and at SIGTERM the number of events.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <time.h>
#include <unistd.h>

#ifndef FAN_RENAME
#define FAN_RENAME 0x10000000
#endif
#ifndef FAN_FS_ERROR
#define FAN_FS_ERROR 0x00008000
#endif
#define MASK (FAN_CREATE | FAN_DELETE | FAN_MODIFY | FAN_CLOSE_WRITE | FAN_ATTRIB | FAN_RENAME | FAN_FS_ERROR | FAN_ONDIR)
#define BUFFER (256 * 1024)

static volatile sig_atomic_t ended;

static void end(int signal) {
  (void) signal;
  ended = 1;
}

static int fail(const char *what) {
  fprintf(stderr, "fanotify_loop: %s: %s\n", what, strerror(errno));
  return 1;
}

static long count(const char *buffer, ssize_t bytes) {
  long events = 0;
  const struct fanotify_event_metadata *event = (const void *) buffer;
  for (; FAN_EVENT_OK(event, bytes); event = FAN_EVENT_NEXT(event, bytes)) events++;
  return events;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: fanotify_loop DIR [NAP-MILLISECONDS]\n");
    return 2;
  }
  long nap = argc > 2 ? atol(argv[2]) : 0;
  unsigned flags = FAN_CLASS_NOTIF | FAN_REPORT_FID | FAN_REPORT_DFID_NAME | FAN_UNLIMITED_QUEUE | FAN_NONBLOCK | FAN_CLOEXEC;
  int group = fanotify_init(flags, O_RDONLY);
  if (group < 0) return fail("fanotify_init");
  if (fanotify_mark(group, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, MASK, AT_FDCWD, argv[1]) < 0) return fail("fanotify_mark");
  struct sigaction action = {.sa_handler = end};
  sigaction(SIGTERM, &action, NULL);
  char *buffer = malloc(BUFFER);
  long events = 0;
  printf("ready\n");
  fflush(stdout);
  while (!ended) {
    struct pollfd ready = {.fd = group, .events = POLLIN};
    if (poll(&ready, 1, -1) < 0 && errno != EINTR) return fail("poll");
    if (nap > 0) nanosleep(&(struct timespec) {nap / 1000, nap % 1000 * 1000000}, NULL);
    for (ssize_t bytes; (bytes = read(group, buffer, BUFFER)) > 0;) events += count(buffer, bytes);
  }
  printf("%ld\n", events);
  free(buffer);
  return 0;
}
