/*
 * The lower bound for listing changes: steps through the rows of a journal after a position, and
 * lstats each name. One thread steps; batches of rows go to THREADS threads, which open each directory
 * once and look its names up relative to it.
 *
 * usage: listrows JOURNAL.db BASE-SEQUENCE THREADS
 * build: cc -O2 -pthread listrows.c -lsqlite3
 *
 * It reads both tables in the order of their keys, so that nothing is sorted: the fastest way where most
 * rows are wanted. With BY_POSITION=1 in the environment it goes by the index over positions, as is
 * right where few rows of a large journal are wanted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BATCH_BYTES (64 * 1024)
#define MAX_BATCHES 16

/* Records: a byte, then bytes with a NUL: 'd' and a directory's path, or 'n' and a name in it. */
struct batch {
  size_t used;
  struct batch *next;
  char bytes[BATCH_BYTES];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct batch *first, **last = &first;
static int queued;
static int stepped_all;
static long found, missing, failed;

static void die(const char *what, const char *why) {
  fprintf(stderr, "listrows: %s: %s\n", what, why);
  exit(1);
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* ------------------------------------------------------------------ threads that look names up */

static struct batch *take(void) {
  pthread_mutex_lock(&lock);
  while (first == NULL && !stepped_all) pthread_cond_wait(&changed, &lock);
  struct batch *batch = first;
  if (batch != NULL) {
    first = batch->next;
    if (first == NULL) last = &first;
    queued--;
    pthread_cond_broadcast(&changed);
  }
  pthread_mutex_unlock(&lock);
  return batch;
}

static void look_up(const struct batch *batch, long counts[3]) {
  int directory = -1;
  struct stat status;
  for (const char *at = batch->bytes; at < batch->bytes + batch->used; at += strlen(at) + 1) {
    if (*at++ == 'd') {
      if (directory >= 0) close(directory);
      directory = open(at, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    } else if (directory >= 0 && fstatat(directory, at, &status, AT_SYMLINK_NOFOLLOW) == 0) {
      counts[0]++;
    } else {
      counts[directory < 0 || errno == ENOENT ? 1 : 2]++;
    }
  }
  if (directory >= 0) close(directory);
}

static void *looker(void *unused) {
  (void) unused;
  long counts[3] = {0, 0, 0};
  for (struct batch *batch = take(); batch != NULL; batch = take()) {
    look_up(batch, counts);
    free(batch);
  }
  pthread_mutex_lock(&lock);
  found += counts[0];
  missing += counts[1];
  failed += counts[2];
  pthread_mutex_unlock(&lock);
  return NULL;
}

/* ------------------------------------------------------------------ the thread that steps */

static void hand_over(struct batch *batch) {
  pthread_mutex_lock(&lock);
  while (queued == MAX_BATCHES) pthread_cond_wait(&changed, &lock);
  *last = batch;
  last = &batch->next;
  queued++;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

static struct batch *new_batch(void) {
  struct batch *batch = malloc(sizeof *batch);
  if (batch == NULL) die("batch", "no memory");
  batch->used = 0;
  batch->next = NULL;
  return batch;
}

static void add(struct batch *batch, char kind, const char *bytes, size_t length) {
  batch->bytes[batch->used++] = kind;
  memcpy(batch->bytes + batch->used, bytes, length);
  batch->used += length;
  batch->bytes[batch->used++] = 0;
}

/* A directory is stored without the slash in front, its components joined by NUL. */
static size_t path_of(sqlite3_stmt *row, char *path) {
  size_t length = (size_t) sqlite3_column_bytes(row, 1);
  path[0] = '/';
  if (length > 0) memcpy(path + 1, sqlite3_column_blob(row, 1), length);
  for (size_t at = 1; at <= length; at++) {
    if (path[at] == 0) path[at] = '/';
  }
  return length + 1;
}

static const char *const IN_ORDER =
    "SELECT directory.id, directory.path, name, bits, created_sequence, handle"
    " FROM directory INDEXED BY sqlite_autoindex_directory_1"
    " CROSS JOIN change ON directory = directory.id"
    " WHERE sequence > ? ORDER BY directory.path, name";

static const char *const BY_POSITION =
    "SELECT directory.id, directory.path, name, bits, created_sequence, handle"
    " FROM change INDEXED BY change_by_sequence CROSS JOIN directory ON directory.id = directory"
    " WHERE sequence > ? ORDER BY directory.path, name";

static long step_all(sqlite3 *journal, long base) {
  sqlite3_stmt *row;
  const char *sql = getenv("BY_POSITION") != NULL ? BY_POSITION : IN_ORDER;
  if (sqlite3_prepare_v2(journal, sql, -1, &row, NULL) != SQLITE_OK) {
    die("prepare", sqlite3_errmsg(journal));
  }
  sqlite3_bind_int64(row, 1, base);
  static char path[BATCH_BYTES / 2];
  size_t path_length = 0;
  sqlite3_int64 present = -1;
  long rows = 0;
  struct batch *batch = new_batch();
  int result;
  for (result = sqlite3_step(row); result == SQLITE_ROW; result = sqlite3_step(row)) {
    size_t length = (size_t) sqlite3_column_bytes(row, 2);
    int begins = sqlite3_column_int64(row, 0) != present;
    if (begins) {
      present = sqlite3_column_int64(row, 0);
      path_length = path_of(row, path);
    }
    if (batch->used + path_length + length + 4 > BATCH_BYTES) {
      hand_over(batch);
      batch = new_batch();
      begins = 1;
    }
    if (begins) add(batch, 'd', path, path_length);
    add(batch, 'n', sqlite3_column_blob(row, 2), length);
    rows++;
  }
  if (result != SQLITE_DONE) die("step", sqlite3_errmsg(journal));
  sqlite3_finalize(row);
  hand_over(batch);
  return rows;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: listrows JOURNAL.db BASE-SEQUENCE THREADS\n");
    return 2;
  }
  int threads = atoi(argv[3]);
  if (threads < 1 || threads > 64) die("THREADS", "1 to 64");
  sqlite3 *journal;
  if (sqlite3_open_v2(argv[1], &journal, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) {
    die(argv[1], sqlite3_errmsg(journal));
  }
  double begun = seconds();
  pthread_t lookers[64];
  for (int each = 0; each < threads; each++) {
    if (pthread_create(&lookers[each], NULL, looker, NULL) != 0) die("thread", "cannot start");
  }
  long rows = step_all(journal, atol(argv[2]));
  double all_stepped = seconds();
  pthread_mutex_lock(&lock);
  stepped_all = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  for (int each = 0; each < threads; each++) pthread_join(lookers[each], NULL);
  double ended = seconds();
  sqlite3_close(journal);
  printf("rows %ld found %ld missing %ld failed %ld stepped %.3f seconds %.3f\n", rows, found, missing,
         failed, all_stepped - begun, ended - begun);
  return 0;
}
