// check_sse.js SSE [FAULTS]: the client against a server that cuts what it sends everywhere. FAULTS is the
// library that lets calls fail. SEAM_EMULATOR, when set, is the command that runs SSE; SEAM_SHORT leaves all but
// the first tests out.
'use strict';

const assert = require('assert');
const net = require('net');
const { spawn } = require('child_process');

const [, , program, faults] = process.argv;
const emulator = (process.env.SEAM_EMULATOR || '').split(' ').filter((word) => word);
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n';

// ---- the server: what each connection gets is a list of pieces, each sent by itself

function pause(ms) {
    return new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
}

async function send(socket, pieces) {
    for (const piece of pieces) {
        if (typeof piece === 'number')
            await pause(piece);
        else if (piece === 'RESET')
            socket.resetAndDestroy();
        else if (piece.length > 0)
            await new Promise((resolve) => socket.write(piece, resolve));
        if (socket.destroyed)
            return;
        await pause(0);
    }
    socket.end();
}

// Serves connection after connection; the last answer is given again and again. Requests are kept.
async function serve(answers, use) {
    const requests = [];
    const times = [];
    const server = net.createServer({ noDelay: true }, (socket) => {
        let request = '';
        socket.on('error', () => {});
        socket.on('data', (data) => {
            request += data.toString('latin1');
            if (!request.endsWith('\r\n\r\n'))
                return;
            times.push(Date.now());
            requests.push(request);
            request = '';
            send(socket, answers[Math.min(requests.length, answers.length) - 1]);
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const result = await use(server.address().port);
    server.close();
    return { ...result, requests, times };
}

// ---- the client

function run(words, environment) {
    return new Promise((resolve) => {
        const [command, ...args] = [...emulator, program, ...words];
        const child = spawn(command, args, { env: { ...process.env, ...environment } });
        const out = [];
        const err = [];
        child.stdout.on('data', (data) => out.push(data));
        child.stderr.on('data', (data) => err.push(data));
        const timer = setTimeout(() => child.kill('SIGKILL'), 30000);
        child.on('close', (code, signal) => {
            clearTimeout(timer);
            resolve({ code, signal, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
        });
    });
}

// All that the client has must be given back, whatever happened.
function live(result) {
    assert.match(result.err.slice(-200), / 0 live blocks\n(fault: not reached\n)?$/);
    return result;
}

async function client(answers, options, environment) {
    return live(await serve(answers, (port) =>
        run(['-v', '-r', '5', ...options, '127.0.0.1', String(port), '/events?x=1'], environment)));
}

// ---- ways to send a body

const chunk = (bytes) => Buffer.concat([Buffer.from(bytes.length.toString(16) + '\r\n'), bytes, Buffer.from('\r\n')]);
const bytesOf = (buffer) => Array.from(buffer, (byte) => Buffer.from([byte]));
const CHUNKED = HEAD + 'Transfer-Encoding: chunked\r\n\r\n';

const ways = {
    whole: (body) => [CHUNKED, chunk(body), '0\r\n\r\n'],
    'every byte by itself': (body) => [...bytesOf(Buffer.from(CHUNKED)), ...bytesOf(Buffer.concat([chunk(body), Buffer.from('0\r\n\r\n')]))],
    // So that between any two bytes, CR and LF among them, there comes what holds no byte of the body.
    'a chunk for every byte, in parts': (body) => [CHUNKED,
        ...bytesOf(body).flatMap((byte) => ['1;nothing=yet\r\n', byte, '\r\n']), '0\r\nTrailer: yes\r\n\r\n'],
    'until the end': (body) => [HEAD + '\r\n', ...bytesOf(body)],
    'with a length': (body) => [HEAD + `content-length: ${body.length}\r\n\r\n`, body.subarray(0, 33), body.subarray(33)],
};

// ---- what is sent, and what must come of it

const BODY = Buffer.concat([
    Buffer.from('\uFEFF: a comment\r\n\r\ndata: f\u00EFrst\r\n\r\n'),
    Buffer.from('event: two\rdata:a\rdata: b\rdata:  c\r\r'),
    Buffer.from('id: 7\nretry: 1\nretry: 2x\ndata: \u{1F600}\\\n\n'),
    Buffer.from('id: 8\u0000\ndata\n\n'), // the id is ignored, the data is one empty line
    Buffer.from('event: no-data\nid: 9\n\n'),
    Buffer.from('data: '), Buffer.from([0xE2, 0x82, 0x41, 0xFF, 0xC3]), Buffer.from('\r\nunknown: x\n:\ndata:y\r\n\r\n'),
    Buffer.from('id\ndata: no id\n\ndata: never ended\n'),
]);
const EVENTS = 'message\t\tf\u00EFrst\ntwo\t\ta\\nb\\n c\nmessage\t7\t\u{1F600}\\\\\nmessage\t7\t\n' +
    'message\t9\t\uFFFDA\uFFFD\uFFFD\\ny\nmessage\t\tno id\n';
const NO_MORE = ['HTTP/1.1 204 No Content\r\n\r\n'];

const tests = {
    async 'events are the same however they are sent'() {
        for (const [name, way] of Object.entries(ways)) {
            const got = await client([way(BODY), NO_MORE], []);
            assert.strictEqual(got.out, EVENTS, name);
            assert.strictEqual(got.code, 0, name);
        }
    },

    async 'a byte order mark is left out once'() {
        const got = await client([[CHUNKED, ...bytesOf(Buffer.concat([chunk(Buffer.from('\uFEFF')),
            chunk(Buffer.from('\uFEFFdata: a\n\ndata: b\n\n'))])), '0\r\n\r\n'], NO_MORE], []);
        assert.strictEqual(got.out, 'message\t\tb\n');
    },

    async 'it connects again with the last id, after the time that it was told'() {
        const first = 'id: caf\u00E9 1\nretry: 120\ndata: one\n\nid: lost\ndata: never';
        const got = await client([[CHUNKED, chunk(Buffer.from(first)), 'RESET'],
            [HEAD + '\r\n', 'data: two\n\ndata: thr'], [HEAD + '\r\n', 'data: three\n\n', 10000]], ['-n', '3']);
        assert.strictEqual(got.out, 'message\tcaf\u00E9 1\tone\nmessage\tcaf\u00E9 1\ttwo\nmessage\tcaf\u00E9 1\tthree\n');
        assert.strictEqual(got.code, 0);
        assert(!/Last-Event-ID/.test(got.requests[0]) && /^GET \/events\?x=1 HTTP\/1.1\r\n/.test(got.requests[0]));
        assert.match(Buffer.from(got.requests[1], 'latin1').toString(), /\r\nLast-Event-ID: caf\u00E9 1\r\n/);
        assert.match(Buffer.from(got.requests[2], 'latin1').toString(), /\r\nLast-Event-ID: caf\u00E9 1\r\n/);
        assert(got.times[1] - got.times[0] >= 120, `${got.times[1] - got.times[0]} ms`);
    },

    async 'what is no answer ends it'() {
        for (const answer of ['HTTP/1.1 404 Not Found\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n',
            'SSH-2.0-x\r\n', 'HTTP/1.1 200 OK\n', HEAD + 'Content-Length: 1x\r\n\r\n',
            HEAD + 'X: y\r\n'.repeat(101) + '\r\n', HEAD + 'X: ' + 'y'.repeat(9000)]) {
            const got = await client([[answer]], []);
            assert.deepStrictEqual([got.code, got.out, got.requests.length], [1, '', 1], answer);
        }
    },

    async 'chunks that are wrong end the connection'() {
        for (const bad of ['x\r\n', '-1\r\n', '11111111111111111\r\n', '5 \r\n', '3\r\nabcd\r\n', '1\ra\r\n', '\r\n']) {
            const got = await client([[CHUNKED, chunk(Buffer.from('data: a\n\n')), bad], NO_MORE], []);
            assert.deepStrictEqual([got.code, got.out], [0, 'message\t\ta\n'], bad);
            assert.match(got.err, /ends: (?!end of)/, bad);
        }
    },

    async 'events that are too large are dropped and told'() {
        const long = `data: ${'x'.repeat(200)}\n\ndata: a\n\n${'data: y\n'.repeat(51)}\ndata: ${'z'.repeat(100)}\n\n`;
        const got = await client([[HEAD + '\r\n', long], NO_MORE], ['-m', '100']);
        assert.strictEqual(got.out, `message\t\ta\nmessage\t\t${'z'.repeat(100)}\n`);
        assert.strictEqual(got.err.match(/an event of more than 100 bytes is dropped/g).length, 2);
    },

    async 'a server that is silent is left'() {
        const got = await client([[CHUNKED, 10000], NO_MORE], ['-i', '50']);
        assert.deepStrictEqual([got.code, got.requests.length], [0, 2]);
    },

    async 'nobody there'() {
        const { port } = await serve([NO_MORE], async (free) => ({ port: free }));
        const start = Date.now();
        const got = live(await run(['-v', '-r', '20', '-t', '3', '127.0.0.1', String(port), '/']));
        assert.strictEqual(got.code, 1);
        assert.strictEqual(got.err.match(/the connection ends/g).length, 3);
        assert(Date.now() - start >= 40);
        assert.strictEqual((await run(['-x', 'a', 'b', 'c'])).code, 2);
        assert.strictEqual((await run(['a', 'b'])).code, 2);
    },

    async 'a peer that is killed at any place'() {
        const whole = Buffer.concat([Buffer.from(CHUNKED), chunk(BODY.subarray(0, 60))]);
        for (let at = 0; at < whole.length; at += 7) {
            const got = await client([[whole.subarray(0, at), 'RESET'], NO_MORE], []);
            assert.strictEqual(got.code, 0, String(at));
        }
    },

    async 'a small pool'() {
        for (const limit of [70000, 150000, 200000, 400000]) {
            const body = Buffer.from(`data: ${'x'.repeat(100000)}\n\n`);
            const got = await serve([[CHUNKED, chunk(body)]], (port) =>
                run(['-v', '-t', '2', '-r', '1', '-n', '1', '-p', String(limit), '127.0.0.1', String(port), '/']));
            assert(got.code === 0 || got.code === 1, got.err);
            assert(/ 0 live blocks\n$/.test(got.err) || /no pool/.test(got.err), got.err);
        }
    },

    async 'calls that fail or do half'() {
        if (!faults || emulator.length > 0)
            return;
        const anyhow = ['read', 'write'].map((call) =>
            `${call}:interrupted:10%,${call}:again:10%,${call}:short:100%`).join(',');
        for (let seed = 1; seed <= 4; seed++) {
            const got = await client([ways.whole(BODY), NO_MORE], [],
                { LD_PRELOAD: faults, SEAM_FAULTS: `seed=${seed},most=${seed},${anyhow}` });
            assert.deepStrictEqual([got.out, got.code], [EVENTS, 0], `seed ${seed}`);
        }
        // One call alone; one that fails ends the connection, and the next one brings the same.
        for (const call of ['read:short', 'read:again', 'read:interrupted', 'read:failed', 'write:short', 'write:again',
            'write:interrupted', 'write:failed']) {
            let n = 0;
            let got;
            do {
                got = await client([ways.whole(BODY), ways.whole(BODY), NO_MORE], ['-n', '6'],
                    { LD_PRELOAD: faults, SEAM_FAULTS: `${call}:${++n}` });
                assert.deepStrictEqual([got.out, got.code], [EVENTS, 0], `${call}:${n}`);
            } while (!/fault: not reached/.test(got.err) && n < 300);
            assert(n > 1 && n < 300, `${call}: ${n}`);
        }
        let failed = 0;
        for (let n = 1; n <= 12; n++) {
            const got = await serve([ways.whole(BODY), NO_MORE], (port) => run(['-v', '-r', '1', '127.0.0.1',
                String(port), '/'], { LD_PRELOAD: faults, SEAM_FAULTS: `mmap:memory:${n}${n % 2 ? '+' : ''}` }));
            assert(/ 0 live blocks\n(fault: not reached\n)?$/.test(got.err) || /no pool/.test(got.err), `mmap ${n}: ${got.err}`);
            assert(got.code === 1 || got.out === EVENTS, `mmap ${n}: ${got.code} ${got.out}`);
            failed += got.code;
        }
        assert(failed > 0, 'no mmap has failed');
    },
};

// Events that come a byte at a time, over two connections, until there are no more.
async function show(client) {
    const event = (id, text) => Buffer.from(`id: ${id}\ndata: ${text}\n\n`);
    const slowly = (body) => [CHUNKED, ...bytesOf(body).flatMap((byte) => [chunk(byte), 10]), '0\r\n\r\n'];
    await serve([slowly(Buffer.concat([event(1, 'na\u00EFve'), event(2, 'caf\u00E9'), Buffer.from('retry: 500\n')])),
        slowly(event(3, '\u{1F600}')), NO_MORE], (port) => new Promise((resolve) =>
        spawn(client, ['-v', '127.0.0.1', String(port), '/'], { stdio: 'inherit' }).on('close', resolve)));
}

(async () => {
    if (program === '--demo') {
        await show(faults);
        return;
    }
    for (const [name, test] of Object.entries(tests).slice(0, process.env.SEAM_SHORT ? 2 : undefined)) {
        const start = Date.now();
        await test();
        console.log(`ok  ${name}  ${Date.now() - start} ms`);
    }
})().catch((error) => {
    console.error(error);
    process.exit(1);
});
