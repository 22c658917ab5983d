/* SPDX-License-Identifier: ISC */
#include "model/discovery/importer.h"

#include <string.h>

#include "base/intl.h"
#include "model/discovery/lines.h"
#include "model/discovery/reader.h"

const struct importer importers[] = {
#define IMPORTER(id_, name_, word_, strength_, feed_, end_, help_) \
	{ .id = #id_, .name = name_, .word = word_, .strength = strength_, .help = help_, \
	  .sniff = id_##_sniff, .begin = id_##_begin, .feed = feed_, \
	  .end = end_ },
#include "model/discovery/importer.def"
#undef IMPORTER
	{ .name = NULL }
};

const struct importer *
importer_find(const char *word)
{
	const struct importer *row;

	for (row = importers; row->name != NULL; row++)
		if (strcmp(row->id, word) == 0 ||
		    strcmp(row->name, word) == 0 ||
		    strcmp(row->word, word) == 0)
			return row;
	return NULL;
}

const struct importer *
importer_sniff(const char *head, size_t n, bool *tie)
{
	const struct importer *row, *best = NULL;
	int surest = 0;

	*tie = false;
	for (row = importers; row->name != NULL; row++) {
		int sure = row->sniff(head, n);

		if (sure == 0 || sure < surest)
			continue;
		*tie = sure == surest;
		surest = sure;
		best = row;
	}
	return *tie ? NULL : best;
}

const struct importer *
importer_variant(const struct importer *row, const char *head, size_t n)
{
	const struct importer *other, *best = row;
	int surest = 0;

	for (other = importers; other->name != NULL; other++) {
		int sure = strcmp(other->word, row->word) == 0 ?
		    other->sniff(head, n) : 0;

		if (sure > surest) {
			surest = sure;
			best = other;
		}
	}
	return best;
}
