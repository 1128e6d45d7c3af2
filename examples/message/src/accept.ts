import type { Credit } from './credit.js';
import type { Message, Messages } from './messages.js';

export type Acceptance = { accepted: true } | { accepted: false; reason: string };

export interface AcceptParts {
  messages: Messages;
  credit: Credit;
  log: (line: string) => void;
}

/**
 * Charges for a message and stores it: both or neither. Where it is not known whether credit has charged, or
 * the message cannot be stored, the charge is taken back, which is right in either case because it has an id.
 * Should that fail too, the log says which charge is in doubt.
 */
export async function accept(message: Message, { messages, credit, log }: AcceptParts): Promise<Acceptance> {
  const { account, id } = message;
  try {
    const outcome = await credit.charge(account, id);
    if (!outcome.charged) return { accepted: false, reason: outcome.reason };
    await messages.add(message);
    return { accepted: true };
  } catch (error) {
    await credit.takeBack(account, id).catch(({ message: reason }: Error) => {
      log(`charge ${id} of account ${account} is in doubt: it could not be taken back (credit: ${reason})`);
    });
    throw error;
  }
}
