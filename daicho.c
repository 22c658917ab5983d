/* SPDX-License-Identifier: ISC */
#include <locale.h>

int
main(void)
{
	setlocale(LC_ALL, "");
	return 0;
}
