/** A process of the simulated machines: it can die, stand still, and see a wrong time. */
export class SimProcess {
  readonly name: string;
  /** What its wall clock is ahead of virtual time, in ms. Its timers do not notice. */
  clockOffsetMs = 0;
  /** Until then it stands still, as after SIGSTOP; virtual ms. */
  pausedUntilMs = 0;
  readonly #deaths: (() => void)[] = [];
  #isAlive = true;

  constructor(name: string) {
    this.name = name;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Resolves when the process dies. */
  get death(): Promise<void> {
    return new Promise((resolve) => {
      this.#deaths.push(resolve);
    });
  }

  /** Ends it where it waits: nothing that it waits for will ever come. */
  kill(): void {
    this.#isAlive = false;
    for (const resolve of this.#deaths.splice(0)) resolve();
  }
}
