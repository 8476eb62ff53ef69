import assert from 'node:assert/strict';
import { comparison, gone, readInventory } from './inventory.ts';

const TESTS = [
  "describe('a list', () => {\n  it('is read', () => assert.equal(1, 1));\n  it(\n    \"isn't empty\",\n    () => {},\n  );\n});\n",
  "for (const [title] of [\n  ['one', 1],\n  ['two', 2],\n]) {\n  it(title, () => assert(true));\n  it.skip(`of ${title}`, () => assert.ok.call(1));\n}\n",
];

describe('an inventory of tests', () => {
  const { titles, rows, assertions } = readInventory(TESTS);

  it('has titles in each kind of quotes, those in template strings by their source text', () =>
    assert.deepEqual(
      [...titles.keys()],
      ["describe 'a list'", "it 'is read'", 'it "isn\'t empty"', 'it title', 'it `of ${title}`'],
    ));

  it('has what begins rows of tables', () => assert.deepEqual([...rows.keys()], ["'one'", "'two'"]));

  it('counts assertions', () => assert.equal(assertions, 3));

  it('counts a title as often as it occurs', () =>
    assert.equal(readInventory([...TESTS, ...TESTS]).titles.get("it 'is read'"), 2));
});

describe('two inventories of tests', () => {
  it('differ in nothing where a test only moved to another file', () => {
    const [first = '', second = ''] = TESTS;
    const moved = comparison(readInventory(TESTS), readInventory([second, '', first]));
    assert.equal(
      moved,
      'titles           5 →       5\nrows             2 →       2\nassertions       3 →       3\n',
    );
  });

  it('differ in what occurs less often', () => {
    const text = comparison(readInventory(TESTS), readInventory(TESTS.slice(0, 1)));
    assert.ok(text.includes('titles           5 →       3  2 fewer\n'));
    assert.ok(text.includes('Titles that are gone:\n  it title\n  it `of ${title}`\n'));
    assert.ok(text.includes("Rows that are gone:\n  'one'\n  'two'\n"));
    const twice = readInventory([...TESTS, ...TESTS]).titles;
    assert.deepEqual(gone(twice, readInventory(TESTS).titles).length, 5);
  });
});
