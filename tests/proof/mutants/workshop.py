"""Where mutants are built and run: a copy of the tree and a build of it, both in build/mutants.

Every name of the library is visible there, so that tests of private parts run over the shared library, too: a
mutant costs one compilation and one link, however many tests are run over it.
"""
import filecmp
import glob
import hashlib
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess

# Seconds of a processor that a test may take when nothing is wrong; a longer one is left out.
LONG = 15
LOADED = 10  # how much longer it may take while others use the machine
SLOWER = 2  # how much more of a processor a mutant may need before it is taken for one that does not end
MEMORY = 1 << 33  # bytes of address space that a test may fill with data
# Compilers that may prove what the build's own one does not: that a mutant is the same program.
OTHER_COMPILERS = (('gcc', '-O3'), ('clang-14', '-O2'), ('clang-19', '-O2'))
SHARED = re.compile(r'lib/libseam\.so[.\d]*$')
ARCHIVE = 'lib/libseam.a'
SONAME = b'libseam.so'


class Program:
    """A test of the suite, and the seconds of a processor that it takes."""

    def __init__(self, name, command, environment, targets, rooms):
        self.name, self.command, self.environment = name, command, environment
        self.targets, self.rooms = targets, rooms
        self.objects = []  # what it is linked from
        self.links = []  # how, over the shared library
        self.static_links = []  # how, where it cannot use that one
        self.members = None  # the objects of the library that it needs; None when it may need all
        self.seconds = 0.0


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


def content(path):
    with open(path, 'rb') as file:
        return file.read()


def write(path, data):
    with open(path, 'wb') as file:
        file.write(data)


class Workshop:
    def __init__(self, root, jobs, seed):
        self.root = root
        self.copy = os.path.join(root, 'build', 'mutants', 'tree')
        self.out = os.path.join(root, 'build', 'mutants', 'out')
        self.log = os.path.join(root, 'build', 'mutants', 'log')
        self.times = os.path.join(root, 'build', 'mutants', 'times')
        self.known_links = os.path.join(root, 'build', 'mutants', 'links')
        self.jobs = jobs
        # Random tests are the same for every mutant.
        self.environment = dict(os.environ, SEAM_SEED=str(seed))
        self.programs, self.library, self.link = [], '', ''
        self.needed = []  # what is to be built before the tests are run
        self.commands, self.links = {}, {}  # by target: how it is made, and what it takes from the archive
        self.compilers, self.objects = {}, []  # how each source is compiled, and what they make
        # Of the mutant that is being tried: objects that differ, and what they were; the header and what it was;
        # the programs that were built with it.
        self.touched, self.header, self.rebuilt = {}, None, []
        copy_tree(root, self.copy)

    # ---- the build

    def prepare(self):
        """Builds the library and its tests, and runs each test once; False when that fails."""
        if not self._configure():
            return False
        targets = [f for t in self._introspect('--targets') for f in t['filename']]
        self.library = next(os.path.relpath(f, self.out) for f in targets if SHARED.search(f))
        tests = list(self._tests())
        if not self._ninja(self.library, ARCHIVE, *self.needed):
            return False
        self._read_commands()
        if not self._runs(self.link) or not all([self._relink(test) for test in tests]):
            return False
        with open(self.known_links, 'w', encoding='utf-8') as file:
            json.dump(self.links, file)
        self.programs = list(self._measured(tests))
        return True

    def _configure(self):
        # Without debug information, equal code makes equal objects. An index outside of an array ends the test.
        options = ['-Dtests=true', '-Dchecks=1', '-Doptimization=2', '-Ddebug=false',
                   '-Dc_args=-fvisibility=default -fsanitize=bounds -fsanitize-undefined-trap-on-error']
        if not os.path.exists(os.path.join(self.out, 'build.ninja')):
            return self._quietly('meson', 'setup', self.out, *options)
        # The copy may have other tests than before, and a run before may have had other options.
        return self._quietly('meson', 'configure', self.out, *options) and self._ninja('build.ninja')

    def _introspect(self, what):
        said = subprocess.run(['meson', 'introspect', what, self.out], stdout=subprocess.PIPE, check=True)
        return json.loads(said.stdout)

    def _tests(self):
        """The tests that are programs of this build, or are given one."""
        kinds, files = {}, {}
        for target in self._introspect('--targets'):
            kinds[target['id']] = target['type']
            if target['type'] == 'custom':
                self.needed += [os.path.relpath(f, self.out) for f in target['filename']]
            files[target['id']] = [os.path.relpath(f, self.out) for f in target['filename']]
        for test in self._introspect('--tests'):
            needed = [target for target in test['depends'] if target in files]
            programs = [f for target in needed if kinds[target] == 'executable' for f in files[target]]
            if programs:
                self.needed += [f for target in needed for f in files[target]]
                yield Program(test['name'], test['cmd'], test['env'], programs,
                              [suite.split(':')[-1] for suite in test['suite']])

    def _quietly(self, *command, cwd=None):
        with open(self.log, 'a', encoding='utf-8') as log:
            return subprocess.run(command, cwd=cwd or self.copy, stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=log, check=False).returncode == 0

    def _ninja(self, *targets):
        return self._quietly('ninja', '-j', str(self.jobs), '-C', self.out, *targets)

    def _read_commands(self):
        said = subprocess.run(['ninja', '-C', self.out, '-t', 'compdb'], stdout=subprocess.PIPE, check=True)
        steps = json.loads(said.stdout[said.stdout.index(b'['):])
        self.commands = {step['output']: step['command'] for step in steps}
        self.link = self.commands[self.library]
        self.objects = [word for word in self.link.split() if word.endswith('.o')]
        for target in self.objects:
            source = self.commands[target].rpartition(' -c ')[2]
            self.compilers[os.path.normpath(os.path.join(self.out, source))] = self.commands[target]
        if os.path.exists(self.known_links):
            with open(self.known_links, encoding='utf-8') as file:
                self.links = json.load(file)

    def _runs(self, command):
        return self._quietly(*shlex.split(command), cwd=self.out)

    def _relink(self, program):
        """Has a program that uses the static library use the shared one, but for those in which the linker puts
        its own functions in the place of others."""
        program.members = set()
        for target in program.targets:
            command = self.commands[target]
            if ARCHIVE not in command.split():
                program.members = None
                continue
            program.objects += [word for word in command.split() if word.endswith('.o')]
            members = self._members(target, command)
            if members and program.members is not None:
                program.members.update(members)
            else:
                program.members = None
            if '--wrap' in command:
                program.static_links.append(command)
                continue
            words = [self.library if word == ARCHIVE else word for word in command.split()
                     if 'libseam_kernel_' not in word]
            program.links.append(' '.join(words) + ' -Wl,-rpath,' + os.path.join(self.out, 'lib'))
        return self._is_linked(program) or all(self._runs(command) for command in program.links)

    def _is_linked(self, program):
        """Whether ninja has left it as it was linked here."""
        return all(content(os.path.join(self.out, target)).find(SONAME) >= 0 for target in program.targets)

    def _members(self, target, command):
        """The objects of the archive that the linker takes. What it said before is known."""
        state = hashlib.sha1(command.encode())
        for word in command.split():
            if word.endswith('.o'):
                state.update(content(os.path.join(self.out, word)))
        known = self.links.get(target)
        if known and known[0] == state.hexdigest():
            return known[1]
        # Asked twice, the linker names the members of archives too.
        traced = subprocess.run([*shlex.split(command), '-Wl,-t,-t', '-o', '/dev/null'], cwd=self.out,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        members = re.findall(r'libseam\.a\)([\w.]+\.o)\b', traced.stdout.decode())
        self.links[target] = state.hexdigest(), members
        return members

    # ---- mutants

    def change(self, path, text):
        """Builds the library with another text of a file. Says what became of it: 'broken', 'equal' or
        'other'."""
        path = os.path.normpath(os.path.join(self.copy, path))
        if path in self.compilers:
            return self._change_one(path, text)
        return self._change_header(path, text)

    def _change_one(self, path, text):
        """Of a file that is compiled: makes its object and puts it into the library. The file is as it was
        before the tests are run."""
        command = self.compilers[path]
        target = re.search(r' -o (\S+)', command)[1]
        old_text, old_object = content(path), content(os.path.join(self.out, target))
        times = os.stat(path)
        write(path, text.encode())
        try:
            done = self._runs(command)
        finally:
            write(path, old_text)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        self.touched = {target: old_object}
        if not done:
            return 'broken'
        if content(os.path.join(self.out, target)) == old_object:
            return 'equal'
        return 'other' if self._runs(self.link) else 'broken'

    def _change_header(self, path, text):
        """Of a header: makes every object that includes it; those of tests when they are about to be run."""
        self.header = path, content(path)
        before = {target: content(os.path.join(self.out, target)) for target in self.objects}
        write(path, text.encode())
        if not self._ninja(self.library, ARCHIVE):
            return 'broken'
        self.touched = {target: old for target, old in before.items()
                        if content(os.path.join(self.out, target)) != old}
        return 'other' if self.touched else 'equal'

    def is_equal_elsewhere(self, path, text):
        """Whether another compiler makes the same object of a file that is compiled and of its mutant."""
        path = os.path.normpath(os.path.join(self.copy, path))
        if path not in self.compilers:
            return False
        words = [word for word in shlex.split(self.compilers[path])
                 if word.startswith(('-I', '-D', '-std', '-m')) and not word.startswith('-MF')]
        for compiler in OTHER_COMPILERS:
            if shutil.which(compiler[0]):
                command = [*compiler, *words, '-I' + os.path.dirname(path), '-w', '-x', 'c', '-c', '-', '-o']
                made = [self._object_of(command, some) for some in (content(path), text.encode())]
                if made[0] and made[0] == made[1]:
                    return True
        return False

    def _object_of(self, command, text):
        made = os.path.join(self.out, 'elsewhere.o')
        done = subprocess.run([*command, made], input=text, cwd=self.out, check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return content(made) if done.returncode == 0 else b''

    def restore(self):
        if self.header:
            write(*self.header)
            self.header = None
            self._ninja(self.library, ARCHIVE, *(o for program in self.rebuilt for o in program.objects))
            for program in self.rebuilt:
                for command in program.links:
                    self._runs(command)
            self.rebuilt = []
        else:
            for target, old_object in self.touched.items():
                write(os.path.join(self.out, target), old_object)
        self.touched = {}

    def can_notice(self, program):
        return program.members is None or \
            not program.members.isdisjoint(os.path.basename(target) for target in self.touched)

    def notices(self, program):
        """Whether the program cannot be built with the library as it is now, or fails with it."""
        if self.header and program.objects:
            self.rebuilt.append(program)
            if not self._ninja(*program.objects) or not all(self._runs(link) for link in program.links):
                return True
        # The linker takes what it finds first.
        objects = ' '.join(self.touched)
        for command in program.static_links:
            if not self._runs(command.replace(' -Wl,--start-group', f' {objects} -Wl,--start-group', 1)):
                return True
        return not self.run(program, SLOWER * (0.3 + program.seconds))

    # ---- tests

    def _measured(self, tests):
        """The tests that pass here in good time. What was measured in a run before is known."""
        known = {}
        if os.path.exists(self.times):
            with open(self.times, encoding='utf-8') as file:
                known = json.load(file)
        for program in tests:
            state = self._state_of(program)
            good, program.seconds = known.get(state) or self._measure(program)
            known[state] = good, program.seconds
            if good and program.seconds < LONG:
                yield program
            else:
                print(f'left out: {program.name}, which {"takes" if good else "fails after"} '
                      f'{program.seconds:.1f} s', flush=True)
            with open(self.times, 'w', encoding='utf-8') as file:
                json.dump(known, file)

    def _state_of(self, program):
        state = hashlib.sha1(program.name.encode())
        for target in [self.library, *program.targets]:
            state.update(content(os.path.join(self.out, target)))
        return state.hexdigest()

    def _measure(self, program):
        before = used_seconds()
        good = self.run(program, LONG)
        return good, used_seconds() - before

    def run(self, program, seconds):
        """True when the test says that all is well, and no process of it needs more seconds of a processor."""
        def bounded():
            limit = int(seconds) + 1
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))

        environment = dict(self.environment, **program.environment)
        with open(self.log, 'a', encoding='utf-8') as log:
            child = subprocess.Popen(program.command, cwd=self.out, env=environment,
                                     stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                     start_new_session=True, preexec_fn=bounded)
        try:
            return child.wait(LOADED * (1 + seconds)) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            end_session(child.pid)
            child.wait()
