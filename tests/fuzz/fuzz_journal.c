/* SPDX-License-Identifier: ISC */
/*
 * What a register from elsewhere may carry: payloads of the journal, the
 * scheme of levels, the list of required fields.
 */
#include <stdint.h>
#include <string.h>

#include "model/journal.h"
#include "model/scheme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *text = arena_strndup(arena, (const char *)data, size);
	struct history_change *change;
	const struct err *err;
	struct required required;
	struct scheme scheme;
	size_t n, levels;

	err = journal_changes(ENTITY_asset, text, arena, &change, &n);
	if (err == NULL && n > 0)
		(void)value_equal(&change[n - 1].old, &change[n - 1].new);
	err = scheme_parse(text, arena, &scheme);
	if (err == NULL)
		(void)scheme_levels(&scheme, "confidentiality", &levels);
	err = required_parse(text, arena, &required);
	if (err == NULL)
		(void)required_for(&required, "server");
	arena_free(arena);
	return 0;
}
