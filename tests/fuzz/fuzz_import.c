/* SPDX-License-Identifier: ISC */
/*
 * Any bytes as a table to import, as an asset sheet and with keys: an error
 * or a plan, whose numbers agree and whose messages are valid text; and the
 * refused rows can be written.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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
try_import(struct session *session, const char *path, int entity)
{
	struct import_options options = { .path = path, .entity = entity };
	struct import_plan *plan = NULL;
	char refused[64];
	const struct err *err = import_read(session, &options, &plan);
	size_t i;

	if (err != NULL) {
		expect(utf8_valid(err->msg, strlen(err->msg)));
		expect(err->kind == ERR_INPUT || err->kind == ERR_USAGE);
		return;
	}
	expect(plan->created + plan->changed + plan->same +
	    import_asking(plan) + plan->refused == plan->rows);
	expect((plan->refused > 0) == (plan->problems.errors > 0));
	for (i = 0; i < plan->questions; i++)
		expect(plan->question[i].rows > 0);
	for (i = 0; i < plan->problems.n; i++)
		expect(utf8_valid(plan->problems.item[i].reason,
		    strlen(plan->problems.item[i].reason)));
	snprintf(refused, sizeof(refused), "/tmp/daicho-fuzz-%d",
	    (int)getpid());
	if (plan->refused > 0)
		expect(import_write_refused(plan, refused) == NULL);
	unlink(refused);
	import_free(plan);
}

static struct session *
open_register(void)
{
	static struct session session;
	const char *top = getenv("top_srcdir");
	char share[4096];

	if (session.reg != NULL)
		return &session;
	snprintf(share, sizeof(share), "%s/share", top == NULL ? "." : top);
	setenv("DAICHO_SHARE", share, 1);
	session_init(&session);
	expect(register_create(&session, ":memory:", "municipal", "personal",
	    NULL) == NULL);
	return &session;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct session *session = open_register();
	char path[64];
	int fd = memfd_create("table", MFD_CLOEXEC);

	expect(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	try_import(session, path, ENTITY_NONE);
	try_import(session, path, ENTITY_asset);
	close(fd);
	return 0;
}
