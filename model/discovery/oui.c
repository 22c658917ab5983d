/* SPDX-License-Identifier: ISC */
#include "model/discovery/oui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

const char *const oui_folders[] = {
	"/var/lib/ieee-data", "/usr/share/ieee-data", NULL
};

/* The longest prefix first: what it names stays. */
static const struct {
	const char	*name;
	int		 digits;
} files[] = {
	{ "oui36.csv", 9 }, { "mam.csv", 7 }, { "oui.csv", 6 },
};

struct oui {
	struct round	*round;
	struct map	 map;		/* prefix -> device */
	bool		*named;		/* per device: by a longer prefix */
};

static uint64_t
prefix_hash(const struct oui *oui, const char *hex, int digits)
{
	return map_hash(&oui->map, digits, hex, (size_t)digits);
}

static void
hex_of(const struct mac *mac, char out[13])
{
	snprintf(out, 13, "%02X%02X%02X%02X%02X%02X", mac->b[0], mac->b[1],
	    mac->b[2], mac->b[3], mac->b[4], mac->b[5]);
}

static void
name_devices(struct oui *oui, const char *hex, int digits, const char *name)
{
	uint64_t hash = prefix_hash(oui, hex, digits);
	const char *word = NULL;
	size_t slot = SIZE_MAX;
	char own[13];
	uint32_t at;

	if (strcmp(name, "IEEE Registration Authority") == 0)
		return;
	while (map_next(&oui->map, hash, &slot, &at)) {
		struct device *device = &oui->round->device[at];

		hex_of(&device->mac, own);
		if (oui->named[at] || strncmp(own, hex, (size_t)digits) != 0)
			continue;
		oui->named[at] = true;
		if (word == NULL)
			word = round_word(oui->round, name);
		if (device->vendor == NULL)
			device->vendor = word;
		if (device->mac_class == MAC_LOCAL)
			device->mac_class = MAC_GLOBAL;
	}
}

/* --- the files ---------------------------------------------------------- */

struct row {
	char	 field[3][OUI_NAME_MAX + 1];
	size_t	 len;
	int	 n;			/* the field at hand */
	bool	 quoted;
};

static void
add_byte(struct row *row, int c)
{
	if (row->n < 3 && row->len < OUI_NAME_MAX)
		row->field[row->n][row->len++] =
		    c == '\n' || c == '\r' || c == '\t' ? ' ' : (char)c;
}

static void
end_field(struct row *row)
{
	if (row->n < 3)
		row->field[row->n][row->len] = '\0';
	row->n++;
	row->len = 0;
}

static void
end_row(struct oui *oui, struct row *row, int digits)
{
	char name[OUI_NAME_MAX + 1];

	end_field(row);
	if (row->n >= 3 && strlen(row->field[1]) == (size_t)digits) {
		sighting_line(name, sizeof(name), row->field[2],
		    strlen(row->field[2]));
		if (name[0] != '\0')
			name_devices(oui, row->field[1], digits, name);
	}
	row->n = 0;
}

static void
read_file(struct oui *oui, FILE *in, int digits)
{
	struct row row = { .n = 0 };
	long left = OUI_FILE_MAX;
	int c;

	while (left-- > 0 && (c = getc(in)) != EOF) {
		if (c == '"') {
			int next = row.quoted ? getc(in) : EOF;

			if (row.quoted && next == '"') {
				add_byte(&row, '"');
				continue;
			}
			if (row.quoted && next != EOF)
				ungetc(next, in);
			row.quoted = !row.quoted;
		} else if (!row.quoted && c == ',') {
			end_field(&row);
		} else if (!row.quoted && c == '\n') {
			end_row(oui, &row, digits);
		} else if (row.quoted || c != '\r') {
			add_byte(&row, c);
		}
	}
	if (!row.quoted && row.n > 0)
		end_row(oui, &row, digits);
}

static FILE *
open_in(const char *folder, const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return fopen(path, "re");
}

static void
read_folder(struct oui *oui, const char *folder)
{
	FILE *in;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if ((in = open_in(folder, files[i].name)) != NULL) {
			read_file(oui, in, files[i].digits);
			fclose(in);
		}
}

void
oui_fill(struct round *round, const char *const *folders)
{
	struct oui oui = { .round = round };
	FILE *in = NULL;
	char hex[13];
	size_t i, k;

	for (; *folders != NULL; folders++)
		if ((in = open_in(*folders, "oui.csv")) != NULL)
			break;
	if (in == NULL)
		return;
	fclose(in);
	map_init(&oui.map);
	oui.named = arena_calloc(round->arena, round->n_devices,
	    sizeof(*oui.named));
	for (i = 0; i < round->n_devices; i++) {
		const struct device *device = &round->device[i];

		if (!device->has_mac || (device->vendor != NULL &&
		    device->mac_class != MAC_LOCAL))
			continue;
		hex_of(&device->mac, hex);
		for (k = 0; k < sizeof(files) / sizeof(files[0]); k++)
			map_put(&oui.map, prefix_hash(&oui, hex,
			    files[k].digits), (uint32_t)i);
	}
	read_folder(&oui, *folders);
	map_release(&oui.map);
}
