/* SPDX-License-Identifier: ISC */
/*
 * What an open register is made of; for the files that implement it
 * (register, choices, commit, history), nobody else.
 */
#ifndef DAICHO_MODEL_REGISTER_IMPL_H
#define DAICHO_MODEL_REGISTER_IMPL_H

#include "model/register.h"
#include "model/scheme.h"

struct custom;

struct register_ {
	struct arena	*arena;		/* owns what follows */
	struct store	*live;
	struct store	*read;		/* live, or a view as of a day */
	const char	*path;
	const char	*name;
	const char	*read_only;	/* why; NULL: it can be written */
	const char	*present_read_only;	/* the same, when not as of a day */
	char		 as_of[64];	/* what is shown; "": the present */
	struct actor	 actor;
	const char	*refusal[RIGHT_ADMIN + 1];	/* NULL: it may */
	bool		 founding;	/* by the service account, for somebody */
	struct scheme	 scheme;
	const char	*first_scheme;	/* its text when the register was made */
	struct custom	*custom;	/* its own fields and choices */
	struct required	 required;
};

#endif
