/** Environment variables, by their names: those of the process, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;
