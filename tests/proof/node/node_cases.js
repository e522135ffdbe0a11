// Prints what Node's StringDecoder and TextDecoder do with random input, one case a line, for
// tests/proof/node/node_replay.c to hold the library against.
//
//   node tests/proof/node/node_cases.js CASES SEED
//
//   sd utf8 w41e2=4100 w82= e=fdff         StringDecoder: write and end; output in UTF-16LE
//   se base64 w616263=59574a6a e=          StringDecoder of bytes; output in ASCII
//   bf base64 w5957= w4a6a= e=616263       Buffer.from() of the whole text, in chunks; output with its end
//   at base64 w5957= w4a= e=!              atob() of it; `!` is an exception
//   td utf-8 1 0 w41=4100 wff=! e=         TextDecoder, fatal, ignoreBOM; w is {stream: true}, f is not,
//                                          e is f without input; `!` is a TypeError
'use strict';
const { StringDecoder } = require('string_decoder');
const { below, pick } = require('./random.js')(process.argv[3]);

// ---- input

const points = [0x41, 0x7a, 0x00, 0x7f, 0x80, 0xe9, 0x141, 0x7ff, 0x800, 0x20ac, 0xfeff, 0xfffd, 0xffff,
  0x10000, 0x1f44d, 0x10ffff];
const bytes = [0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed,
  0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xf7, 0xf8, 0xff, 0xbb, 0xfe];
const units = [0x0041, 0x00e9, 0x20ac, 0xd800, 0xd83d, 0xdbff, 0xdc00, 0xdc4d, 0xdfff, 0xfeff, 0xfffe, 0x0000];

function piece(name) {
  if (name.startsWith('utf-16') || name === 'utf16le') {
    const unit = below(8) === 0 ? below(65536) : pick(units);
    const pair = [unit & 255, unit >> 8];
    return Buffer.from(name === 'utf-16be' ? pair.reverse() : pair);
  }
  if (name === 'utf-8' || name === 'utf8') {
    const good = Buffer.from(String.fromCodePoint(pick(points)), 'utf8');
    switch (below(4)) {
      case 0: return good;
      case 1: return good.subarray(0, 1 + below(good.length));
      case 2: return Buffer.from([pick(bytes)]);
      default: return Buffer.from([pick(bytes), pick(bytes)]);
    }
  }
  return Buffer.from([below(256)]);
}

function input(name) {
  const parts = [];
  if (below(3) === 0)
    parts.push(Buffer.from(pick(['efbbbf', 'fffe', 'feff', 'efbb', 'ef', 'efbbbfefbbbf', 'fffefffe']), 'hex'));
  for (let n = below(8); n > 0; n--) parts.push(piece(name));
  const whole = Buffer.concat(parts);
  return below(6) === 0 ? whole.subarray(0, below(whole.length + 1)) : whole;
}

// Cuts at random, empty chunks included.
function chunks(whole) {
  const list = [];
  while (whole.length > 0) {
    const n = below(4) === 0 ? 0 : 1 + below(below(2) ? 2 : whole.length);
    list.push(whole.subarray(0, n));
    whole = whole.subarray(n);
  }
  return list;
}

const utf16 = (s) => Buffer.from(s, 'utf16le').toString('hex');

// ---- StringDecoder: two streams, one after the other, and end() twice

function stringDecoderCase() {
  const name = pick(['utf8', 'utf8', 'utf16le', 'utf16le', 'latin1', 'ascii']);
  const decoder = new StringDecoder(name);
  let line = `sd ${name}`;
  for (let stream = 0; stream < 2; stream++) {
    for (const chunk of chunks(input(name)))
      line += ` w${chunk.toString('hex')}=${utf16(decoder.write(chunk))}`;
    line += ` e=${utf16(decoder.end())}`;
    if (below(4) === 0) line += ` e=${utf16(decoder.end())}`;
  }
  return line;
}

// ---- TextDecoder

// Bytes of single-byte encodings that Node decodes otherwise than the index of the standard says. It has no
// iso-8859-16.
const differs = {
  'ibm866': [0x1a, 0x1c, 0x7f],
  'windows-874': [0xdb, 0xdc, 0xdd, 0xde, 0xfc, 0xfd, 0xfe, 0xff],
  'windows-1253': [0xaa],
  'windows-1255': [0xca],
  'koi8-u': [0xae, 0xbe],
};
const singles = ['ibm866', 'iso-8859-2', 'iso-8859-3', 'iso-8859-4', 'iso-8859-5', 'iso-8859-6', 'iso-8859-7',
  'iso-8859-8', 'iso-8859-8-i', 'iso-8859-10', 'iso-8859-13', 'iso-8859-14', 'iso-8859-15', 'koi8-r', 'koi8-u',
  'macintosh', 'windows-874', 'windows-1250', 'windows-1251', 'windows-1252', 'windows-1253', 'windows-1254',
  'windows-1255', 'windows-1256', 'windows-1257', 'windows-1258', 'x-mac-cyrillic'];

// The tables of another version have not been looked through.
const isKnown = process.version.startsWith('v20.');
if (!isKnown) console.error(`node_cases: single-byte encodings are left out, this is node ${process.version}`);

function textDecoderCase() {
  const single = isKnown ? pick(singles) : 'utf-16be';
  const name = pick(['utf-8', 'utf-8', 'utf-8', 'utf-16le', 'utf-16be', single]);
  const fatal = below(2) === 1;
  const ignoreBOM = below(2) === 1;
  const decoder = new TextDecoder(name, { fatal, ignoreBOM });
  const isSingle = !name.startsWith('utf');
  let line = `td ${name} ${+fatal} ${+ignoreBOM}`;
  let stopped = false;
  // Of UTF-16 what follows a throw is an artefact of ICU.
  const call = (letter, hex, decode) => {
    if (stopped) return;
    try {
      line += ` ${letter}${hex}=${utf16(decode())}`;
    } catch {
      line += ` ${letter}${hex}=!`;
      stopped = name !== 'utf-8';
    }
  };
  for (let stream = 0; stream < 2; stream++) {
    let whole = input(name);
    if (differs[name]) whole = whole.filter((byte) => !differs[name].includes(byte));
    const list = chunks(whole);
    // One-shot decoding of single-byte encodings is not to be trusted.
    const last = !isSingle && below(2) === 1 ? list.pop() : undefined;
    for (const chunk of list)
      call('w', chunk.toString('hex'), () => decoder.decode(chunk, { stream: true }));
    if (last) call('f', last.toString('hex'), () => decoder.decode(last));
    else call('e', '', () => decoder.decode());
  }
  return line;
}

// ---- hex and base64

const latin1 = (s) => Buffer.from(s, 'latin1').toString('hex');
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const others = [' ', '\t', '\n', '\f', '\r', '=', '==', '-', '_', '!', '\v', '\0', '\x80', '\xa0', '\xff'];

// Digits with what may be between them; now and then nothing but what RFC 4648 has.
function digitText(name) {
  const plain = Buffer.from(Array.from({ length: below(below(8) ? 24 : 300) }, () => below(256)));
  let text = plain.toString(name);
  const n = below(4);
  for (let i = 0; i < n; i++) {
    const at = below(text.length + 1);
    const what = below(2) ? pick(others) : name === 'hex' ? pick(digits) : digits[below(64)];
    text = text.slice(0, at) + what + text.slice(at + below(2));
  }
  return below(4) ? text : text.slice(0, below(text.length + 1));
}

function codecCase() {
  const name = pick(['hex', 'base64', 'base64url']);
  if (below(3) === 0) {
    const decoder = new StringDecoder(name);
    let line = `se ${name}`;
    for (let stream = 0; stream < 2; stream++) {
      for (const chunk of chunks(input('latin1')))
        line += ` w${chunk.toString('hex')}=${latin1(decoder.write(chunk))}`;
      line += ` e=${latin1(decoder.end())}`;
    }
    return line;
  }
  const text = digitText(name);
  const isAtob = name === 'base64' && below(2) === 1;
  let line = isAtob ? 'at base64' : `bf ${name}`;
  for (const chunk of chunks(Buffer.from(text, 'latin1'))) line += ` w${chunk.toString('hex')}=`;
  if (!isAtob) return `${line} e=${Buffer.from(text, name).toString('hex')}`;
  try {
    return `${line} e=${latin1(atob(text))}`;
  } catch {
    return `${line} e=!`;
  }
}

const lines = [];
for (let n = Number(process.argv[2] || 1000); n > 0; n--)
  lines.push(pick([stringDecoderCase, textDecoderCase, codecCase])());
process.stdout.write(lines.join('\n') + '\n');
