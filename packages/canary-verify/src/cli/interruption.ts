/**
 * The first Ctrl-C, or SIGTERM, ends the run and prints what was learnt; the second one ends the process. When nobody
 * reads standard output any more (`| head -1`), the run ends too.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => controller.abort());
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort();
  });
  return controller.signal;
}
