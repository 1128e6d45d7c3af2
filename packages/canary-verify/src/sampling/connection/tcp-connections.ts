let opened = 0;

/** The number of a TCP connection that has just been opened, unique within the process. */
export function nextTcpConnection(): number {
  return ++opened;
}
