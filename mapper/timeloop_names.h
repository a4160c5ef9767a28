/* Names in Timeloop's files, for reader and writer. */
#ifndef MAPPER_TIMELOOP_NAMES_H
#define MAPPER_TIMELOOP_NAMES_H

/* By enum tensor and enum timeloop_memory; NULL-terminated. */
extern const char *const timeloop_tensor_names[];
extern const char *const timeloop_class_names[];

#define TIMELOOP_MAC_CLASS "intmac"
#define TIMELOOP_MAC_ACTION "mac_random"
#define TIMELOOP_VERSION 0.3

#endif
