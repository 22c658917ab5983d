/* SPDX-License-Identifier: ISC */
/*
 * Proposals: what discovery saw and the register does not say.  They are not
 * kept anywhere: every call works them out anew from the observations, newest
 * over older, and from the register as it stands.  Nothing of it is written
 * before a person accepts it; then a proposal is a record to be put.
 *
 * Devices: a MAC, an address, a host name, a switch port where the register
 * has none; a further interface; open ports; cables told by LLDP.  A field
 * that has a value is left alone (a difference is a finding, "drift"), and so
 * is one that asset.discovery_lock names.
 *
 * Flows: conversations against the declared flows.
 */
#ifndef DAICHO_DISCOVERY_PROPOSE_H
#define DAICHO_DISCOVERY_PROPOSE_H

#include "model/register.h"

enum proposal_kind {
	PROPOSAL_MAC, PROPOSAL_INTERFACE, PROPOSAL_IP, PROPOSAL_HOSTNAME,
	PROPOSAL_SWITCH, PROPOSAL_SERVICE, PROPOSAL_CONNECTION,
	PROPOSAL_FLOW, PROPOSAL_KINDS
};
/* What is said: something new, an empty field filled, or of a flow. */
enum proposal_result {
	PROPOSED_NEW, PROPOSED_FILL, PROPOSED_UNDECLARED, PROPOSED_UNUSED,
	PROPOSED_REVERSED, PROPOSED_PLAINTEXT, PROPOSED_RESULTS
};
/* "mac", "undeclared": words for machines; labels are translated. */
const char *proposal_kind_key(enum proposal_kind kind);
const char *proposal_kind_label(enum proposal_kind kind);
const char *proposal_result_key(enum proposal_result result);
const char *proposal_result_label(enum proposal_result result);

struct proposal {
	enum proposal_kind kind;
	enum proposal_result result;
	const char	*asset;		/* uuid; NULL: none */
	const char	*record;	/* that would change or was compared;
					   NULL: a new one */
	const char	*field;		/* key; NULL: a whole record */
	const char	*seen, *registered;	/* registered may be NULL */
	const char	*rule;		/* by which the asset was recognised */
	const char	*evidence;	/* "file:12: text"; may be NULL */
	const char	*import;	/* uuid; NULL: several */
	int64_t		 at;
	const struct record *change;	/* NULL: nothing to accept */
	const char	*why;		/* translated: why not */
};

struct proposals {
	struct proposal	*item;		/* by asset, then kind */
	size_t		 n, cap;
	size_t		 acceptable;
};

struct propose_options {
	const char	*where;		/* query of assets; NULL: all */
	const char	*kind;		/* word; NULL: all */
	const char	*import;	/* REF; NULL: all standing evidence */
};

/* ERR_USAGE on a bad query or kind. */
const struct err *proposals_load(struct session *session,
    const struct propose_options *options, struct arena *arena,
    struct proposals *out) ERR_MUST_CHECK;
/* Adds what the proposal would write to a change set of kind "edit". */
void proposal_accept(struct changes *changes,
    const struct proposal *proposal);

#endif
