/** Somebody who waits until Consul knows of a change, or has not been reached. */
interface Waiting {
  revision: number;
  settle: (told: boolean) => void;
}

/** What the service has changed since it started, by number, and who waits until Consul knows. */
export class Changes {
  #revision = 0;
  #waiting: Waiting[] = [];

  /** The number of the latest one. */
  get revision(): number {
    return this.#revision;
  }

  /** Notes one more. Resolves with true once it is told, false if that has failed for now. */
  add(): Promise<boolean> {
    const revision = ++this.#revision;
    return new Promise((settle) => {
      this.#waiting.push({ revision, settle });
    });
  }

  /** All up to this one are told, or could not be. */
  settle(revision: number, told: boolean): void {
    const settled = this.#waiting.filter((one) => one.revision <= revision);
    this.#waiting = this.#waiting.filter((one) => one.revision > revision);
    for (const { settle } of settled) settle(told);
  }
}
