import assert from 'node:assert/strict';
import { openProgram } from '../../lib/cli/program.ts';
import { commandsPage, listCommands } from './cli-page.ts';

const page = commandsPage();
const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);

/** The text under a heading, up to the next one. */
function under(heading: string): string {
  const [, after = ''] = page.split(`# ${heading}\n`);
  return after.split(/^#+ /m)[0] ?? '';
}

describe('the page of commands', () => {
  it('has a heading for every command, and each heading once', () => {
    const names = listCommands(openProgram()).map(({ name }) => name);
    assert.ok(names.includes('config check') && !names.includes('config'));
    assert.deepEqual(
      names.filter((name) => !headings.includes(name)),
      [],
    );
    assert.equal(new Set(headings).size, headings.length);
  });

  for (const { name, command, help } of listCommands(openProgram())) {
    it(`has every option and argument of ${name}, and its exit codes`, () => {
      const flags = [...under(`${name}: options`).matchAll(/^\| `([^`]+)`/gm)].map(([, flag = '']) => flag);
      assert.deepEqual(
        flags.toSorted(),
        [
          ...command.registeredArguments.map((each) => each.name()),
          ...command.options.map((each) => each.flags),
        ].toSorted(),
      );
      const codes = [...under(`${name}: exit codes`).matchAll(/^\| (\d+)/gm)].map(([, code]) => Number(code));
      assert.deepEqual(
        codes,
        help.exitCodes.map(([code]) => code),
      );
    });

    it(`has examples of ${name} first`, () => assert.match(under(name), /^\n```sh\n/));
  }

  it('leads from a reason to its heading on the page of reasons', () =>
    assert.ok(under('plan').includes('([NoDigest](../core/errors/README.md#nodigest))')));
});
