import { type Mutation, planted } from "./mutation.js";

const dist = "packages/coordination/dist";

/** Bugs in clusters, regions, the observer, the network and their messages. */
export const groupMutations: readonly Mutation[] = [
  planted("a message that comes twice is taken in twice", {
    file: `${dist}/entity/decide-receive.js`,
    find: "if (hasHeard(group.heard, from))",
    replace: "if (false)",
  }),
  planted("messages are told apart by their source alone", {
    file: `${dist}/messages/message-ledger.js`,
    find: "if (numbers.includes(number))",
    replace: "if (numbers.length > 0)",
  }),
  planted("a message reaches another incarnation than it is for", {
    file: `${dist}/services/message-delivery.js`,
    find: "scene.follow({ id: target, genesisSeq: targetGenesisSeq })",
    replace: "scene.find(target)",
  }),
  planted("the vote window is closed at both ends", {
    file: `${dist}/region/votes.js`,
    find: "atMs - vote.atMs < region.voteWindowMs",
    replace: "atMs - vote.atMs <= region.voteWindowMs",
  }),
  planted("a quorum is reached at the threshold, not above it", {
    file: `${dist}/region/votes.js`,
    find: "share > region.consensusThreshold",
    replace: "share >= region.consensusThreshold",
  }),
  planted("the fraction is taken of the clusters that voted", {
    file: `${dist}/region/votes.js`,
    find: "live.length / region.children.length",
    replace: "live.length / votes.length",
  }),
  planted("a late vote replaces a newer one", {
    file: `${dist}/region/votes.js`,
    find: "before !== undefined && before.atMs > vote.atMs",
    replace: "false",
  }),
  planted("a realignment leaves the votes: the next vote realigns again", {
    file: `${dist}/entity/apply-region.js`,
    find: "votes: realignment === undefined ? votes : []",
    replace: "votes",
  }),
  planted("a detached cluster's vote stays", {
    file: `${dist}/entity/apply-membership.js`,
    find: "const votes = region.votes.filter(({ clusterId }) => clusterId !== id);",
    replace: "const votes = region.votes;",
  }),
  planted("a retraction leaves the vote", {
    file: `${dist}/entity/apply-region.js`,
    find: "votes: region.votes.filter((vote) => !sameOrigin(vote.origin, origin))",
    replace: "votes: region.votes",
  }),
  planted("who left a cluster takes nothing back", {
    file: `${dist}/entity/decide-receive.js`,
    find: "if (!isChild && !takesBack)",
    replace: "if (!isChild)",
  }),
  planted("a vote counts that was retracted before it came", {
    file: `${dist}/region/votes.js`,
    find: "if (region.retracted.some((origin) => sameOrigin(origin, vote.origin)))",
    replace: "if (false)",
  }),
  planted("a realignment draws two turns", {
    file: `${dist}/messages/outbox-of.js`,
    find: "turns: realignmentTurns",
    replace: "turns: 2",
  }),
  planted("feedback moves a member that is locked down", {
    file: `${dist}/services/plan-feedback.js`,
    find: 'if (member.session.controls.isolation.level === "LOCKDOWN")\n            continue;',
    replace: "",
  }),
  planted("feedback takes the aggregate's share for the member's", {
    file: `${dist}/services/plan-feedback.js`,
    find: "blend(contribution.vector, aggregate, couplingFactor)",
    replace: "blend(aggregate, contribution.vector, couplingFactor)",
  }),
  planted("an aggregate weighs all sessions alike", {
    file: `${dist}/cluster/aggregate.js`,
    find: "it.interactions * Math.exp((it.lastEventMs - newestMs) / recencyScaleMs)",
    replace: "1",
  }),
  planted("a transfer moves the target past the middle", {
    file: `${dist}/network/transfer.js`,
    find: "blend(to, from, weight)",
    replace: "blend(from, to, weight)",
  }),
  planted("an observer samples when it likes", {
    file: `${dist}/observer/sample-slot.js`,
    find: "return Math.floor(nowMs / intervalMs) * intervalMs;",
    replace: "return nowMs;",
  }),
  planted("a transfer moves a session that is locked down", {
    file: `${dist}/services/network-service.js`,
    find: "if ([source, target].some(isLockedDown))",
    replace: "if (false)",
  }),
  planted("a session may have a second parent", {
    file: `${dist}/services/cluster-service.js`,
    find: "if (current !== undefined && current.id !== clusterId)",
    replace: "if (false)",
  }),
  planted("a cluster may be in a second region", {
    file: `${dist}/services/region-service.js`,
    find: "if (current !== undefined && current.id !== entity)",
    replace: "if (false)",
  }),
  planted("a deleted session stays in its cluster", {
    file: `${dist}/services/delete-session.js`,
    find: "if (cluster !== undefined) {",
    replace: "if (false) {",
  }),
  planted("a deleted region stays with the observer", {
    file: `${dist}/services/region-service.js`,
    find: "if (observer !== undefined) {",
    replace: "if (false) {",
  }),
  planted("an observer begins without a look at its regions' end", {
    file: `${dist}/services/observer-service.js`,
    find: 'commands.set(id, { kind: "fence", nowMs });',
    replace: "{}",
  }),
  planted("an anomaly is reported by every sample while it stands", {
    file: `${dist}/entity/decide-observer.js`,
    find: ".filter(({ key }) => !before.has(key))",
    replace: "",
  }),
  planted("a slot is sampled by every worker", {
    file: `${dist}/entity/decide-observer.js`,
    find: "slotMs <= (observer.lastSlotMs ?? -Infinity)",
    replace: "false",
  }),
  planted("trust grows by a fixed step, past 1", {
    file: `${dist}/network/trust.js`,
    find: "trust + trustRate * (1 - trust)",
    replace: "trust + trustRate",
  }),
];
