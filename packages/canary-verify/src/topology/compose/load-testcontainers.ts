/**
 * Testcontainers is an optional peer dependency: only whoever runs containers needs it.
 *
 * @throws when it is not installed, with what to type.
 */
export async function loadTestcontainers(): Promise<typeof import('testcontainers')> {
  try {
    return await import('testcontainers');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'The compose topology needs the package testcontainers, which is not installed: npm i -D testcontainers@11. The local topology needs neither it nor Docker.',
      { cause: error },
    );
  }
}
