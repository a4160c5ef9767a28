/* Preloaded into a command: write takes 7 bytes at most, as a call may on a full pipe, a signal or
 * a network filesystem. */
#include <sys/syscall.h>
#include <unistd.h>

long syscall(long number, ...);

ssize_t write(int fd, const void *bytes, size_t size)
{
    enum { SHORT = 7 };
    return syscall(SYS_write, fd, bytes, size < SHORT ? size : (size_t)SHORT);
}
