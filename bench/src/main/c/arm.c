/*
 * The lower bound for arming inotify: every directory at or below DIR gets a watch, by path, and is
 * listed with getdents64; nothing is stat'ed. Threads take directories from one shared stack.
 *
 * usage: arm DIR THREADS [stay]
 * Prints "WATCHES SECONDS" when all are watched; with "stay" it keeps them until standard input ends.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MASK (IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR)
#define BUFFER 65536

struct entry {
  unsigned long inode;
  long offset;
  unsigned short length;
  unsigned char type;
  char name[];
};

static int group;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static char **stack;
static size_t depth, room;
static long busy, watches;

static void fail(const char *what, const char *name) {
  fprintf(stderr, "arm: %s %s: %s\n", what, name, strerror(errno));
  exit(1);
}

static void push(char *path) {
  pthread_mutex_lock(&lock);
  if (depth == room) {
    room = room ? 2 * room : 1024;
    stack = realloc(stack, room * sizeof *stack);
    if (!stack) fail("realloc", "");
  }
  stack[depth++] = path;
  pthread_cond_signal(&more);
  pthread_mutex_unlock(&lock);
}

/* NULL when the stack is empty and nobody can fill it any more. */
static char *pop(void) {
  pthread_mutex_lock(&lock);
  while (depth == 0 && busy > 0) pthread_cond_wait(&more, &lock);
  char *path = NULL;
  if (depth > 0) {
    path = stack[--depth];
    busy++;
  } else {
    pthread_cond_broadcast(&more);
  }
  pthread_mutex_unlock(&lock);
  return path;
}

static void finished(void) {
  pthread_mutex_lock(&lock);
  watches++;
  if (--busy == 0 && depth == 0) pthread_cond_broadcast(&more);
  pthread_mutex_unlock(&lock);
}

static void push_below(const char *path, const char *name) {
  size_t head = strlen(path), tail = strlen(name);
  char *below = malloc(head + tail + 2);
  if (!below) fail("malloc", path);
  memcpy(below, path, head);
  below[head] = '/';
  memcpy(below + head + 1, name, tail + 1);
  push(below);
}

static void list(const char *path, char *buffer) {
  int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (directory < 0) fail("open", path);
  long bytes;
  while ((bytes = syscall(SYS_getdents64, directory, buffer, BUFFER)) > 0) {
    for (long at = 0; at < bytes;) {
      struct entry *entry = (struct entry *) (buffer + at);
      at += entry->length;
      if (entry->type != DT_DIR) continue;
      if (!strcmp(entry->name, ".") || !strcmp(entry->name, "..")) continue;
      push_below(path, entry->name);
    }
  }
  if (bytes < 0) fail("getdents64", path);
  close(directory);
}

static void *work(void *unused) {
  (void) unused;
  char *buffer = malloc(BUFFER);
  if (!buffer) fail("malloc", "");
  for (char *path; (path = pop()) != NULL; free(path)) {
    if (inotify_add_watch(group, path, MASK) < 0) fail("inotify_add_watch", path);
    list(path, buffer);
    finished();
  }
  free(buffer);
  return NULL;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: arm DIR THREADS [stay]\n");
    return 2;
  }
  int threads = atoi(argv[2]);
  if (threads < 1) threads = 1;
  double start = now();
  group = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (group < 0) fail("inotify_init1", "");
  push(strdup(argv[1]));
  pthread_t *all = calloc((size_t) threads, sizeof *all);
  for (int thread = 0; thread < threads; thread++) {
    if (pthread_create(&all[thread], NULL, work, NULL) != 0) fail("pthread_create", "");
  }
  for (int thread = 0; thread < threads; thread++) pthread_join(all[thread], NULL);
  printf("%ld %.6f\n", watches, now() - start);
  fflush(stdout);
  if (argc > 3) {
    while (getchar() != EOF) {
    }
  }
  free(all);
  free(stack);
  return 0;
}
