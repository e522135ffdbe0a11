// What node has for a text that comes in chunks. The addon calls this for each round.
'use strict';

const { StringDecoder } = require('string_decoder');

let last = {};

// The chunks as a socket would have given them, cut once for each text and length.
function chunksOf(bytes, length) {
    if (last.bytes === bytes && last.length === length)
        return last.chunks;
    const chunks = [];
    for (let at = 0; at < bytes.length; at += length)
        chunks.push(bytes.subarray(at, Math.min(at + length, bytes.length)));
    last = { bytes, length, chunks };
    return chunks;
}

function withStringDecoder(chunks) {
    const decoder = new StringDecoder('utf8');
    let units = 0;
    for (const chunk of chunks)
        units += decoder.write(chunk).length;
    return units + decoder.end().length;
}

function withTextDecoder(chunks) {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    let units = 0;
    for (const chunk of chunks)
        units += decoder.decode(chunk, { stream: true }).length;
    return units + decoder.decode().length;
}

// Returns how many UTF-16 units the text has.
module.exports = (name, bytes, length, reps) => {
    const chunks = chunksOf(bytes, length);
    const decode = name === 'StringDecoder' ? withStringDecoder : withTextDecoder;
    let units = 0;
    for (; reps > 0; reps--)
        units = decode(chunks);
    return units;
};
