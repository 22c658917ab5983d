/* SPDX-License-Identifier: ISC */
/*
 * Words of what switches and routers print (Cisco, Arista, NX-OS and their
 * kin): the order of columns differs by platform, their shapes do not.
 */
#ifndef DAICHO_DISCOVERY_CISCO_H
#define DAICHO_DISCOVERY_CISCO_H

#include "model/discovery/lines.h"

/* "0011.2233.4455", and no other spelling. */
bool cisco_mac(const char *word, char out[MAC_LEN]);
/* "GigabitEthernet1/0/3", "Po140", "Vlan10". */
bool cisco_is_port(const char *word);
/* "10" as a VLAN; 0 when it is none. */
int cisco_vlan(const char *word);
/* "NAME#show …" or "NAME> show …": NAME goes to out, and true comes back. */
bool cisco_prompt(const struct words *words, char *out, size_t size);

#endif
