/** The progress of a command on one line of a terminal: `7 of 12 clusters`. */

/** A progress line; closing removes it. */
export interface Progress {
  readonly show: (state: { readonly done: number; readonly total: number }) => void;
  readonly close: () => void;
}

const SILENT: Progress = { show: () => undefined, close: () => undefined };

/** Opens a progress line if the stream is a terminal; `unit` is what is counted, in the plural. */
export async function openProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
  unit: string,
): Promise<Progress> {
  if (stream.isTTY !== true) return SILENT;
  const { SingleBar } = await import('cli-progress');
  // The command handles Ctrl-C itself, and closes the line in every case.
  const options = {
    stream,
    format: `{value} of {total} ${unit}`,
    clearOnComplete: true,
    gracefulExit: false,
  };
  const bar = new SingleBar(options);
  let isOpen = false;
  return {
    show: ({ done, total }) => {
      if (!isOpen) bar.start(total, done);
      isOpen = true;
      bar.setTotal(total);
      bar.update(done);
    },
    close: () => {
      if (isOpen) bar.stop();
      isOpen = false;
    },
  };
}
