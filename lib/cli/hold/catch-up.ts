/** The lines that bring workloads up to date which were held while images were pushed. */
import { currentTag, parseImage, withVersion } from '../../core/names/image-reference.ts';
import { canonicalRepository, type Repository } from '../../core/names/repository.ts';
import type { Settings } from '../../core/settings.ts';
import type { Workload } from '../../core/workload/workload.ts';

/**
 * A line for each image that they run, of `only` one repository where it is given, with its tag as it is: of newer tags
 * nothing is known here, for no registry is asked.
 */
export function catchUpLines(
  workloads: readonly Workload[],
  only: Repository | undefined,
  { aliases }: Pick<Settings, 'aliases'>,
  config: string | undefined,
): readonly string[] {
  const images = workloads
    .flatMap(({ containers }) => containers)
    .flatMap(({ image }) => {
      const parsed = parseImage(image);
      if ('invalid' in parsed) return [];
      const tag = currentTag(parsed.image);
      const isMeant = only === undefined || canonicalRepository(parsed.image, aliases) === only;
      return tag !== undefined && isMeant ? [withVersion(parsed.image, tag)] : [];
    });
  const option = config === undefined ? '' : ` --config '${config.replaceAll("'", `'\\''`)}'`;
  return [...new Set(images)].map((image) => `image-updater apply ${image}${option}`);
}
