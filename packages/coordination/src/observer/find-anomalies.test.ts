import { describe, expect, test } from "@jest/globals";
import type { Phase } from "@semvec/core";
import { coordinationLimits } from "../limits.js";
import { driftWindowMs, findAnomalies } from "./find-anomalies.js";

const nowMs = 1_000_000;
const time = { nowMs, driftWindowMs: driftWindowMs(30_000) };
const cluster = (clusterId: string, phase: Phase = "initialization", interactions = 1) => {
  return { clusterId, phase, interactions };
};
const drifting = (clusterId: string, agoMs = 0) => {
  return { ...cluster(clusterId), lastDriftMs: nowMs - agoMs };
};
const region = (regionId: string, ...clusters: ReturnType<typeof cluster>[]) => {
  return { regionId, clusters };
};

describe("cross_cluster_convergence", () => {
  const at = (phase: Phase) => [
    region("r", cluster("b", phase), cluster("a", phase)),
    region("q", cluster("c", phase)),
  ];

  test("three clusters over two regions in one phase", () => {
    expect(findAnomalies(at("stability"), time)).toEqual([
      {
        key: "cross_cluster_convergence stability",
        type: "cross_cluster_convergence",
        affectedClusterIds: ["a", "b", "c"],
        regionIds: ["q", "r"],
        description: "3 clusters of 2 regions are in stability",
        severity: 0.8,
      },
    ]);
  });

  test("not in initialization, not in one region, not of two clusters", () => {
    expect(findAnomalies(at("initialization"), time)).toEqual([]);
    const [one] = at("stability");
    const alone = region("r", ...(one?.clusters ?? []), cluster("c", "stability"));
    expect(findAnomalies([alone, region("q")], time)).toEqual([]);
    expect(
      findAnomalies(
        [region("r", cluster("a", "stability")), region("q", cluster("b", "stability"))],
        time,
      ),
    ).toEqual([]);
  });
});

describe("systemic_drift", () => {
  test("needs more than half of the clusters, and its severity is their share", () => {
    const half = region("r", drifting("a"), cluster("b"));
    expect(findAnomalies([half], time)).toEqual([]);
    expect(findAnomalies([half, region("q", drifting("c"))], time)).toMatchObject([
      {
        key: "systemic_drift",
        affectedClusterIds: ["a", "c"],
        regionIds: ["q", "r"],
        severity: 2 / 3,
      },
    ]);
    expect(findAnomalies([], time)).toEqual([]);
  });

  test("a drift as old as the window counts no more", () => {
    expect(findAnomalies([region("r", drifting("a", 59_999))], time)).toHaveLength(1);
    expect(findAnomalies([region("r", drifting("a", 60_000))], time)).toHaveLength(0);
    expect(driftWindowMs(31_000)).toBe(62_000);
  });

  test("an anomaly names every cluster of a full region, sorted", () => {
    const names = Array.from({ length: coordinationLimits.childCountMax }, (_, i) => `c${i}`);
    const [found] = findAnomalies([region("r", ...names.map((name) => drifting(name)))], time);
    expect(found?.affectedClusterIds).toEqual(names.sort());
  });

  test("of more than one region it names 256 clusters, and counts them all", () => {
    const { affectedClusterCountMax } = coordinationLimits;
    const clusters = Array.from({ length: affectedClusterCountMax }, (_, i) => drifting(`c${i}`));
    const [found] = findAnomalies([region("q", drifting("a")), region("r", ...clusters)], time);
    expect(found?.affectedClusterIds).toHaveLength(256);
    expect(found?.description).toBe("257 of 257 clusters drift");
  });
});

describe("cluster_divergence", () => {
  const ratio = (turns: number, ...others: number[]) =>
    findAnomalies(
      [
        region(
          "r",
          cluster("a", "initialization", turns),
          ...others.map((it, i) => cluster(`o${i}`, "initialization", it)),
        ),
      ],
      time,
    );

  test("a cluster above three times the mean, itself included", () => {
    expect(ratio(3, 0, 0)).toEqual([]);
    expect(ratio(15, 1, 1, 1, 1, 1)).toMatchObject([
      { key: "cluster_divergence a", affectedClusterIds: ["a"], severity: 0.45 },
    ]);
    expect(ratio(0, 0, 0, 0)).toEqual([]);
  });

  test("severity is at most 1", () => {
    const others = Array<number>(19).fill(0);
    expect(ratio(100, ...others)).toMatchObject([{ severity: 1 }]);
  });
});
