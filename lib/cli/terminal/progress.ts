/** The progress of a command on one line of a terminal: `7 of 12 clusters`. */
import { clearLine, cursorTo } from 'node:readline';

/** A progress line; closing removes it. */
export interface Progress {
  readonly show: (state: { readonly done: number; readonly total: number }) => void;
  readonly close: () => void;
}

const SILENT: Progress = { show: () => undefined, close: () => undefined };

/** Opens a progress line if the stream is a terminal; `unit` is what is counted, in the plural. */
export function openProgress(
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean },
  unit: string,
): Progress {
  if (stream.isTTY !== true) return SILENT;
  // The command handles Ctrl-C itself, and closes the line in every case.
  let isShown = false;
  const replaceLine = (text: string): void => {
    cursorTo(stream, 0);
    stream.write(text);
    clearLine(stream, 1);
  };
  return {
    show: ({ done, total }) => {
      isShown = true;
      replaceLine(`${done} of ${total} ${unit}`);
    },
    close: () => {
      if (isShown) replaceLine('');
      isShown = false;
    },
  };
}
