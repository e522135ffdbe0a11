// Prints what the methods of Node's Buffer do with random arguments, one case a line, for
// tests/proof/node/buffer_replay.c to hold the library against.
//
//   node tests/proof/node/buffer_cases.js CASES SEED
//
// A line is the name of a method and its arguments, then `=` and the result: bytes in hex, which are preceded
// by `x` so that none is left out, numbers as Number.toString() has them, `!` where the method throws.
'use strict';
const { isAscii, isUtf8 } = require('buffer');
const { below, pick } = require('./random.js')(process.argv[3]);

const hex = (bytes) => 'x' + Buffer.from(bytes).toString('hex');
const attempt = (call) => {
  try {
    return call();
  } catch {
    return '!';
  }
};

// ---- arguments

// Few values, so that searches find something and fills repeat.
function few(n) {
  const values = 1 + below(3);
  return Buffer.from(Array.from({ length: n }, () => 0x61 + below(values)));
}
const many = (n) => Buffer.from(Array.from({ length: n }, () => below(256)));
const input = () => (below(2) ? few(below(40)) : many(below(40)));
const index = (n) =>
  pick([0, -1, 1, n, n - 1, n + 1, -n, -n - 1, NaN, Infinity, -Infinity, 0.5, -0.5, -1.5, below(50) - 25, below(50) / 3]);
const offset = (n) => pick([0, below(n + 2), below(n + 2), n, n + 1]);

const points = [0x41, 0x7a, 0x7f, 0xe9, 0x7ff, 0x800, 0x20ac, 0xfffd, 0xffff, 0x10000, 0x1f44d, 0x10ffff];
const text = () => String.fromCodePoint(...Array.from({ length: below(12) }, () => pick(points)));

// ---- methods

const order = () => pick(['LE', 'BE']);

function numberOf(bits) {
  const edge = 2n ** BigInt(below(65));
  const n = pick([edge, edge - 1n, -edge, -edge - 1n, BigInt(below(256)), 0n]);
  return bits <= 48 ? Number(BigInt.asIntN(54, n)) : n;
}

const methods = {
  compare() {
    const a = input();
    const b = below(3) ? Buffer.from(a) : input();
    if (b.length && below(2)) b[below(b.length)] = below(256);
    return `${hex(a)} ${hex(b)} =${Buffer.compare(a, b)} ${+a.equals(b)}`;
  },
  find() {
    const hay = input();
    const needle = below(3) ? hay.subarray(below(hay.length + 1)).subarray(0, below(5)) : few(below(4));
    const at = index(hay.length);
    return `${hex(hay)} ${hex(needle)} ${at} =${hay.indexOf(needle, at)} ${hay.lastIndexOf(needle, at)}`;
  },
  // Node searches half a unit too far in bytes of odd length.
  find16() {
    const hay = few(2 * below(20));
    const needle = below(3) ? hay.subarray(2 * below(hay.length / 2 + 1)).subarray(0, 2 * (1 + below(3)))
      : few(2 * (1 + below(2)));
    if (needle.length === 0) return methods.find16();
    const from = 2 * below(hay.length / 2 + 1);
    return `${hex(hay)} ${hex(needle)} ${from} =${hay.indexOf(needle, from, 'utf16le')} ` +
      `${hay.lastIndexOf(needle, from, 'utf16le')}`;
  },
  fill() {
    const pattern = input().subarray(0, below(9));
    const n = below(40);
    // Node refuses an empty Buffer, and takes the empty string for 0.
    const to = Buffer.alloc(n, 0x5a);
    return `${n} ${hex(pattern)} =${hex(to.fill(pattern.length ? pattern : ''))}`;
  },
  fillSelf() {
    const to = many(1 + below(30));
    const from = below(to.length);
    const n = 1 + below(to.length - from);
    const before = hex(to);
    return `${before} ${from} ${n} =${hex(to.fill(Buffer.from(to.subarray(from, from + n))))}`;
  },
  swap() {
    const bytes = many(below(34));
    const unit = pick([2, 4, 8]);
    const before = hex(bytes);
    return `${before} ${unit} =${attempt(() => hex(bytes[`swap${8 * unit}`]()))}`;
  },
  copy() {
    const bytes = many(1 + below(40));
    const before = hex(bytes);
    const [to, from] = [below(bytes.length + 1), below(bytes.length)];
    const end = from + below(bytes.length - from + 1);
    const n = bytes.copy(bytes, to, from, end);
    return `${before} ${to} ${from} ${end} =${n} ${hex(bytes)}`;
  },
  slice() {
    const bytes = input();
    const [start, end] = [index(bytes.length), index(bytes.length)];
    return `${hex(bytes)} ${start} ${end} =${hex(bytes.subarray(start, end))}`;
  },
  // Of an empty list Node gives nothing, whatever the total is; the library gives that many zeros.
  concat() {
    const list = Array.from({ length: 1 + below(4) }, input);
    const sum = list.reduce((n, part) => n + part.length, 0);
    const total = pick([sum, below(sum + 20)]);
    return `${list.map(hex).join(',')} ${total} =${hex(Buffer.concat(list, total))} ${hex(Buffer.concat(list))}`;
  },
  write() {
    const string = text();
    const to = Buffer.alloc(below(40), 0x5a);
    const at = below(to.length + 1);
    const n = to.write(string, at);
    return `${to.length} ${at} ${hex(string)} =${n} ${hex(to)}`;
  },
  is() {
    const bytes = below(2) ? Buffer.from(text()) : few(below(70));
    if (bytes.length && below(2)) bytes[below(bytes.length)] = below(256);
    return `${hex(bytes)} =${+isAscii(bytes)} ${+isUtf8(bytes)}`;
  },
  read() {
    const bytes = many(below(12));
    const [n, o] = [1 + below(6), order()];
    const at = offset(bytes.length);
    return `${hex(bytes)} ${at} ${n} ${o} =${attempt(() => bytes[`readUInt${o}`](at, n))} ` +
      `${attempt(() => bytes[`readInt${o}`](at, n))}`;
  },
  read64() {
    const bytes = many(below(12));
    const o = order();
    const at = offset(bytes.length);
    return `${hex(bytes)} ${at} 8 ${o} =${attempt(() => bytes[`readBigUInt64${o}`](at))} ` +
      `${attempt(() => bytes[`readBigInt64${o}`](at))}`;
  },
  // What a number of JavaScript cannot be told apart by is left out: the bits of a NaN.
  float() {
    const bytes = Buffer.alloc(below(12));
    const number = pick([0, -0, 1.5, -2.25, Infinity, -Infinity, 1e-310, 3.5e38, Math.PI, below(1000) / 7]);
    const at = offset(bytes.length);
    const o = order();
    const kind = pick(['Float', 'Double']);
    const image = Buffer.alloc(8);
    image.writeDoubleBE(kind === 'Float' ? Math.fround(number) : number);
    return `${kind} ${bytes.length} ${at} ${o} ${hex(image)} =` +
      attempt(() => (bytes[`write${kind}${o}`](number, at), hex(bytes)));
  },
  store() {
    const bytes = Buffer.alloc(below(12), 0x5a);
    const at = offset(bytes.length);
    const o = order();
    const n = pick([1, 2, 3, 4, 5, 6, 8]);
    const value = numberOf(8 * n);
    const signed = below(2) === 1;
    const name = n === 8 ? `writeBig${signed ? '' : 'U'}Int64${o}` : `write${signed ? '' : 'U'}Int${o}`;
    return `${bytes.length} ${at} ${n} ${o} ${+signed} ${BigInt(value)} =` +
      attempt(() => (n === 8 ? bytes[name](value, at) : bytes[name](value, at, n), hex(bytes)));
  },
};

const names = Object.keys(methods);
const lines = [];
for (let n = Number(process.argv[2] || 1000); n > 0; n--) {
  const name = pick(names);
  lines.push(`${name} ${methods[name]()}`);
}
process.stdout.write(lines.join('\n') + '\n');
