"""The list of mutants that no test can kill, each with the reason: the file `explained`.

An entry is four lines or more, and a blank line ends it:

    FILE FUNCTION [NTH]
    - the line as it is
    + the line of the mutant
    Why nobody can tell the two apart.

NTH counts equal changes of equal lines in one function. A line is given with single blanks, and files by
name alone, so that an entry stays true when lines and files move.
"""


def read(path):
    """The reasons, by the key of the mutant."""
    reasons = {}
    with open(path, encoding='utf-8') as file:
        entries = file.read().split('\n\n')
    for entry in entries:
        lines = [line for line in entry.split('\n') if line and not line.startswith('#')]
        if not lines:
            continue
        head = lines[0].split()
        reason = ' '.join(lines[3:])
        if len(head) not in (2, 3) or lines[1][:2] != '- ' or lines[2][:2] != '+ ' or not reason:
            raise ValueError(f'{path}: not an entry: {lines[0]}')
        nth = int(head[2]) if len(head) == 3 else 1
        reasons[head[0], head[1], lines[1][2:], lines[2][2:], nth] = reason
    return reasons


def entry(mutant):
    """What to add to the list, but for the reason."""
    name, owner, before, after, nth = mutant.key()
    return f'{name} {owner}{f" {nth}" if nth > 1 else ""}\n- {before}\n+ {after}'
