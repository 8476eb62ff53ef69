/** `image-updater images`: lists every running image with its containers, their policies and last updates. */
import { listImageUses, type ImageUse } from '../../core/plan/list-images.ts';
import {
  lastSegment,
  canonicalRepository,
  type Alias,
  type Repository,
} from '../../core/names/repository.ts';
import { parseImage } from '../../core/names/image-reference.ts';
import { imagesDocument, type ClusterImages } from './images-document.ts';
import { imagesText } from './text.ts';
import { jsonText } from '../terminal/json-text.ts';
import { requireConfig } from '../config-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { scanWithProgress } from '../scan-with-progress.ts';
import type { CliContext } from '../cli-context.ts';

export interface ImagesOptions {
  /** Only this image. */
  readonly image?: string | undefined;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly config?: string;
}

/** The exit code is `failed` if a cluster, or a list of one, could not be read. */
export async function runImages(options: ImagesOptions, context: CliContext): Promise<ExitCode> {
  const { image, all = false, json = false } = options;
  const { write, note, bold } = context;
  const config = requireConfig(options.config, context);
  if (config === undefined) return EXIT.misuse;
  const { settings } = config;
  const only = image === undefined ? undefined : parseRepository(image, settings.aliases);
  if (only !== undefined && 'invalid' in only) {
    note(`${only.invalid}\n`);
    return EXIT.misuse;
  }
  const filter = only === undefined ? {} : { mentions: lastSegment(only.repository) };
  const scans = await scanWithProgress(config, filter, context);
  if (scans === undefined) return EXIT.interrupted;
  const isWanted = ({ repository }: ImageUse): boolean =>
    only === undefined || repository === only.repository;
  const found = scans.map(({ name, cluster, workloads, faults }): ClusterImages => ({
    cluster: name,
    uses: cluster === undefined ? [] : listImageUses(workloads, cluster, settings).filter(isWanted),
    faults,
  }));
  write(json ? jsonText(imagesDocument(found)) : imagesText(found, all, bold));
  return found.some(({ faults }) => faults.length > 0) ? EXIT.failed : EXIT.done;
}

/** The repository of an image, without tag and digest. */
export function parseRepository(
  image: string,
  aliases: readonly Alias[],
): { readonly repository: Repository } | { readonly invalid: string } {
  const parsed = parseImage(image);
  return 'invalid' in parsed ? parsed : { repository: canonicalRepository(parsed.image, aliases) };
}
