# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# What a command needs is collected by the want_ functions, then installed at once.

want() {
    case " $missing " in
    *" $1 "*) ;;
    *) missing="$missing $1" ;;
    esac
}

# want_command COMMAND PACKAGE
want_command() {
    command -v "$1" >/dev/null || want "$2"
}

# want_package PACKAGE: for what is no command
want_package() {
    case $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) in
    *' installed') ;;
    *) want "$1" ;;
    esac
}

# want_if_known PACKAGE: not in every release; its absence is no failure
want_if_known() {
    case $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null) in
    *' installed') ;;
    *) optional="$optional $1" ;;
    esac
}

want_compiler() {
    want_command gcc gcc
    [ -f /usr/include/stdio.h ] || want libc6-dev
    want_command meson meson
    want_command ninja ninja-build
    want_command pkg-config pkg-config
}

# SIMDe: kernels of instructions that this machine lacks are tested over portable functions.
want_check() {
    pkg-config --exists check 2>/dev/null || want check
    [ -f /usr/include/simde/x86/avx512.h ] || want_if_known libsimde-dev
    want_text
    want_examples
}

# What the layer of text is built on, and Unicode's files, which its tests read.
want_text() {
    pkg-config --exists libutf8proc 2>/dev/null || want libutf8proc-dev
    want_package unicode-data
    want_command bzip2 bzip2
}

want_clang() {
    want_command clang-14 clang-14
    want_package libclang-rt-14-dev
}

# What builds programs that use the library: tests/proof/consumers.
want_consumers() {
    want_command cmake cmake
    # Without it meson installs in lib64, where CMake does not look on Debian.
    want_command dpkg-architecture dpkg-dev
    want_command python3 python3
    python3 -c 'import cffi' 2>/dev/null || want_package python3-cffi
}

# What the examples are built with and tested against. Those that lack something are left out.
want_examples() {
    want_command python3 python3
    for package in libuv1-dev libwslay-dev zlib1g-dev libjansson-dev redis-server; do
        want_if_known "$package"
    done
}

install_missing() {
    [ -n "$missing$optional" ] || return 0
    if ! command -v apt-get >/dev/null; then
        echo "tests/run: missing, by the names of Debian's packages:$missing$optional" >&2
        exit 2
    fi
    become_root || {
        ask_for_packages
        return 0
    }
    echo "installing:$missing$optional" >&2
    install_packages >build/install.log 2>&1 </dev/null || {
        cat build/install.log >&2
        echo "tests/run: the packages could not be installed:$missing" >&2
        exit 2
    }
}

# How packages are installed; fails for those who may not.
become_root() {
    as_root=
    [ "$(id -u)" -ne 0 ] || return 0
    as_root='sudo -n'
    sudo -n true 2>/dev/null
}

# Of what is optional, wants what the lists of packages know.
want_known() {
    for package in $optional; do
        ! apt-cache show "$package" >/dev/null 2>&1 || want "$package"
    done
}

ask_for_packages() {
    want_known
    [ -n "$missing" ] || return 0
    echo "tests/run: packages are missing. Please type this line, then start again:" >&2
    echo "sudo sh -c 'apt-get update; apt-get install -y --no-install-recommends$missing'" >&2
    exit 2
}

install_packages() {
    $as_root apt-get -q update
    want_known
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # one argument per word
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 $missing
}

# Installs everything wanted, then makes sure that the build tool is new enough.
prepare() {
    mkdir -p build
    install_missing
    version=$(meson --version)
    case $version in
    0.*)
        echo "tests/run: meson 1.0 or newer is needed, this is $version" >&2
        exit 2
        ;;
    esac
}
