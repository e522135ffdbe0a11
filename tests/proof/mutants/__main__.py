"""Makes mutants of the library, one small change each, and prints those that no test notices.

usage: tests/run mutants [N] [PATH...] [--seed=SEED]   N mutants (300) of lib, or of files and folders of it
       tests/run mutants --again                       those that lived in the last run
       tests/run mutants --only NAME...                those of these names

A mutant that does not compile, or whose object code is that of the library, is none. Equal numbers are made
of each kind: another operator, a boundary moved by one, another constant, a statement deleted, a condition
negated. The tests of the mutant's own folder are run first, then those that are quick. The tree is not
touched: everything happens in build/mutants. An interrupt ends the run with the summary of what is done.
"""
import os
import random
import signal
import sys
import time

import explained
from sites import KINDS, mutants_of
from workshop import Workshop

FOLDERS = ('codec', 'data', 'stream', 'mem', 'bytes', 'frame', 'text')
ENOUGH = 92  # per cent that must be killed


def parse(words):
    """What is asked for: (count, paths, seed, names); names are None unless certain mutants are."""
    count, paths, seed, names = 300, [], int(time.time()), None
    for word in words:
        if word == '--only':
            names = []
        elif word == '--again':
            with open('build/mutants/survivors', encoding='ascii') as file:
                names = file.read().split()
        elif names is not None:
            names.append(word)
        elif word.startswith('--seed=') and word[7:].isdigit():
            seed = int(word[7:])
        elif word.isdigit() and int(word) > 0:
            count = int(word)
        elif os.path.exists(word):
            paths.append(os.path.relpath(word))
        else:
            sys.exit(f'tests/run mutants: neither a number nor a path: {word}')
    return count, paths or [os.path.join('lib', folder) for folder in FOLDERS], seed, names


def sources(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, _, files in sorted(os.walk(path)):
            yield from sorted(os.path.join(folder, f) for f in files if f.endswith(('.c', '.h')))


def text_of(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def shuffled(mutants, seed):
    """All mutants in an order of the seed, the kinds in turn."""
    chance = random.Random(seed)
    kinds = [[m for m in mutants if m.kind == kind] for kind in KINDS]
    for kind in kinds:
        chance.shuffle(kind)
    while any(kinds):
        for kind in filter(None, kinds):
            yield kind.pop()


class Trial:
    """Tries mutants one after the other, and remembers what became of them."""

    def __init__(self, workshop):
        self.workshop = workshop
        self.killers = {}  # by file: the programs that killed mutants of it, the last one last
        self.n_killed = self.n_broken = self.n_equal = 0
        self.survivors = []

    def n_tried(self):
        return self.n_killed + len(self.survivors)

    def attempt(self, mutant):
        """What became of it: a word, and the program that killed it."""
        path = os.path.join(self.workshop.copy, mutant.path)
        text = text_of(path)
        write(path, mutant.apply(text))
        try:
            if not self.workshop.build(*self.workshop.library):
                self.n_broken += 1
                return 'does not compile'
            if not self.workshop.has_other_code():
                self.n_equal += 1
                return 'is the same code'
            killer = self._killer(mutant)
        finally:
            write(path, text)
        if killer is None:
            self.survivors.append(mutant)
            return 'SURVIVED'
        self.n_killed += 1
        return f'killed by {killer}'

    def _killer(self, mutant):
        for program in self._in_order(mutant):
            # A table of sizes that the compiler holds against the code kills as well.
            if not self.workshop.build(*program.targets) or \
                    (self.workshop.is_other(program) and not self.workshop.passes(program)):
                killers = self.killers.setdefault(mutant.path, [])
                killers[:] = [k for k in killers if k is not program] + [program]
                return program.name
        return None

    def _in_order(self, mutant):
        """Those that have killed here, then those of the folder, then the rest; quick ones first."""
        place = mutant.path.split('/')
        stem = place[-1].split('.')[0].split('_')[0]
        killers = self.killers.get(mutant.path, [])

        def rank(program):
            lately = killers.index(program) if program in killers else -1
            near = place[1] in program.rooms or stem in program.name
            return -lately, not near, program.seconds
        return sorted(self.workshop.programs, key=rank)


def write(path, text):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def place_of(mutant):
    return f'{mutant.path}:{mutant.line} {mutant.owner} {mutant.kind}'


def report(trial, reasons):
    """Prints the survivors and the summary; True when enough were killed and the others are explained."""
    open_ones = [m for m in trial.survivors if m.key() not in reasons]
    for mutant in open_ones:
        print(f'\n{place_of(mutant)} [{mutant.name()}]\n{explained.entry(mutant)}')
    write('build/mutants/survivors', ''.join(m.name() + '\n' for m in open_ones))
    n = trial.n_tried()
    share = 100 * trial.n_killed / n if n else 0
    print(f'\n{n} mutants: {trial.n_killed} killed ({share:.1f} %), {len(trial.survivors)} survived, '
          f'{len(trial.survivors) - len(open_ones)} of them explained; '
          f'left out: {trial.n_broken} that do not compile, {trial.n_equal} that are the same code')
    return n > 0 and share >= ENOUGH and not open_ones


def main(words):
    if words and words[0] in ('help', '--help'):
        sys.exit(__doc__)
    count, paths, seed, names = parse(words)
    mutants = [m for path in dict.fromkeys(sources(paths)) for m in mutants_of(path, text_of(path))]
    reasons = explained.read(os.path.join(os.path.dirname(__file__), 'explained'))
    stale = set(reasons) - {m.key() for m in mutants}
    if names is None and len(paths) == len(FOLDERS):
        for key in sorted(stale):
            print(f'explained, but no mutant any more: {key[0]} {key[1]}: {key[3]}')
    chosen = shuffled(mutants, seed)
    if names is not None:
        chosen = [m for m in mutants if m.name() in names]
        count = len(chosen)
    print(f'mutants: seed {seed}, {count} of {len(mutants)}; building and timing the suite', flush=True)
    workshop = Workshop(os.getcwd(), os.environ.get('SEAM_JOBS', '1'), seed)
    if not workshop.prepare():
        sys.exit(f'tests/run mutants: the copy could not be built: see {workshop.log}')
    trial = Trial(workshop)
    try:
        for mutant in chosen:
            if trial.n_tried() == count:
                break
            start = time.monotonic()
            fate = trial.attempt(mutant)
            took = time.monotonic() - start
            print(f'{trial.n_tried():4} {took:6.1f} s  {place_of(mutant)}: {fate}', flush=True)
    except KeyboardInterrupt:
        print('interrupted')
    sys.exit(0 if report(trial, reasons) else 1)


if __name__ == '__main__':
    os.nice(10)
    # In the background of a shell interrupts are ignored unless they are asked for.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    main(sys.argv[1:])
