# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# The suite built for other machines, under qemu.

# foreign ARCHITECTURE: lets packages of another machine be installed
foreign() {
    case " $(dpkg --print-architecture) $(dpkg --print-foreign-architectures | tr '\n' ' ')" in
    *" $1 "*) return ;;
    esac
    if become_root; then
        $as_root dpkg --add-architecture "$1"
    else
        echo "tests/run: first, please type: sudo dpkg --add-architecture $1" >&2
    fi
}

# want_machine MACHINE ARCHITECTURE: Debian names machines otherwise than compilers do
want_machine() {
    foreign "$2"
    want_command "$1-linux-gnu-gcc" "gcc-$1-linux-gnu"
    want_package "libc6-dev-$2-cross"
    want_package "check:$2"
    want_package "libutf8proc-dev:$2"
}

# An emulator is slow, and check has time limits of its own.
test_machine() {
    echo "== $1"
    configure "cross-$1" gcc --cross-file "tests/proof/cross/$1.ini" -Dbuildtype=debugoptimized -Dchecks=1
    compile "cross-$1"
    SEAM_EMULATOR="qemu-$1 -L /" CK_TIMEOUT_MULTIPLIER=10 \
        meson test -C "build/cross-$1" --no-rebuild --print-errorlogs --timeout-multiplier 5
}

run_cross() {
    machines=${1-aarch64 s390x}
    want_compiler
    want_command g++ g++
    for machine in $machines; do
        case $machine in
        aarch64) want_machine aarch64 arm64 ;;
        s390x) want_machine s390x s390x ;;
        *)
            echo "tests/run: no machine called $machine, but aarch64 and s390x" >&2
            exit 2
            ;;
        esac
        want_command "qemu-$machine" qemu-user
    done
    prepare
    for machine in $machines; do
        (test_machine "$machine") || failures=$((failures + 1))
    done
}
