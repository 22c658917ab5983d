/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as our own JSON: an error or a plan whose messages are valid text;
 * a plan without problems can be written to an empty register.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "model/exchange/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool truth)
{
	if (!truth)
		abort();
}

static void
try_import(struct session *session, const char *path)
{
	struct import_options options = { .path = path,
	    .entity = ENTITY_site };
	struct import_plan *plan = NULL;
	const struct err *err = import_read(session, &options, &plan);
	struct commit_result result;
	size_t i;

	if (err != NULL) {
		expect(utf8_valid(err->msg, strlen(err->msg)));
		return;
	}
	for (i = 0; i < plan->problems.n; i++)
		expect(utf8_valid(plan->problems.item[i].reason,
		    strlen(plan->problems.item[i].reason)));
	if (plan->problems.errors == 0)
		expect(import_apply(session, plan, &result) == NULL);
	import_free(plan);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *top = getenv("top_srcdir");
	struct session session;
	char share[4096], path[64];
	int fd;

	snprintf(share, sizeof(share), "%s/share", top == NULL ? "." : top);
	setenv("DAICHO_SHARE", share, 1);
	snprintf(path, sizeof(path), "/tmp/daicho-fuzz-%d.json",
	    (int)getpid());
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	expect(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
	session_init(&session);
	expect(register_create(&session, ":memory:", "municipal", "personal",
	    NULL) == NULL);
	try_import(&session, path);
	register_close(&session);
	session_release(&session);
	unlink(path);
	return 0;
}
