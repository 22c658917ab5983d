/* SPDX-License-Identifier: ISC */
/*
 * Templates: what somebody wants to see of the register, as columns of their
 * own; forms of authorities, for the most part.  A template is a file of
 * columns divided by TAB, in share/templates/ or the site's own:
 *
 *	entity	asset
 *	title	English	Japanese
 *	where	QUERY				(may be left out)
 *	column	PATH	English header	Japanese header
 *
 * One header serves both languages; without one it is the field's label.  PATH
 * goes from field to field by '.': through references (owner.phone), and from
 * an entity to those that refer to it (interface.ip, interface.service.port).
 * "#" numbers the rows.  "changes:FIELD,…" lists what changed since the last of
 * these days.  Lines that begin with # and a blank say nothing.
 */
#ifndef DAICHO_MODEL_EXCHANGE_TEMPLATE_H
#define DAICHO_MODEL_EXCHANGE_TEMPLATE_H

#include "model/exchange/export.h"

struct template_column {
	const char	*header[LANG_COUNT];
	const char	*path;
	const char	**step;		/* keys of the path */
	size_t		 steps;
};

struct template {
	enum entity_id	 entity;
	const char	*title[LANG_COUNT];
	const char	*where;		/* "" when all */
	struct template_column *column;
	size_t		 columns;
};

/*
 * By name, or a file.  ERR_USAGE lists the names; ERR_INPUT names the line and
 * what is wrong in it.
 */
const struct err *template_load(const char *name, struct arena *arena,
    struct template *out) ERR_MUST_CHECK;

/*
 * Writes the table: a workbook, or with options a CSV or TSV (of which
 * spreadsheet is meant in any case).  query NULL: those of the template.
 */
const struct err *template_export(struct session *session,
    const struct template *template, const struct export_options *options,
    const struct query *query, const struct export_sink *sink) ERR_MUST_CHECK;

#endif
