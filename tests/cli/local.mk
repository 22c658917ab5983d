dist_check_SCRIPTS += tests/cli/layers.sh
TESTS += tests/cli/layers.sh
