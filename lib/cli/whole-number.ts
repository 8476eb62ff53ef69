/** Options that are numbers. */
import { InvalidArgumentError } from 'commander';

/** Reads a whole number within bounds; commander says which option it was that is wrong. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (number >= from && number <= to) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}.`);
  };
}
