import { moduleMembers } from '../../kernel/index.js';
import type { ModuleWork } from '../../kernel/work.js';
import { missingError } from '../../manifest/index.js';
import { packageOf } from '../../process/index.js';
import type { SourceLog } from '../../source-log.js';
import type { CutPlan } from '../gather.js';
import { loadList } from '../load-list.js';
import { layOut } from './layout.js';
import type { MissingNeed, Part } from './types.js';

/**
 * The parts of an image. A RapidoError for libraries and interpreters that are not there; those of trees alone are told
 * by `onMissing`.
 */
export async function planParts(
  plan: CutPlan,
  work: ModuleWork & { readonly log: SourceLog },
  onMissing: (text: string) => void,
): Promise<readonly Part[]> {
  const { entries, builtin, filters } = plan.manifest;
  const isBase = ({ dest }: { readonly dest: string }) => builtin.has(dest);
  const own = [...entries.filter((entry) => !isBase(entry)), loadList(plan.modules)];
  const { parts, missing } = await layOut({ base: entries.filter(isBase), own, filters }, work.log, work.signal);
  const fatal = missing.filter(({ ofTree }) => !ofTree);
  if (fatal.length > 0) throw missingError(fatal.map(missingThing));
  for (const { name, neededBy } of missing)
    onMissing(`${name} is not on this machine; needed by ${neededBy.join(', ')}`);
  return [...parts, { name: 'modules', members: await moduleMembers(plan.kernel, plan.modules, work) }];
}

function missingThing({ name, neededBy }: MissingNeed) {
  const packages = packageOf(name);
  return { kind: 'need', name, from: neededBy.join(', '), ...(packages && { packages }) } as const;
}
