# shellcheck shell=bash
[[ -e /rapido/image.json ]] || { echo "This runs in a Rapido VM only: rapido run fstests-udf" >&2; exit 1; }

fstests_begin udf
fstests_devices
# A checker of their own that the tests can be built with, from a source that is not free.
[[ -x $FSTESTS_SRC/src/udf_test ]] || export DISABLE_UDF_TEST=1
mkudffs "$TEST_DEV" >/dev/null || die "mkudffs fails on TEST_DEV ($TEST_DEV)"
fstests_ready
