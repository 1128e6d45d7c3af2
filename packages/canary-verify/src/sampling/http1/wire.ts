/** The events of an open wire. */
export interface WireEvents {
  onOpened(): void;
  /** `count` bytes stand in ARRIVING, until this returns. */
  onArrived(count: number): void;
  /** The other side sends nothing more. */
  onEnded(): void;
  onFailed(error: Error): void;
}

/** A TCP or TLS connection that carries bytes. */
export interface Wire {
  /** Whether it is closed and `open` may be called, again where it was open before. */
  readonly ready: boolean;
  open(): void;
  write(bytes: string): void;
  /** Closes at once; nothing is heard of it any more. */
  close(): void;
}
