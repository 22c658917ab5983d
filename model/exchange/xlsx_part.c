/* SPDX-License-Identifier: ISC */
/* XML inside a ZIP, read piece by piece under limits. */
#include <stdlib.h>
#include <string.h>

#include <expat.h>
#include <zip.h>

#include "base/intl.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "model/exchange/xlsx_impl.h"

enum {
	PIECE = 64 * 1024,
	DEPTH = 64,
	/* XML of sheets packs 10 to 50 times; a bomb 1000 times. */
	FREE = 16 << 20,
	RATIO = 100,
};

struct part {
	XML_Parser			 xml;
	const struct xlsx_handlers	*handlers;
	void				*ctx;
	int				 depth;
	const char			*wrong;
};

/* Without "x:" before it. */
static const char *
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

const char *
xlsx_attribute(const struct xlsx_element *element, const char *name)
{
	size_t i;

	for (i = 0; element->attribute[i] != NULL; i += 2)
		if (strcmp(local_name(element->attribute[i]), name) == 0)
			return element->attribute[i + 1];
	return NULL;
}

static void
stop(struct part *part, const char *wrong)
{
	if (wrong == NULL || part->wrong != NULL)
		return;
	part->wrong = wrong;
	XML_StopParser(part->xml, XML_FALSE);
}

static void
on_begin(void *ctx, const char *name, const char **attribute)
{
	struct part *part = ctx;
	const struct xlsx_element element = { local_name(name), attribute };

	if (++part->depth > DEPTH)
		stop(part, N_("Its XML is nested too deeply. It is no workbook "
		    "of a spreadsheet."));
	else if (part->wrong == NULL)
		stop(part, part->handlers->begin(part->ctx, &element));
}

static void
on_end(void *ctx, const char *name)
{
	struct part *part = ctx;

	part->depth--;
	if (part->wrong == NULL && part->handlers->end != NULL)
		stop(part, part->handlers->end(part->ctx, local_name(name)));
}

static void
on_text(void *ctx, const char *s, int n)
{
	struct part *part = ctx;

	if (part->wrong == NULL && part->handlers->text != NULL)
		stop(part, part->handlers->text(part->ctx, s, (size_t)n));
}

static void
on_doctype(void *ctx, const char *name, const char *sysid, const char *pubid,
    int subset)
{
	(void)name;
	(void)sysid;
	(void)pubid;
	(void)subset;
	stop(ctx, N_("Its XML declares a document type, which no workbook "
	    "does. Do not open it."));
}

bool
xlsx_has_part(const struct xlsx_zip *zip, const char *name)
{
	return zip_name_locate(zip->zip, name, ZIP_FL_NOCASE) >= 0;
}

/* Bytes that a part may have without being a bomb. */
static int64_t
allowance(struct xlsx_zip *zip, zip_int64_t index)
{
	zip_stat_t stat;

	zip_stat_init(&stat);
	if (zip_stat_index(zip->zip, (zip_uint64_t)index, 0, &stat) != 0 ||
	    !(stat.valid & ZIP_STAT_COMP_SIZE) ||
	    stat.comp_size > INT64_MAX / RATIO - FREE)
		return FREE;
	return FREE + RATIO * (int64_t)stat.comp_size;
}

static const char *
parse(struct part *part, struct xlsx_zip *zip, zip_file_t *file,
    int64_t left)
{
	char *piece = xmalloc(PIECE);
	zip_int64_t n = 1;

	while (part->wrong == NULL && n > 0) {
		n = zip_fread(file, piece, PIECE);
		if (n < 0) {
			part->wrong = N_("It is damaged: a part of it cannot "
			    "be unpacked. Copy it again from where it came.");
			break;
		}
		zip->left -= n;
		left -= n;
		if (left < 0) {
			part->wrong = N_("It unpacks to far more than a sheet "
			    "has in it, as if to fill the machine. Do not "
			    "open it.");
			break;
		}
		if (zip->left < 0) {
			part->wrong = N_("It unpacks to more than 1 GB. Export "
			    "the sheet as CSV, or split it.");
			break;
		}
		if (XML_Parse(part->xml, piece, (int)n, n == 0) !=
		    XML_STATUS_OK && part->wrong == NULL)
			part->wrong = N_("It is damaged: its XML cannot be "
			    "read. Open it in a spreadsheet and save it "
			    "again.");
	}
	free(piece);
	return part->wrong;
}

const char *
xlsx_read_part(struct xlsx_zip *zip, const char *name,
    const struct xlsx_handlers *handlers, void *ctx)
{
	zip_int64_t index = zip_name_locate(zip->zip, name, ZIP_FL_NOCASE);
	struct part part = { .handlers = handlers, .ctx = ctx };
	zip_file_t *file;

	file = index < 0 ? NULL : zip_fopen_index(zip->zip,
	    (zip_uint64_t)index, 0);
	if (file == NULL && index >= 0 &&
	    zip_error_code_zip(zip_get_error(zip->zip)) == ZIP_ER_NOPASSWD)
		return N_("It is protected by a password. Remove the "
		    "protection in the spreadsheet and save it again.");
	if (file == NULL)
		return N_("It is damaged: a part of it is missing. Open it in "
		    "a spreadsheet and save it again.");
	part.xml = XML_ParserCreate(NULL);
	XML_SetUserData(part.xml, &part);
	XML_SetElementHandler(part.xml, on_begin, on_end);
	XML_SetCharacterDataHandler(part.xml, on_text);
	XML_SetStartDoctypeDeclHandler(part.xml, on_doctype);
	parse(&part, zip, file, allowance(zip, index));
	XML_ParserFree(part.xml);
	zip_fclose(file);
	return part.wrong;
}

/* The number of "_x0041_" at s; -1 when it is none. */
static long
escaped(const char *s)
{
	char digits[5] = "";

	if (s[0] != '_' || s[1] != 'x' ||
	    strspn(s + 2, "0123456789abcdefABCDEF") != 4 || s[6] != '_')
		return -1;
	memcpy(digits, s + 2, 4);
	return strtol(digits, NULL, 16);
}

void
xlsx_unescape(struct buf *out, const char *s)
{
	while (*s != '\0') {
		long cp = escaped(s);

		if (cp < 0) {
			buf_addc(out, *s++);
			continue;
		}
		if (cp == '\r')		/* of a line end that Windows wrote */
			cp = 0;
		if (cp >= 0xD800 && cp <= 0xDFFF)
			cp = 0xFFFD;
		if (cp != 0)
			utf8_put(out, (uint32_t)cp);
		s += 7;
	}
}
