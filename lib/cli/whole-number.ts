/** Parses options that are numbers. */
import { InvalidArgumentError } from 'commander';

/** Parses a whole number within bounds; commander adds the name of the option to the error. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (number >= from && number <= to) return number;
    throw new InvalidArgumentError(`expected a whole number from ${from} to ${to}`);
  };
}
