/** A block `console` is a command of the image updater that asks no cluster, and then what it prints. */
import assert from 'node:assert/strict';
import { codeBlocks, pages } from '../support/pages.ts';
import { runWith } from '../support/cli-process.ts';

const RUN = /^\$ npm run --silent image-updater -- (policy .*)$/;

describe('a block of a console', () => {
  for (const { page, line, text } of pages().flatMap((each) => codeBlocks(each, 'console')))
    it(`shows what the command prints: ${page}:${line}`, async () => {
      const [command = '', ...output] = text.split('\n');
      const [, words = ''] = RUN.exec(command) ?? [];
      assert.notEqual(words, '', `expected a command of \`policy\`, got ${command}`);
      const parameters = [...words.matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, quoted, word = '']) => quoted ?? word,
      );
      const { stdout } = await runWith({}, ...parameters);
      const trimmed = (all: string): readonly string[] =>
        all
          .trimEnd()
          .split('\n')
          .map((row) => row.trimEnd());
      assert.deepEqual(trimmed(stdout), trimmed(output.join('\n')));
    }).timeout(20_000);
});
