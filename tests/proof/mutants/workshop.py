"""Where mutants are built and run: a copy of the tree and a build of it, both in build/mutants."""
import filecmp
import glob
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess

# Seconds of a processor that a test may take when nothing is wrong; a longer one is left out.
LONG = 6
LOADED = 10  # how much longer it may take while others use the machine
MEMORY = 1 << 33  # bytes of address space that a test may fill with data


class Program:
    """A test of the suite, and the seconds of a processor that it takes."""

    def __init__(self, name, command, environment, targets, rooms):
        self.name, self.command, self.environment = name, command, environment
        self.targets, self.rooms = targets, rooms
        self.seconds = 0.0
        self.state = ''


def copy_tree(root, copy):
    """Makes `copy` what the tree is; files that are equal keep their times, and what is built stays built."""
    wanted = set()
    for folder, folders, names in os.walk(root):
        if folder == root:
            folders[:] = [f for f in folders if f not in ('.git', 'build')]
        for name in names:
            source = os.path.join(folder, name)
            target = os.path.join(copy, os.path.relpath(source, root))
            wanted.add(target)
            if not os.path.exists(target) or not filecmp.cmp(source, target, shallow=False):
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copy(source, target)
    for folder, _, names in os.walk(copy):
        for path in (os.path.join(folder, name) for name in names):
            if path not in wanted:
                os.remove(path)


def used_seconds():
    """Of a processor, by all that was started here and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def end_session(leader):
    """Ends whatever a test has started and left behind: what is in the session that it leads."""
    for path in glob.glob('/proc/[0-9]*/stat'):
        try:
            with open(path, encoding='ascii', errors='replace') as file:
                fields = file.read().rpartition(')')[2].split()
            if int(fields[3]) == leader:
                os.kill(int(path.split('/')[2]), signal.SIGKILL)
        except (OSError, IndexError, ValueError):
            continue


class Workshop:
    def __init__(self, root, jobs, seed):
        self.copy = os.path.join(root, 'build', 'mutants', 'tree')
        self.out = os.path.join(root, 'build', 'mutants', 'out')
        self.log = os.path.join(root, 'build', 'mutants', 'log')
        self.times = os.path.join(root, 'build', 'mutants', 'times')
        self.jobs = jobs
        # Random tests are the same for every mutant.
        self.environment = dict(os.environ, SEAM_SEED=str(seed))
        self.programs, self.objects = [], {}
        copy_tree(root, self.copy)

    def _quietly(self, *command):
        with open(self.log, 'a', encoding='utf-8') as log:
            return subprocess.run(command, cwd=self.copy, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                  check=False).returncode == 0

    def build(self, *targets):
        return self._quietly('ninja', '-j', str(self.jobs), '-C', self.out, *targets)

    def prepare(self):
        """Builds the library and its tests, and runs each test once; False when that fails."""
        if not self._configure():
            return False
        self.library = [os.path.relpath(t['filename'][0], self.out) for t in self._introspect('--targets')
                        if t['name'] == 'seam' and t['type'] == 'static library']
        tests = list(self._tests())
        if not self.build(*self.library, *(target for test in tests for target in test.targets)):
            return False
        self.objects = self._hashes()
        self.programs = list(self._measured(tests))
        return True

    def _configure(self):
        # Without debug information, equal code makes equal objects.
        if not os.path.exists(os.path.join(self.out, 'build.ninja')):
            return self._quietly('meson', 'setup', self.out, '-Dtests=true', '-Dchecks=1', '-Doptimization=2',
                                 '-Ddebug=false')
        return self.build('build.ninja')  # the copy may have other tests than before

    def _introspect(self, what):
        said = subprocess.run(['meson', 'introspect', what, self.out], stdout=subprocess.PIPE, check=True)
        return json.loads(said.stdout)

    def _tests(self):
        """The tests that are programs of this build, or are given one."""
        files = {t['id']: [os.path.relpath(f, self.out) for f in t['filename']]
                 for t in self._introspect('--targets')}
        for test in self._introspect('--tests'):
            targets = [f for target in test['depends'] for f in files.get(target, [])]
            if targets:
                yield Program(test['name'], test['cmd'], test['env'], targets,
                              [suite.split(':')[-1] for suite in test['suite']])

    def _measured(self, tests):
        """The tests that pass here in good time. What was measured in a run before is known, as long as the
        program, the library in it, is what it was."""
        known = self._known_times()
        for program in tests:
            program.state = self._state_of(program)
            good, program.seconds = known.get(program.state) or self._measure(program)
            known[program.state] = good, program.seconds
            if good and program.seconds < LONG:
                yield program
            else:
                print(f'left out: {program.name}, which {"takes" if good else "fails after"} '
                      f'{program.seconds:.1f} s', flush=True)
            with open(self.times, 'w', encoding='utf-8') as file:
                json.dump(known, file)

    def _known_times(self):
        if not os.path.exists(self.times):
            return {}
        with open(self.times, encoding='utf-8') as file:
            return json.load(file)

    def is_other(self, program):
        """Whether the program is another one than the library's: not every one is linked with all of it."""
        return self._state_of(program) != program.state

    def _state_of(self, program):
        state = hashlib.sha1(program.name.encode())
        for target in program.targets:
            with open(os.path.join(self.out, target), 'rb') as file:
                state.update(file.read())
        return state.hexdigest()

    def _measure(self, program):
        before = used_seconds()
        good = self.run(program, LOADED * LONG)
        return good, used_seconds() - before

    def _hashes(self):
        hashes = {}
        for path in glob.glob(os.path.join(self.out, 'lib', '**', '*.o'), recursive=True):
            stamp = os.stat(path).st_mtime_ns
            known = self.objects.get(path)
            if known and known[0] == stamp:
                hashes[path] = known
            else:
                with open(path, 'rb') as file:
                    hashes[path] = (stamp, hashlib.sha1(file.read()).hexdigest())
        return hashes

    def has_other_code(self):
        """Whether the library that is built now differs from the one of prepare()."""
        now = self._hashes()
        return any(now[path][1] != known[1] for path, known in self.objects.items())

    def passes(self, program):
        return self.run(program, LOADED * (1 + program.seconds))

    def run(self, program, limit):
        """True when the test says that all is well, within `limit` seconds."""
        def bounded():
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

        environment = dict(self.environment, **program.environment)
        with open(self.log, 'a', encoding='utf-8') as log:
            child = subprocess.Popen(program.command, cwd=self.out, env=environment,
                                     stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                     start_new_session=True, preexec_fn=bounded)
        try:
            return child.wait(limit) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            end_session(child.pid)
            child.wait()
