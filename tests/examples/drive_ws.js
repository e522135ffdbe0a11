// Drives the example server with ws, the WebSocket library of npm:
//
//     node drive_ws.js SERVER NODE_MODULES [--long]
//
// Echoes of every kind and size, fragments, pings, closes and their codes, compression with the parameters that
// may be negotiated, many connections at once, and clients that are killed.
'use strict';
const assert = require('assert');
const { spawn } = require('child_process');
const { once } = require('events');
const path = require('path');
const [, , server, modules, mode] = process.argv;
const WebSocket = require(path.join(path.resolve(modules), 'ws'));
const long = mode === '--long';
const MiB = 1 << 20;
let url;
let n = 0;

function startServer() {
  const words = (process.env.SEAM_EMULATOR || '').split(' ').filter(Boolean).concat(server, '--port', '0');
  const child = spawn(words[0], words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  child.text = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (child.text += text));
  return child;
}

async function untilSaid(child, pattern) {
  for (;;) {
    const found = child.text.match(pattern);
    if (found) return found;
    await once(child.stdout, 'data');
  }
}

async function dial(options) {
  const ws = new WebSocket(url, { perMessageDeflate: false, ...options });
  ws.on('upgrade', (response) => (ws.agreed = response.headers['sec-websocket-extensions']));
  await once(ws, 'open');
  return ws;
}

async function hangUp(ws, code = 1000, reason = '') {
  ws.close(code, reason);
  const [got] = await once(ws, 'close');
  assert.strictEqual(got, code);
}

function same(message, isBinary, data) {
  n++;
  assert.strictEqual(isBinary, typeof data !== 'string');
  assert.ok(message.equals(Buffer.from(data)), `${message.length} bytes`);
}

async function echo(ws, data, options) {
  ws.send(data, options);
  const [message, isBinary] = await once(ws, 'message');
  same(message, isBinary, data);
}

// Text of about `length` bytes with characters of every length, which any cut may go through.
function text(length) {
  return 'a\u00e9\u4e2d\u{1f600}'.repeat(length / 10 + 1).slice(0, length / 2);
}

async function sizes(options) {
  const ws = await dial(options);
  const lengths = [0, 1, 125, 126, 127, 128, 65535, 65536, 65537, MiB, 16 * MiB];
  for (const length of lengths.filter((l) => long || l <= MiB || options === undefined)) {
    await echo(ws, Buffer.alloc(length, 0xfe));
    await echo(ws, 'x'.repeat(length));
    if (length > 2) await echo(ws, text(length));
  }
  await hangUp(ws);
}

async function fragments(options) {
  const ws = await dial(options);
  const parts = ['caf', '\u00e9', '', ' \u4e2d\u6587 ', '\u{1f600}'.repeat(1000)];
  const whole = once(ws, 'message');
  parts.forEach((part, i) => {
    ws.send(part, { fin: i === parts.length - 1 });
    ws.ping(String(i));
  });
  const [message, isBinary] = await whole;
  same(message, isBinary, parts.join(''));
  for (const size of [1, 64, 4096]) {
    const bytes = Buffer.from(text(size * 60));
    const answer = once(ws, 'message');
    for (let at = 0; at < bytes.length; at += size) {
      ws.send(bytes.subarray(at, at + size), { fin: at + size >= bytes.length, binary: false });
    }
    const [got, binary] = await answer;
    same(got, binary, bytes.toString());
  }
  await hangUp(ws);
}

async function pings() {
  const ws = await dial();
  for (const payload of ['', 'ping', Buffer.alloc(125, 0xff)]) {
    ws.ping(payload);
    const [got] = await once(ws, 'pong');
    assert.ok(got.equals(Buffer.from(payload)));
    n++;
  }
  ws.pong('unasked');
  await echo(ws, 'still there');
  await hangUp(ws);
}

async function closes() {
  for (const code of [1000, 1001, 1003, 1007, 1011, 1013, 3000, 4999]) {
    await hangUp(await dial(), code, 'r\u00e9ason '.repeat(10));
    n++;
  }
  const ws = await dial();
  ws.send(Buffer.from([0xed, 0xa0, 0x80]), { binary: false });
  const [code] = await once(ws, 'close');
  assert.strictEqual(code, 1007);
}

// What may be negotiated, and what the server says it will do.
async function compression() {
  const offers = [
    [{}, ''],
    [{ serverNoContextTakeover: true }, '; server_no_context_takeover'],
    [{ clientNoContextTakeover: true }, '; client_no_context_takeover'],
    [{ serverMaxWindowBits: 9 }, '; server_max_window_bits=9'],
    [{ serverMaxWindowBits: 12, clientMaxWindowBits: 10 }, '; server_max_window_bits=12'],
  ];
  for (const [offer, expected] of offers) {
    const perMessageDeflate = { threshold: 0, ...offer };
    const ws = await dial({ perMessageDeflate });
    assert.strictEqual(ws.agreed, 'permessage-deflate' + expected);
    for (let i = 0; i < 50; i++) await echo(ws, `message ${i} `.repeat(i));
    await echo(ws, Buffer.from(Array.from({ length: 100000 }, (_, i) => (i * i) >> 3)));
    await echo(ws, 'not compressed', { compress: false });
    await hangUp(ws);
    await sizes({ perMessageDeflate });
    await fragments({ perMessageDeflate });
  }
}

// Many connections that send before they have an answer, some of which are killed.
async function many() {
  await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      const ws = await dial({ perMessageDeflate: i % 2 === 0 });
      const sent = Array.from({ length: 30 }, (__, k) => text(10 + ((i * 37 + k * 1009) % 20000)));
      let at = 0;
      const done = new Promise((resolve) => {
        ws.on('message', (message, isBinary) => {
          same(message, isBinary, sent[at++]);
          if (at === sent.length) resolve();
          if (i % 10 === 9) resolve(ws.terminate());
        });
      });
      for (const data of sent) ws.send(data);
      await done;
      if (i % 10 !== 9) await hangUp(ws);
    })
  );
}

async function main() {
  const child = startServer();
  const exited = once(child, 'exit');
  url = (await untilSaid(child, /listening on (\S+)\n/))[1];
  await sizes();
  await fragments();
  await pings();
  await closes();
  await compression();
  await many();
  child.kill('SIGTERM');
  await untilSaid(child, /^0 blocks are live\n/m);
  assert.deepStrictEqual(await exited, [0, null]);
  const { version } = require(path.join(path.resolve(modules), 'ws', 'package.json'));
  console.log(`ws ${version}: ${n} echoes, pongs and closes`);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
