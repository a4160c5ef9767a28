#include "progress.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

double progress_clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_begin(struct progress *progress, const char *what, size_t total, int quiet)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    int dumb = terminal && terminal[0] == 'd';
    *progress = (struct progress){
        .out = quiet || !isatty(STDERR_FILENO) ? NULL : stderr,
        .what = what,
        .total = total,
        .began_s = progress_clock_s(),
        .colour = !dumb && !(no_color && no_color[0]),
    };
}

static void print_bar(const struct progress *progress, size_t done)
{
    enum { WIDTH = 24 };
    size_t filled = progress->total ? done * WIDTH / progress->total : WIDTH;
    char bar[WIDTH + 1];
    for (size_t i = 0; i < WIDTH; i++)
        bar[i] = i < filled ? '#' : '-';
    bar[WIDTH] = '\0';
    fprintf(progress->out,
            progress->colour ? "\r%s [\033[32m%s\033[0m] %zu/%zu" : "\r%s [%s] %zu/%zu",
            progress->what, bar, done, progress->total);
}

void progress_show(struct progress *progress, size_t done)
{
    double now = progress_clock_s();
    if (!progress->out || (now - progress->shown_s < 0.1 && done < progress->total))
        return;
    progress->shown_s = now;
    double rate = now > progress->began_s ? (double)done / (now - progress->began_s) : 0;
    print_bar(progress, done);
    if (rate > 0)
        fprintf(progress->out, "  %.3g/s  ETA %.0f s   ", rate,
                (double)(progress->total - done) / rate);
    fflush(progress->out);
}

void progress_step(struct progress *progress)
{
#pragma omp critical(progress)
    progress_show(progress, ++progress->done);
}

void progress_end(struct progress *progress)
{
    if (progress->out)
        fprintf(progress->out, "\r%*s\r", 78, "");
}
