/** Finds the images of an object, by the definition of its kind. */
import { isObject, valueAt } from '../text/json.ts';
import { imageField, podContainers, type Container } from './container.ts';
import { isJobPath } from './effect.ts';
import { fieldName, fieldsBelow, wholeObject, type Field, type FieldPath } from './field-path.ts';
import { ItemBudget } from './item-budget.ts';
import type { Kind } from './kind.ts';
import { MAX_CONTAINERS } from './size-limits.ts';

/** A pod template in an object. */
export interface PodTemplate {
  /** JSON Pointer (RFC 6901) of the template. */
  readonly pointer: string;
  /** Which maps it has: a JSON Patch can add a key only to an existing map. */
  readonly has: { readonly metadata: boolean; readonly annotations: boolean };
}

/** Whether the image is in the pod template. */
export function isInTemplate({ pointer }: Container, template: PodTemplate): boolean {
  return pointer.startsWith(`${template.pointer}/`);
}

/** Whether jobs run the image: running jobs are not replaced, the next job uses the new image. */
export function isInJob({ pointer }: Container): boolean {
  return isJobPath(pointer.split('/'));
}

/** At most 256 of each are kept. */
export interface KindImages {
  readonly containers: readonly Container[];
  readonly templates: readonly PodTemplate[];
  /** The number of images, and of items in the lists that may contain them. */
  readonly count: { readonly containers: number; readonly templates: number; readonly items: number };
}

/**
 * The images of an object and their templates. Undefined if the template of a kind with a single pod template is missing;
 * several templates are all optional.
 */
export function readKindImages(kind: Kind, object: unknown): KindImages | undefined {
  const { podTemplate, fields } = kind;
  const whole = wholeObject(object);
  const gathered = new GatheredImages();
  const { budget } = gathered;
  if (podTemplate.length > 0) {
    if (!hasPods(podTemplate, object)) return undefined;
    for (const template of fieldsBelow(whole, podTemplate, budget)) gathered.addTemplate(template, '');
  }
  for (const path of fields.podTemplates)
    for (const template of fieldsBelow(whole, path, budget))
      gathered.addTemplate(template, `.${fieldName(template)}`);
  for (const path of fields.images)
    for (const field of fieldsBelow(whole, path, budget)) gathered.addContainer(imageField(field));
  return gathered;
}

/** An Argo Rollout may refer to the pod template of another workload (`workloadRef`), which is scanned itself. */
function hasPods(podTemplate: FieldPath, object: unknown): boolean {
  const podSpec = valueAt(object, [...podTemplate, 'spec']) ?? valueAt(object, ['spec', 'workloadRef']);
  return isObject(podSpec);
}

class GatheredImages implements KindImages {
  readonly containers: Container[] = [];
  readonly templates: PodTemplate[] = [];
  readonly budget = new ItemBudget();
  #containers = 0;
  #templates = 0;

  get count(): KindImages['count'] {
    return { containers: this.#containers, templates: this.#templates, items: this.budget.met };
  }

  addTemplate(template: Field, suffix: string): void {
    this.#templates += 1;
    if (this.templates.length < MAX_CONTAINERS) this.templates.push(toPodTemplate(template));
    for (const container of podContainers(template, suffix, this.budget)) this.addContainer(container);
  }

  addContainer(container: Container): void {
    this.#containers += 1;
    if (this.containers.length < MAX_CONTAINERS) this.containers.push(container);
  }
}

function toPodTemplate({ pointer, value }: Field): PodTemplate {
  return {
    pointer,
    has: {
      metadata: isObject(valueAt(value, ['metadata'])),
      annotations: isObject(valueAt(value, ['metadata', 'annotations'])),
    },
  };
}
