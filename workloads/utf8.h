/* UTF-8 as diagnostics and descriptions see it. */
#ifndef WORKLOADS_UTF8_H
#define WORKLOADS_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Decodes the character at `s` (n >= 1 bytes left). Returns its length in bytes and
 * the code point, or 0 when it is not valid UTF-8 (overlong, surrogate, cut short). */
size_t utf8_decode(const char *s, size_t n, uint32_t *code);

/* True if a terminal shows the character as one mark: no control character, no
 * direction override, no line or paragraph separator. */
int utf8_is_shown(uint32_t code);

/* Bytes of the line break at `s`, or 0 if there is none. Breaks are those of YAML
 * 1.1, which libyaml counts: LF, CR, CRLF, NEL, LS, PS. */
size_t utf8_line_break(const char *s, size_t n);

#endif
