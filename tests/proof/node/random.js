// Random numbers, the same on every machine for the same seed: xorshift.
'use strict';

const mask = (1n << 64n) - 1n;

module.exports = (seed) => {
  let state = BigInt(seed || 1) | 1n;
  // Uniform in [0, n).
  function below(n) {
    state ^= (state << 13n) & mask;
    state ^= state >> 7n;
    state ^= (state << 17n) & mask;
    return Number((state >> 11n) % BigInt(n));
  }
  return { below, pick: (list) => list[below(list.length)] };
};
