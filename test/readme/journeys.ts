/**
 * How somebody follows the pages: the shell blocks of a page, in their order, in one shell. Every shell block of every page
 * is in one journey, or in `NOT_FOLLOWED` with the reason why it cannot be followed.
 */
import { codeBlocks, pages, type CodeBlock } from '../support/pages.ts';

export interface Journey {
  readonly page: string;
  /** The section that is followed in the place of others; empty for the rest of the page. */
  readonly section: string;
  readonly blocks: readonly CodeBlock[];
  /** Lines of the shell that stand for what the page takes for granted. */
  readonly given: readonly string[];
}

/** Sections in the place of others: each is followed apart, in a clone, with what it says was done before. */
const APART: readonly { readonly page: string; readonly heading: string; readonly given?: string }[] = [
  { page: 'infra/README.md', heading: 'Without Terraform' },
  {
    page: 'infra/kubernetes/README.md',
    heading: 'In pull mode',
    given: 'IMAGE=europe-docker.pkg.dev/my-project/images/a:1',
  },
];

/** Shell blocks that no test can follow, by how they begin. */
const NOT_FOLLOWED: readonly { readonly start: string; readonly reason: string }[] = [
  {
    start: 'infra/smoke.sh MY_PROJECT ',
    reason:
      'needs a project of Google Cloud; test/e2e/pubsub/smoke runs the script as far as it goes without',
  },
];

/** The page of commands: its blocks are the examples of the help, which a test of their own runs. */
export const HELP_PAGE = { page: 'lib/cli/README.md', test: 'test/readme/printed-commands.test.ts' } as const;

/** Lines that lead into a clone, for what does not begin with them. */
export const CLONE: readonly string[] = [
  'git clone https://github.com/OWNER/kubernetes-image-updater.git',
  'cd kubernetes-image-updater',
];

/** What does not begin from nothing takes a configuration of the reader for granted too. */
const IN_CLONE: readonly string[] = [...CLONE, 'echo "${IMAGE_UPDATER_CONFIG-}" > config.yaml'];

/** All of them; the section of {@link Journey} tells those of one page apart. */
export function journeys(): readonly Journey[] {
  return pages().flatMap(journeysOf);
}

export function journeysOf(page: string): readonly Journey[] {
  if (page === HELP_PAGE.page) return [];
  const blocks = codeBlocks(page, 'sh').filter((block) => whyNotFollowed(block) === undefined);
  const apart = APART.filter((each) => each.page === page);
  const sections = Map.groupBy(blocks, ({ heading }) =>
    apart.some((each) => each.heading === heading) ? heading : '',
  );
  return [...sections].map(([section, own]) => ({
    page,
    section,
    blocks: own,
    given: givenTo(own, section),
  }));
}

function givenTo(blocks: readonly CodeBlock[], section: string): readonly string[] {
  const given = APART.find(({ page, heading }) => page === blocks[0]?.page && heading === section)?.given;
  const isFromNothing = blocks[0]?.text.includes('git clone') === true;
  return [...(isFromNothing ? [] : IN_CLONE), ...(given === undefined ? [] : [given])];
}

/** Why a shell block is in no journey; undefined where it is in one. */
export function whyNotFollowed({ text }: CodeBlock): string | undefined {
  return NOT_FOLLOWED.find(({ start }) => text.startsWith(start))?.reason;
}

/** Exceptions that no page has any more. */
export function unusedExceptions(): readonly string[] {
  const blocks = pages().flatMap((page) => codeBlocks(page, 'sh'));
  return [
    ...APART.filter(
      ({ page, heading }) => !blocks.some((block) => block.page === page && block.heading === heading),
    ).map(({ page, heading }) => `${page}: ${heading}`),
    ...NOT_FOLLOWED.filter(({ start }) => !blocks.some(({ text }) => text.startsWith(start))).map(
      ({ start }) => start,
    ),
  ];
}
