import type { Mutation } from "./mutation.js";

const dist = "packages/coordination/dist";

/** Bugs in clusters, regions, the observer, the network and their messages. */
export const groupMutations: readonly Mutation[] = [
  {
    name: "a message that comes twice is taken in twice",
    edits: [
      {
        file: `${dist}/entity/decide-receive.js`,
        find: "if (hasHeard(group.heard, from))",
        replace: "if (false)",
      },
    ],
  },
  {
    name: "messages are told apart by their source alone",
    edits: [
      {
        file: `${dist}/messages/message-ledger.js`,
        find: "if (numbers.includes(number))",
        replace: "if (numbers.length > 0)",
      },
    ],
  },
  {
    name: "a message reaches another incarnation than it is for",
    edits: [
      {
        file: `${dist}/services/message-delivery.js`,
        find: "scene.follow({ id: target, genesisSeq: targetGenesisSeq })",
        replace: "scene.find(target)",
      },
    ],
  },
  {
    name: "the vote window is closed at both ends",
    edits: [
      {
        file: `${dist}/region/votes.js`,
        find: "atMs - vote.atMs < region.voteWindowMs",
        replace: "atMs - vote.atMs <= region.voteWindowMs",
      },
    ],
  },
  {
    name: "a quorum is reached at the threshold, not above it",
    edits: [
      {
        file: `${dist}/region/votes.js`,
        find: "share > region.consensusThreshold",
        replace: "share >= region.consensusThreshold",
      },
    ],
  },
  {
    name: "the fraction is taken of the clusters that voted",
    edits: [
      {
        file: `${dist}/region/votes.js`,
        find: "live.length / region.children.length",
        replace: "live.length / votes.length",
      },
    ],
  },
  {
    name: "a late vote replaces a newer one",
    edits: [
      {
        file: `${dist}/region/votes.js`,
        find: "before !== undefined && before.atMs > vote.atMs",
        replace: "false",
      },
    ],
  },
  {
    name: "a realignment leaves the votes: the next vote realigns again",
    edits: [
      {
        file: `${dist}/entity/apply-region.js`,
        find: "votes: realignment === undefined ? votes : []",
        replace: "votes",
      },
    ],
  },
  {
    name: "a detached cluster's vote stays",
    edits: [
      {
        file: `${dist}/entity/apply-membership.js`,
        find: "const votes = region.votes.filter(({ clusterId }) => clusterId !== id);",
        replace: "const votes = region.votes;",
      },
    ],
  },
  {
    name: "a retraction leaves the vote",
    edits: [
      {
        file: `${dist}/entity/apply-region.js`,
        find: "votes: region.votes.filter((vote) => !sameOrigin(vote.origin, origin))",
        replace: "votes: region.votes",
      },
    ],
  },
  {
    name: "who left a cluster takes nothing back",
    edits: [
      {
        file: `${dist}/entity/decide-receive.js`,
        find: "if (!isChild && !takesBack)",
        replace: "if (!isChild)",
      },
    ],
  },
  {
    name: "a vote counts that was retracted before it came",
    edits: [
      {
        file: `${dist}/region/votes.js`,
        find: "if (region.retracted.some((origin) => sameOrigin(origin, vote.origin)))",
        replace: "if (false)",
      },
    ],
  },
  {
    name: "a realignment draws two turns",
    edits: [
      {
        file: `${dist}/messages/outbox-of.js`,
        find: "turns: realignmentTurns",
        replace: "turns: 2",
      },
    ],
  },
  {
    name: "feedback moves a member that is locked down",
    edits: [
      {
        file: `${dist}/services/plan-feedback.js`,
        find: 'if (member.session.controls.isolation.level === "LOCKDOWN")\n            continue;',
        replace: "",
      },
    ],
  },
  {
    name: "feedback takes the aggregate's share for the member's",
    edits: [
      {
        file: `${dist}/services/plan-feedback.js`,
        find: "blend(contribution.vector, aggregate, couplingFactor)",
        replace: "blend(aggregate, contribution.vector, couplingFactor)",
      },
    ],
  },
  {
    name: "an aggregate weighs all sessions alike",
    edits: [
      {
        file: `${dist}/cluster/aggregate.js`,
        find: "it.interactions * Math.exp((it.lastEventMs - newestMs) / recencyScaleMs)",
        replace: "1",
      },
    ],
  },
  {
    name: "a transfer moves the target past the middle",
    edits: [
      {
        file: `${dist}/network/transfer.js`,
        find: "blend(to, from, weight)",
        replace: "blend(from, to, weight)",
      },
    ],
  },
  {
    name: "an observer samples when it likes",
    edits: [
      {
        file: `${dist}/observer/sample-slot.js`,
        find: "return Math.floor(nowMs / intervalMs) * intervalMs;",
        replace: "return nowMs;",
      },
    ],
  },
  {
    name: "a transfer moves a session that is locked down",
    edits: [
      {
        file: `${dist}/services/network-service.js`,
        find: "if ([source, target].some(isLockedDown))",
        replace: "if (false)",
      },
    ],
  },
  {
    name: "a session may have a second parent",
    edits: [
      {
        file: `${dist}/services/cluster-service.js`,
        find: "if (current !== undefined && current.id !== clusterId)",
        replace: "if (false)",
      },
    ],
  },
  {
    name: "a cluster may be in a second region",
    edits: [
      {
        file: `${dist}/services/region-service.js`,
        find: "if (current !== undefined && current.id !== entity)",
        replace: "if (false)",
      },
    ],
  },
  {
    name: "a deleted session stays in its cluster",
    edits: [
      {
        file: `${dist}/services/delete-session.js`,
        find: "if (cluster !== undefined) {",
        replace: "if (false) {",
      },
    ],
  },
  {
    name: "a deleted region stays with the observer",
    edits: [
      {
        file: `${dist}/services/region-service.js`,
        find: "if (observer !== undefined) {",
        replace: "if (false) {",
      },
    ],
  },
  {
    name: "an observer begins without a look at its regions' end",
    edits: [
      {
        file: `${dist}/services/observer-service.js`,
        find: 'commands.set(id, { kind: "fence", nowMs });',
        replace: "{}",
      },
    ],
  },
  {
    name: "an anomaly is reported by every sample while it stands",
    edits: [
      {
        file: `${dist}/entity/decide-observer.js`,
        find: ".filter(({ key }) => !before.has(key))",
        replace: "",
      },
    ],
  },
  {
    name: "a slot is sampled by every worker",
    edits: [
      {
        file: `${dist}/entity/decide-observer.js`,
        find: "slotMs <= (observer.lastSlotMs ?? -Infinity)",
        replace: "false",
      },
    ],
  },
  {
    name: "trust grows by a fixed step, past 1",
    edits: [
      {
        file: `${dist}/network/trust.js`,
        find: "trust + trustRate * (1 - trust)",
        replace: "trust + trustRate",
      },
    ],
  },
];
