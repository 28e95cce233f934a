// Writers of the torture of groups. Each goes on until its server is gone; what got no answer may
// have happened or not, and what did happen is read from the logs.
export const dimension = 8;

/** Names of what is made before the first kill. */
export const names = {
  region: "house",
  /** Clusters of the region, each with one session that drifts. */
  clusters: ["c0", "c1", "c2"],
  drifters: ["d0", "d1", "d2"],
  /** A cluster whose members are drawn together again and again, and nothing else. */
  drawn: "drawn",
  drawnMembers: Array.from({ length: 8 }, (_, i) => `f${i}`),
  /** Sessions that join, leave and end, in clusters that come and go. */
  movers: ["m0", "m1", "m2", "m3"],
  passing: ["p0", "p1"],
};

/** Makes everything, before the first kill. */
export async function prepare(url) {
  const api = client(url);
  await api("POST", "/v1/region/", { name: "House", region_id: names.region });
  for (const [i, cluster_id] of names.clusters.entries()) {
    await api("POST", "/v1/cluster/", { name: "Cluster", cluster_id, dimension });
    await api("POST", `/v1/region/${names.region}/clusters`, { cluster_id });
    await createSession(api, names.drifters[i]);
    await join(api, cluster_id, names.drifters[i]);
  }
  const drawn = { name: "Drawn", cluster_id: names.drawn, dimension, coupling_factor: 0.5 };
  await api("POST", "/v1/cluster/", drawn);
  for (const [i, session_id] of names.drawnMembers.entries()) {
    await createSession(api, session_id);
    const turns = [{ message: `turn of ${session_id}`, message_embedding: axis(i) }];
    await api("POST", `/v1/session/${session_id}/turns`, { turns });
    await join(api, names.drawn, session_id);
  }
}

/** Everybody who writes between two kills. */
export function startWriters(url, random, stop) {
  const api = client(url);
  const writers = [
    ...names.drifters.map((session) => drift(api, session, random)),
    feedback(api),
    ...names.movers.map((session) => move(api, session, random)),
    ...names.passing.map((cluster) => pass(api, cluster, random)),
  ];
  return Promise.all(writers.map((write) => until(stop, write)));
}

async function until(stop, write) {
  try {
    while (!stop.requested) await write();
  } catch (error) {
    // The server is gone: that is what ends a writer.
    if (!(error instanceof TypeError)) throw error;
  }
}

let number = 0;

/** Talks about one thing for a while, and then about another. */
function drift(api, session_id, random) {
  return async () => {
    const at = Math.floor(random() * dimension);
    for (let turn = 0; turn < 5; turn++) {
      await api("POST", "/v1/run", {
        session_id,
        message: `${subjects[at]} again, for the ${++number}th time`,
        query_embedding: axis(at),
        ...(turn > 0 && { response: "Yes.", response_embedding: axis(at) }),
      });
    }
    const next = (at + 1) % dimension;
    await api("POST", "/v1/run", {
      session_id,
      message: `By the way, changing the subject: what about ${subjects[next]} ${++number}?`,
      query_embedding: axis(next),
      response: "Yes.",
      response_embedding: axis(at),
    });
  };
}

const subjects = ["bread", "interest", "tides", "chess", "moss", "brakes", "violins", "comets"];

function feedback(api) {
  return () => api("POST", `/v1/cluster/${names.drawn}/feedback`);
}

/** Joins a cluster, leaves it, or ends and begins again. */
function move(api, session_id, random) {
  return async () => {
    await createSession(api, session_id);
    await join(api, names.passing[Math.floor(random() * names.passing.length)], session_id);
    if (random() < 0.5) {
      for (const cluster of names.passing) {
        await api("DELETE", `/v1/cluster/${cluster}/members/${session_id}`);
      }
    } else await api("DELETE", `/v1/session/${session_id}`);
  };
}

/** A cluster that is made, attached, perhaps detached, and deleted. */
function pass(api, cluster_id, random) {
  return async () => {
    await api("POST", "/v1/cluster/", { name: "Passing", cluster_id, dimension });
    await api("POST", "/v1/region/", { name: "Lodge", region_id: "lodge" });
    await api("POST", "/v1/region/lodge/clusters", { cluster_id });
    if (random() < 0.5) await api("DELETE", `/v1/region/lodge/clusters/${cluster_id}`);
    if (random() < 0.3) await api("DELETE", `/v1/cluster/${cluster_id}`);
    if (random() < 0.1) await api("DELETE", "/v1/region/lodge");
  };
}

function createSession(api, session_id) {
  return api("POST", "/v1/session/create", { session_id, dimension });
}

function join(api, cluster, session_id) {
  return api("POST", `/v1/cluster/${cluster}/members`, { session_id });
}

function axis(i) {
  return Array.from({ length: dimension }, (_, at) => (at === i ? 1 : 0.02));
}

/** Calls the service. What moves meanwhile may be refused; what breaks may not. */
function client(url) {
  return async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isRefusal = [404, 409, 503].includes(answer.status);
    if (!answer.ok && !isRefusal) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return answer.status;
  };
}
