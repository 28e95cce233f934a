const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

/**
 * The smallest machine that shows what was executed, how often and by whom: every command is an op
 * that its state remembers, except one that comes from an outbox and was seen before.
 */
export const tallyMachine = {
  kind: "tally",
  engineVersion: 1,
  decide(state, command) {
    const seen = state?.seen ?? [];
    if (command.from !== undefined && seen.includes(command.from)) {
      return { answer: { count: seen.length, repeated: true } };
    }
    return { op: command, answer: { count: seen.length + 1, nonce: command.nonce } };
  },
  apply: (state, op) => ({ seen: [...(state?.seen ?? []), op.from ?? op.nonce] }),
  opKind: () => "tally",
  isTombstone: () => false,
  encodeOp: encode,
  decodeOp: decode,
  encodeState: encode,
  decodeState: decode,
  stateBytes: (state) => 100 + state.seen.length * 40,
};
