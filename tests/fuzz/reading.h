/* SPDX-License-Identifier: ISC */
/* What the fuzz targets of the readers share. */
#ifndef DAICHO_TESTS_READING_H
#define DAICHO_TESTS_READING_H

#include "model/discovery/importer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads the bytes as the format of that name; aborts on a broken promise. */
void reading_try(const char *word, const uint8_t *data, size_t size);

#endif
