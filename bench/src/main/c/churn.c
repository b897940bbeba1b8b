/*
 * Writers at work in a tree of maketree's: each process delivers messages into users' folders taken
 * at random, renames some, appends to others, and removes the oldest, as fast as it can or at a rate.
 * The same arguments always make the same names.
 *
 * usage: churn DIR PROCESSES SEED operations=N|seconds=S [rate=N] [wrap=N] [names=FILE]
 *   operations  for all processes together: creations, renames, appends, removals
 *   rate        operations per second for all together; else as fast as they can
 *   wrap        names come again after so many messages of one process (default 1000000)
 *   names       leave the newest messages, and write every name that was touched: "+" or "-" for
 *               there or gone, a blank, the path, NUL
 * Prints "OPERATIONS SECONDS".
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIVE 2000
#define BODY 1000
#define TAIL 100
#define PATH 512
#define BATCH 64

struct counters {
  long operations;
  long messages;
};

struct settings {
  const char *top;
  int processes;
  uint64_t seed;
  long operations;
  double seconds;
  double rate;
  long wrap;
  const char *names;
};

static char **folders;
static long folder_count;

static void fail(const char *what, const char *name) {
  fprintf(stderr, "churn: %s %s: %s\n", what, name, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void pause_for(double seconds) {
  struct timespec time = {(time_t) seconds, (long) ((seconds - (double) (time_t) seconds) * 1e9)};
  nanosleep(&time, NULL);
}

/* splitmix64: every input has an output of its own that looks random. */
static uint64_t mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

static int by_name(const void *one, const void *other) {
  return strcmp(*(char *const *) one, *(char *const *) other);
}

static void find_users(const char *partition) {
  DIR *directory = opendir(partition);
  if (!directory) fail("opendir", partition);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] != 'u') continue;
    if (folder_count % 1024 == 0) folders = realloc(folders, (size_t) (folder_count + 1024) * sizeof *folders);
    if (!folders || asprintf(&folders[folder_count++], "%s/%s", partition, entry->d_name) < 0) fail("realloc", "");
  }
  closedir(directory);
}

static void find_folders(const char *top) {
  DIR *directory = opendir(top);
  if (!directory) fail("opendir", top);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    char path[PATH];
    if (entry->d_name[0] != 'p') continue;
    snprintf(path, sizeof path, "%s/%s", top, entry->d_name);
    find_users(path);
  }
  closedir(directory);
  if (folder_count == 0) {
    fprintf(stderr, "churn: no folders pXX/uNNNNNN in %s\n", top);
    exit(1);
  }
  /* The order of readdir differs between filesystems; the names must not. */
  qsort(folders, (size_t) folder_count, sizeof *folders, by_name);
}

static void name_of(char *path, const struct settings *settings, int process, long message, int arriving) {
  long name = message % settings->wrap;
  uint64_t at = mix(settings->seed ^ mix((uint64_t) name * 64 + (uint64_t) process)) % (uint64_t) folder_count;
  snprintf(path, PATH, "%s/c%d-%ld.%s", folders[at], process, name, arriving ? "tmp" : "");
}

static int arrives_by_rename(long message) { return message % 4 == 0; }

static void put(const char *path, int flags, size_t bytes) {
  static const char body[BODY];
  int file = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);
  if (file < 0) fail("open", path);
  if (write(file, body, bytes) != (ssize_t) bytes) fail("write", path);
  close(file);
}

/* One message comes, another grows, the oldest goes; how many operations that was. */
static int deliver(const struct settings *settings, int process, long message) {
  char path[PATH], other[PATH];
  int operations = 2;
  name_of(path, settings, process, message, arrives_by_rename(message));
  put(path, O_CREAT | O_TRUNC, BODY);
  if (arrives_by_rename(message)) {
    name_of(other, settings, process, message, 0);
    if (rename(path, other) < 0) fail("rename", path);
    operations++;
  }
  long alive = message < LIVE ? message + 1 : LIVE;
  name_of(other, settings, process, message - (long) (mix((uint64_t) message) % (uint64_t) alive), 0);
  put(other, O_APPEND, TAIL);
  if (message >= LIVE) {
    name_of(other, settings, process, message - LIVE, 0);
    if (unlink(other) < 0) fail("unlink", other);
    operations++;
  }
  return operations;
}

static void work(const struct settings *settings, int process, struct counters *mine) {
  double start = now();
  long share = settings->operations / settings->processes;
  double rate = settings->rate / settings->processes;
  for (long message = 0;; message++) {
    if (settings->operations > 0 && mine->operations >= share) break;
    if (message % BATCH == 0) {
      double passed = now() - start;
      if (settings->seconds > 0 && passed >= settings->seconds) break;
      if (rate > 0 && (double) mine->operations / rate > passed) pause_for((double) mine->operations / rate - passed);
    }
    mine->operations += deliver(settings, process, message);
    mine->messages++;
  }
}

/* Whether the message under this name is among the newest, which are still there. */
static int is_there(long name, long messages, long wrap) {
  long newest = (messages - 1) - (((messages - 1) - name) % wrap);
  return newest > messages - 1 - LIVE;
}

static void write_names(const struct settings *settings, int process, long messages, FILE *out) {
  char path[PATH];
  long distinct = messages < settings->wrap ? messages : settings->wrap;
  for (long name = 0; name < distinct; name++) {
    name_of(path, settings, process, name, 0);
    fprintf(out, "%c %s%c", is_there(name, messages, settings->wrap) ? '+' : '-', path, 0);
    if (arrives_by_rename(name)) {
      name_of(path, settings, process, name, 1);
      fprintf(out, "- %s%c", path, 0);
    }
  }
}

static void remove_rest(const struct settings *settings, int process, long messages) {
  char path[PATH];
  for (long message = messages < LIVE ? 0 : messages - LIVE; message < messages; message++) {
    name_of(path, settings, process, message, 0);
    if (unlink(path) < 0) fail("unlink", path);
  }
}

static void finish(const struct settings *settings, const struct counters *counters) {
  FILE *out = settings->names ? fopen(settings->names, "w") : NULL;
  if (settings->names && !out) fail("open", settings->names);
  for (int process = 0; process < settings->processes; process++) {
    if (out) {
      write_names(settings, process, counters[process].messages, out);
    } else {
      remove_rest(settings, process, counters[process].messages);
    }
  }
  if (out && fclose(out) != 0) fail("write", settings->names);
}

static int value_of(const char *argument, const char *name, const char **value) {
  size_t length = strlen(name);
  if (strncmp(argument, name, length) != 0 || argument[length] != '=') return 0;
  *value = argument + length + 1;
  return 1;
}

static int read_settings(int argc, char **argv, struct settings *settings) {
  if (argc < 5) return 0;
  settings->top = argv[1];
  settings->processes = atoi(argv[2]);
  settings->seed = strtoull(argv[3], NULL, 10);
  for (int at = 4; at < argc; at++) {
    const char *value;
    if (value_of(argv[at], "operations", &value)) settings->operations = atol(value);
    else if (value_of(argv[at], "seconds", &value)) settings->seconds = atof(value);
    else if (value_of(argv[at], "rate", &value)) settings->rate = atof(value);
    else if (value_of(argv[at], "wrap", &value)) settings->wrap = atol(value);
    else if (value_of(argv[at], "names", &value)) settings->names = value;
    else return 0;
  }
  /* A multiple of 4, so that a name always arrives in the same way, and more than are there at once. */
  settings->wrap -= settings->wrap % 4;
  return settings->processes > 0 && settings->wrap > 2 * LIVE && (settings->operations > 0) != (settings->seconds > 0);
}

int main(int argc, char **argv) {
  struct settings settings = {.wrap = 1000000};
  if (!read_settings(argc, argv, &settings)) {
    fprintf(stderr, "usage: churn DIR PROCESSES SEED operations=N|seconds=S [rate=N] [wrap=N] [names=FILE]\n");
    return 2;
  }
  find_folders(settings.top);
  size_t bytes = (size_t) settings.processes * sizeof(struct counters);
  struct counters *counters = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (counters == MAP_FAILED) fail("mmap", "");
  double start = now();
  for (int process = 0; process < settings.processes; process++) {
    pid_t child = fork();
    if (child < 0) fail("fork", "");
    if (child == 0) {
      work(&settings, process, &counters[process]);
      _exit(0);
    }
  }
  int failed = 0;
  for (int status; wait(&status) > 0;) failed |= status;
  double seconds = now() - start;
  if (failed) return 1;
  long operations = 0;
  for (int process = 0; process < settings.processes; process++) operations += counters[process].operations;
  printf("%ld %.6f\n", operations, seconds);
  fflush(stdout);
  finish(&settings, counters);
  return 0;
}
