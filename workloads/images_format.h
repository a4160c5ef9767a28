/* What the readers of image files share. */
#ifndef WORKLOADS_IMAGES_FORMAT_H
#define WORKLOADS_IMAGES_FORMAT_H

#include "workloads/images.h"

/* Bytes of one image. */
size_t images_bytes_each(struct network_shape shape);

/* Black images without labels, or NULL when memory is short. */
struct images *images_create(struct network_shape shape, size_t count);

#endif
