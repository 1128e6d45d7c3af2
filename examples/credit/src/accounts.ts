import type { RedisClientType } from 'redis';
import { answerOf } from './redis.js';

export interface Charge {
  account: string;
  /** Given by who charges, so that it can be repeated and taken back without knowing whether it happened. */
  id: string;
  amount: number;
}

export interface ChargeResult {
  outcome: 'charged' | 'refused' | 'taken-back';
  balance: number;
}

/** A charge is remembered for a day: as long as somebody may repeat it or take it back. */
const REMEMBERED_S = 86_400;

const CHARGE = `
local remembered = redis.call('GET', KEYS[2])
local balance = tonumber(redis.call('GET', KEYS[1]))
if remembered == 'taken-back' then return {'taken-back', balance} end
if remembered then return {'charged', balance} end
if balance < tonumber(ARGV[1]) then return {'refused', balance} end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
return {'charged', redis.call('DECRBY', KEYS[1], ARGV[1])}
`;

const TAKE_BACK = `
local remembered = redis.call('GET', KEYS[2])
redis.call('SET', KEYS[2], 'taken-back', 'EX', ARGV[1])
if not remembered or remembered == 'taken-back' then return tonumber(redis.call('GET', KEYS[1])) end
return redis.call('INCRBY', KEYS[1], remembered)
`;

/** The balances, kept in Redis so that all replicas see the same. Each change happens whole or not at all. */
export class Accounts {
  readonly #redis: RedisClientType;
  readonly #initial: number;

  /** @param initial What an account has when it is first heard of. */
  constructor(redis: RedisClientType, initial: number) {
    this.#redis = redis;
    this.#initial = initial;
  }

  async balance(account: string): Promise<number> {
    await this.#open(account);
    return Number(await answerOf(this.#redis.get(balanceKey(account))));
  }

  /** Adds to an account. Resolves with the new balance. */
  async add(account: string, amount: number): Promise<number> {
    await this.#open(account);
    return await answerOf(this.#redis.incrBy(balanceKey(account), amount));
  }

  /** Takes the amount from the account, once for each charge id, if there is enough. */
  async charge({ account, id, amount }: Charge): Promise<ChargeResult> {
    await this.#open(account);
    const keys = [balanceKey(account), chargeKey(account, id)];
    const reply = this.#redis.eval(CHARGE, { keys, arguments: [String(amount), String(REMEMBERED_S)] });
    const [outcome, balance] = (await answerOf(reply)) as [ChargeResult['outcome'], number];
    return { outcome, balance };
  }

  /** Makes a charge not have happened: given back if it was made, refused if it arrives later. */
  async takeBack(account: string, id: string): Promise<number> {
    await this.#open(account);
    const keys = [balanceKey(account), chargeKey(account, id)];
    return (await answerOf(
      this.#redis.eval(TAKE_BACK, { keys, arguments: [String(REMEMBERED_S)] }),
    )) as number;
  }

  async #open(account: string): Promise<void> {
    await answerOf(this.#redis.setNX(balanceKey(account), String(this.#initial)));
  }
}

function balanceKey(account: string): string {
  return `credit:balance:${account}`;
}

function chargeKey(account: string, id: string): string {
  return `credit:charge:${account}:${id}`;
}
