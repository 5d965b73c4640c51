/* Loaded before the C library: makes a chosen call on a file below a chosen folder fail, or kills the process at it.

   Counted are the calls that need room on the disk: creating a file or folder, writing, growing, syncing, renaming.
   Idle until `faults_begin` is called. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char below[PATH_MAX];
static long fails_at;    /* the how-manieth call fails; 0 for none */
static int lasting;      /* and all after it */
static int code;         /* with which errno; negative: the signal that is sent in its place */
static int read_only;    /* every call that changes anything fails, opening for writing too */
static long seen;

void faults_begin(const char *folder, long at, int error, int stays, int refuse) {
    fails_at = at, code = error, lasting = stays, read_only = refuse, seen = 0;
    snprintf(below, sizeof below, "%s", folder);
}

long faults_seen(void) { return seen; }

static int path_is_ours(const char *path) {
    char here[PATH_MAX];
    if (!below[0] || !path) return 0;
    if (path[0] != '/') return getcwd(here, sizeof here) && !strncmp(here, below, strlen(below));
    return !strncmp(path, below, strlen(below));
}

static int is_ours(int fd) {
    char link[64], path[PATH_MAX];
    if (!below[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return path_is_ours(path);
}

/* Whether this call fails: 1 if it does, 2 if it is the first of those that do. */
static int fails(void) {
    if (read_only) return errno = code, 1;
    long now = __sync_add_and_fetch(&seen, 1);
    if (!fails_at || now < fails_at || (now > fails_at && !lasting)) return 0;
    if (code < 0) {
        kill(getpid(), -code);
        return 0; /* a signal that is heard lets the call go on */
    }
    errno = code;
    return now == fails_at ? 2 : 1;
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static int refuses_open(int folder, const char *path, int flags) {
    if (!below[0] || (folder != AT_FDCWD && path[0] != '/') || !path_is_ours(path)) return 0;
    if (read_only) {
        struct stat there;
        int makes = (flags & O_CREAT) && lstat(path, &there);
        return (makes || (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC)) && fails();
    }
    struct stat there;
    return (flags & O_CREAT) && lstat(path, &there) && fails();
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, name, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        return refuses_open(AT_FDCWD, path, flags) ? -1 : real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *path, int flags, ...) { \
        REAL(int, name, int, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        return refuses_open(folder, path, flags) ? -1 : real(folder, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

/* The write at which the disk is full takes half of what it is given, as a real one does. */
#define HALF(fd, count) \
    int how = is_ours(fd) ? fails() : 0; \
    if (how == 1 || (how == 2 && (!lasting || count < 2))) return -1; \
    if (how == 2) count /= 2

ssize_t write(int fd, const void *data, size_t count) {
    REAL(ssize_t, write, int, const void *, size_t);
    HALF(fd, count);
    return real(fd, data, count);
}

#define PWRITE(name, type) \
    ssize_t name(int fd, const void *data, size_t count, type at) { \
        REAL(ssize_t, name, int, const void *, size_t, type); \
        HALF(fd, count); \
        return real(fd, data, count, at); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int fd, const struct iovec *data, int count) {
    REAL(ssize_t, writev, int, const struct iovec *, int);
    return is_ours(fd) && fails() ? -1 : real(fd, data, count);
}

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, name, int); \
        return is_ours(fd) && !read_only && fails() ? -1 : real(fd); \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, type) \
    int name(int fd, type size) { \
        REAL(int, name, int, type); \
        struct stat there; \
        int grows = !fstat(fd, &there) && size > there.st_size; \
        return is_ours(fd) && (grows || code == EIO || code < 0) && fails() ? -1 : real(fd, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define ALLOCATE(name, type) \
    int name(int fd, type from, type size) { \
        REAL(int, name, int, type, type); \
        return is_ours(fd) && fails() ? code : real(fd, from, size); \
    }
ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    return path_is_ours(to) && fails() ? -1 : real(from, to);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    struct stat there;
    return path_is_ours(path) && lstat(path, &there) && fails() ? -1 : real(path, mode);
}

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    return read_only && path_is_ours(path) ? (errno = code, -1) : real(path);
}
