/*
 * Makes a tree in the shape of a mail store: DIR/pXX/uNNNNNN/ with three folders below each user, and
 * messages spread evenly over all of them. The same arguments always make the same names.
 *
 * usage: maketree DIR DIRECTORIES FILES [BYTES-PER-FILE]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTITIONS 256
#define FOLDERS_PER_USER 4

static const char *const FOLDERS[FOLDERS_PER_USER] = {".", "Drafts", "Sent", "Trash"};

static void fail(const char *what, const char *name) {
  fprintf(stderr, "maketree: %s %s: %s\n", what, name, strerror(errno));
  exit(1);
}

static int directory_at(int parent, const char *name) {
  if (mkdirat(parent, name, 0755) < 0 && errno != EEXIST) fail("mkdir", name);
  int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail("open", name);
  return descriptor;
}

static void messages(int directory, long first, long count, const char *body, size_t bytes) {
  char name[32];
  for (long message = first; message < first + count; message++) {
    snprintf(name, sizeof name, "%ld.", message);
    int file = openat(directory, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) fail("create", name);
    if (bytes > 0 && write(file, body, bytes) != (ssize_t) bytes) fail("write", name);
    close(file);
  }
}

/* How many of TOTAL fall to the one at INDEX of COUNT. */
static long share(long total, long index, long count) {
  return (long) ((__int128) total * (index + 1) / count - (__int128) total * index / count);
}

int main(int argc, char **argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: maketree DIR DIRECTORIES FILES [BYTES-PER-FILE]\n");
    return 2;
  }
  long directories = atol(argv[2]);
  long files = atol(argv[3]);
  size_t bytes = argc > 4 ? (size_t) atol(argv[4]) : 0;
  char *body = calloc(1, bytes + 1);
  memset(body, 'x', bytes);
  int root = directory_at(AT_FDCWD, argv[1]);
  long partitions = directories < 2 * PARTITIONS ? 1 + directories / 64 : PARTITIONS;
  long folders = directories - 1 - partitions;
  if (folders < 1) folders = 1;
  long made = 0;
  for (long partition = 0; partition < partitions; partition++) {
    char name[32];
    snprintf(name, sizeof name, "p%02lx", partition);
    int below = directory_at(root, name);
    int user = -1;
    long left = share(folders, partition, partitions);
    for (long folder = 0; folder < left; folder++, made++) {
      int which = (int) (folder % FOLDERS_PER_USER);
      if (which == 0) {
        if (user >= 0) close(user);
        snprintf(name, sizeof name, "u%06ld", made);
        user = directory_at(below, name);
        messages(user, 1, share(files, made, folders), body, bytes);
      } else {
        int inside = directory_at(user, FOLDERS[which]);
        messages(inside, 1, share(files, made, folders), body, bytes);
        close(inside);
      }
    }
    if (user >= 0) close(user);
    close(below);
  }
  free(body);
  return 0;
}
