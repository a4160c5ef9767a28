#include "job_claim.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int lock(int file, int is_patient)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int status;
    do
        status = fcntl(file, is_patient ? F_SETLKW : F_SETLK, &whole);
    while (status != 0 && errno == EINTR && is_patient);
    return status;
}

int job_claim_take(int *claim, const char *path, int is_patient)
{
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        return -1;
    if (lock(file, is_patient) == 0) {
        *claim = file;
        return 1;
    }
    int reason = errno;
    close(file);
    errno = reason;
    return reason == EACCES || reason == EAGAIN ? 0 : -1;
}

void job_claim_release(int claim)
{
    close(claim);
}
