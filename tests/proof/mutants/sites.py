"""Where a C file can be changed in one small way, and how: its mutants.

Code is read as text that clang-format has laid out: binary operators stand between blanks, unary ones and
the stars of declarations do not.
"""
import bisect
import hashlib
import os
import re

KINDS = ('operator', 'boundary', 'constant', 'deletion', 'negation')

OTHER_OPERATOR = {
    '+': '-', '-': '+', '*': '/', '/': '*', '%': '/', '&': '|', '|': '&', '^': '|', '<<': '>>', '>>': '<<',
    '&&': '||', '||': '&&', '+=': '-=', '-=': '+=', '*=': '/=', '/=': '*=', '|=': '&=', '&=': '|=',
    '^=': '|=', '<<=': '>>=', '>>=': '<<=', '==': '!=', '!=': '==',
    '<': '>=', '>=': '<', '>': '<=', '<=': '>',
}
OTHER_BOUNDARY = {'<': '<=', '<=': '<', '>': '>=', '>=': '>'}

# Calls and attributes that no test can miss or that are checks themselves.
NOT_CODE = re.compile(r'\b(?:SEAM_ASSERT(?:_SLOW)?|SEAM_STATIC_ASSERT|_Static_assert|__attribute__|'
                      r'__builtin_prefetch|SEAM_PROBE\w*)\s*\(')
# Where a function, a table or a macro begins: the name that a mutant is known by.
OWNER = re.compile(r'(?:#define (\w+)|'
                   r'(?!typedef|return|else|static_assert)[A-Za-z_][^;=(]*?\b(\w+)(?:\(|\[|\s=))')
# An assignment, a call or an increment that is a statement of its own.
STATEMENT = re.compile(
    r'(?:(?<=[;{}:)])|(?<=\belse)|(?<=\bdo))\s*\n[ ]+'
    r'((?:\*|\+\+|--)*(?!(?:return|goto|case|default|if|for|while|do|else|switch|'
    r'typedef|struct|union|enum|static|const|void|sizeof)\b)[A-Za-z_](?:[\w.]|->|\[[^;\[\]]*\]|\([^;{}]*?\))*'
    r'(?:\+\+|--|\s[-+*/%&|^]?=\s[^;{}]*|\s(?:<<|>>)=[^;{}]*)?;|return;)')


class Mutant:
    """One change of one file: [start, end) of `text` becomes `new`."""

    def __init__(self, path, text, start, end, new, kind):
        self.path, self.kind = path, kind
        self.start, self.end, self.new = start, end, new
        self.line = text.count('\n', 0, start) + 1
        first = text.rfind('\n', 0, start) + 1
        last = text.find('\n', end)
        self.before = ' '.join(text[first:last].split())
        self.after = ' '.join((text[first:start] + new + text[end:last]).split())
        self.owner = '-'
        self.nth = 1

    def apply(self, text):
        """The changed text, with as many lines as before, so that assertions name the same ones."""
        return text[:self.start] + self.new + '\n' * text.count('\n', self.start, self.end) + text[self.end:]

    def key(self):
        """What the mutant is known by wherever its lines and its file go: files have names of their own."""
        return (os.path.basename(self.path), self.owner, self.before, self.after, self.nth)

    def name(self):
        return hashlib.sha1('\0'.join(map(str, self.key())).encode()).hexdigest()[:8]


def blank(text):
    """As many blanks, on as many lines."""
    return re.sub(r'[^\n]', ' ', text)


def closing(text, at):
    """One past the bracket that closes the one at `at`, or the end of the text."""
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] in '([{') - (text[i] in ')]}')
        if depth == 0:
            return i + 1
    return len(text)


def code_of(text):
    """The text with all that is not to be changed blanked out, each letter where it was."""
    text = re.sub(r'/\*.*?\*/', lambda m: blank(m[0]), text, flags=re.S)
    text = re.sub(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'',
                  lambda m: m[0][0] + '_' * (len(m[0]) - 2) + m[0][0], text)
    text = re.sub(r'^#(?!define)(?:.*\\\n)*.*$', lambda m: blank(m[0]), text, flags=re.M)
    text = re.sub(r'^#define \w+(?:\([^)]*\))?', lambda m: blank(m[0]), text, flags=re.M)
    while True:
        found = NOT_CODE.search(text)
        if not found:
            return text
        end = closing(text, found.end() - 1)
        text = text[:found.start()] + blank(text[found.start():end]) + text[end:]


def operators(code):
    for found in re.finditer(r'(?<=[ ])([-+*/%&|^=!<>]{1,3})(?=[ \n])', code):
        old = found[1]
        if old in OTHER_OPERATOR:
            yield found.start(1), found.end(1), OTHER_OPERATOR[old], 'operator'
        if old in OTHER_BOUNDARY:
            yield found.start(1), found.end(1), OTHER_BOUNDARY[old], 'boundary'
    for found in re.finditer(r'\+\+|--', code):
        yield found.start(), found.end(), '--' if found[0] == '++' else '++', 'operator'


def constants(code):
    for found in re.finditer(r'(?<![\w.])(0[xX][0-9A-Fa-f]+|\d+)([uUlL]*)(?![\w.])', code):
        value = int(found[1], 0) if found[1][:2].lower() == '0x' else int(found[1])
        for other in (value + 1, value - 1):
            if other >= 0:
                shown = hex(other) if found[1][:2].lower() == '0x' else str(other)
                yield found.start(), found.end(), shown + found[2], 'constant'
    for found in re.finditer(r'\b(true|false)\b', code):
        yield found.start(), found.end(), 'false' if found[1] == 'true' else 'true', 'constant'


def negations(code, text):
    for found in re.finditer(r'\b(?:if|while) \(', code):
        start = found.end() - 1
        end = closing(code, start)
        yield start, end, '(!' + text[start:end] + ')', 'negation'


def deletions(code):
    for found in STATEMENT.finditer(code):
        yield found.start(1), found.end(1), ';', 'deletion'


def owners(text):
    """Where each name begins that can own a mutant, in order, and the names."""
    starts, names = [0], ['-']
    at = 0
    for line in text.split('\n'):
        found = OWNER.match(line)
        if found:
            starts.append(at)
            names.append(found[1] or found[2])
        at += len(line) + 1
    return starts, names


def mutants_of(path, text):
    """Every mutant of a file; none of one that a program has made."""
    if text.startswith('/* Made by '):
        return []
    code = code_of(text)
    starts, names = owners(text)
    found, count = [], {}
    sites = [*operators(code), *constants(code), *negations(code, text), *deletions(code)]
    for start, end, new, kind in sorted(sites):
        mutant = Mutant(path, text, start, end, new, kind)
        mutant.owner = names[bisect.bisect_right(starts, start) - 1]
        count[mutant.key()] = mutant.nth = count.get(mutant.key(), 0) + 1
        found.append(mutant)
    return found
