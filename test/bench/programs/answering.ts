/** The side of a measured process that its bench talks to: over IPC, one question at a time, each a number. */

/** What a program can be asked; it is asked again only after it has answered. */
export type Answers = Readonly<Record<string, () => number | Promise<number>>>;

/**
 * Says that the process is ready, and answers from now on. `address` is where it listens; empty where it does
 * not. An answer that fails ends the process. It also ends with its bench, however that ended.
 */
export function answering(address: string, answers: Answers): void {
  process.on('disconnect', () => process.exit());
  process.on('message', (question) => {
    const answer = answers[String(question)];
    if (answer === undefined) throw new Error(`nobody here answers ${String(question)}`);
    void Promise.resolve(answer()).then((number) => process.send?.(number));
  });
  process.send?.(address);
}
