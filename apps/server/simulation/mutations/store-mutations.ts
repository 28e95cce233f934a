import { type Mutation, planted } from "./mutation.js";

const dist = "packages/persistence/dist";

/** Bugs in the host, the store and the engine. */
export const storeMutations: readonly Mutation[] = [
  planted("no fence: an op is appended wherever its place is", {
    file: `${dist}/memory/memory-engine.js`,
    find: "if (op.seq !== (last?.seq ?? 0) + 1)\n        return false;",
    replace: "return true;",
  }),
  planted("the answer leaves before the commit", {
    file: `${dist}/store/engine-tenant-store.js`,
    find: "const result = await untilKnown(() => this.#engine.commit(this.tenant, sealed, this.#clock.nowMs()), this.#clock);",
    replace: `untilKnown(() => this.#engine.commit(this.tenant, sealed, this.#clock.nowMs()), this.#clock)
        .catch(() => {});
      const result = { outcome: "won" };`,
  }),
  planted("a commit of unknown outcome is decided anew at a new seq", {
    file: `${dist}/engine/until-known.js`,
    find: "if (!maybeMade)",
    replace: 'if (maybeMade) return { outcome: "lost", entity: "" };\n            if (!maybeMade)',
  }),
  planted("a commit that was made already counts as lost", {
    file: `${dist}/memory/memory-engine.js`,
    find: "if (first !== undefined && isCommitted(entities.get(first.entity), first))",
    replace: "if (false)",
  }),
  planted("a set is committed row by row", {
    file: `${dist}/host/command-set.js`,
    find: "return await store.commit(rows);",
    replace: `const all = [];
          for (const row of rows) {
            const result = await store.commit([row]);
            if (result.outcome !== "won") return result;
            all.push(...result.rows);
          }
          return { outcome: "won", rows: all };`,
  }),
  planted(
    "the state changes before the commit",
    {
      file: `${dist}/host/command-set.js`,
      find: "const result = await this.#commit(store, writes, record);",
      replace: `for (const { hot, op } of writes) {
            const position = { entity: hot.entity, seq: hot.seq + 1 };
            hot.state = this.#options.machine.apply(hot.state, op, position);
          }
          const result = await this.#commit(store, writes, record);`,
    },
    {
      file: `${dist}/host/command-set.js`,
      find: "applyOp(machine, hot, op,",
      replace: "applyOp({ apply: (state) => state }, hot, op,",
    },
  ),
  planted(
    "a snapshot's place and its state are read at different times",
    {
      file: `${dist}/host/snapshotter.js`,
      find: "const snapshot = {",
      replace: `const { seq, hash } = hot;
          await this.#store.forTenant(hot.tenant).head(hot.entity);
          const snapshot = {`,
    },
    {
      file: `${dist}/host/snapshotter.js`,
      find: "seq: hot.seq,\n                chainHash: hot.hash,",
      replace: "seq,\n                chainHash: hash,",
    },
  ),
  planted("a state in memory is current, though others write", {
    file: `${dist}/host/warm-states.js`,
    find: "current: this.#options.store.exclusive",
    replace: "current: true",
  }),
  planted(
    "a state outlives a commit of unknown outcome",
    {
      file: `${dist}/host/command-set.js`,
      find: "for (const { hot } of writes)\n                this.#options.warm.hotStates.drop(hot);",
      replace: "",
    },
    {
      // Not the bug: twelve attempts leave almost no outcome unknown.
      file: `${dist}/defaults.js`,
      find: "unknownCommitAttemptsMax: 12",
      replace: "unknownCommitAttemptsMax: 1",
    },
  ),
  planted("commands of one entity run side by side", {
    file: `${dist}/host/keyed-queue.js`,
    find: "await this.#acquire(key);",
    replace: "",
  }),
  planted("the time of an op is the wall clock's", {
    file: `${dist}/host/row-of-op.js`,
    find: "Math.max(lastAtMs, nowMs())",
    replace: "nowMs()",
  }),
  planted("an idempotency key is not committed with its op", {
    file: `${dist}/host/command-set.js`,
    find: "record !== undefined && index === 0 ? { ...row, idem: record } : row",
    replace: "row",
  }),
  planted(
    "the outbox has a cursor, and what is behind it is skipped",
    {
      file: `${dist}/memory/memory-engine.js`,
      find: ".filter(({ visibleAtMs }) => visibleAtMs <= nowMs)",
      replace: ".filter(({ visibleAtMs, id }) => visibleAtMs <= nowMs && id > (this.cursor ?? 0))",
    },
    {
      file: `${dist}/memory/memory-engine.js`,
      find: "row.attempts += 1;",
      replace: "row.attempts += 1;\n            this.cursor = Math.max(this.cursor ?? 0, row.id);",
    },
  ),
  planted("an outbox row is deleted before it is delivered", {
    file: `${dist}/outbox/outbox-relay.js`,
    find: "await this.#options.deliver(delivery);",
    replace: `await this.#engine.deleteOutbox(row.id, row.attempts);
          await this.#options.deliver(delivery);`,
  }),
  planted("a failed delivery is forgotten", {
    file: `${dist}/outbox/outbox-relay.js`,
    find: ": this.#engine.releaseOutbox(id, attempts, nowMs, pauseMs)",
    replace: ": this.#engine.deleteOutbox(id, attempts)",
  }),
];
