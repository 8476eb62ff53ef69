/** Rows of tables about decisions: a push, a container, and what is decided. */
import assert from 'node:assert/strict';
import { decide, type Candidate } from '../../../lib/core/plan/decide.ts';
import type { Decision } from '../../../lib/core/plan/decision.ts';
import type { PolicyInForce } from '../../../lib/core/plan/effective-policy.ts';
import { parseImage, type ImageReference } from '../../../lib/core/names/image-reference.ts';
import {
  parseAppliedLabel,
  type ContainerState,
  type UpdateRecord,
} from '../../../lib/core/workload/applied-state.ts';
import type { Push } from '../../../lib/core/event/push.ts';
import { digest, entry, policy, push, REPOSITORY } from '../../support/builders.ts';

// `web:v1@3` in a row is the pushed repository with digest(3).
export function full(short: string): string {
  return short.replace('web', REPOSITORY).replace(/@(\d)$/, (_, digit) => `@${digest(Number(digit))}`);
}

function image(short: string): ImageReference {
  const parsed = parseImage(full(short));
  assert.ok('image' in parsed);
  return parsed.image;
}

/** What stands on the container; the entry is of the image that runs unless the row says otherwise. */
type Stands =
  | { readonly followed: Partial<UpdateRecord> & { readonly mark: string } }
  | { readonly unmarked: Partial<UpdateRecord> }
  | { readonly moved: string; readonly recorded?: Partial<UpdateRecord> }
  | { readonly unreadable: string };

interface Given {
  readonly image?: string;
  readonly stands?: Stands | undefined;
  readonly policy?: string;
  readonly pin?: 'digest' | 'tag';
  readonly source?: PolicyInForce['source'];
  readonly createdAt?: number;
  readonly now?: number;
  readonly restartable?: boolean;
  readonly inJob?: boolean;
}

function mark(text: string) {
  const parsed = parseAppliedLabel(text);
  assert.ok(parsed !== undefined);
  return parsed;
}

function stateOf(stands: Stands | undefined, running: string): ContainerState {
  if (stands === undefined) return { status: 'unmarked' };
  if ('followed' in stands)
    return {
      status: 'followed',
      mark: mark(stands.followed.mark),
      entry: entry({ to: running, ...stands.followed }),
    };
  if ('unmarked' in stands) return { status: 'unmarked', entry: entry({ to: running, ...stands.unmarked }) };
  if ('moved' in stands) return { status: 'drifted', mark: mark(stands.moved) };
  return { status: 'unreadable', label: stands.unreadable };
}

function recordedIn(stands: Stands | undefined, state: ContainerState): UpdateRecord | undefined {
  if (stands !== undefined && 'moved' in stands && stands.recorded !== undefined)
    return entry(stands.recorded);
  return 'entry' in state ? state.entry : undefined;
}

export function candidate(given: Given): Candidate {
  const running = image(given.image ?? 'web:v1');
  const state = stateOf(given.stands, running.text);
  return {
    image: running,
    state,
    recorded: recordedIn(given.stands, state),
    inForce: {
      policy: policy(given.policy ?? 'same-tag'),
      pin: given.pin ?? 'digest',
      source: given.source ?? 'rule',
    },
    imageTime: given.createdAt ?? 0,
    now: given.now,
    gates: [],
    restartable: given.restartable ?? true,
    inJob: given.inJob ?? false,
  };
}

/** A decision in the words of a row. */
interface Expected {
  readonly skip?: string;
  readonly to?: string;
  readonly restart?: true;
  readonly mark?: string;
  readonly at?: number;
  readonly floor?: number;
}

function inWords(decision: Decision): Expected {
  if (decision.action === 'skip') return { skip: decision.reason };
  const { mark: text, entry: written } = decision.applied;
  assert.equal(written.mark, text, 'the entry holds the mark');
  const traced = { mark: text, at: written.at, floor: written.floor };
  if (decision.action === 'recordOnly') return { skip: decision.reason, ...traced };
  assert.equal(decision.applied.entry.to, decision.to, 'the entry holds the image');
  assert.equal(decision.applied.entry.from, decision.from);
  return { to: decision.to, ...(decision.restart ? { restart: true } : {}), ...traced };
}

/** `bare` is a push that carries no digest. */
type Pushed = Partial<Push> & { readonly bare?: true };
type Row = readonly [title: string, push: Pushed, given: Given, expected: Expected];

function pushOf({ bare, ...changes }: Pushed): Push {
  const { digest: bits, ...rest } = push(changes);
  return bare === true || bits === undefined ? rest : { ...rest, digest: bits };
}

export function rows(table: readonly Row[]): void {
  for (const [title, pushed, given, expected] of table) {
    it(title, () => {
      const { to, ...rest } = expected;
      const wanted = to === undefined ? rest : { to: full(to), ...rest };
      assert.deepEqual(inWords(decide(pushOf(pushed), candidate(given))), wanted);
    });
  }
}

// What a push at 1000 leaves on a container that had no mark.
export const first = { mark: '1000.1', at: 1000, floor: 0 } as const;
export const pattern = 'pattern:^(?<number>\\d+)-(?<track>.+)$';
