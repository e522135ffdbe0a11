// The echo server of npm's ws: node ws_echo.js NODE_MODULES. As ours it takes 16 MiB, and here no compression.
'use strict';
const path = require('path');
const { WebSocketServer } = require(path.join(path.resolve(process.argv[2]), 'ws'));
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1 << 24, backlog: 1024 });
server.on('connection', (ws) => ws.on('message', (data, binary) => ws.send(data, { binary })));
server.on('listening', () => console.log(`listening on ws://127.0.0.1:${server.address().port}`));
