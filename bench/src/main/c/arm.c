/*
 * The least that it takes to watch a whole tree by inotify: each directory is opened, gets its watch by path, and is
 * then listed with getdents64, whose d_type spares every stat. Threads share one stack of directories.
 *
 * usage: arm DIR THREADS [--hold]
 *
 * Prints "WATCHES SECONDS". With --hold the watches are kept until the end of the standard input, so that what they
 * cost the kernel can be looked at. Ends with 1 at the first error but those of directories that vanish meanwhile.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LISTING_BYTES (64 * 1024)
#define MOST_THREADS 64
#define MASK (IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO \
              | IN_EXCL_UNLINK | IN_ONLYDIR | IN_DONT_FOLLOW)

struct entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

/* A directory that waits for its watch; the path is absolute or as the user gave it. */
struct directory {
  struct directory *next;
  size_t length;
  char path[];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct directory *stack;
static int idle;
static int threads;
static int inotify;
static atomic_long watches;

static void fail(const char *what, const char *path) {
  fprintf(stderr, "arm: %s %s: %s\n", what, path, strerror(errno));
  exit(1);
}

static struct directory *below(const struct directory *parent, const char *name) {
  size_t length = strlen(name);
  struct directory *child = malloc(sizeof *child + parent->length + length + 2);
  if (child == NULL) fail("malloc", name);
  memcpy(child->path, parent->path, parent->length);
  child->path[parent->length] = '/';
  memcpy(child->path + parent->length + 1, name, length + 1);
  child->length = parent->length + 1 + length;
  return child;
}

/* The next directory, or NULL when every thread has nothing left to do. */
static struct directory *take(void) {
  pthread_mutex_lock(&lock);
  idle++;
  while (stack == NULL && idle < threads) pthread_cond_wait(&changed, &lock);
  struct directory *taken = stack;
  if (taken != NULL) {
    stack = taken->next;
    idle--;
  } else {
    pthread_cond_broadcast(&changed);
  }
  pthread_mutex_unlock(&lock);
  return taken;
}

static void give(struct directory *first, struct directory *last) {
  pthread_mutex_lock(&lock);
  last->next = stack;
  stack = first;
  if (idle > 0) pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static int is_directory(int parent, const struct entry *entry) {
  if (entry->type != DT_UNKNOWN) return entry->type == DT_DIR;
  struct stat status;
  return fstatat(parent, entry->name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

static int is_dots(const char *name) {
  return name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0));
}

static void list(const struct directory *directory, int descriptor, char *buffer) {
  struct directory *first = NULL;
  struct directory *last = NULL;
  long length;
  while ((length = syscall(SYS_getdents64, descriptor, buffer, LISTING_BYTES)) > 0) {
    for (long at = 0; at < length;) {
      const struct entry *entry = (const struct entry *) (buffer + at);
      at += entry->length;
      if (is_dots(entry->name) || !is_directory(descriptor, entry)) continue;
      struct directory *child = below(directory, entry->name);
      child->next = first;
      first = child;
      if (last == NULL) last = child;
    }
  }
  if (length < 0 && errno != ENOENT) fail("getdents64", directory->path);
  if (first != NULL) give(first, last);
}

static void arm(const struct directory *directory, char *buffer) {
  int descriptor = openat(AT_FDCWD, directory->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == ENOENT) return;
    fail("openat", directory->path);
  }
  if (inotify_add_watch(inotify, directory->path, MASK) >= 0) {
    atomic_fetch_add_explicit(&watches, 1, memory_order_relaxed);
    list(directory, descriptor, buffer);
  } else if (errno != ENOENT) {
    fail("inotify_add_watch", directory->path);
  }
  close(descriptor);
}

static void *work(void *buffer) {
  struct directory *directory;
  while ((directory = take()) != NULL) {
    arm(directory, buffer);
    free(directory);
  }
  return NULL;
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void arm_all(const char *top) {
  struct directory *first = malloc(sizeof *first + strlen(top) + 1);
  if (first == NULL) fail("malloc", top);
  first->length = strlen(strcpy(first->path, top));
  give(first, first);
  pthread_t workers[MOST_THREADS];
  for (int i = 0; i < threads; i++) {
    char *buffer = malloc(LISTING_BYTES);
    if (buffer == NULL) fail("malloc", top);
    if ((errno = pthread_create(&workers[i], NULL, work, buffer)) != 0) fail("pthread_create", top);
  }
  for (int i = 0; i < threads; i++) pthread_join(workers[i], NULL);
}

int main(int argc, char **argv) {
  int hold = argc == 4 && strcmp(argv[3], "--hold") == 0;
  threads = argc >= 3 ? atoi(argv[2]) : 0;
  if (threads < 1 || threads > MOST_THREADS || (argc == 4 && !hold) || argc > 4) {
    fprintf(stderr, "usage: arm DIR THREADS [--hold]      THREADS: 1 to %d\n", MOST_THREADS);
    return 2;
  }
  inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (inotify < 0) fail("inotify_init1", argv[1]);
  double started = now();
  arm_all(argv[1]);
  printf("%ld %.3f\n", atomic_load(&watches), now() - started);
  fflush(stdout);
  while (hold && getchar() != EOF) {
  }
  return 0;
}
