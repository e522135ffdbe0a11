"""Makes mutants of the library, one small change each, and prints those that no test notices.

usage: tests/run mutants [N] [PATH...] [--seed=SEED]   N mutants (300) of lib, or of files and folders of it
       tests/run mutants --again                       those that lived in the last run
       tests/run mutants --only NAME...                those of these names
       tests/run mutants --fresh ...                   remembers nothing of the runs before

A mutant that does not compile, or whose object code is that of the library, is none, whichever compiler shows
it: the build's, and for what no test notices others that are there. Equal numbers are made
of each kind: another operator, a boundary moved by one, another constant, a statement deleted, a condition
negated. What killed other mutants of the file is run first, then the tests of its folder, then the quick ones
of the rest. The tree is not touched: everything happens in build/mutants. An interrupt ends the run with
the summary of what is done; the next run takes over what became of the mutants of files that are as they were,
but tries those again that --again or --only asks for.
"""
import collections
import functools
import hashlib
import json
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
FAR = 1.0  # seconds of a processor that a test of another folder may take
WORDS = {'broken': 'does not compile', 'equal': 'is the same code', 'killed': 'killed by ', 'survived': 'SURVIVED'}


def parse(words):
    """What is asked for: (count, paths, seed, names); names are None unless certain mutants are."""
    count, paths, seed, names = 300, [], int(time.time()), None
    for word in words:
        if word == '--fresh':
            Memory.forget()
        elif word == '--only':
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


@functools.lru_cache(None)
def text_of(path):
    """Read once: what the tree becomes during a run is none of its business."""
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


class Memory:
    """What became of mutants in the runs before: a line of JSON for each."""
    PATH = 'build/mutants/fates'

    def __init__(self):
        self.fates = {}
        if os.path.exists(self.PATH):
            with open(self.PATH, encoding='utf-8') as file:
                self.fates = {key: fate for key, *fate in map(json.loads, file)}

    @classmethod
    def forget(cls):
        if os.path.exists(cls.PATH):
            os.remove(cls.PATH)

    @staticmethod
    def key(mutant):
        return mutant.name() + hashlib.sha1(text_of(mutant.path).encode()).hexdigest()[:8]

    def add(self, mutant, fate, killer):
        self.fates[self.key(mutant)] = [fate, killer]
        with open(self.PATH, 'a', encoding='utf-8') as file:
            file.write(json.dumps([self.key(mutant), fate, killer]) + '\n')


class Trial:
    """Tries mutants one after the other, and remembers what became of them."""

    def __init__(self, workshop, takes_over):
        self.workshop, self.memory, self.takes_over = workshop, Memory(), takes_over
        self.killers = {}  # names of programs by the file, and by the folder, that they killed mutants of
        self.counts = collections.Counter()
        self.survivors = []

    def n_tried(self):
        return self.counts['killed'] + self.counts['survived']

    def attempt(self, mutant):
        """What became of it, and the program that killed it."""
        known = self.memory.fates.get(Memory.key(mutant)) if self.takes_over else None
        fate, killer = known or self._tried(mutant)
        if not known:
            self.memory.add(mutant, fate, killer)
        self.counts[fate] += 1
        if fate == 'survived':
            self.survivors.append(mutant)
        elif fate == 'killed':
            for place in (mutant.path, room_of(mutant)):
                killers = self.killers.setdefault(place, [])
                killers[:] = [k for k in killers if k != killer] + [killer]
        return fate, killer

    def _tried(self, mutant):
        try:
            fate = self.workshop.change(mutant.path, mutant.apply(text_of(mutant.path)))
            if fate != 'other':
                return fate, None
            for program in self._in_order(mutant):
                if self.workshop.can_notice(program) and self.workshop.notices(program):
                    return 'killed', program.name
            same = self.workshop.is_equal_elsewhere(mutant.path, mutant.apply(text_of(mutant.path)))
            return 'equal' if same else 'survived', None
        finally:
            self.workshop.restore()

    def _in_order(self, mutant):
        """Those that have killed here lately, then those of the name or the folder, then the rest; quick ones
        first."""
        stem = os.path.basename(mutant.path).split('.')[0]
        room = mutant.path.split('/')[1]
        here, around = (self.killers.get(place, []) for place in (mutant.path, room_of(mutant)))

        def is_near(program):
            return room in program.rooms or program.name in (stem, *here, *around)

        def rank(program):
            return (-here.index(program.name) if program.name in here else 1,
                    program.name not in (stem, stem.split('_')[0]),
                    program.name not in around, not is_near(program), program.seconds)
        return sorted((program for program in self.workshop.programs
                       if is_near(program) or program.seconds < FAR), key=rank)


def room_of(mutant):
    return os.path.dirname(mutant.path)


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
    share = 100 * trial.counts['killed'] / n if n else 0
    print(f'\n{n} mutants: {trial.counts["killed"]} killed ({share:.1f} %), {len(trial.survivors)} survived, '
          f'{len(trial.survivors) - len(open_ones)} of them explained; left out: '
          f'{trial.counts["broken"]} that do not compile, {trial.counts["equal"]} that are the same code')
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
    trial = Trial(workshop, names is None)
    try:
        for mutant in chosen:
            if trial.n_tried() == count:
                break
            start = time.monotonic()
            fate, killer = trial.attempt(mutant)
            took = time.monotonic() - start
            print(f'{trial.n_tried():4} {took:6.1f} s  {place_of(mutant)}: {WORDS[fate]}{killer or ""}',
                  flush=True)
    except KeyboardInterrupt:
        print('interrupted')
    sys.exit(0 if report(trial, reasons) else 1)


if __name__ == '__main__':
    os.nice(max(0, 10 - os.nice(0)))
    # In the background of a shell interrupts are ignored unless they are asked for.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    main(sys.argv[1:])
