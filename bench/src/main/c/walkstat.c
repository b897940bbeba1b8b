/*
 * The lower bound for finding what changed by walking: each directory is opened and listed with getdents64, and every
 * name is looked at by statx. Threads share one stack of directories.
 *
 * usage: walkstat DIR THREADS [SINCE]
 *
 * Prints "DIRECTORIES NAMES CHANGED SECONDS"; CHANGED are names with a change time not before SINCE (seconds since 1970).
 * Directories that vanish meanwhile are passed over; other errors end it with 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LISTING_BYTES (64 * 1024)
#define MOST_THREADS 64

struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

struct counts {
  long directories, names, changed;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t pushed = PTHREAD_COND_INITIALIZER;
static char **stack;
static long used, room;
static int idle, threads, over;
static int64_t since;

static void die(const char *what, const char *path) {
  fprintf(stderr, "walkstat: %s %s: %s\n", what, path, strerror(errno));
  exit(1);
}

static void push(char *path) {
  pthread_mutex_lock(&lock);
  if (used == room) {
    room = room ? 2 * room : 1024;
    stack = realloc(stack, (size_t) room * sizeof *stack);
    if (stack == NULL) die("realloc", path);
  }
  stack[used++] = path;
  if (idle > 0) pthread_cond_signal(&pushed);
  pthread_mutex_unlock(&lock);
}

static char *pop(void) {
  pthread_mutex_lock(&lock);
  idle++;
  while (used == 0 && !over) {
    if (idle == threads) {
      over = 1;
      pthread_cond_broadcast(&pushed);
    } else {
      pthread_cond_wait(&pushed, &lock);
    }
  }
  idle--;
  char *path = used > 0 ? stack[--used] : NULL;
  pthread_mutex_unlock(&lock);
  return path;
}

static int is_self_or_parent(const char *name) {
  return name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

static void look(int directory, const char *path, struct entry *entry, struct counts *counts) {
  struct statx facts;
  if (statx(directory, entry->name, AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &facts) < 0) {
    if (errno == ENOENT) return;
    die("statx", entry->name);
  }
  counts->names++;
  if (facts.stx_ctime.tv_sec >= since) counts->changed++;
  if (S_ISDIR(facts.stx_mode)) {
    size_t length = strlen(path);
    char *child = malloc(length + strlen(entry->name) + 2);
    if (child == NULL) die("malloc", path);
    memcpy(child, path, length);
    child[length] = '/';
    strcpy(child + length + 1, entry->name);
    push(child);
  }
}

static void walk(const char *path, char *listing, struct counts *counts) {
  int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NOATIME);
  if (directory < 0) {
    if (errno == ENOENT) return;
    die("open", path);
  }
  counts->directories++;
  long length;
  while ((length = syscall(SYS_getdents64, directory, listing, LISTING_BYTES)) > 0) {
    for (long at = 0; at < length;) {
      struct entry *entry = (struct entry *) (listing + at);
      at += entry->length;
      if (!is_self_or_parent(entry->name)) look(directory, path, entry, counts);
    }
  }
  if (length < 0 && errno != ENOENT) die("getdents64", path);
  close(directory);
}

static void *work(void *argument) {
  struct counts *counts = argument;
  char *listing = malloc(LISTING_BYTES);
  if (listing == NULL) die("malloc", "");
  for (char *path = pop(); path != NULL; path = pop()) {
    walk(path, listing, counts);
    free(path);
  }
  free(listing);
  return NULL;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: walkstat DIR THREADS [SINCE]\n");
    return 2;
  }
  threads = atoi(argv[2]);
  if (threads < 1 || threads > MOST_THREADS) threads = 2;
  since = argc > 3 ? atoll(argv[3]) : INT64_MAX;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  push(strdup(argv[1]));
  pthread_t all[MOST_THREADS];
  struct counts counts[MOST_THREADS] = {0};
  for (int i = 0; i < threads; i++) {
    if (pthread_create(&all[i], NULL, work, &counts[i]) != 0) die("pthread_create", "");
  }
  struct counts sum = {0};
  for (int i = 0; i < threads; i++) {
    pthread_join(all[i], NULL);
    sum.directories += counts[i].directories;
    sum.names += counts[i].names;
    sum.changed += counts[i].changed;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%ld %ld %ld %.3f\n", sum.directories, sum.names, sum.changed,
         (double) (end.tv_sec - start.tv_sec) + (double) (end.tv_nsec - start.tv_nsec) / 1e9);
  return 0;
}
