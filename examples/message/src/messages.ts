import type { RedisClientType } from 'redis';
import { answerOf } from './redis.js';

export interface Message {
  id: string;
  account: string;
  text: string;
  /** RFC 3339. */
  acceptedAt: string;
}

const KEY = 'message:messages';

/** The accepted messages, kept in Redis so that all replicas see the same. The newest comes first. */
export class Messages {
  readonly #redis: RedisClientType;

  constructor(redis: RedisClientType) {
    this.#redis = redis;
  }

  async add(message: Message): Promise<void> {
    await answerOf(this.#redis.lPush(KEY, JSON.stringify(message)));
  }

  async newest(limit: number): Promise<Message[]> {
    const stored = await answerOf(this.#redis.lRange(KEY, 0, limit - 1));
    return stored.map((text) => JSON.parse(text));
  }

  async count(): Promise<number> {
    return await answerOf(this.#redis.lLen(KEY));
  }
}
