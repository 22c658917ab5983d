/* SPDX-License-Identifier: ISC */
#include "tests/fuzz/reading.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	reading_try("zeek_tsv", data, size);
	return 0;
}
