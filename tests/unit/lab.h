/* SPDX-License-Identifier: ISC */
/*
 * A small site to discover things in: an office network with a DHCP range, a
 * closed OT network, and rounds made of sightings written down in the test.
 */
#ifndef DAICHO_TESTS_LAB_H
#define DAICHO_TESTS_LAB_H

#include "model/discovery/run.h"
#include "tests/unit/world.h"

struct lab {
	struct world	 world;
	const char	*site, *other_site;
	const char	*person, *department;
	const char	*office, *plant;		/* zones */
	const char	*office_net, *plant_net;	/* 10.1/24, 10.2/24 */
	unsigned	 files;			/* hashes given so far */
	int64_t		 day;			/* of the next round, ms */
};

void lab_open(struct lab *lab);
void lab_release(struct lab *lab);
/* For cmocka: a lab as the state of a test. */
int lab_setup(void **state);
int lab_teardown(void **state);

/* An asset in use with one interface; approval may be NULL.  Any of mac, ip
 * and hostname may be NULL. */
const char *lab_asset(struct lab *lab, const char *no, const char *approval,
    const char *hostname, const char *mac, const char *ip);
/* Sets one field of a record. */
void lab_set(struct lab *lab, enum entity_id entity, const char *uuid,
    size_t position, const char *text);
const char *lab_text(struct lab *lab, enum entity_id entity,
    const char *uuid, size_t position);
/* The first interface of an asset; fails when there is none. */
const char *lab_interface(struct lab *lab, const char *asset);

/* What one line of a file says. */
struct lab_row {
	const char	*ip, *mac, *hostname;
	const char	*port;			/* "tcp/22", NULL: none asked */
	const char	*id_kind, *id;
	enum sighting_state state;
	unsigned	 file;			/* 0 … */
	const char	*vendor;
};
struct lab_round {
	const struct lab_row *row;
	size_t		 n;
	unsigned	 files;			/* 0: one */
	enum import_strength strength;		/* of all */
	const char	*scope;			/* NULL: 10.1/24 and 10.2/24;
						   "": none */
	bool		 cut;
	bool		 again;			/* the same files as before */
	bool		 reversed;
	bool		 dry_run;
	const char	*const *vendors;	/* folders of IEEE files */
	bool		 at_other_site;
};
/* Runs it a day after the round before; the report lives in the world. */
void lab_run(struct lab *lab, const struct lab_round *round,
    struct discover_report *out);
/* The one finding of the result; fails unless there is exactly one. */
const struct discover_finding *lab_finding(
    const struct discover_report *report, enum result result);
const char *lab_state(struct lab *lab, const char *finding);
/* Decides; the message of the error, or NULL. */
const char *lab_decide(struct lab *lab, const char *finding,
    const struct decide_options *options);

#define LAB_RUN(lab, out, ...) do { \
	const struct lab_row rows_[] = { __VA_ARGS__ }; \
	lab_run(lab, &(struct lab_round){ .row = rows_, \
	    .n = sizeof(rows_) / sizeof(rows_[0]) }, out); \
} while (0)

#endif
