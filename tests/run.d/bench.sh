# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # tests/run has the variables that the files here share
# Benchmarks and their charts.

# What benchmarks measure against. No failure here is one: who is not there is left out.
install_peers() {
    absent=
    for package in libmimalloc2.0 libjemalloc2 libtcmalloc-minimal4 libavutil-dev libglib2.0-dev \
        libevent-dev libicu-dev libunistring-dev libutf8proc-dev; do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
        *' installed') ;;
        *) absent="$absent $package" ;;
        esac
    done
    [ -n "$absent" ] || return 0
    optional=$absent
    if (become_root && install_packages) >build/install.log 2>&1 </dev/null; then
        # What is built depends on them.
        rm -rf build/bench
    else
        echo "tests/run: these packages could not be installed, their peers are skipped:$absent" >&2
    fi
    optional=
}

# Inside node there is simdutf to measure against; without it that peer is left out.
start_bench() {
    # Inside node the workers' program is not the one that runs.
    SEAM_BENCH_WORKER=$root/build/bench/tests/bench/bench
    export SEAM_BENCH_WORKER
    if ninja -C build/bench tests/bench/bench_node.node >/dev/null 2>&1; then
        SEAM_BENCH_ARGS="$*" node -e 'require(process.argv[1]).run(require(process.argv[2]))' \
            "$root/build/bench/tests/bench/bench_node.node" "$root/tests/bench/bench_stream.js"
    else
        build/bench/tests/bench/bench "$@"
    fi
}

# simdutf is measured with the instructions that SEAM_KERNEL gives to ours.
limit_simdutf() {
    case ${SEAM_KERNEL-} in
    avx2) SIMDUTF_FORCE_IMPLEMENTATION=haswell ;;
    sse41) SIMDUTF_FORCE_IMPLEMENTATION=westmere ;;
    scalar) SIMDUTF_FORCE_IMPLEMENTATION=fallback ;;
    *) return 0 ;;
    esac
    export SIMDUTF_FORCE_IMPLEMENTATION
}

# Named after the group or the job, or `all`, and after the kernel that SEAM_KERNEL asks for.
plot_bench() {
    name=all
    for word in "$@"; do
        case $word in
        --*) ;;
        *) name=$word ;;
        esac
    done
    results=tests/bench/results
    table=$name${SEAM_KERNEL:+-$SEAM_KERNEL}.tsv
    mkdir -p "$results"
    start_bench "$@" --tsv >"build/$table"
    mv "build/$table" "$results/$table"
    tests/bench/plot "$results/$table" "$results" "$name" "${SEAM_KERNEL-}"
    ls "$results/$table" "$results/$name"*.svg
}

# Echo servers of WebSocket: ours, one that only unmasks, and npm's ws where node and a network are. Each
# figure is of SECONDS (3), the median of ROUNDS (5).
bench_servers() {
    folder=build/bench/tests
    compile bench tests/bench/ws_load tests/bench/bare_echo tests/examples/websocket >&2
    set -- "${SECONDS_EACH:-3}" "${ROUNDS:-5}" seam "$folder/examples/websocket --port 0" \
        bare "$folder/bench/bare_echo"
    if tests/examples/check_ws --install build/bench/npm >&2; then
        set -- "$@" ws "node tests/bench/ws_echo.js build/bench/npm/node_modules"
    fi
    {
        sed -n 's/^model name[^:]*: /# cpu\t/p' /proc/cpuinfo | head -n 1
        "$folder/bench/ws_load" "$@"
    } | if [ -n "$plot" ]; then
        tee tests/bench/results/servers.tsv
    else
        cat
    fi
}

run_bench() {
    plot=
    for word in "$@"; do
        shift
        if [ "$word" = --plot ]; then plot=1; else set -- "$@" "$word"; fi
    done
    want_compiler
    want_check
    [ -z "$plot" ] || want_command gnuplot gnuplot-nox
    prepare
    missing=
    install_peers
    configure bench "${CC:-gcc}" -Dbuildtype=release
    if [ "${1-}" = servers ]; then
        bench_servers
        return
    fi
    compile bench tests/bench/bench tests/bench/bench_static >&2
    if [ -z "${SEAM_DATA:-}" ] && [ -d "$root/../shared/data" ]; then
        SEAM_DATA=$root/../shared/data
        export SEAM_DATA
    fi
    limit_simdutf
    if [ -n "$plot" ]; then plot_bench "$@"; else start_bench "$@"; fi
}
