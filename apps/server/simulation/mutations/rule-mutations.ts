import { type Mutation, planted } from "./mutation.js";

const dist = "packages/coordination/dist";
const session = "packages/core/dist/session";

/** Bugs in what a rule computes, that leave every log whole and every replay the same. */
export const ruleMutations: readonly Mutation[] = [
  planted("a pair stored in a cluster takes the message that waits there", {
    file: `${session}/apply-session.js`,
    find: "op.answersBuffer === true && turn.response !== undefined",
    replace: "turn.response !== undefined",
  }),
  planted("a response leaves its message waiting", {
    file: `${session}/session-editor.js`,
    find: "const { buffer: _answered, messageBlocked: _settled, ...progress } = this.progress;",
    replace: "const { messageBlocked: _settled, ...progress } = this.progress;",
  }),
  planted("a realignment draws half of the way", {
    file: `${session}/realignment.js`,
    find: "realignmentShare = 0.15",
    replace: "realignmentShare = 0.5",
  }),
  planted("a realignment never ends", {
    file: `${session}/realignment.js`,
    find: "realignment.remaining - 1",
    replace: "realignment.remaining",
  }),
  planted("a realignment counts its turns and draws none", {
    file: `${session}/realignment.js`,
    find: "const semantic = { ...progress.semantic, vector };",
    replace: "const semantic = { ...progress.semantic };",
  }),
  planted("a region's mean weighs all clusters alike", {
    file: `${dist}/services/cluster-reading.js`,
    find: "vector === undefined ? [] : [{ vector, weight }]",
    replace: "vector === undefined ? [] : [{ vector, weight: 1 }]",
  }),
  planted("a region's mean leaves the members of its clusters out", {
    file: `${dist}/services/cluster-reading.js`,
    find: "members.filter((member) => member !== undefined)",
    replace: "[]",
  }),
  planted("a realignment tells its clusters the opposite of the mean", {
    file: `${dist}/messages/outbox-of.js`,
    find: "toDirection(session.vector)",
    replace: "toDirection(session.vector.map((x) => -x))",
  }),
  planted("drift is systemic at half of the clusters, not above it", {
    file: `${dist}/observer/find-anomalies.js`,
    find: "share > systemicShare",
    replace: "share >= systemicShare",
  }),
  planted("a drift is a sign of drift however old it is", {
    file: `${dist}/observer/find-anomalies.js`,
    find: "lastDriftMs !== undefined && nowMs - lastDriftMs < windowMs",
    replace: "lastDriftMs !== undefined",
  }),
  planted("clusters of one region converge", {
    file: `${dist}/observer/find-anomalies.js`,
    find: "regionIds.size >= convergence.regionCountMin",
    replace: "true",
  }),
  planted("clusters that have just begun converge", {
    file: `${dist}/observer/find-anomalies.js`,
    find: 'phases.delete("initialization");',
    replace: "",
  }),
  planted("a cluster diverges at three times the mean, not above it", {
    file: `${dist}/observer/find-anomalies.js`,
    find: "ratio > divergenceRatio",
    replace: "ratio >= divergenceRatio",
  }),
  planted("an observer takes no notice of its clusters' members", {
    file: `${dist}/entity/apply-entity.js`,
    find: "{ cluster: noteDrift(heard.cluster, op.eventMs) }",
    replace: "{ cluster: heard.cluster }",
  }),
  planted("a switch answers the new user as the one before", {
    file: `${dist}/entity/decide-network.js`,
    find: "const previousUser = network.activeUser ?? defaultUser;",
    replace: "const previousUser = userId;",
  }),
  planted("a switch makes no partition", {
    file: `${dist}/services/network-service.js`,
    find: "if (scene.find(partition) === undefined)",
    replace: "if (false)",
  }),
  planted("the first switch is the only one that counts", {
    file: `${dist}/entity/apply-observation.js`,
    find: "...(activeUser !== undefined && { activeUser })",
    replace: "...(network.activeUser === undefined && activeUser !== undefined && { activeUser })",
  }),
  planted("a forgotten user's sessions stay, and the partition alone goes", {
    file: `${dist}/services/network-service.js`,
    find: "if (owner === userId)",
    replace: "if (false)",
  }),
  planted("forgetting a user takes the sessions of all users", {
    file: `${dist}/services/network-service.js`,
    find: "if (owner === userId)",
    replace: "if (owner !== undefined)",
  }),
  planted("the proposer alone is enough", {
    file: `${dist}/network/hold-vote.js`,
    find: "isSeconded && outweighs(",
    replace: "outweighs(",
  }),
  planted("a proposal is accepted at half of the weight, not above it", {
    file: `${dist}/consensus-engine/outweighs.js`,
    find: "approving - rejecting > tieShare",
    replace: "approving - rejecting >= -tieShare",
  }),
  planted("one voter may outweigh all the others", {
    file: `${dist}/consensus-engine/outweighs.js`,
    find: "Math.min(weight, cap)",
    replace: "weight",
  }),
  planted("an abstention is a vote against", {
    file: `${dist}/network/hold-vote.js`,
    find: "similarity === undefined ? [] :",
    replace: "false ? [] :",
  }),
  planted("a trusted proposer needs as much as any other", {
    file: `${dist}/network/hold-vote.js`,
    find: "trustAllowance * (proposer?.trust ?? 0)",
    replace: "trustAllowance * 0.5",
  }),
  planted("trust rewards those who approve, however the vote ends", {
    file: `${dist}/entity/decide-network.js`,
    find: "approves === accepted",
    replace: "approves",
  }),
  planted("a cluster's members do not vote with it", {
    file: `${dist}/services/electorate.js`,
    find: "(await readCluster(runner, parts.memberOf)) ??",
    replace: "",
  }),
  planted("whoever was ever named may vote", {
    file: `${dist}/network/network-part.js`,
    find: "nowMs - namedMs < coordinationLimits.peerLifetimeMs",
    replace: "true",
  }),
  planted("a cluster takes in sessions of any dimension", {
    file: `${dist}/entity/decide-membership.js`,
    find: "dimension === own",
    replace: "parts.cluster !== undefined || dimension === own",
  }),
  planted("attention weighs all sessions alike", {
    file: `${dist}/cluster/aggregate.js`,
    find: "Math.exp((cosine - 1) / attentionTemperature)",
    replace: "1",
  }),
  planted("drifts count for a minute, whatever the interval", {
    file: `${dist}/observer/find-anomalies.js`,
    find: "Math.max(driftWindowMsMin, 2 * sampleIntervalMs)",
    replace: "driftWindowMsMin",
  }),
  planted("a realignment begins in a cluster that is locked down", {
    file: `${dist}/entity/decide-receive.js`,
    find: 'if (session.controls.isolation.level === "LOCKDOWN")',
    replace: "if (false)",
  }),
  planted("a realignment draws a cluster that is locked down", {
    file: `${session}/session-editor.js`,
    find: "if (!isLockedDown)",
    replace: "if (true)",
  }),
  planted("an event of a region bears the number of the turn that caused it", {
    file: `${dist}/entity/apply-region.js`,
    find: "atMs: eventMs, seq, origin }",
    replace: "atMs: eventMs, seq: origin.seq, origin }",
  }),
  planted("a drift that is taken back takes its event out of the stream", {
    file: `${dist}/entity/apply-region.js`,
    find: "votes: region.votes.filter((vote) => !sameOrigin(vote.origin, origin)),",
    replace:
      "votes: region.votes.filter((vote) => !sameOrigin(vote.origin, origin)), " +
      "events: region.events.filter((event) => !sameOrigin(event.origin, origin)),",
  }),
  planted("an anomaly bears the number of the sample before it", {
    file: `${dist}/entity/decide-observer.js`,
    find: "anomalyId: anomalyId(position, index), seq, index",
    replace: "anomalyId: anomalyId(position, index), seq: seq - 1, index",
  }),
];
