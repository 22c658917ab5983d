/* SPDX-License-Identifier: ISC */
/*
 * Two diagrams made by hand, for tests and for looking at: a city's network
 * and an application's data flow.
 */
#ifndef DAICHO_TESTS_SAMPLE_H
#define DAICHO_TESTS_SAMPLE_H

#include "render/diagram.h"

struct diagram *sample_network(struct arena *arena);
struct diagram *sample_dataflow(struct arena *arena);

#endif
