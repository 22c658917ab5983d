dist_check_SCRIPTS += tests/cli/layers.sh tests/cli/messages.sh
TESTS += tests/cli/layers.sh tests/cli/messages.sh

dist_check_SCRIPTS += tests/cli/exchange.sh
TESTS += tests/cli/exchange.sh

EXTRA_DIST += tests/tools/make_xlsx.py
dist_check_SCRIPTS += tests/cli/xlsx.sh tests/cli/template.sh \
	tests/cli/netbox.sh
TESTS += tests/cli/xlsx.sh tests/cli/template.sh tests/cli/netbox.sh

dist_check_SCRIPTS += tests/cli/accuracy.sh
TESTS += tests/cli/accuracy.sh

dist_check_SCRIPTS += tests/cli/discovery.sh tests/cli/intake.sh
TESTS += tests/cli/discovery.sh tests/cli/intake.sh

dist_check_SCRIPTS += tests/cli/proposals.sh
TESTS += tests/cli/proposals.sh

dist_check_SCRIPTS += tests/cli/demo.sh
TESTS += tests/cli/demo.sh

dist_check_SCRIPTS += tests/cli/many.sh
TESTS += tests/cli/many.sh

EXTRA_DIST += tests/cli/lib.sh
dist_check_SCRIPTS += tests/cli/badinput.sh tests/cli/custom.sh \
	tests/cli/environment.sh \
	tests/cli/formats.sh tests/cli/history.sh tests/cli/hostile.sh \
	tests/cli/sinks.sh tests/cli/together.sh \
	tests/cli/roles.sh tests/cli/verbs.sh
TESTS += tests/cli/badinput.sh tests/cli/custom.sh \
	tests/cli/environment.sh tests/cli/formats.sh \
	tests/cli/history.sh tests/cli/hostile.sh tests/cli/sinks.sh \
	tests/cli/together.sh \
	tests/cli/roles.sh tests/cli/verbs.sh

dist_check_SCRIPTS += tests/cli/report.sh
TESTS += tests/cli/report.sh

dist_check_SCRIPTS += tests/cli/cron.sh
TESTS += tests/cli/cron.sh

dist_check_SCRIPTS += tests/cli/review.sh
TESTS += tests/cli/review.sh

dist_check_SCRIPTS += tests/cli/check.sh
TESTS += tests/cli/check.sh

dist_check_SCRIPTS += tests/cli/manual.sh
TESTS += tests/cli/manual.sh
