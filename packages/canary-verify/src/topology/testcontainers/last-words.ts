import { text } from 'node:stream/consumers';
import { getContainerRuntimeClient } from 'testcontainers';

/** A container that has been made, by its id. */
type ContainerId = string;

/** The output of a container so far; null if it is not there any more. */
export async function outputOf(id: ContainerId): Promise<string | null> {
  const { container: client } = await getContainerRuntimeClient();
  const container = client.getById(id);
  try {
    return await text(await client.logs(container, { follow: false, stdout: true, stderr: true }));
  } catch {
    return null;
  }
}

/** Removes a container that did not start. Testcontainers leaves it where its ports were never there. */
export async function removeContainer(id: ContainerId): Promise<void> {
  const { container: client } = await getContainerRuntimeClient();
  // One that is gone already is as good.
  await client
    .getById(id)
    .remove({ force: true, v: true })
    .catch(() => {});
}
