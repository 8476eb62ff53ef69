/** What is pushed: 500 builds of 20 repositories in three registry projects, and what is no push at all. */
import { pickOne, type Chance } from '../../../support/chance.ts';
import type { Pushed } from '../../../support/delivery-model.ts';
import type { NewMessage } from '../rest.ts';
import { sha256 } from '../../../support/sha256.ts';

export type ToPush = Omit<Pushed, 'publishedAt'>;

const PUSHES = 500;
const REPOSITORIES = 20;

/** `europe-docker.pkg.dev/PROJECT/images/app-N`, in turns of each project. */
export function repositoriesIn(projects: readonly [string, ...string[]]): [string, ...string[]] {
  const name = (n: number): string => {
    const project = projects[n % projects.length] ?? projects[0];
    return `europe-docker.pkg.dev/${project}/images/app-${n}`;
  };
  return [name(0), ...Array.from({ length: REPOSITORIES - 1 }, (_, n) => name(n + 1))];
}

/** Each is a build of its own, under one tag: a digest never comes twice. */
export function distinctPushes(
  repositories: readonly [string, ...string[]],
  chance: Chance,
): readonly ToPush[] {
  return Array.from({ length: PUSHES }, (_, n) => ({
    repository: pickOne(repositories, chance('repository', n)),
    tag: pickOne(['latest', 'main', `1.${Math.floor(30 * chance('minor', n))}.0`], chance('tag', n)),
    digest: `sha256:${sha256(`build ${n}`)}`,
  }));
}

/** What a registry publishes of a push. */
export function eventOf({ repository, tag, digest }: ToPush): string {
  return JSON.stringify({
    action: 'INSERT',
    digest: `${repository}@${digest}`,
    tag: `${repository}:${tag}`,
  });
}

export const GARBAGE: readonly [NewMessage, ...NewMessage[]] = [
  { data: 'garbage' },
  { data: '{"action":' },
  { data: Buffer.from([0xff, 0xfe]) },
  { attributes: { from: 'somebody' } },
  { data: '{"action":"DELETE","tag":"x/y:z"}' },
  { data: '{"action":"INSERT","tag":7}' },
];

/** In so many parts of about the same size. */
export function inRounds<T>(all: readonly T[], rounds: number): readonly (readonly T[])[] {
  const size = Math.ceil(all.length / rounds);
  return Array.from({ length: rounds }, (_, n) => all.slice(n * size, (n + 1) * size));
}
